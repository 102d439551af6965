"""The sample's orders, replayed by the people who took them, each step at its own time."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from apps.company.demo.cast import Cast, clock_at
from apps.company.demo.goods import Goods, cost
from apps.company.demo.northwind import Northwind, Order
from kontor.core.actor import Actor
from kontor.core.clock import Clock
from kontor.core.money import round_money
from kontor.records.actions import Done, run_action
from kontor.records.services import save_record

PERIODS = 4
PRICES = ("0.97", "1.00", "1.02", "1.04")
# the fixed rule of payments: most invoices are paid 16 to 23 days after their date, every sixth only after 70 days
SOON, SPREAD, SLOW_EVERY, SLOW = 16, 8, 6, 70
# of the invoices that are still open, every ninth is paid by half
PART_EVERY = 9
SIGNED_AFTER = 3


@dataclass(order=True, slots=True)
class Event:
    """A step of the replay; steps run in the order of day, hour and number."""

    day: date
    hour: int
    number: int
    run: Callable[[Clock], object] = field(compare=False)


class Replay:
    """Plans every step and runs them in the order of time."""

    def __init__(self, sample: Northwind, goods: Goods, cast: Cast) -> None:
        self.sample = sample
        self.goods = goods
        self.cast = cast
        self.events: list[Event] = []
        self.orders: dict[int, UUID] = {}
        self.shipments: dict[int, UUID | None] = {}
        self.invoices: dict[int, tuple[UUID, Decimal]] = {}

    def plan(self) -> None:
        """Purchases before each period, then every order from quote to payment."""
        for (start, end), price in zip(self.sample.periods(PERIODS), PRICES, strict=True):
            self._plan_purchases(start, end, Decimal(price))
        for order in self.sample.orders:
            self._plan_order(order)
        self._plan_expected()

    def run(self, tell: Callable[[int, int], None]) -> None:
        """Runs the steps; `tell` hears how many of how many are done."""
        steps = sorted(self.events)
        for done, step in enumerate(steps, start=1):
            step.run(clock_at(step.day, step.hour, step.number % 60))
            tell(done, len(steps))

    def _at(self, day: date, hour: int, number: int, run: Callable[[Clock], object]) -> None:
        self.events.append(Event(day, hour, number, run))

    # --- purchases

    def _plan_purchases(self, start: date, end: date, price: Decimal) -> None:
        """What the shipped orders of the period need is bought before; what is to be left over, with the first."""
        needed = self.sample.needed(start, end)
        lines: dict[str, list[dict[str, Any]]] = {}
        for row in self.sample.rows("products"):
            left = int(row["units_in_stock"]) if start == self.sample.first_day else 0
            quantity = needed.get(row["product_id"], 0) + left
            if quantity:
                line = self._purchase_line(row["product_id"], quantity, round_money(cost(row) * price))
                lines.setdefault(row["supplier_id"], []).append(line)
        for number, (supplier, rows) in enumerate(lines.items()):
            self._plan_purchase(number, supplier, rows, start)

    def _purchase_line(self, product: str, quantity: int, price: Decimal) -> dict[str, Any]:
        return {"product": self.goods.products[product].pk, "quantity": str(quantity), "unit_price": str(price)}

    def _plan_purchase(self, number: int, supplier: str, lines: list[dict[str, Any]], start: date) -> None:
        made: list[UUID] = []
        values = {
            "supplier": self.goods.suppliers[supplier].pk,
            "lines": lines,
            "expected_date": start - timedelta(days=1),
        }

        def order(clock: Clock) -> None:
            made.append(self._buy(values, clock))

        def receive(clock: Clock) -> None:
            act(self.cast.role("warehouse"), "purchase_order", made[0], "receive", clock)

        self._at(start - timedelta(days=9), 9, number, order)
        self._at(start - timedelta(days=1), 8, number, receive)

    def _buy(self, values: dict[str, Any], clock: Clock) -> UUID:
        buyer = self.cast.role("finance")
        record = write_as(buyer, "purchase_order", values, clock)
        act(buyer, "purchase_order", record.pk, "confirm", clock)
        return UUID(str(record.pk))

    def _plan_expected(self) -> None:
        """What the sample has on order is ordered a few days before the end and expected soon."""
        day = self.sample.last_day
        for number, row in enumerate(self.sample.rows("products")):
            if row["units_on_order"] == "0":
                continue
            values = {
                "supplier": self.goods.suppliers[row["supplier_id"]].pk,
                "expected_date": day + timedelta(days=4 + number % 9),
                "lines": [self._purchase_line(row["product_id"], int(row["units_on_order"]), cost(row))],
            }
            self._at(day - timedelta(days=3), 9, number, partial(self._buy, values))

    # --- from quote to cash

    def _plan_order(self, order: Order) -> None:
        self._at(order.ordered, 9, order.id, lambda clock: self._sell(order, clock))
        if order.shipped is None:
            self._at(self.sample.last_day, 17, order.id, lambda clock: self._confirm(order, clock))
            return
        self._at(order.shipped, 14, order.id, lambda clock: self._ship(order, clock))
        self._at(order.shipped, 16, order.id, lambda clock: self._invoice(order, clock))
        signed = order.shipped + timedelta(days=SIGNED_AFTER)
        if signed <= self.sample.last_day:
            self._at(signed, 11, order.id, lambda clock: self._sign(order, clock))
        self._plan_payment(order, order.shipped)

    def _plan_payment(self, order: Order, invoiced: date) -> None:
        paid = invoiced + timedelta(days=payment_delay(order.id))
        if paid <= self.sample.last_day:
            self._at(paid, 10, order.id, lambda clock: self._pay(order, Decimal(1), clock))
        elif order.id % PART_EVERY == 0 and order.id % SLOW_EVERY:
            self._at(self.sample.last_day, 18, order.id, lambda clock: self._pay(order, Decimal("0.5"), clock))

    def _sell(self, order: Order, clock: Clock) -> None:
        """The quote, and the order it becomes; goods of an open order are not reserved before all others are out."""
        seller = self.cast.seller(order.employee)
        quote = write_as(seller, "quote", self._quote(order), clock)
        done = act(
            seller,
            "quote",
            quote.pk,
            "convert",
            clock,
            confirm=order.shipped is not None,
            requested_date=order.required,
            customer_po=f"PO {order.id}",
        )
        made = {one.object: one.id for one in done.created}
        self.orders[order.id] = made["order"]
        self.shipments[order.id] = made.get("shipment")

    def _quote(self, order: Order) -> dict[str, Any]:
        lines = [
            {
                "product": self.goods.products[item.product].pk,
                "quantity": str(item.quantity),
                "unit_price": str(item.unit_price),
                "discount_percent": str(item.discount_percent),
            }
            for item in order.items
        ]
        lines.append({"product": self.goods.freight.pk, "quantity": "1", "unit_price": str(order.freight)})
        return {
            "customer": self.goods.customers[order.customer].pk,
            "contact": self.goods.contacts[order.customer].pk,
            "shipping_address": order.address,
            "lines": lines,
        }

    def _confirm(self, order: Order, clock: Clock) -> None:
        seller = self.cast.seller(order.employee)
        act(seller, "order", self.orders[order.id], "confirm", clock, backorder=True)

    def _ship(self, order: Order, clock: Clock) -> None:
        shipment = self.shipments[order.id]
        act(self.cast.role("warehouse"), "shipment", shipment, "ship", clock, carrier=order.carrier)

    def _sign(self, order: Order, clock: Clock) -> None:
        shipment, name = self.shipments[order.id], self.goods.contacts[order.customer].name
        act(self.cast.role("warehouse"), "shipment", shipment, "sign", clock, signed_by=name)

    def _invoice(self, order: Order, clock: Clock) -> None:
        done = act(self.cast.role("finance"), "order", self.orders[order.id], "create_invoice", clock, post=True)
        (invoice,) = [one for one in done.created if one.object == "invoice"]
        self.invoices[order.id] = (invoice.id, done.record.total)

    def _pay(self, order: Order, part: Decimal, clock: Clock) -> None:
        clerk = self.cast.role("finance")
        invoice, total = self.invoices[order.id]
        amount = str(round_money(total * part))
        values = {
            "customer": self.goods.customers[order.customer].pk,
            "amount": amount,
            "reference": f"PO {order.id}",
            "allocations": [{"invoice": invoice, "amount": amount}],
        }
        payment = write_as(clerk, "payment", values, clock)
        act(clerk, "payment", payment.pk, "post", clock)


def payment_delay(order_id: int) -> int:
    """How many days after its date an invoice is paid: the fixed rule of the demo company."""
    return SLOW if order_id % SLOW_EVERY == 0 else SOON + order_id % SPREAD


def write_as(actor: Actor, key: str, values: dict[str, Any], clock: Clock) -> Any:
    """A record saved by one of the cast."""
    return save_record(actor=actor, object=key, values=values, clock=clock, cause="demo").record


def act(actor: Actor, key: str, record_id: UUID | None, name: str, clock: Clock, **inputs: Any) -> Done:
    """An action run by one of the cast; LookupError when the record it needs was not made."""
    if record_id is None:
        msg = f"There is no {key} to {name}."
        raise LookupError(msg)
    return run_action(actor=actor, object=key, id=record_id, action=name, inputs=inputs, clock=clock, cause="demo")
