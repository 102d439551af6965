"""Orders: confirmation, credit, reservation, hold, cancel, close, invoice; what is derived from their lines."""

from decimal import Decimal as D  # noqa: N817 (numbers are what these tests are about)

import pytest
from django.db import connection

from apps.billing.models import Invoice
from apps.inventory.models import Reservation
from apps.inventory.services import NotEnoughStock
from apps.sales.models import Order, Shipment
from kontor.core.errors import Conflict, NotPermitted, WrongState
from kontor.identity.models import Role
from tests import builders
from tests.apps.house import House, again, broken, counted, footprint, line, stock_figures


def test_confirmed_order_reserves_and_makes_its_shipment(house: House):
    product = house.stocked(10)
    order = house.order(line(product, 4))
    house.run(order, "confirm")
    assert again(order).status == "confirmed"
    assert stock_figures(product) == (D(10), D(4), D(60))
    assert order.lines.get().reserved_quantity == 4
    assert order.shipments.get().lines.get().quantity == 4
    assert again(product).available == 6
    assert broken() == {}


def test_order_beyond_stock_is_refused_and_nothing_changes(house: House):
    product, other = house.stocked(3), house.stocked(50)
    order, before = house.order(line(other, 5), line(product, 4)), footprint()
    with pytest.raises(NotEnoughStock, match=product.name):
        house.run(order, "confirm")
    assert again(order).status == "draft"
    assert footprint() == before
    assert stock_figures(other)[1] == 0


def test_order_beyond_stock_can_wait_for_the_rest(house: House):
    product = house.stocked(3)
    order = house.order(line(product, 5))
    house.run(order, "confirm", backorder=True)
    house.run(order.shipments.get(), "ship")
    assert (again(order).delivery_status, order.lines.get().shipped_quantity) == ("part", 3)
    house.stock(product, 10)
    house.run(house.made(house.run(order, "create_shipment"), "shipment"), "ship")
    assert (again(order).delivery_status, order.lines.get().shipped_quantity) == ("full", 5)
    assert broken() == {}


def test_order_to_be_delivered_complete_is_not_shipped_in_parts(house: House):
    product = house.stocked(3)
    order = house.order(line(product, 5), delivery_policy="complete")
    with pytest.raises(Conflict):
        house.run(order, "confirm", backorder=True)
    assert not Shipment.objects.exists()


def test_order_without_lines_is_not_confirmed(house: House):
    order = house.order()
    with pytest.raises(Exception, match="without lines"):
        house.run(order, "confirm")
    assert again(order).status == "draft"


def test_services_alone_are_delivered_when_confirmed(house: House):
    order = house.confirmed(line(house.service(), 2))
    assert (order.delivery_status, order.invoice_status) == ("full", "to_do")
    assert not Shipment.objects.exists()


def test_services_are_delivered_with_the_first_shipment(house: House):
    order = house.shipped(line(house.stocked(5), 2), line(house.service(), 1))
    assert order.delivery_status == "full"
    assert [row.shipped_quantity for row in order.lines.all()] == [D(2), D(1)]


def test_confirmed_order_is_not_edited(house: House):
    order = house.confirmed(line(house.stocked(10), 2))
    with pytest.raises(WrongState):
        house.change(order, lines=[{"id": order.lines.get().pk, "quantity": "3"}])
    assert order.lines.get().quantity == 2


def test_order_over_the_credit_limit_goes_on_hold_and_reserves_nothing(house: House):
    product, customer = house.stocked(100), house.customer(credit_limit="100")
    order = house.order(line(product, 11), customer=customer)
    house.run(order, "confirm")
    assert (again(order).status, again(order).hold_reason) == ("on_hold", "The credit limit is exceeded.")
    assert stock_figures(product)[1] == 0
    assert again(customer).exposure == 0


def test_order_of_a_blocked_customer_goes_on_hold(house: House):
    customer = house.customer()
    house.run(customer, "block", reason="Fraud")
    order = house.confirmed(line(house.stocked(10)), customer=customer)
    assert order.status == "on_hold"


def test_credit_policy_can_only_warn(house: House):
    house.settings(credit_policy="warn")
    order = house.order(line(house.stocked(100), 11), customer=house.customer(credit_limit="100"))
    done = house.run(order, "confirm")
    assert again(order).status == "confirmed"
    assert [warning.message for warning in done.warnings] == ["The credit limit is exceeded."]


def test_long_overdue_invoices_stop_the_next_order(house: House):
    house.settings(credit_overdue_days=10)
    customer = house.customer()
    house.invoice(50, customer)
    house.pass_days(45)
    assert house.confirmed(line(house.stocked(10)), customer=customer).status == "on_hold"


def test_release_goes_on_whatever_stopped_the_order(house: House):
    product, customer = house.stocked(100), house.customer(credit_limit="100")
    order = house.confirmed(line(product, 11), customer=customer)
    house.run(order, "release", reason="Prepaid")
    assert (again(order).status, again(order).hold_reason) == ("confirmed", "")
    assert stock_figures(product)[1] == 11
    assert order.shipments.count() == 1
    assert broken() == {}


def test_order_on_hold_is_neither_shipped_nor_invoiced(house: House):
    order = house.confirmed(line(house.stocked(10), 2), invoice_policy="order")
    draft = house.made(house.run(order, "create_invoice"), "invoice")
    house.run(order, "hold", reason="Dispute")
    with pytest.raises(WrongState):
        house.run(order.shipments.get(), "ship")
    with pytest.raises(WrongState):
        house.run(draft, "post")
    with pytest.raises(WrongState):
        house.run(order, "create_invoice")
    assert again(draft).status == "draft"
    assert order.shipments.get().status == "waiting"


def test_cancelled_order_gives_its_goods_back(house: House):
    product, customer = house.stocked(10), house.customer()
    order = house.confirmed(line(product, 4), customer=customer)
    house.run(order, "cancel", reason="Changed his mind")
    assert again(order).status == "cancelled"
    assert stock_figures(product) == (D(10), D(0), D(60))
    assert order.shipments.get().status == "cancelled"
    assert again(customer).exposure == 0
    assert broken() == {}


def test_shipped_order_is_not_cancelled(house: House):
    order, before = house.shipped(line(house.stocked(10), 4)), footprint()
    with pytest.raises(Conflict):
        house.run(order, "cancel", reason="Too late")
    assert again(order).status == "in_fulfilment"
    assert footprint() == before


def test_closed_order_keeps_what_was_shipped_and_frees_the_rest(house: House):
    product = house.stocked(3)
    order = house.order(line(product, 5))
    house.run(order, "confirm", backorder=True)
    house.run(order.shipments.get(), "ship")
    house.run(order, "close", reason="Rest not wanted")
    row = order.lines.get()
    assert (row.shipped_quantity, row.cancelled_quantity) == (D(3), D(2))
    assert (again(order).status, again(order).delivery_status) == ("closed", "full")
    house.run(order, "create_invoice", post=True)
    assert again(order).invoice_status == "full"
    assert broken() == {}


@pytest.mark.parametrize(("policy", "status"), [("order", "to_do"), ("delivery", "none")])
def test_invoice_policy_says_when_there_is_something_to_invoice(house: House, policy: str, status: str):
    assert house.confirmed(line(house.stocked(10), 2), invoice_policy=policy).invoice_status == status


def test_second_invoice_only_takes_what_is_left(house: House):
    order, invoice = house.invoiced(line(house.stocked(10), 4))
    assert invoice.lines.get().quantity == 4
    with pytest.raises(WrongState, match="nothing to invoice"):
        house.run(order, "create_invoice")
    assert Invoice.objects.count() == 1


def test_order_is_done_when_delivered_invoiced_and_paid(house: House):
    customer = house.customer()
    order, invoice = house.invoiced(line(house.stocked(10, cost=6), 4), customer=customer)
    assert (order.status, order.payment_status) == ("in_fulfilment", "none")
    house.payment(customer, 15, {"invoice": invoice.pk, "amount": "15"})
    assert (again(order).status, again(order).payment_status) == ("in_fulfilment", "part")
    payment = house.payment(customer, 25, {"invoice": invoice.pk, "amount": "25"})
    assert (again(order).status, again(order).payment_status) == ("done", "full")
    house.run(payment, "reverse", reason="Bounced")
    assert (again(order).status, again(order).payment_status) == ("in_fulfilment", "part")
    assert broken() == {}


def test_profit_is_revenue_less_cost_of_goods_and_freight(house: House):
    order = house.confirmed(line(house.stocked(10, cost=6), 4))
    shipment = order.shipments.get()
    house.change(shipment, cost="5")
    house.run(shipment, "ship")
    house.run(order, "create_invoice", post=True)
    assert again(order).profit == D(40) - D(24) - D(5)
    assert broken() == {}


def test_customer_figures_follow_the_order(house: House):
    customer = house.customer()
    order = house.confirmed(line(house.stocked(10), 4), customer=customer)
    seen = again(customer)
    assert (seen.status, seen.exposure, seen.undelivered_value, seen.last_order_date) == ("active", 40, 40, house.today)
    house.run(order.shipments.get(), "ship")
    seen = again(customer)
    assert (seen.exposure, seen.undelivered_value, seen.uninvoiced_delivered) == (40, 0, 40)
    house.run(order, "create_invoice", post=True)
    seen = again(customer)
    assert (seen.exposure, seen.receivable_balance, seen.uninvoiced_delivered, seen.lifetime_revenue) == (40, 40, 0, 40)


def test_figures_of_a_customer_do_not_make_a_clerk_stale(house: House):
    customer = house.customer()
    house.confirmed(line(house.stocked(10), 1), customer=customer)
    version = again(customer).version
    house.invoiced(line(house.stocked(10), 1), customer=customer)
    assert again(customer).version == version


def test_warehouse_may_not_confirm_and_nothing_changes(house: House):
    product = house.stocked(10)
    order = house.order(line(product, 4))
    clerk = builders.actor(Role.objects.get(key="warehouse"), where=house.founded.team)
    with pytest.raises(NotPermitted):
        house.run(order, "confirm", actor=clerk)
    assert again(order).status == "draft"
    assert stock_figures(product)[1] == 0
    assert not Reservation.objects.exists()


# one of each asks who follows what is changed
PINNED = {"sqlite": [30, 31, 27, 42], "postgresql": [22, 25, 21, 34]}


@pytest.mark.parametrize("size", [1, 12])
def test_steps_from_quote_to_cash_take_the_same_statements_for_any_number_of_lines(house: House, size: int):
    customer = house.customer()
    quote = house.quote(*(line(house.stocked(50), 2) for _ in range(size)), customer=customer)
    with counted() as convert:
        done = house.run(quote, "convert", confirm=True)
    order, shipment = house.made(done, "order"), house.made(done, "shipment")
    with counted() as ship:
        house.run(shipment, "ship")
    with counted() as bill:
        invoice = house.made(house.run(order, "create_invoice", post=True), "invoice")
    with counted() as pay:
        house.payment(customer, invoice.total, {"invoice": invoice.pk, "amount": str(invoice.total)})
    assert again(Order.objects.get(pk=order.pk)).status == "done"
    # with the savepoint of each step, which stands for BEGIN and COMMIT here
    counts = [len(queries) for queries in (convert, ship, bill, pay)]
    assert [max(pair) for pair in zip(counts, PINNED[connection.vendor], strict=True)] == PINNED[connection.vendor]
