"""What the lines of quotes and orders cost and bring: products, prices, taxes, margin; one query per kind."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from apps.catalog import queries
from apps.catalog.models import Product
from apps.catalog.rules import AmbiguousPrice, TaxedLine, price_of
from apps.catalog.services import (
    check_amount,
    check_currency,
    check_price,
    chosen,
    set_totals,
    take_terms,
    tax_document_lines,
)
from apps.crm.models import Customer
from apps.sales.rules import margin_of
from kontor.core.errors import RuleBroken
from kontor.core.money import round_money
from kontor.records.work import Work

ZERO = Decimal(0)


class PriceUnclear(RuleBroken):
    """Two rules of the price list fit equally well."""


def is_new(work: Work, row: Any) -> bool:
    """Whether a row has not been written yet."""
    return work.tracked[type(row), row.pk].is_new


def take_customer_terms(work: Work, document: Any, changed: frozenset[str]) -> None:
    """A new document takes over the customer's terms where none are given, and the roundings in force."""
    new = is_new(work, document)
    if new:
        take_terms(work, document)
    customer: Customer | None = chosen(document, "customer")
    if customer is not None and (new or "customer" in changed):
        document.payment_term_id = document.payment_term_id or customer.payment_term_id
        document.price_list_id = document.price_list_id or customer.price_list_id
    if new or "currency" in changed:
        check_currency(work, document)


def price_lines(work: Work, document: Any, lines: Sequence[Any]) -> dict[UUID, Product]:
    """Fills in what lines leave open, prices and taxes them, and sets the document's totals and margin.

    Answers the products. Lines without a product (still being typed) count nothing.
    """
    priced = [line for line in lines if line.product_id is not None]
    products = queries.products_in(work, (line.product_id for line in priced))
    for line in priced:
        _fill(work, line, products[line.product_id])
    factors = queries.stock_factors(work, priced)
    rules = queries.price_rules(document.price_list_id, work.clock.today()) if _asks_price(priced) else []
    for number, line in enumerate(priced, start=1):
        product = products[line.product_id]
        _price(line, product, factors[line.pk], rules, number)
        if getattr(line, "quote_line_id", None) is None:
            line.unit_cost = queries.cost_of(product) * factors[line.pk]
        check_price(max(line.unit_price, line.unit_cost), number)
    _sum_up(document, priced, tax_document_lines(work, document, priced))
    return products


def _asks_price(lines: Sequence[Any]) -> bool:
    return any(line.unit_price is None for line in lines)


def _product_changed(work: Work, line: Any) -> bool:
    """Whether an existing line names another product than before, so that what came from the old one is stale."""
    tracked = work.tracked[type(line), line.pk]
    return not tracked.is_new and tracked.original["product_id"] != line.product_id


def _fill(work: Work, line: Any, product: Product) -> None:
    """Description, unit and tax out of the product: on a new line where empty, on another product where untouched."""
    tracked = work.tracked[type(line), line.pk]
    if tracked.is_new:
        line.description = line.description or product.name
        line.taxes_id = line.taxes_id or product.taxes_id
    elif _product_changed(work, line):
        fresh = {
            "description": product.name,
            "unit_id": product.unit_id,
            "taxes_id": product.taxes_id,
            "unit_price": None,
        }
        for name, value in fresh.items():
            if getattr(line, name) == tracked.original[name]:
                setattr(line, name, value)
    line.unit_id = line.unit_id or product.unit_id


def _price(line: Any, product: Product, factor: Decimal, rules: Sequence[queries.PricedFor], number: int) -> None:
    if line.unit_price is None:
        try:
            price = price_of(product.list_price, line.quantity or ZERO, factor, queries.rules_for(rules, product))
        except AmbiguousPrice as error:
            raise PriceUnclear(str(error), field="unit_price", line=number) from error
        line.unit_price = price.unit_price
        if line.discount_percent is None:
            line.discount_percent = price.discount_percent
    if line.discount_percent is None:
        line.discount_percent = ZERO


def _sum_up(document: Any, lines: Sequence[Any], taxed: Sequence[TaxedLine]) -> None:
    cost_total = ZERO
    for line, one in zip(lines, taxed, strict=True):
        cost = round_cost(line)
        check_amount(cost)
        margin = margin_of(one.net, cost)
        line.margin, line.margin_percent = margin.amount, shown_percent(margin.percent)
        cost_total += cost
    set_totals(document, taxed)
    check_amount(cost_total)
    document.cost_total = cost_total
    margin = margin_of(document.untaxed_total, cost_total)
    document.margin, document.margin_percent = margin.amount, shown_percent(margin.percent)


def round_cost(line: Any) -> Decimal:
    """What the goods of a line cost, to cents."""
    return round_money((line.quantity or ZERO) * line.unit_cost)


LIMIT = Decimal("99999.9999")


def shown_percent(percent: Decimal | None) -> Decimal | None:
    """A percentage as its column can hold it; a tiny revenue makes absurd ones."""
    return None if percent is None else max(-LIMIT, min(LIMIT, percent))
