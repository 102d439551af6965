"""Writing shipments: made from an order, they take the goods out of stock when they leave."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from apps.billing import ledger
from apps.billing.ledger import Posting
from apps.catalog.queries import stock_factors
from apps.crm.models import Customer
from apps.inventory import services as stock
from apps.sales.models import Order, OrderLine, Shipment, ShipmentLine
from apps.sales.ordering import complete_services, goods_of, progress_of, reserve_rest
from kontor.core import registry
from kontor.core.errors import Conflict, RuleBroken, WrongState
from kontor.records.work import Work

ZERO = Decimal(0)
ON_THE_WAY = (Shipment.Status.SHIPPED, Shipment.Status.DELIVERED, Shipment.Status.SIGNED)
PREPARING = (Shipment.Status.WAITING, Shipment.Status.ASSIGNED, Shipment.Status.PICKED, Shipment.Status.PACKED)
EDITABLE_LATER = frozenset({"owner", "team", "carrier", "tracking_number", "cost"})


class NothingToShip(Conflict):
    """All that is reserved is in a shipment already."""

    code = "nothing_to_ship"


class OnlyComplete(Conflict):
    """The customer wants everything at once."""

    code = "only_complete"


class OrderNotReady(WrongState):
    """The order is on hold or not confirmed."""


class TooMuchToShip(RuleBroken):
    """More than is reserved for the order line."""


class ShipmentGone(WrongState):
    """Goods that have left are not edited."""


@registry.on_save("shipment")
def prepare_shipment(
    *, work: Work, record: Shipment, lines: dict[str, list[ShipmentLine]], changed: frozenset[str]
) -> None:
    """A shipment is made by its order; until it leaves, quantities can be lowered."""
    if work.tracked[type(record), record.pk].is_new:
        raise RuleBroken(_("Shipments are made from an order."))
    if record.status in ON_THE_WAY and changed - EDITABLE_LATER:
        raise ShipmentGone(_("These goods have left; the shipment is not edited any more."), state=record.status)
    for number, line in enumerate(lines["lines"], start=1):
        if line.order_line_id is None:
            raise RuleBroken(_("Lines of a shipment come from its order."), field="product", line=number)
        before = work.tracked[type(line), line.pk].original.get("quantity")
        if before is not None and line.quantity > before:
            raise TooMuchToShip(
                _("Only %(quantity)s is reserved.") % {"quantity": before}, field="quantity", line=number
            )


def create_shipment(work: Work, order: Order, *, first: bool = False) -> Shipment:
    """A shipment over everything reserved for the order that no other shipment is about to take.

    What is missing is reserved first, as far as it has come in meanwhile.
    `first` says that the order has no other shipment yet.
    """
    if not first:
        work.lock(Customer, [order.customer_id])
        reserve_rest(work, order, partly=True)
    lines = work.lines(order)
    if order.delivery_policy == Order.DeliveryPolicy.COMPLETE and not _complete(work, lines):
        raise OnlyComplete(_("This order is delivered complete or not at all, and something is missing."))
    taken = {} if first else _in_preparation(order)
    rest = [(line, line.reserved_quantity - taken.get(line.pk, ZERO)) for line in lines]
    wanted = [(line, quantity) for line, quantity in rest if quantity > 0]
    if not wanted:
        raise NothingToShip(_("Nothing of this order is waiting to be shipped."))
    shipment = work.add(
        Shipment(
            order=order,
            warehouse_id=stock.warehouse_for(work, order.warehouse_id),
            shipping_address=order.shipping_address,
            planned_date=order.requested_date,
            owner_id=order.owner_id,
            team_id=order.team_id,
            legal_entity_id=order.legal_entity_id,
        )
    )
    for position, (line, quantity) in enumerate(wanted, start=1):
        work.add(
            ShipmentLine(
                parent=shipment,
                order_line=line,
                product_id=line.product_id,
                quantity=quantity,
                position=position,
            )
        )
    work.number(shipment)
    return shipment


def _complete(work: Work, lines: Sequence[OrderLine]) -> bool:
    return all(progress_of(line).to_ship <= line.reserved_quantity for line in goods_of(work, lines))


def open_shipments(work: Work, order: Order) -> list[Shipment]:
    """Shipments of the order that have not left."""
    return work.load(order.shipments.filter(status__in=PREPARING, trashed_at__isnull=True).order_by("id"))


def _in_preparation(order: Order) -> dict[UUID, Decimal]:
    """How much of each order line is in shipments that have not left."""
    found: dict[UUID, Decimal] = {}
    rows = ShipmentLine.objects.filter(parent__order_id=order.pk, parent__status__in=PREPARING)
    for line, quantity in rows.values_list("order_line_id", "quantity"):
        found[line] = found.get(line, ZERO) + quantity
    return found


def order_of(work: Work, shipment: Shipment) -> Order:
    """The shipment's order, ready to be delivered; OrderNotReady when it is on hold."""
    order = work.lock(Order, [shipment.order_id])[shipment.order_id]
    if order.status not in (Order.Status.CONFIRMED, Order.Status.IN_FULFILMENT):
        raise OrderNotReady(
            _("The order is %(state)s; nothing can leave.") % {"state": order.get_status_display()}, state=order.status
        )
    return order


def check_packed(work: Work, shipment: Shipment) -> None:
    """Only a warehouse that works in one step ships what is not packed."""
    if shipment.status == Shipment.Status.PACKED:
        return
    if not stock.works_in_one_step(work, shipment.warehouse_id):
        raise WrongState(_("The goods have to be picked and packed first."), state=shipment.status)


def ship(work: Work, shipment: Shipment) -> None:
    """The goods leave: reservations are used up, moves and their cost are booked, the order line counts them."""
    order = order_of(work, shipment)
    check_packed(work, shipment)
    work.lock(Customer, [order.customer_id])
    lines = work.lines(shipment)
    by_id = {line.pk: line for line in work.lines(order)}
    for number, line in enumerate(lines, start=1):
        if line.quantity > by_id[line.order_line_id].reserved_quantity:
            raise TooMuchToShip(_("More than is reserved for the order."), field="quantity", line=number)
    costs = _take_goods(work, lines, by_id)
    for line in lines:
        sold = by_id[line.order_line_id]
        sold.shipped_quantity += line.quantity
        sold.reserved_quantity -= line.quantity
        sold.shipped_cost += costs[line.pk]
    _with_services(work, order)
    shipment.status = Shipment.Status.SHIPPED
    shipment.shipped_at = work.clock.now()
    total = sum(costs.values(), ZERO)
    postings = [Posting(ledger.Role.COST_OF_GOODS, total), Posting(ledger.Role.STOCK, -total)]
    ledger.post(work, shipment, work.clock.today(), postings, memo=_("Shipped: %(order)s") % {"order": order.number})


def _take_goods(work: Work, lines: Sequence[ShipmentLine], by_id: dict[UUID, OrderLine]) -> dict[UUID, Decimal]:
    factors = stock_factors(work, (by_id[line.order_line_id] for line in lines))
    deliveries = [
        stock.Delivery(
            stock.Origin("shipment_line", line.pk),
            line.order_line_id,
            line.product_id,
            line.quantity * factors[line.order_line_id],
        )
        for line in lines
    ]
    return stock.ship(work, deliveries, work.clock.today())


def _with_services(work: Work, order: Order) -> None:
    """What is no goods counts as delivered with the first shipment."""
    lines = work.lines(order)
    goods = {line.pk for line in goods_of(work, lines)}
    complete_services(line for line in lines if line.pk not in goods and progress_of(line).to_ship)
