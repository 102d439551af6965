"""Documents with impossible numbers, and steps that are skipped: refused by form and by API, with nothing changed."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from apps.billing.models import Invoice, JournalEntry, Payment
from apps.company.services import Plan, found_company
from apps.inventory.models import Reservation, StockMove
from apps.sales.models import Order, OrderLine, Quote, QuoteLine, Shipment
from kontor.audit.models import Event
from kontor.core.money import currency_digits
from kontor.identity.models import Role
from kontor.schema.registry import object_of
from tests import builders
from tests.apps.house import House, again, broken, line
from tests.surfaces import Visitor, all_powerful, complaints, form_of

TABLES = (Quote, QuoteLine, Order, OrderLine, Shipment, Invoice, Payment, JournalEntry, StockMove, Reservation, Event)


def footprint() -> list[int]:
    return [model._base_manager.count() for model in TABLES]


def refused(visitor: Visitor, key: str, values: dict[str, Any], field: str, at: int | None = None) -> None:
    """The API answers 400 and names field and line; the form says it beside the input."""
    before = footprint()
    answer = visitor("POST", f"records/{key}", values)
    assert answer.status_code == 400, answer.data
    assert [(one["field"], one["line"]) for one in answer.data["errors"]] == [(field, at)]
    page = visitor.send(f"{key}/new", form_of(object_of(key), values))
    collection, _dot, name = field.rpartition(".")
    anchor = f"f-{name}" if at is None else f"{collection}-new-{at}-{name}"
    assert page.status_code == 400
    assert f'id="{anchor}-err"' in page.text, complaints(page.text)
    assert footprint() == before


# B10, S20 -----------------------------------------------------------------------------------------------------------

QUANTITIES = ("-1", "0", str(10**18), "NaN")


@pytest.mark.parametrize("key", ["quote", "order"])
def test_s20_no_line_has_an_impossible_number(house: House, key: str) -> None:
    visitor, product = all_powerful(), str(house.product().pk)
    start = {"customer": str(house.customer().pk)}
    good = {"product": product, "quantity": "1"}
    for quantity in QUANTITIES:
        refused(visitor, key, {**start, "lines": [good, {**good, "quantity": quantity}]}, "lines.quantity", 2)
    for percent in ("101", "-1", "1e9"):
        sent = {**start, "lines": [good, {**good, "discount_percent": percent}]}
        refused(visitor, key, sent, "lines.discount_percent", 2)
    refused(visitor, key, {**start, "lines": [{**good, "unit_price": "-0.01"}]}, "lines.unit_price", 1)


def test_s20_no_payment_purchase_or_term_has_an_impossible_number(house: House) -> None:
    visitor, product, customer = all_powerful(), str(house.product().pk), str(house.customer().pk)
    for amount in ("-1", "0", "1e18", "NaN"):
        refused(visitor, "payment", {"customer": customer, "amount": amount}, "amount")
    supplier = {"supplier": str(house.supplier().pk)}
    for quantity in QUANTITIES:
        lines = [{"product": product, "quantity": quantity}]
        refused(visitor, "purchase_order", {**supplier, "lines": lines}, "lines.quantity", 1)
    refused(visitor, "payment_term", {"name": "Odd", "discount_percent": "101"}, "discount_percent")
    refused(visitor, "opportunity", {"name": "Deal", "customer": customer, "probability": 101}, "probability")
    refused(visitor, "opportunity", {"name": "Deal", "customer": customer, "amount": "-1"}, "amount")
    refused(visitor, "customer", {"name": "New", "credit_limit": "-1"}, "credit_limit")
    unit = {"sku": "N", "name": "New", "unit": str(house.founded.unit.pk)}
    refused(visitor, "product", {**unit, "list_price": "-1"}, "list_price")
    refused(visitor, "product", {**unit, "lead_time_days": -1}, "lead_time_days")


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("unit", {"code": "x", "name": "X", "factor": "0"}),
        ("price_list", {"name": "X", "lines": [{"price": "1", "min_quantity": "5", "max_quantity": "4"}]}),
        ("quote", {"quote_date": "2026-03-02", "valid_until": "2026-03-01"}),
    ],
)
def test_b10_what_contradicts_itself_is_refused_in_a_sentence(house: House, key: str, values: dict[str, Any]) -> None:
    visitor, model = all_powerful(), object_of(key).model
    if key == "quote":
        values = {**values, "customer": str(house.customer().pk)}
    before, count = footprint(), model._base_manager.count()
    answer = visitor("POST", f"records/{key}", values)
    assert answer.status_code in (400, 409, 422)
    assert answer.data["detail"].endswith(".")
    page = visitor.send(f"{key}/new", form_of(object_of(key), values))
    assert page.status_code == answer.status_code
    assert complaints(page.text)
    assert (footprint(), model._base_manager.count()) == (before, count)


# B07 ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("currency", ["EUR", "JPY", "KWD"])
def test_b07_totals_are_rounded_to_the_currency_and_add_up(db: None, currency: str) -> None:
    founded = found_company(Plan("Test", currency=currency))
    visitor = all_powerful()
    tax = builders.record("tax", name="Odd", rate="7.7")
    customer = builders.record("customer", name="Customer", payment_term=founded.payment_term.pk)
    lines = [
        {"description": "Work", "quantity": quantity, "unit_price": price, "taxes": str(tax.pk)}
        for quantity, price in (("0.3333", "3"), ("1", "0.0055"), ("3", "33.3335"))
    ]
    made = visitor("POST", "records/invoice", {"customer": str(customer.pk), "lines": lines})
    assert made.status_code == 201, made.data
    step = Decimal(1).scaleb(-currency_digits(currency))
    figures = [Decimal(made.data[name]) for name in ("untaxed_total", "tax_total", "total")]
    parts = [Decimal(one["line_total"]) for one in made.data["lines"]]
    assert all(figure % step == 0 for figure in (*figures, *parts))
    assert figures[2] == figures[0] + figures[1]
    assert sum(parts) == figures[0]
    posted = visitor("POST", f"records/invoice/{made.data['id']}/actions/post")
    assert (posted.status_code, posted.data["record"]["open_amount"]) == (200, made.data["total"])
    assert broken() == {}


# S19 ----------------------------------------------------------------------------------------------------------------

Skip = Callable[[House], tuple[Any, str, dict[str, Any]]]


def ship_a_draft(house: House) -> tuple[Any, str, dict[str, Any]]:
    return house.order(line(house.stocked(), 1)), "create_shipment", {}


def invoice_a_draft(house: House) -> tuple[Any, str, dict[str, Any]]:
    return house.order(line(house.stocked(), 1)), "create_invoice", {"post": True}


def invoice_what_was_not_delivered(house: House) -> tuple[Any, str, dict[str, Any]]:
    return house.confirmed(line(house.stocked(), 1)), "create_invoice", {"post": True}


def ship_twice(house: House) -> tuple[Any, str, dict[str, Any]]:
    return house.shipped(line(house.stocked(), 1)).shipments.get(), "ship", {}


def post_twice(house: House) -> tuple[Any, str, dict[str, Any]]:
    return house.invoice(10), "post", {}


def convert_twice(house: House) -> tuple[Any, str, dict[str, Any]]:
    quote = house.quote(line(house.stocked(), 1))
    house.run(quote, "convert")
    return quote, "convert", {}


def approve_what_was_not_submitted(house: House) -> tuple[Any, str, dict[str, Any]]:
    return house.quote(line(house.stocked(), 1)), "approve", {}


def receive_a_draft(house: House) -> tuple[Any, str, dict[str, Any]]:
    lines = [line(house.product(), 1, unit_price="5")]
    return house.save("purchase_order", supplier=house.supplier().pk, lines=lines), "receive", {}


def pay_a_draft_invoice(house: House) -> tuple[Any, str, dict[str, Any]]:
    customer = house.customer()
    invoice = house.save("invoice", customer=customer.pk, lines=[{"description": "Work", "unit_price": "40"}])
    payment = house.payment(customer, 40)
    return payment, "allocate", {"invoice": str(invoice.pk), "amount": "40"}


def reverse_a_draft(house: House) -> tuple[Any, str, dict[str, Any]]:
    return house.save("payment", customer=house.customer().pk, amount="5"), "reverse", {"reason": "x"}


SKIPS = (ship_a_draft, invoice_a_draft, invoice_what_was_not_delivered, ship_twice, post_twice, convert_twice,
         approve_what_was_not_submitted, receive_a_draft, pay_a_draft_invoice, reverse_a_draft)  # fmt: skip


@pytest.mark.parametrize("skip", SKIPS)
def test_s19_no_step_is_skipped(house: House, skip: Skip) -> None:
    record, name, inputs = skip(house)
    visitor, key, record = all_powerful(), record.declare.key, again(record)
    before = footprint()
    answer = visitor("POST", f"records/{key}/{record.pk}/actions/{name}", inputs)
    assert answer.status_code in (409, 422), answer.data
    assert answer.data["detail"].endswith(".")
    if answer.data["code"] == "wrong_state":
        assert answer.data["state"]
    page = visitor.send(f"{key}/{record.pk}/actions/{name}", {**inputs, "version": str(record.version)})
    assert page.status_code == answer.status_code
    assert footprint() == before
    assert (again(record).version, again(record).status) == (record.version, record.status)
    assert broken() == {}


def test_s19_nobody_approves_his_own_quote(house: House) -> None:
    manager = Role.objects.get(key="sales_manager")
    house.save("margin_policy", scope="company", below_percent="90", approver=manager.pk)
    own, other = (Visitor(manager, where=house.founded.team) for _at in range(2))
    product = house.stocked()
    made = own("POST", "records/quote", {"customer": str(house.customer().pk), "lines": [line(str_id(product), 1)]})
    path = f"records/quote/{made.data['id']}"
    assert own("POST", f"{path}/actions/submit").data["record"]["status"] == "in_approval"
    before = footprint()
    assert own("POST", f"{path}/actions/approve").status_code == 403
    assert own.send(f"quote/{made.data['id']}/actions/approve", {}).status_code == 403
    assert footprint() == before
    assert other("POST", f"{path}/actions/approve").data["record"]["status"] == "approved"


def str_id(record: Any) -> Any:
    """The record with its id as text, as JSON wants it."""
    record.pk = str(record.pk)
    return record
