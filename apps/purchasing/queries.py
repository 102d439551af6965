"""Reads of purchasing."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import F

from apps.purchasing.models import PurchaseOrder, PurchaseOrderLine


def expected_supply(product_ids: Iterable[UUID]) -> list[tuple[UUID, date, Decimal]]:
    """(product, day, quantity) of what confirmed purchase orders still have to bring, in stock units."""
    rows = PurchaseOrderLine.objects.filter(
        product_id__in=set(product_ids),
        received_quantity__lt=F("quantity"),
        parent__status=PurchaseOrder.Status.CONFIRMED,
        parent__trashed_at__isnull=True,
    ).values_list("product_id", "expected_date", "parent__expected_date", "quantity", "received_quantity")
    return [
        (product, own or common, quantity - received)
        for product, own, common, quantity, received in rows
        if own or common
    ]
