"""What sales asks of others before it promises something: planned supply, margin policies."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import CharField, QuerySet, Value

from apps.billing.models import InvoiceLine, PaymentAllocation
from apps.crm.models import Customer
from apps.inventory.rules import Planned
from apps.purchasing.queries import expected_supply
from apps.sales.models import MarginPolicy, Order, OrderLine, Shipment
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


# --- the chain from quote to cash ---------------------------------------------------------------------------------

Chained = tuple[str, UUID]


def orders_of_invoices(ids: Iterable[UUID]) -> QuerySet[Order]:
    """The orders whose lines those invoices bill."""
    billed = InvoiceLine.objects.filter(parent_id__in=list(ids), origin_object="order_line").values("origin_id")
    return Order.objects.filter(pk__in=OrderLine.objects.filter(pk__in=billed).values("parent_id"))


def orders_of_shipments(ids: Iterable[UUID]) -> QuerySet[Order]:
    """The order of each shipment."""
    return Order.objects.filter(pk__in=Shipment.objects.filter(pk__in=list(ids)).values("order_id"))


def orders_of_quote(quote_id: UUID) -> list[UUID]:
    """The live orders made from a quote."""
    rows = Order.objects.filter(quote_id=quote_id, trashed_at__isnull=True).order_by("id")
    return [order.pk for order in rows.only("id")]


def chain_of_orders(order_ids: Iterable[UUID]) -> list[Chained]:
    """(object, id) of quotes, orders, shipments, invoices and payments that belong together, in one query."""
    orders = list(order_ids)
    if not orders:
        return []
    lines = OrderLine.objects.filter(parent_id__in=orders).values("id")
    billed = InvoiceLine.objects.filter(origin_object="order_line", origin_id__in=lines)
    paid = PaymentAllocation.objects.filter(invoice_id__in=billed.values("parent_id"))
    found = _kind(Order.objects.filter(pk__in=orders, quote__isnull=False), "quote", "quote_id").union(
        _kind(Shipment.objects.filter(order_id__in=orders, trashed_at__isnull=True), "shipment", "id"),
        _kind(billed, "invoice", "parent_id"),
        _kind(paid, "payment", "parent_id"),
    )
    return [*(("order", pk) for pk in orders), *sorted(found)]


def _kind(rows: QuerySet[Any], kind: str, column: str) -> QuerySet[Any, Chained]:
    """(kind, id) of rows, to be joined with others into one query."""
    named = rows.order_by().annotate(kind_=Value(kind, output_field=CharField()))
    found: QuerySet[Any, Chained] = named.values_list("kind_", column)
    return found


def chain_of_invoices(invoice_ids: Iterable[UUID]) -> list[Chained]:
    """(object, id) of invoices and the payments that settle them."""
    invoices = list(invoice_ids)
    payments = PaymentAllocation.objects.filter(invoice_id__in=invoices).order_by("parent_id")
    return [
        *(("invoice", pk) for pk in invoices),
        *(("payment", pk) for pk in payments.values_list("parent_id", flat=True).distinct()),
    ]


def chain_of_payments(payment_id: UUID) -> list[Chained]:
    """The chains of what a payment settles."""
    invoices = list(
        PaymentAllocation.objects.filter(parent_id=payment_id).values_list("invoice_id", flat=True).distinct()
    )
    found = chain_of_orders(orders_of_invoices(invoices).values_list("id", flat=True)) or chain_of_invoices(invoices)
    return found if ("payment", payment_id) in found else [*found, ("payment", payment_id)]
