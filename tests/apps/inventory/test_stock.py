"""Stock as documents move it: receipts, reservations over several places, two at once."""

from decimal import Decimal as D  # noqa: N817 (numbers are what these tests are about)

import pytest

from apps.inventory.models import Reservation, StockLayer, StockLevel, StockMove
from kontor.core.clock import FixedClock
from kontor.core.errors import NotFound
from kontor.records.services import save_record
from tests.apps.house import SYSTEM, House, again, broken, level, line, stock_figures


def test_receipt_brings_goods_in_at_their_cost_and_books_them(house: House):
    product = house.stock(house.product(), 10, cost="6.50")
    assert stock_figures(product) == (D(10), D(0), D(65))
    seen = again(product)
    assert (seen.on_hand, seen.available, seen.unit_cost) == (D(10), D(10), D("6.5"))
    (move,) = StockMove.objects.all()
    assert (move.quantity, move.unit_cost, move.value, move.origin_object) == (D(10), D("6.5"), D(65), "receipt_line")
    assert broken() == {}


def test_average_cost_is_weighed_with_every_receipt(house: House):
    product = house.product()
    house.stock(product, 10, cost="10")
    house.stock(product, 10, cost="20")
    assert (level(product).unit_cost, again(product).unit_cost) == (D(15), D(15))


def test_first_in_first_out_keeps_a_layer_per_receipt(house: House):
    product = house.product(cost_method="fifo")
    house.stock(product, 10, cost="10")
    house.stock(product, 10, cost="20")
    house.shipped(line(product, 15))
    assert [(layer.quantity, layer.value) for layer in StockLayer.objects.order_by("id")] == [(0, 0), (5, 100)]
    assert level(product).value == 100
    assert broken() == {}


def test_difference_to_the_standard_cost_goes_to_cost_of_goods(house: House):
    product = house.stock(house.product(cost_method="standard", standard_cost="5"), 10, cost="6")
    assert stock_figures(product)[2] == 50
    assert broken() == {}


def test_last_goods_take_the_rest_of_the_value(house: House):
    product = house.stock(house.product(), 3, cost="3.333333")
    for quantity in (1, 2):
        house.shipped(line(product, quantity))
    assert stock_figures(product) == (D(0), D(0), D(0))
    assert broken() == {}


def test_goods_out_of_several_places_are_reserved_from_the_fullest(house: House):
    product = house.stocked(3)
    second = house.save("location", name="Upstairs", kind="storage", warehouse=house.founded.warehouse.pk)
    first = level(product)
    move_in(house, product, second, 5)
    house.confirmed(line(product, 7))
    rows = {row.stock_level.location_id: row.quantity for row in Reservation.objects.select_related("stock_level")}
    assert rows == {second.pk: D(5), first.location_id: D(2)}


def move_in(house: House, product, place, quantity: int) -> None:
    """Goods that arrive at another place: a receipt while the first place is closed."""
    kept = list(type(place)._base_manager.filter(kind="storage").exclude(pk=place.pk))
    for one in kept:
        house.change(one, warehouse=None)
    house.stock(product, quantity)
    for one in kept:
        house.change(one, warehouse=house.founded.warehouse.pk)


def test_stock_is_written_by_services_only(house: House):
    product = house.stocked(3)
    with pytest.raises(Exception, match=r"not|may"):
        save_record(
            actor=SYSTEM,
            object="stock_level",
            id=level(product).pk,
            values={"on_hand": "99"},
            clock=FixedClock(house.now),
        )
    assert level(product).on_hand == 3


def test_product_in_stock_keeps_its_kind_and_cost_method(house: House):
    product = house.stocked(3)
    for change in ({"kind": "service"}, {"cost_method": "fifo"}):
        with pytest.raises(Exception, match="while some of it lies in stock"):
            house.change(product, **change)
    assert again(product).kind == "goods"


def test_level_of_a_new_product_does_not_exist_before_its_first_receipt(house: House):
    product = house.product()
    assert not StockLevel.objects.filter(product=product).exists()
    with pytest.raises(Exception, match="Not enough"):
        house.run(house.order(line(product)), "confirm")


def test_unknown_record_is_not_found(house: House):
    with pytest.raises(NotFound):
        house.run(house.product(), "confirm")
