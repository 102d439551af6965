"""What people do with shipments."""

from apps.sales import shipping
from apps.sales.models import Shipment
from kontor.core.labels import L
from kontor.records.actions import Input, action
from kontor.records.work import Work


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
