"""What must always hold of stock: levels, products and layers are what their moves and reservations say."""

from decimal import Decimal
from uuid import UUID

from django.db.models import F, Q, Sum

from apps.catalog.models import Product
from apps.catalog.proof import added, differences
from apps.inventory.models import Location, Reservation, StockLayer, StockLevel, StockMove
from kontor.core import guard
from kontor.core.registry import invariant

ZERO = Decimal(0)
Place = tuple[UUID, UUID]


def _moved(column: str) -> dict[Place, Decimal]:
    """What came in less what went out of each storage location, by product and location."""
    pairs: list[tuple[Place, Decimal]] = []
    for side, sign in (("to_location", 1), ("from_location", -1)):
        rows = StockMove.objects.filter(**{f"{side}__kind": Location.Kind.STORAGE})
        sums = rows.values_list("product_id", side).annotate(total=Sum(column)).values_list("product_id", side, "total")
        pairs.extend(((product, place), sign * total) for product, place, total in sums)
    return added(*pairs)


def _levels(column: str) -> dict[Place, Decimal]:
    rows = StockLevel.objects.values_list("product_id", "location_id", column)
    return {(product, place): value for product, place, value in rows}


@invariant("stock_on_hand", "On hand is the sum of the moves.")
def stock_on_hand() -> list[str]:
    """Compares every level with its moves."""
    return differences("level", _levels("on_hand"), _moved("quantity"))


@invariant("stock_value", "The value of stock is the sum of its moves' values.")
def stock_value() -> list[str]:
    """Compares every level's value with its moves."""
    return differences("level", _levels("value"), _moved("value"))


@invariant("stock_reserved", "Reserved is the sum of the active reservations.")
def stock_reserved() -> list[str]:
    """Compares every level with its reservations."""
    rows = Reservation.objects.filter(status=Reservation.Status.ACTIVE)
    sums = rows.values_list("stock_level_id").annotate(total=Sum("quantity"))
    return differences("level", dict(StockLevel.objects.values_list("id", "reserved")), dict(sums))


@invariant("stock_not_oversold", "Nothing is reserved that is not there, and no stock is below zero.")
def stock_not_oversold() -> list[str]:
    """Looks for levels out of bounds."""
    rows = StockLevel.objects.filter(Q(on_hand__lt=0) | Q(reserved__lt=0) | Q(reserved__gt=F("on_hand")))
    return [f"level {row.pk}: {row.reserved} reserved of {row.on_hand}" for row in rows]


@invariant("stock_empty_is_worthless", "Where nothing lies, nothing is worth anything.")
def stock_empty_is_worthless() -> list[str]:
    """Looks for value without quantity."""
    return [
        f"level {row.pk}: value {row.value} of nothing" for row in StockLevel.objects.filter(on_hand=0).exclude(value=0)
    ]


@invariant("product_figures", "On hand, reserved and available of a product are those of its moves and reservations.")
def product_figures() -> list[str]:
    """Compares every product with what happened to it."""
    on_hand = added(*((product, amount) for (product, _place), amount in _moved("quantity").items()))
    rows = Reservation.objects.filter(status=Reservation.Status.ACTIVE)
    reserved = dict(rows.values_list("stock_level__product_id").annotate(total=Sum("quantity")))
    stored = {pk: figures for pk, *figures in Product.objects.values_list("id", "on_hand", "reserved", "available")}
    found = {}
    for pk in stored:
        have, promised = on_hand.get(pk, ZERO), reserved.get(pk, ZERO)
        found[pk] = [have, promised, have - promised]
    return differences("product", stored, found)


@invariant("stock_layers", "The layers of first in, first out hold what is on hand.")
def stock_layers() -> list[str]:
    """Compares the layers of each place with its moves."""
    rows = StockLayer.objects.values_list("product_id", "location_id")
    layers = rows.annotate(total=Sum("quantity")).values_list("product_id", "location_id", "total")
    wanted = set(Product.objects.filter(cost_method=Product.CostMethod.FIFO).values_list("id", flat=True))
    moved = {place: amount for place, amount in _moved("quantity").items() if place[0] in wanted}
    return differences("layers", {(product, place): total for product, place, total in layers}, moved)


@invariant("guards", "The database guards are in force as declared.")
def guards() -> list[str]:
    """Looks for triggers that are missing or changed."""
    return [f"guard {name} is not in force" for name in guard.missing()]
