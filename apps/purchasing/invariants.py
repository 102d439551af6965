"""What must always hold of purchasing."""

from django.db.models import Sum

from apps.catalog.proof import differences
from apps.purchasing.models import PurchaseOrder, PurchaseOrderLine, ReceiptLine
from kontor.core.registry import invariant


@invariant("purchases_received", "What a purchase order line has received is what its receipts say.")
def purchases_received() -> list[str]:
    """Compares every line with its receipts."""
    receipts = dict(ReceiptLine.objects.values_list("purchase_line_id").annotate(total=Sum("quantity")))
    return differences(
        "purchase order line", dict(PurchaseOrderLine.objects.values_list("id", "received_quantity")), receipts
    )


@invariant("purchase_totals", "A purchase order comes to the sum of its lines.")
def purchase_totals() -> list[str]:
    """Compares the totals with the lines."""
    lines = dict(PurchaseOrderLine.objects.values_list("parent_id").annotate(total=Sum("line_total")))
    return differences("purchase order", dict(PurchaseOrder.objects.values_list("id", "total")), lines)
