"""A small company to test in: everything is made by the services, as the system unless a test says otherwise."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as D  # noqa: N817 (numbers are what these tests are about)
from itertools import count
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.billing.models import Invoice
from apps.company.services import Plan, found_company
from apps.crm.models import Customer
from apps.inventory.models import Reservation, StockLevel, StockMove
from apps.sales.models import Order
from kontor.core.actor import SYSTEM
from kontor.core.clock import Clock, FixedClock
from kontor.core.registry import stores
from kontor.identity.models import CompanySettings
from kontor.records.actions import Done, run_action
from kontor.records.services import save_record

DAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
_numbers = count(1)


class Desk:
    """Saving and acting on a day one can set."""

    def __init__(self) -> None:
        self.now = DAY

    @property
    def clock(self) -> Clock:
        """The day it is in the house."""
        return FixedClock(self.now)

    @property
    def today(self) -> date:
        return self.now.date()

    def pass_days(self, days: int) -> None:
        self.now += timedelta(days=days)

    def save(self, key: str, /, actor: Any = SYSTEM, **values: Any) -> Any:
        return save_record(actor=actor, object=key, values=values, clock=self.clock).record

    def change(self, record: Any, /, actor: Any = SYSTEM, **values: Any) -> Any:
        return save_record(actor=actor, object=record.declare.key, id=record.pk, values=values, clock=self.clock).record

    def run(self, record: Any, name: str, /, actor: Any = SYSTEM, **inputs: Any) -> Done:
        return run_action(
            actor=actor, object=record.declare.key, id=record.pk, action=name, inputs=inputs, clock=self.clock
        )

    def made(self, done: Done, key: str) -> Any:
        """The one record of that kind an action has made."""
        (one,) = [made for made in done.created if made.object == key]
        return fresh_model(key)._base_manager.get(pk=one.id)

    def settings(self, **values: Any) -> None:
        self.change(CompanySettings.objects.get(), **values)


class House(Desk):
    """The company; documents are made in one call each."""

    def __init__(self) -> None:
        super().__init__()
        self.founded = found_company(Plan("Test & Sons", one_step=True), self.clock)

    def customer(self, **values: Any) -> Customer:
        number = next(_numbers)
        term = self.founded.payment_term.pk
        return self.save("customer", **{"name": f"Customer {number}", "payment_term": term, **values})

    def product(self, **values: Any) -> Any:
        number = next(_numbers)
        given = {
            "sku": f"P-{number}",
            "name": f"Product {number}",
            "unit": self.founded.unit.pk,
            "list_price": "10",
            "standard_cost": "6",
            **values,
        }
        return self.save("product", **given)

    def service(self, **values: Any) -> Any:
        return self.product(kind="service", unit=self.founded.service_unit.pk, standard_cost="0", **values)

    def supplier(self) -> Any:
        return self.save("supplier", name=f"Supplier {next(_numbers)}")

    def stock(self, product: Any, quantity: Any, cost: Any = "6") -> Any:
        """Brings goods in on a purchase order."""
        lines = [{"product": product.pk, "quantity": str(quantity), "unit_price": str(cost)}]
        order = self.save("purchase_order", supplier=self.supplier().pk, lines=lines)
        self.run(order, "confirm")
        self.run(order, "receive")
        return product

    def stocked(self, quantity: Any = 100, cost: Any = "6", **values: Any) -> Any:
        return self.stock(self.product(**values), quantity, cost)

    def quote(self, *lines: dict[str, Any], customer: Any = None, **values: Any) -> Any:
        return self.save("quote", customer=(customer or self.customer()).pk, lines=list(lines), **values)

    def order(self, *lines: dict[str, Any], customer: Any = None, **values: Any) -> Order:
        return self.save("order", customer=(customer or self.customer()).pk, lines=list(lines), **values)

    def confirmed(self, *lines: dict[str, Any], customer: Any = None, **values: Any) -> Order:
        order = self.order(*lines, customer=customer, **values)
        self.run(order, "confirm")
        return again(order)

    def shipped(self, *lines: dict[str, Any], customer: Any = None, **values: Any) -> Order:
        order = self.confirmed(*lines, customer=customer, **values)
        self.run(order.shipments.get(), "ship")
        return again(order)

    def invoiced(self, *lines: dict[str, Any], customer: Any = None, **values: Any) -> tuple[Order, Invoice]:
        order = self.shipped(*lines, customer=customer, **values)
        invoice = self.made(self.run(order, "create_invoice", post=True), "invoice")
        return again(order), invoice

    def invoice(self, amount: Any, customer: Any = None, **values: Any) -> Invoice:
        """A posted invoice over one free line."""
        lines = [{"description": "Work", "quantity": "1", "unit_price": str(amount)}]
        invoice = self.save("invoice", customer=(customer or self.customer()).pk, lines=lines, **values)
        self.run(invoice, "post")
        return again(invoice)

    def payment(self, customer: Any, amount: Any, *allocations: dict[str, Any], **values: Any) -> Any:
        """A posted payment."""
        payment = self.save(
            "payment", customer=customer.pk, amount=str(amount), allocations=list(allocations), **values
        )
        self.run(payment, "post")
        return again(payment)


def fresh_model(key: str) -> Any:
    """The model of an object."""
    models = {
        model.declare.key: model for model in (*Order.__mro__[0]._meta.apps.get_models(),) if hasattr(model, "declare")
    }
    return models[key]


def again(record: Any) -> Any:
    """The record as the database has it now."""
    return type(record)._base_manager.get(pk=record.pk)


def line(product: Any, quantity: Any = 1, **values: Any) -> dict[str, Any]:
    return {"product": product.pk, "quantity": str(quantity), **values}


def level(product: Any) -> StockLevel:
    return StockLevel.objects.get(product=product)


def stock_figures(product: Any) -> tuple[D, D, D]:
    """On hand, reserved and value of a product."""
    one = level(product)
    return one.on_hand, one.reserved, one.value


def footprint() -> dict[str, int]:
    """How many rows there are of everything a business action could write."""
    return {model.__name__: model._base_manager.count() for model in (StockMove, Reservation, Invoice, Order)}


def broken() -> dict[str, list[str]]:
    """The invariants that do not hold, with what is wrong."""
    found = {name: one.broken() for name, one in stores.invariants.items()}
    return {name: problems for name, problems in found.items() if problems}


@contextmanager
def counted() -> Iterator[CaptureQueriesContext]:
    """The statements that run inside."""
    with CaptureQueriesContext(connection) as queries:
        yield queries
