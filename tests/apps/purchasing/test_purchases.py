"""Purchase orders and receipts."""

from decimal import Decimal as D  # noqa: N817 (numbers are what these tests are about)

import pytest

from apps.billing.models import JournalEntry
from apps.inventory.models import StockMove
from apps.purchasing.models import Receipt
from kontor.core.errors import RuleBroken, WrongState
from tests.apps.house import House, again, broken, line


def purchase(house: House, *lines: dict):
    return house.save("purchase_order", supplier=house.supplier().pk, lines=list(lines))


def test_new_purchase_order_takes_unit_and_cost_from_the_product(house: House):
    order = purchase(house, line(house.product(standard_cost="6.50"), 4))
    row = order.lines.get()
    assert (row.unit_price, row.line_total, order.total, order.number) == (D("6.5"), 26, 26, "PO-2026-000001")


def test_received_order_brings_everything_in_once(house: House):
    product = house.product()
    order = purchase(house, line(product, 4))
    house.run(order, "confirm")
    done = house.run(order, "receive")
    receipt = house.made(done, "receipt")
    assert (again(order).status, order.lines.get().received_quantity) == ("received", 4)
    assert (receipt.number, receipt.lines.get().quantity, receipt.received_date) == ("RC-2026-000001", 4, house.today)
    entry = JournalEntry.objects.get(origin_id=receipt.pk)
    booked = {row.account.role: row.debit - row.credit for row in entry.lines.select_related("account")}
    assert booked == {"stock": D(24), "goods_received_not_billed": D(-24)}
    with pytest.raises(WrongState):
        house.run(order, "receive")
    assert Receipt.objects.count() == 1
    assert broken() == {}


def test_goods_bought_by_the_box_come_in_by_the_piece(house: House):
    box = house.save("unit", code="box", name="Box of six", dimension="piece", factor="6")
    product = house.product()
    order = purchase(house, line(product, 2, unit=box.pk, unit_price="12"))
    house.run(order, "confirm")
    house.run(order, "receive")
    assert (again(product).on_hand, again(product).unit_cost) == (12, 2)
    assert broken() == {}


def test_services_are_received_without_stock(house: House):
    order = purchase(house, line(house.service(), 1, unit_price="50"))
    house.run(order, "confirm")
    house.run(order, "receive")
    assert again(order).status == "received"
    assert not StockMove.objects.exists()


def test_draft_is_not_received_and_nothing_comes_in(house: House):
    order = purchase(house, line(house.product(), 4))
    with pytest.raises(WrongState):
        house.run(order, "receive")
    assert not Receipt.objects.exists()
    assert not StockMove.objects.exists()


def test_purchase_order_without_lines_is_not_confirmed(house: House):
    order = purchase(house)
    with pytest.raises(RuleBroken):
        house.run(order, "confirm")
    assert again(order).status == "draft"


def test_confirmed_purchase_order_is_not_edited(house: House):
    order = purchase(house, line(house.product(), 4))
    house.run(order, "confirm")
    with pytest.raises(WrongState):
        house.change(order, lines=[{"id": order.lines.get().pk, "quantity": "5"}])
    assert order.lines.get().quantity == 4


def test_cancelled_purchase_order_is_not_expected_any_more(house: House):
    order = purchase(house, line(house.product(), 4))
    house.run(order, "confirm")
    house.run(order, "cancel", reason="Too late")
    assert again(order).status == "cancelled"
