"""Shipments: from the shelf to the signature."""

from decimal import Decimal as D  # noqa: N817 (numbers are what these tests are about)

import pytest

from apps.billing.models import JournalEntry
from apps.inventory.models import StockMove
from apps.inventory.services import NotEnoughStock
from apps.sales.models import Shipment
from kontor.core.errors import Conflict, RuleBroken, WrongState
from tests.apps.house import House, again, broken, footprint, line, stock_figures


def in_steps(house: House):
    house.change(house.founded.warehouse, one_step=False)


def test_warehouse_that_works_in_steps_picks_and_packs_before_it_ships(house: House):
    in_steps(house)
    product = house.stocked(10)
    order = house.confirmed(line(product, 4))
    assert not Shipment.objects.exists()
    shipment = house.made(house.run(order, "create_shipment"), "shipment")
    with pytest.raises(WrongState):
        house.run(shipment, "ship")
    for step in ("assign", "pick", "pack", "ship"):
        house.run(shipment, step)
    house.run(shipment, "deliver")
    house.run(shipment, "sign", signed_by="Mr Green")
    assert (again(shipment).status, again(shipment).signed_by) == ("signed", "Mr Green")
    assert stock_figures(product) == (D(6), D(0), D(36))
    assert broken() == {}


def test_shipping_moves_the_goods_and_books_their_cost_in_one_entry(house: House):
    product = house.stocked(10, cost=6)
    order = house.shipped(line(product, 4))
    move = StockMove.objects.get(origin_object="shipment_line")
    assert (move.quantity, move.value, move.effective_date) == (D(4), D(24), house.today)
    entry = JournalEntry.objects.get(origin_id=order.shipments.get().pk)
    booked = {row.account.role: (row.debit, row.credit) for row in entry.lines.select_related("account")}
    assert booked == {"cost_of_goods": (D(24), D(0)), "stock": (D(0), D(24))}


def test_lowered_quantity_ships_less_and_leaves_the_rest_reserved(house: House):
    product = house.stocked(10)
    order = house.confirmed(line(product, 4))
    shipment = order.shipments.get()
    house.change(shipment, lines=[{"id": shipment.lines.get().pk, "quantity": "1"}])
    house.run(shipment, "ship")
    assert (again(order).delivery_status, order.lines.get().reserved_quantity) == ("part", 3)
    assert stock_figures(product)[:2] == (D(9), D(3))
    second = house.made(house.run(order, "create_shipment"), "shipment")
    assert second.lines.get().quantity == 3
    assert broken() == {}


def test_quantity_of_a_shipment_cannot_be_raised(house: House):
    shipment = house.confirmed(line(house.stocked(10), 4)).shipments.get()
    with pytest.raises(RuleBroken):
        house.change(shipment, lines=[{"id": shipment.lines.get().pk, "quantity": "5"}])
    assert shipment.lines.get().quantity == 4


def test_shipped_goods_are_not_shipped_again(house: House):
    order, before = house.shipped(line(house.stocked(10), 4)), footprint()
    with pytest.raises(WrongState):
        house.run(order.shipments.get(), "ship")
    assert footprint() == before


def test_cancelled_shipment_leaves_the_goods_reserved(house: House):
    product = house.stocked(10)
    order = house.confirmed(line(product, 4))
    house.run(order.shipments.get(), "cancel")
    assert stock_figures(product)[1] == 4
    again_made = house.made(house.run(order, "create_shipment"), "shipment")
    assert again_made.lines.get().quantity == 4


def test_nothing_is_shipped_twice_in_two_shipments(house: House):
    order = house.confirmed(line(house.stocked(10), 4))
    with pytest.raises(Conflict):
        house.run(order, "create_shipment")
    assert order.shipments.count() == 1


def test_goods_sold_by_the_box_leave_stock_in_pieces(house: House):
    box = house.save("unit", code="box", name="Box of six", dimension="piece", factor="6")
    product = house.stocked(20, list_price="2")
    order = house.confirmed(line(product, 2, unit=box.pk))
    assert order.lines.get().unit_price == 12
    assert stock_figures(product)[1] == 12
    house.run(order.shipments.get(), "ship")
    assert stock_figures(product) == (D(8), D(0), D(48))
    assert broken() == {}
    with pytest.raises(NotEnoughStock):
        house.run(house.order(line(product, 2, unit=box.pk)), "confirm")


@pytest.mark.parametrize(
    ("method", "costs"), [("average", [D(14), D("10.5")]), ("fifo", [D(8), D(15)]), ("standard", [D(16), D(12)])]
)
def test_cost_method_decides_what_goods_cost(house: House, method: str, costs: list[D]):
    product = house.product(cost_method=method, standard_cost="4")
    house.stock(product, 4, cost="2")
    house.stock(product, 4, cost="5")
    found = []
    for quantity in (4, 3):
        order = house.shipped(line(product, quantity))
        found.append(StockMove.objects.get(origin_id=order.shipments.get().lines.get().pk).value)
    assert found == costs
    assert broken() == {}
