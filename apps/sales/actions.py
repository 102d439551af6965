"""What people do with quotes, orders and shipments."""

from django.utils.translation import gettext as _

from apps.inventory import services as stock
from apps.sales import ordering, services, shipping
from apps.sales.models import Order, Quote, Shipment
from kontor.core.labels import L
from kontor.records.actions import Input, action
from kontor.records.work import Work

REASON = Input("reason", type="text", label=L("Reason", "原因"), required=True, max_length=250)


# --- quotes -------------------------------------------------------------------------------------------------------


@action(
    "quote.submit",
    label=L("Submit", "提交"),
    from_states=("draft",),
    to_states=("in_approval", "approved"),
    icon="send",
    primary=True,
    bulk=True,
)
def submit_quote(*, work: Work, record: Quote) -> None:
    """Ready to go out, unless the margin needs somebody's consent."""
    services.check_complete(work, record)
    record.submitted_by_id = work.actor.person_id
    record.status = Quote.Status.IN_APPROVAL if record.approval_needed else Quote.Status.APPROVED


@action(
    "quote.approve",
    label=L("Approve", "批准"),
    from_states=("in_approval",),
    to_states=("approved",),
    inputs=(Input("reason", type="text", label=L("Reason", "原因"), max_length=250),),
    icon="check",
    primary=True,
)
def approve_quote(*, work: Work, record: Quote, reason: str) -> None:
    """Somebody with the policy's role, and not who submitted it, agrees."""
    services.check_approver(work, record)
    record.status, record.decision_reason = Quote.Status.APPROVED, reason


@action(
    "quote.reject",
    label=L("Reject", "驳回"),
    from_states=("in_approval",),
    to_states=("draft",),
    inputs=(REASON,),
    icon="x",
    danger=True,
)
def reject_quote(*, work: Work, record: Quote, reason: str) -> None:
    """The quote goes back to whoever wrote it, with a reason."""
    services.check_approver(work, record)
    record.status, record.decision_reason = Quote.Status.DRAFT, reason


@action(
    "quote.send",
    label=L("Send", "发送"),
    from_states=("approved",),
    to_states=("sent",),
    icon="mail",
    primary=True,
)
def send_quote(*, work: Work, record: Quote) -> None:
    """The customer gets the quote."""
    services.check_valid(work, record)
    record.status = Quote.Status.SENT


@action(
    "quote.accept",
    label=L("Accepted by customer", "客户接受"),
    from_states=("approved", "sent"),
    to_states=("accepted",),
    icon="thumbs-up",
)
def accept_quote(*, work: Work, record: Quote) -> None:
    """The customer says yes."""
    services.check_valid(work, record)
    record.status = Quote.Status.ACCEPTED


@action(
    "quote.decline",
    label=L("Declined by customer", "客户拒绝"),
    from_states=("approved", "sent"),
    to_states=("rejected",),
    inputs=(REASON,),
    icon="thumbs-down",
    danger=True,
)
def decline_quote(*, work: Work, record: Quote, reason: str) -> None:
    """The customer says no."""
    record.status, record.decision_reason = Quote.Status.REJECTED, reason


@action(
    "quote.expire",
    label=L("Expire", "过期"),
    from_states=("approved", "sent"),
    to_states=("expired",),
    hidden=True,
)
def expire_quote(*, work: Work, record: Quote) -> None:
    """The day of validity has passed; the nightly job does this."""
    record.status = Quote.Status.EXPIRED


@action(
    "quote.revise",
    label=L("Revise", "修订"),
    from_states=("approved", "sent", "rejected", "expired"),
    to_states=("superseded",),
    icon="copy",
    creates=True,
)
def revise_quote(*, work: Work, record: Quote) -> None:
    """A new draft takes the quote's place."""
    services.revise_quote(work, record)


@action(
    "quote.convert",
    label=L("Make order", "转为订单"),
    from_states=("draft", "approved", "sent", "accepted", "expired"),
    to_states=("accepted",),
    inputs=(
        Input("confirm", type="boolean", label=L("Confirm the order at once", "立即确认订单"), default=False),
        Input(
            "allow_expired",
            type="boolean",
            label=L("Although it has expired", "允许已过期"),
            default=False,
            help=L("Takes over a quote whose day of validity has passed", "接受已过有效期的报价"),
        ),
    ),
    guard=lambda record: (
        _("This quote needs approval first.") if record.status == "draft" and record.approval_needed else None
    ),
    icon="shopping-cart",
    primary=True,
    creates=True,
)
def convert_quote(*, work: Work, record: Quote, confirm: bool, allow_expired: bool) -> None:
    """The customer orders what was offered."""
    if not allow_expired:
        services.check_valid(work, record)
    services.check_lines(work, record)
    order = services.order_from_quote(work, record)
    if record.opportunity_id is not None and record.opportunity.status == "open":
        work.run("opportunity.win", work.take(record.opportunity))
    if confirm:
        work.run("order.confirm", order)


# --- orders -------------------------------------------------------------------------------------------------------


@action(
    "order.confirm",
    label=L("Confirm", "确认"),
    from_states=("draft", "on_hold"),
    to_states=("confirmed", "on_hold", "in_fulfilment"),
    guard=lambda record: (
        _("This order was confirmed before; release it.")
        if record.status == "on_hold" and record.confirmed_at
        else None
    ),
    icon="check",
    primary=True,
    creates=True,
    bulk=True,
)
def confirm_order(*, work: Work, record: Order) -> None:
    """Checks credit and reserves the goods; a warehouse that works in one step gets its shipment at once."""
    ordering.confirm_order(work, record)
    _ship_in_one_step(work, record)


def _ship_in_one_step(work: Work, order: Order) -> None:
    waits = order.status == Order.Status.CONFIRMED and any(line.reserved_quantity for line in work.lines(order))
    if waits and stock.works_in_one_step(work, order.warehouse_id):
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


# --- shipments ----------------------------------------------------------------------------------------------------


@action(
    "shipment.assign",
    label=L("Assign", "分配"),
    from_states=("waiting",),
    to_states=("assigned",),
    icon="clipboard-check",
    primary=True,
)
def assign_shipment(*, work: Work, record: Shipment) -> None:
    """The goods are there; somebody can begin."""
    shipping.order_of(work, record)
    record.status = Shipment.Status.ASSIGNED


@action(
    "shipment.pick",
    label=L("Pick", "拣货"),
    from_states=("waiting", "assigned"),
    to_states=("picked",),
    icon="hand",
    primary=True,
    bulk=True,
)
def pick_shipment(*, work: Work, record: Shipment) -> None:
    """The goods are off the shelf."""
    shipping.order_of(work, record)
    record.status = Shipment.Status.PICKED


@action(
    "shipment.pack",
    label=L("Pack", "包装"),
    from_states=("picked",),
    to_states=("packed",),
    icon="package",
    primary=True,
    bulk=True,
)
def pack_shipment(*, work: Work, record: Shipment) -> None:
    """The goods are in their boxes."""
    shipping.order_of(work, record)
    record.status = Shipment.Status.PACKED


@action(
    "shipment.ship",
    label=L("Ship", "发货"),
    from_states=("waiting", "assigned", "picked", "packed"),
    to_states=("shipped",),
    inputs=(
        Input("carrier", type="text", label=L("Carrier", "承运商"), max_length=80),
        Input("tracking_number", type="text", label=L("Tracking number", "运单号"), max_length=80),
    ),
    icon="truck",
    primary=True,
    bulk=True,
)
def ship_shipment(*, work: Work, record: Shipment, carrier: str, tracking_number: str) -> None:
    """The goods leave the house."""
    record.carrier = carrier or record.carrier
    record.tracking_number = tracking_number or record.tracking_number
    shipping.ship(work, record)


@action(
    "shipment.deliver",
    label=L("Delivered", "送达"),
    from_states=("shipped",),
    to_states=("delivered",),
    icon="map-pin",
    primary=True,
    bulk=True,
)
def deliver_shipment(*, work: Work, record: Shipment) -> None:
    """The goods are with the customer."""
    record.status, record.delivered_at = Shipment.Status.DELIVERED, work.clock.now()


@action(
    "shipment.sign",
    label=L("Signed for", "签收"),
    from_states=("shipped", "delivered"),
    to_states=("signed",),
    inputs=(Input("signed_by", type="text", label=L("Signed by", "签收人"), required=True, max_length=120),),
    icon="signature",
    primary=True,
)
def sign_shipment(*, work: Work, record: Shipment, signed_by: str) -> None:
    """The customer has confirmed that the goods are there."""
    record.delivered_at = record.delivered_at or work.clock.now()
    record.signed_at, record.signed_by = work.clock.now(), signed_by
    record.status = Shipment.Status.SIGNED


@action(
    "shipment.cancel",
    label=L("Cancel", "取消"),
    from_states=("waiting", "assigned", "picked", "packed"),
    to_states=("cancelled",),
    icon="x",
    danger=True,
)
def cancel_shipment(*, work: Work, record: Shipment) -> None:
    """The goods go back on the shelf; they stay reserved for the order."""
    record.status = Shipment.Status.CANCELLED
