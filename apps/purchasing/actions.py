"""What people do with purchase orders."""

from apps.purchasing import services
from apps.purchasing.models import PurchaseOrder
from kontor.core.labels import L
from kontor.records.actions import Input, action
from kontor.records.work import Work


@action(
    "purchase_order.confirm",
    label=L("Confirm", "确认"),
    from_states=("draft",),
    to_states=("confirmed",),
    icon="check",
    primary=True,
    bulk=True,
)
def confirm_purchase_order(*, work: Work, record: PurchaseOrder) -> None:
    """The supplier has the order."""
    services.confirm_purchase(work, record)


@action(
    "purchase_order.receive",
    label=L("Receive", "收货"),
    from_states=("confirmed",),
    to_states=("received",),
    icon="package-check",
    primary=True,
    creates=True,
    bulk=True,
)
def receive_purchase_order(*, work: Work, record: PurchaseOrder) -> None:
    """Everything outstanding has come in."""
    services.receive_purchase(work, record)


@action(
    "purchase_order.cancel",
    label=L("Cancel", "取消"),
    from_states=("draft", "confirmed"),
    to_states=("cancelled",),
    inputs=(Input("reason", type="text", label=L("Reason", "原因"), required=True, max_length=200),),
    icon="x",
    danger=True,
)
def cancel_purchase_order(*, work: Work, record: PurchaseOrder, reason: str) -> None:
    """Nothing will come; the reason stays in the event."""
    record.status = PurchaseOrder.Status.CANCELLED
