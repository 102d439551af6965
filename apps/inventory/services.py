"""Writing stock: receive, reserve, release, ship; each under the locks of every level of the products touched.

Whoever holds the levels of a product may write its figures on the product too. Quantities are in stock units.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from apps.catalog.models import Product
from apps.catalog.queries import once, products_in
from apps.inventory import valuation
from apps.inventory.models import Location, Reservation, StockLevel, StockMove
from apps.inventory.rules import Bucket, Shortage, allocate, available_quantity
from kontor.core import registry
from kontor.core.errors import Conflict, RuleBroken
from kontor.core.locks import rank_lock
from kontor.identity.services import settled, touch_rights
from kontor.records.change import Change
from kontor.records.work import Work

rank_lock("stock_level", 60)
ZERO = Decimal(0)
FULL = Decimal(10) ** 11


class NotEnoughStock(Conflict):
    """There is less in stock than is asked for."""

    code = "not_enough_stock"


class TooMuch(RuleBroken):
    """More than a stock level can hold."""


class PlaceMissing(RuleBroken):
    """A warehouse without a storage location, or no place that stands for customers or suppliers."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The line of a document that asks for stock."""

    object: str
    id: UUID


@dataclass(frozen=True, slots=True)
class Demand:
    """What a line of a document wants of a product."""

    origin: Origin
    product_id: UUID
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Delivery:
    """What leaves for a line of a shipment, out of what was reserved for `reserved_for`."""

    origin: Origin
    reserved_for: UUID
    product_id: UUID
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Arrival:
    """What comes in for a line of a receipt, at a cost per stock unit."""

    origin: Origin
    product_id: UUID
    quantity: Decimal
    unit_cost: Decimal


@dataclass(slots=True)
class Shelf:
    """The locked levels of some products, and those products."""

    levels: list[StockLevel]
    products: dict[UUID, Product]

    def of(self, product_id: UUID, places: set[UUID] | None = None) -> list[StockLevel]:
        """The levels of a product, in those places or everywhere."""
        return [
            level
            for level in self.levels
            if level.product_id == product_id and (places is None or level.location_id in places)
        ]


@dataclass(frozen=True, slots=True)
class Place:
    """A location with what its warehouse says of it."""

    id: UUID
    kind: str
    warehouse_id: UUID | None
    one_step: bool
    active: bool


def places_in(work: Work) -> list[Place]:
    """Every location, read once per rights token, which changes with them."""
    return once(work, "places", lambda: settled(work.actor.rights_version, "places", _read_places))


@registry.subscriber
def follow_places(*, work: Work, changes: list[Change]) -> None:
    """Where goods may lie is a setting: every process reads it anew at its next request."""
    if not work.dry and any(change.object in ("location", "warehouse") for change in changes):
        touch_rights()


def _read_places() -> list[Place]:
    rows = Location.objects.filter(trashed_at__isnull=True, warehouse__trashed_at__isnull=True).order_by("id")
    found = rows.values_list("id", "kind", "warehouse_id", "warehouse__one_step", "warehouse__active")
    return [Place(pk, kind, warehouse, bool(one_step), bool(active)) for pk, kind, warehouse, one_step, active in found]


def warehouse_for(work: Work, given: UUID | None) -> UUID:
    """The warehouse named, or the first active one that has a storage location; PlaceMissing when there is none."""
    if given is not None:
        return given
    storage = (place for place in places_in(work) if place.kind == Location.Kind.STORAGE and place.active)
    first = min((place.warehouse_id for place in storage if place.warehouse_id is not None), default=None)
    if first is None:
        raise PlaceMissing(_("There is no warehouse with a storage location."), field="warehouse")
    return first


def works_in_one_step(work: Work, warehouse_id: UUID) -> bool:
    """Whether shipping does assign, pick and pack there."""
    return any(place.one_step for place in places_in(work) if place.warehouse_id == warehouse_id)


def storage_places(work: Work, warehouse_id: UUID) -> list[UUID]:
    """The storage locations of a warehouse; PlaceMissing when it has none."""
    found = [
        place.id
        for place in places_in(work)
        if place.warehouse_id == warehouse_id and place.kind == Location.Kind.STORAGE
    ]
    if not found:
        raise PlaceMissing(_("This warehouse has no storage location."))
    return found


def outside(work: Work, kind: str) -> UUID:
    """The place that stands for customers, suppliers or losses; PlaceMissing when there is none."""
    for place in places_in(work):
        if place.kind == kind:
            return place.id
    raise PlaceMissing(_("There is no location for %(kind)s.") % {"kind": Location.Kind(kind).label})


def lock_shelf(work: Work, product_ids: Iterable[UUID]) -> Shelf:
    """Locks every level of those products, in one order everywhere."""
    wanted = set(product_ids)
    levels = work.lock_by(StockLevel, "product_id", wanted)
    fresh = [
        one.record
        for (model, _key), one in work.tracked.items()
        if model is StockLevel and one.is_new and one.record.product_id in wanted
    ]
    return Shelf([*levels, *fresh], products_in(work, wanted))


def _refresh_products(shelf: Shelf) -> None:
    """The products' own figures out of their levels."""
    for product in shelf.products.values():
        levels = shelf.of(product.pk)
        on_hand = sum((level.on_hand for level in levels), ZERO)
        product.on_hand = on_hand
        product.reserved = sum((level.reserved for level in levels), ZERO)
        product.available = on_hand - product.reserved
        if on_hand:
            worth = sum((level.on_hand * level.unit_cost for level in levels), ZERO)
            product.unit_cost = valuation.unit_cost(worth, on_hand)


def reserve(work: Work, demands: Sequence[Demand], warehouse_id: UUID, *, partly: bool = False) -> dict[UUID, Decimal]:
    """Promises stock of a warehouse to the demands; answers how much each origin got.

    All or nothing: NotEnoughStock names the product that is short. With `partly`, what is there.
    """
    got: dict[UUID, Decimal] = {}
    if not demands:
        return got
    places = set(storage_places(work, warehouse_id))
    shelf = lock_shelf(work, (demand.product_id for demand in demands))
    for demand in demands:
        levels = [(level, Bucket(level.on_hand, level.reserved)) for level in shelf.of(demand.product_id, places)]
        wanted = min(demand.quantity, available_quantity([bucket for _level, bucket in levels])) if partly else None
        for level, quantity in _allocated(shelf, demand, levels, wanted):
            _promise(work, level, quantity, demand.origin)
            got[demand.origin.id] = got.get(demand.origin.id, ZERO) + quantity
    _refresh_products(shelf)
    return got


def _allocated(
    shelf: Shelf, demand: Demand, levels: Sequence[tuple[StockLevel, Bucket]], wanted: Decimal | None
) -> list[tuple[StockLevel, Decimal]]:
    try:
        return allocate(levels, demand.quantity if wanted is None else wanted)
    except Shortage as short:
        name = shelf.products[demand.product_id].name
        raise NotEnoughStock(
            _("Not enough %(product)s in stock: %(missing)s missing.")
            % {"product": name, "missing": f"{short.missing.normalize():f}"}
        ) from short


def _promise(work: Work, level: StockLevel, quantity: Decimal, origin: Origin) -> None:
    level.reserved += quantity
    work.add(Reservation(stock_level=level, quantity=quantity, origin_object=origin.object, origin_id=origin.id))


def active_reservations(work: Work, origin_ids: Iterable[UUID]) -> list[Reservation]:
    """What is promised to those document lines, oldest first; rows of this unit of work included."""
    wanted = set(origin_ids)
    stored = work.by(Reservation, "origin_id", wanted)
    fresh = [
        one.record
        for (model, _key), one in work.tracked.items()
        if model is Reservation and one.is_new and one.record.origin_id in wanted
    ]
    return [row for row in (*stored, *fresh) if row.status == Reservation.Status.ACTIVE]


def release(work: Work, origin_ids: Iterable[UUID]) -> None:
    """Gives back what is promised to those document lines."""
    rows = active_reservations(work, origin_ids)
    if not rows:
        return
    shelf = lock_shelf(work, _products_of(row.stock_level_id for row in rows))
    levels = {level.pk: level for level in shelf.levels}
    for row in rows:
        levels[row.stock_level_id].reserved -= row.quantity
        row.status = Reservation.Status.RELEASED
    _refresh_products(shelf)


def _products_of(level_ids: Iterable[UUID]) -> list[UUID]:
    return list(StockLevel.objects.filter(pk__in=set(level_ids)).values_list("product_id", flat=True).distinct())


def ship(work: Work, deliveries: Sequence[Delivery], on: date) -> dict[UUID, Decimal]:
    """Goods leave for customers out of their reservations; answers what each delivery's origin cost.

    NotEnoughStock when less is reserved than is to leave.
    """
    if not deliveries:
        return {}
    customers = outside(work, Location.Kind.CUSTOMER)
    shelf = lock_shelf(work, (delivery.product_id for delivery in deliveries))
    levels = {level.pk: level for level in shelf.levels}
    promised = active_reservations(work, (delivery.reserved_for for delivery in deliveries))
    purse = valuation.Layers(work, shelf.products.values())
    costs: dict[UUID, Decimal] = {}
    for delivery in deliveries:
        product = shelf.products[delivery.product_id]
        for row, quantity in _consume(work, promised, delivery, product):
            level = levels[row.stock_level_id]
            value = valuation.take_out(level, product, quantity, purse)
            level.reserved -= quantity
            _move(work, delivery.origin, product, quantity, value, _Route(level.location_id, customers, on))
            costs[delivery.origin.id] = costs.get(delivery.origin.id, ZERO) + value
    _refresh_products(shelf)
    return costs


def _consume(
    work: Work, promised: list[Reservation], delivery: Delivery, product: Product
) -> list[tuple[Reservation, Decimal]]:
    """Which reservations a delivery uses up; one that is used in part is split in two."""
    left, used = delivery.quantity, []
    for row in promised:
        if left <= 0:
            break
        if row.origin_id != delivery.reserved_for or row.status != Reservation.Status.ACTIVE:
            continue
        quantity = min(left, row.quantity)
        if quantity < row.quantity:
            promised.append(_split(work, row, quantity))
        row.status = Reservation.Status.CONSUMED
        used.append((row, quantity))
        left -= quantity
    if left > 0:
        raise NotEnoughStock(
            _("Not enough %(product)s reserved: %(missing)s missing.")
            % {"product": product.name, "missing": f"{left.normalize():f}"}
        )
    return used


def _split(work: Work, row: Reservation, quantity: Decimal) -> Reservation:
    """The rest of a reservation of which only `quantity` is used."""
    rest = Reservation(
        stock_level_id=row.stock_level_id,
        quantity=row.quantity - quantity,
        origin_object=row.origin_object,
        origin_id=row.origin_id,
    )
    row.quantity = quantity
    return work.add(rest)


def receive(work: Work, arrivals: Sequence[Arrival], warehouse_id: UUID, on: date) -> Decimal:
    """Goods come in from suppliers to the first storage location; answers the value they are taken in at."""
    if not arrivals:
        return ZERO
    suppliers = outside(work, Location.Kind.SUPPLIER)
    place = storage_places(work, warehouse_id)[0]
    shelf = lock_shelf(work, (arrival.product_id for arrival in arrivals))
    total = ZERO
    for arrival in arrivals:
        product = shelf.products[arrival.product_id]
        level = _level_at(work, shelf, product, place)
        value = valuation.take_in(level, product, arrival.quantity, arrival.unit_cost)
        if level.on_hand >= FULL:
            raise TooMuch(_("That is more of %(product)s than a place can hold.") % {"product": product.name})
        move = _move(work, arrival.origin, product, arrival.quantity, value, _Route(suppliers, place, on))
        valuation.add_layer(work, product, move)
        total += value
    _refresh_products(shelf)
    return total


def _level_at(work: Work, shelf: Shelf, product: Product, place: UUID) -> StockLevel:
    found = shelf.of(product.pk, {place})
    if found:
        return found[0]
    level = work.add(StockLevel(product=product, location_id=place))
    shelf.levels.append(level)
    return level


@dataclass(frozen=True, slots=True)
class _Route:
    """From where to where, on which day."""

    source: UUID
    target: UUID
    on: date


def _move(work: Work, origin: Origin, product: Product, quantity: Decimal, value: Decimal, route: _Route) -> StockMove:
    return work.add(
        StockMove(
            product=product,
            from_location_id=route.source,
            to_location_id=route.target,
            quantity=quantity,
            unit_cost=valuation.unit_cost(value, quantity),
            value=value,
            effective_date=route.on,
            origin_object=origin.object,
            origin_id=origin.id,
        )
    )
