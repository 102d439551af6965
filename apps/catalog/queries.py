"""Facts of the catalog and the company that documents need, read in bulk: one query per kind, once per unit of work."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID
from weakref import WeakKeyDictionary

from django.db.models import Q, Subquery

from apps.catalog.models import Currency, PaymentTermLine, PriceRule, Product, Tax, Unit
from apps.catalog.rules import PriceRule as Rule
from apps.catalog.rules import TaxRate, TermLine
from kontor.identity.models import CompanySettings, LegalEntity
from kontor.identity.services import settled
from kontor.records.work import Work

T = TypeVar("T")
ONE = Decimal(1)
_memos: "WeakKeyDictionary[Work, dict[Any, Any]]" = WeakKeyDictionary()


def once(work: Work, key: Any, read: Callable[[], T]) -> T:
    """What `read` answered the first time it was asked for `key` in this unit of work."""
    memo = _memos.setdefault(work, {})
    if key not in memo:
        memo[key] = read()
    found: T = memo[key]
    return found


# --- the company --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HouseRules:
    """The settings in force and the currency the books are kept in."""

    tax_rounding: str
    rounding_mode: str
    quote_validity_days: int
    credit_policy: str
    credit_overdue_days: int | None
    invoice_policy: str
    currency_id: UUID | None = None
    currency_code: str | None = None
    currency_digits: int | None = None


_SETTINGS = (
    "tax_rounding",
    "rounding_mode",
    "quote_validity_days",
    "credit_policy",
    "credit_overdue_days",
    "invoice_policy",
)


def house_rules(work: Work, legal_entity_id: UUID | None = None) -> HouseRules:
    """The company's settings with the base currency of a legal entity (the first one without).

    Read once per rights token, which changes with them.
    """
    key = ("house", legal_entity_id)
    return once(work, key, lambda: settled(work.actor.rights_version, key, lambda: _read_house(legal_entity_id)))


def entities(legal_entity_id: UUID | None) -> Any:
    """That legal entity, or the first one, as a queryset."""
    rows = LegalEntity.objects.filter(trashed_at__isnull=True).order_by("id")
    return rows if legal_entity_id is None else rows.filter(pk=legal_entity_id)


def _read_house(legal_entity_id: UUID | None) -> HouseRules:
    code = entities(legal_entity_id).values("base_currency")[:1]
    base = Currency.objects.filter(code=Subquery(code), trashed_at__isnull=True).order_by("id")
    rows = CompanySettings.objects.filter(trashed_at__isnull=True).order_by("id")
    found = rows.annotate(
        currency_id=Subquery(base.values("id")[:1]),
        currency_code=Subquery(base.values("code")[:1]),
        currency_digits=Subquery(base.values("digits")[:1]),
    ).values_list(*_SETTINGS, "currency_id", "currency_code", "currency_digits")
    row = found.first()
    if row is None:
        settings = CompanySettings()
        return HouseRules(*(getattr(settings, name) for name in _SETTINGS))
    return HouseRules(*row)


# --- the catalog --------------------------------------------------------------------------------------------------


def products_in(work: Work, ids: Iterable[UUID]) -> dict[UUID, Product]:
    """Those products, tracked; only what this unit of work does not hold yet is read."""
    wanted = set(ids)
    missing = {pk for pk in wanted if (Product, pk) not in work.tracked}
    if missing:
        work.by(Product, "id", missing)
    return {pk: work.get(Product, pk) for pk in wanted}


def cost_of(product: Product) -> Decimal:
    """What one costs today: the stock's average; the standard cost by that method or before anything came in."""
    by_standard = product.cost_method == Product.CostMethod.STANDARD or not product.unit_cost
    cost: Decimal = product.standard_cost if by_standard else product.unit_cost
    return cost


def stock_factors(work: Work, lines: Iterable[Any]) -> dict[UUID, Decimal]:
    """How many stock units one unit of each line is, by line; units are only read where they differ."""
    lines = list(lines)
    products = products_in(work, (line.product_id for line in lines))
    foreign = [line for line in lines if line.unit_id and line.unit_id != products[line.product_id].unit_id]
    wanted = {unit for line in foreign for unit in (line.unit_id, products[line.product_id].unit_id)}
    known = dict(Unit.objects.filter(pk__in=wanted).values_list("id", "factor")) if wanted else {}
    factors = {line.pk: known[line.unit_id] / known[products[line.product_id].unit_id] for line in foreign}
    return {line.pk: factors.get(line.pk, ONE) for line in lines}


def tax_rates(work: Work, ids: Iterable[UUID | None]) -> dict[UUID, TaxRate]:
    """Those taxes as arithmetic needs them; no query for none."""
    wanted = frozenset(one for one in ids if one is not None)
    return once(work, ("taxes", wanted), lambda: _read_taxes(wanted)) if wanted else {}


def _read_taxes(wanted: frozenset[UUID]) -> dict[UUID, TaxRate]:
    rows = Tax.objects.filter(pk__in=wanted).values_list("id", "rate", "included")
    return {pk: TaxRate(pk, rate, included) for pk, rate, included in rows}


PricedFor = tuple[UUID | None, UUID | None, Rule]


def price_rules(price_list_id: UUID | None, on: date) -> list[PricedFor]:
    """The rows of a price list in force on a day, each with the product or category it is for; none without a list."""
    if price_list_id is None:
        return []
    rows = PriceRule.objects.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=on),
        Q(valid_until__isnull=True) | Q(valid_until__gte=on),
        parent_id=price_list_id,
    )
    return [(row.product_id, row.category_id, _rule(row)) for row in rows]


def _rule(row: PriceRule) -> Rule:
    return Rule(
        min_quantity=row.min_quantity,
        max_quantity=row.max_quantity,
        price=row.price,
        surcharge=row.surcharge,
        discount_percent=row.discount_percent,
        specificity=2 if row.product_id else int(row.category_id is not None),
        priority=row.priority,
    )


def rules_for(rules: Iterable[PricedFor], product: Product) -> list[Rule]:
    """Those rules that are for the product, its category or everything."""
    return [
        rule
        for wanted, category, rule in rules
        if wanted in (None, product.pk) and category in (None, product.category_id)
    ]


def term_lines(payment_term_id: UUID | None) -> list[TermLine]:
    """The instalments of a payment term in their order; none without a term."""
    if payment_term_id is None:
        return []
    rows = PaymentTermLine.objects.filter(parent_id=payment_term_id).order_by("position", "id")
    return [TermLine(row.kind, row.value, row.months, row.month_day, row.days, row.next_day) for row in rows]
