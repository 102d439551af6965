"""Facts of the catalog that pricing and stock need, read in bulk: one query per kind, whatever the number of lines."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Q

from apps.catalog.models import Currency, PaymentTermLine, PriceRule, Product, Tax, Unit
from apps.catalog.rules import PriceRule as Rule
from apps.catalog.rules import TaxRate, TermLine
from kontor.identity.models import CompanySettings, LegalEntity
from kontor.records.work import Work


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """What documents need to know of a product; the cost is per stock unit."""

    id: UUID
    name: str
    kind: str
    unit_id: UUID
    unit_factor: Decimal
    category_id: UUID | None
    taxes_id: UUID | None
    list_price: Decimal
    standard_cost: Decimal
    stock_cost: Decimal
    cost_method: str
    lead_time_days: int
    free: Decimal

    @property
    def is_goods(self) -> bool:
        """Whether it lies in stock."""
        return self.kind == Product.Kind.GOODS

    @property
    def cost(self) -> Decimal:
        """What one costs today: the stock's average; the standard cost by that method or before anything came in."""
        if self.cost_method == Product.CostMethod.STANDARD or not self.stock_cost:
            return self.standard_cost
        return self.stock_cost


def product_facts(ids: Iterable[UUID]) -> dict[UUID, ProductFacts]:
    """The facts of those products, in one query."""
    rows = Product.objects.filter(pk__in=set(ids)).values_list(
        "id",
        "name",
        "kind",
        "unit_id",
        "unit__factor",
        "category_id",
        "taxes_id",
        "list_price",
        "standard_cost",
        "unit_cost",
        "cost_method",
        "lead_time_days",
        "available",
    )
    return {row[0]: ProductFacts(*row) for row in rows}


def unit_factors(ids: Iterable[UUID]) -> dict[UUID, Decimal]:
    """How many reference units each of those units is; no query for none."""
    wanted = set(ids)
    return dict(Unit.objects.filter(pk__in=wanted).values_list("id", "factor")) if wanted else {}


def tax_rates(ids: Iterable[UUID | None]) -> dict[UUID, TaxRate]:
    """Those taxes as arithmetic needs them; no query for none."""
    wanted = {one for one in ids if one is not None}
    if not wanted:
        return {}
    rows = Tax.objects.filter(pk__in=wanted).values_list("id", "rate", "included")
    return {pk: TaxRate(pk, rate, included) for pk, rate, included in rows}


def price_rules(price_list_id: UUID | None, on: date) -> list[tuple[UUID | None, UUID | None, Rule]]:
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


def rules_for(rules: Iterable[tuple[UUID | None, UUID | None, Rule]], facts: ProductFacts) -> list[Rule]:
    """Those rules that are for the product, its category or everything."""
    return [
        rule
        for product, category, rule in rules
        if product in (None, facts.id) and category in (None, facts.category_id)
    ]


def term_lines(payment_term_id: UUID | None) -> list[TermLine]:
    """The instalments of a payment term in their order; none without a term."""
    if payment_term_id is None:
        return []
    rows = PaymentTermLine.objects.filter(parent_id=payment_term_id).order_by("position", "id")
    return [TermLine(row.kind, row.value, row.months, row.month_day, row.days, row.next_day) for row in rows]


def settings_in(work: Work) -> CompanySettings:
    """The company's settings, read once in a unit of work."""
    for (model, _key), tracked in work.tracked.items():
        if model is CompanySettings:
            return tracked.record  # type: ignore[no-any-return]
    rows = work.load(CompanySettings.objects.filter(trashed_at__isnull=True).order_by("id")[:1])
    return rows[0] if rows else CompanySettings()


def base_currency(legal_entity_id: UUID | None) -> Currency | None:
    """The currency the legal entity keeps its books in; None when it is not among the currencies."""
    entities = LegalEntity.objects.filter(trashed_at__isnull=True).order_by("id")
    if legal_entity_id is not None:
        entities = entities.filter(pk=legal_entity_id)
    code = entities.values("base_currency")[:1]
    return Currency.objects.filter(code=code, trashed_at__isnull=True).first()
