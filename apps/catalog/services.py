"""Writing in catalog: the terms in force that a document takes over, and what its lines come to."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from apps.catalog import queries
from apps.catalog.models import PaymentTerm, PaymentTermLine, PriceList, PriceRule, Product
from apps.catalog.rules import Rounding, TaxedLine, line_amount, tax_lines
from kontor.core import registry
from kontor.core.errors import BadInput, RuleBroken
from kontor.identity.services import touch_rights
from kontor.records.change import Change
from kontor.records.work import Work

ZERO = Decimal(0)
LIMIT = Decimal(10) ** 13
PRICE_LIMIT = Decimal(10) ** 11


class ForeignCurrency(RuleBroken):
    """A document in a currency the books are not kept in."""


class AmountOutOfRange(BadInput):
    """More than the books can hold."""


class TermIncomplete(RuleBroken):
    """A payment term whose instalments do not cover an invoice."""


class PriceRuleUnclear(RuleBroken):
    """A price rule that says nothing, or two things."""


def chosen(row: Any, relation: str) -> Any:
    """The related record; None while it is not chosen yet, as in a preview of what somebody is typing."""
    return None if getattr(row, f"{relation}_id") is None else getattr(row, relation)


def check_amount(amount: Decimal, line: int | None = None) -> None:
    """AmountOutOfRange when an amount is beyond what the books can hold."""
    if abs(amount) >= LIMIT:
        raise AmountOutOfRange(_("The amount is out of range."), field="quantity" if line else None, line=line)


def check_price(price: Decimal, line: int) -> None:
    """AmountOutOfRange when the price of one unit is beyond what a line can hold."""
    if price >= PRICE_LIMIT:
        raise AmountOutOfRange(_("The amount is out of range."), field="unit_price", line=line)


def take_terms(work: Work, document: Any) -> None:
    """Stores on a new document the roundings in force; the rate of the company's own currency is 1."""
    rules = queries.house_rules(work, document.legal_entity_id)
    document.tax_rounding = rules.tax_rounding
    document.rounding_mode = rules.rounding_mode
    document.rate = Decimal(1)


def check_currency(work: Work, document: Any) -> None:
    """Documents are written in the currency the books are kept in; an empty one is filled in."""
    rules = queries.house_rules(work, document.legal_entity_id)
    if document.currency_id is None:
        document.currency_id = rules.currency_id
    elif rules.currency_id not in (None, document.currency_id):
        raise ForeignCurrency(
            _("The books are kept in %(base)s; choose that currency.") % {"base": rules.currency_code}, field="currency"
        )


def rounding_of(work: Work, document: Any) -> Rounding:
    """The rounding a document was written under."""
    digits = queries.house_rules(work, document.legal_entity_id).currency_digits
    return Rounding.of_digits(2 if digits is None else digits, document.rounding_mode)


def tax_document_lines(work: Work, document: Any, lines: Sequence[Any]) -> list[TaxedLine]:
    """Prices the lines of a document: sets `line_total` (net) and `tax_amount` of each, answers them taxed."""
    rounding = rounding_of(work, document)
    known = queries.tax_rates(work, (line.taxes_id for line in lines))
    amounts = []
    for line in lines:
        amount = line_amount(line.quantity or ZERO, line.unit_price or ZERO, line.discount_percent or ZERO, rounding)
        amounts.append((amount, [known[line.taxes_id]] if line.taxes_id in known else []))
    taxed = tax_lines(amounts, rounding, per_document=document.tax_rounding == "per_document")
    for number, (line, one) in enumerate(zip(lines, taxed, strict=True), start=1):
        check_amount(one.gross, number)
        line.line_total, line.tax_amount = one.net, one.tax
    return taxed


def set_totals(document: Any, taxed: Iterable[TaxedLine]) -> None:
    """Untaxed, tax and total of a document out of its taxed lines."""
    taxed = list(taxed)
    check_amount(sum((abs(line.gross) for line in taxed), ZERO))
    document.untaxed_total = sum((line.net for line in taxed), ZERO)
    document.tax_total = sum((line.tax for line in taxed), ZERO)
    document.total = document.untaxed_total + document.tax_total


@registry.subscriber
def follow_currencies(*, work: Work, changes: list[Change]) -> None:
    """The digits of a currency are a setting: every process reads them anew at its next request."""
    if not work.dry and any(change.object == "currency" for change in changes):
        touch_rights()


@registry.on_save("payment_term")
def prepare_payment_term(
    *, work: Work, record: PaymentTerm, lines: dict[str, list[PaymentTermLine]], changed: frozenset[str]
) -> None:
    """The last instalment takes the rest, the others do not."""
    rows = lines["lines"]
    if rows and rows[-1].kind != PaymentTermLine.Kind.REST:
        raise TermIncomplete(_("The last instalment has to take the rest."), field="lines", line=len(rows))
    for number, row in enumerate(rows[:-1], start=1):
        if row.kind == PaymentTermLine.Kind.REST:
            raise TermIncomplete(_("Only the last instalment can take the rest."), field="kind", line=number)


@registry.on_save("price_list")
def prepare_price_list(
    *, work: Work, record: PriceList, lines: dict[str, list[PriceRule]], changed: frozenset[str]
) -> None:
    """A price is for a product or a category, and from-to quantities are in order."""
    for number, row in enumerate(lines["lines"], start=1):
        if row.product_id and row.category_id:
            raise PriceRuleUnclear(_("Choose a product or a category, not both."), field="category", line=number)
        if row.max_quantity is not None and row.min_quantity is not None and row.max_quantity < row.min_quantity:
            raise PriceRuleUnclear(_("The range ends before it begins."), field="max_quantity", line=number)


@registry.on_save("product")
def prepare_product(*, work: Work, record: Product, lines: dict[str, list[Any]], changed: frozenset[str]) -> None:
    """What lies in stock stays goods, valued as it came in."""
    held = work.tracked[type(record), record.pk]
    if held.is_new or not record.on_hand:
        return
    for name in ("kind", "cost_method", "unit"):
        if name in changed:
            raise RuleBroken(_("This cannot change while some of it lies in stock."), field=name)
