"""What people do with orders."""

from django.utils.translation import gettext as _

from apps.inventory import services as stock
from apps.sales import ordering, shipping
from apps.sales.actions.inputs import BACKORDER, REASON
from apps.sales.models import Order
from kontor.core.labels import L
from kontor.records.actions import Input, action
from kontor.records.work import Work


@action(
    "order.confirm",
    label=L("Confirm", "确认"),
    from_states=("draft", "on_hold"),
    to_states=("confirmed", "on_hold", "in_fulfilment"),
    inputs=(BACKORDER,),
    guard=lambda record: _("This order was confirmed before; release it.") if record.confirmed_at else None,
    icon="check",
    primary=True,
    creates=True,
    bulk=True,
)
def confirm_order(*, work: Work, record: Order, backorder: bool) -> None:
    """Checks credit and reserves the goods; a warehouse that works in one step gets its shipment at once."""
    ordering.confirm_order(work, record, backorder=backorder)
    _ship_in_one_step(work, record)


def _ship_in_one_step(work: Work, order: Order) -> None:
    waits = order.status == Order.Status.CONFIRMED and any(line.reserved_quantity for line in work.lines(order))
    if waits and stock.works_in_one_step(work, stock.warehouse_for(work, order.warehouse_id)):
        shipping.create_shipment(work, order, first=True)


@action(
    "order.hold",
    label=L("Put on hold", "暂停"),
    from_states=("draft", "confirmed", "in_fulfilment"),
    to_states=("on_hold",),
    inputs=(REASON,),
    icon="pause",
    danger=True,
)
def hold_order(*, work: Work, record: Order, reason: str) -> None:
    """Nothing is shipped or invoiced until the order is released."""
    record.status, record.hold_reason = Order.Status.ON_HOLD, reason


@action(
    "order.release",
    label=L("Release", "解除暂停"),
    from_states=("on_hold",),
    to_states=("confirmed",),
    inputs=(REASON,),
    icon="play",
    creates=True,
)
def release_order(*, work: Work, record: Order, reason: str) -> None:
    """Somebody who may answers for going on; what is not reserved yet is reserved. The reason stays in the event."""
    fresh = record.confirmed_at is None
    ordering.release_order(work, record)
    if fresh:
        _ship_in_one_step(work, record)


@action(
    "order.cancel",
    label=L("Cancel", "取消"),
    from_states=("draft", "confirmed", "on_hold", "in_fulfilment"),
    to_states=("cancelled",),
    inputs=(REASON,),
    icon="x",
    danger=True,
)
def cancel_order(*, work: Work, record: Order, reason: str) -> None:
    """Possible before anything left or was invoiced; the reason stays in the event."""
    for shipment in shipping.open_shipments(work, record):
        work.run("shipment.cancel", shipment)
    ordering.cancel_order(work, record)


@action(
    "order.close",
    label=L("Close", "关闭"),
    from_states=("confirmed", "in_fulfilment", "on_hold"),
    to_states=("closed",),
    inputs=(REASON,),
    icon="lock",
    danger=True,
)
def close_order(*, work: Work, record: Order, reason: str) -> None:
    """What has not gone out will not go out; what has can still be invoiced. The reason stays in the event."""
    for shipment in shipping.open_shipments(work, record):
        work.run("shipment.cancel", shipment)
    ordering.close_order(work, record)


@action(
    "order.create_shipment",
    label=L("Make shipment", "生成发货单"),
    from_states=("confirmed", "in_fulfilment"),
    to_states=("confirmed", "in_fulfilment"),
    icon="truck",
    guard=lambda record: _("Everything is delivered.") if record.delivery_status in ("full", "over") else None,
    creates=True,
)
def create_shipment(*, work: Work, record: Order) -> None:
    """A shipment over everything that is reserved and in no other shipment."""
    shipping.create_shipment(work, record)


@action(
    "order.create_invoice",
    label=L("Make invoice", "生成发票"),
    from_states=("confirmed", "in_fulfilment", "done", "closed"),
    to_states=("confirmed", "in_fulfilment", "done", "closed"),
    inputs=(Input("post", type="boolean", label=L("Post at once", "立即过账"), default=False),),
    icon="receipt",
    guard=lambda record: (
        _("There is nothing to invoice on this order now.") if record.invoice_status in ("none", "full") else None
    ),
    creates=True,
)
def create_invoice(*, work: Work, record: Order, post: bool) -> None:
    """An invoice over what the order's policy allows."""
    invoice = ordering.invoice_order(work, record)
    if post:
        work.run("invoice.post", invoice)
