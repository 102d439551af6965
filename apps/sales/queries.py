"""What sales asks of others before it promises something: planned supply, margin policies."""

from collections.abc import Iterable
from uuid import UUID

from apps.crm.models import Customer
from apps.inventory.rules import Planned
from apps.purchasing.queries import expected_supply
from apps.sales.models import MarginPolicy
from apps.sales.rules import Threshold


def planned_supply(product_ids: Iterable[UUID]) -> dict[UUID, list[Planned]]:
    """What is ordered from suppliers and not here yet, by product."""
    found: dict[UUID, list[Planned]] = {}
    for product, day, quantity in expected_supply(product_ids):
        found.setdefault(product, []).append(Planned(day, quantity))
    return found


def thresholds(customer: Customer | None, category_ids: Iterable[UUID | None]) -> list[Threshold]:
    """The margin policies that hold for a customer and those product categories."""
    categories = set(category_ids)
    rows = MarginPolicy.objects.filter(active=True, trashed_at__isnull=True).select_related("approver")
    return [
        Threshold(row.below_percent, row.approver.key)
        for row in rows
        if row.scope == MarginPolicy.Scope.COMPANY
        or (row.scope == MarginPolicy.Scope.CATEGORY and row.category_id in categories)
        or (row.scope == MarginPolicy.Scope.GRADE and customer is not None and row.grade == customer.grade)
    ]
