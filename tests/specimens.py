"""Specimens: the least valid values of every object by its descriptor, and a company in which every object has rows."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from django.db import connections, models

from kontor.core.actor import SYSTEM
from kontor.identity.services import business_clock
from kontor.records.derive import check_derived
from kontor.records.services import save_record, trash_record
from kontor.schema.descriptor import FieldDescriptor, ObjectDescriptor
from kontor.schema.registry import current, object_of
from kontor.schema.services import add_field
from tests.apps.house import House, line
from tests.databases import SCHEMA, clone, on_postgresql, place, remove, template, url_of
from tests.designed import Designed, field

Make = Callable[[FieldDescriptor, int], Any]
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
CANARY = "canary917"
# made by actions only: a save from outside is refused although the object is not closed
ONLY_BY_ACTIONS = frozenset({"shipment"})
# texts that must be one of a list the descriptor does not know
KEPT = frozenset({"zone", "time_zone", "base_currency"})
# an object made at run time: with lines, a link to a shipped object, and fields that follow from others
MADE = ("voyage",)
_numbers = count(1)


def objects() -> list[str]:
    """Every object of the registry that has pages of its own."""
    return [found.key for found in current().objects.values() if not found.is_line]


def kinds() -> list[str]:
    """All of them, also those that `make_objects` makes before the tests run."""
    return list(dict.fromkeys([*objects(), *MADE]))


def savable() -> list[str]:
    """Those of them that a save from outside makes."""
    return list(dict.fromkeys([*makable(), *MADE]))


def closed() -> list[str]:
    """The objects that no save from outside makes or changes."""
    return [key for key in objects() if object_of(key).declare.closed]


def makable() -> list[str]:
    """The objects that a save from outside makes."""
    return [key for key in objects() if key not in closed() and key not in ONLY_BY_ACTIONS]


def code(number: int, letters: int) -> str:
    """The number as so many capital letters."""
    text = ""
    for _at in range(letters):
        number, place_of = divmod(number, len(LETTERS))
        text = LETTERS[place_of] + text
    return text


def _text(field: FieldDescriptor, number: int) -> str:
    if field.max_length and field.max_length < len(field.key) + 8:
        return code(number, min(field.max_length, 6))
    return f"{field.key}-{number}"


def _choice(field: FieldDescriptor, number: int) -> str:
    """The first choice, or the first that is not taken where each may be used once only."""
    found = object_of(field.object)
    if field.key not in _unique_columns(found):
        return field.choices[0].key
    taken = set(live(found.key).values_list(field.key, flat=True))
    return next(choice.key for choice in field.choices if choice.key not in taken)


def _unique_columns(found: ObjectDescriptor) -> set[str]:
    return {
        one.fields[0]
        for one in found.model._meta.constraints
        if isinstance(one, models.UniqueConstraint) and len(one.fields) == 1
    }


def _relation(field: FieldDescriptor, number: int) -> str:
    target = str(field.target)
    made = make(target) if target in makable() else row_of(target)
    return str(made.pk)


VALUES: dict[str, Make] = {
    "text": _text,
    "long_text": lambda field, number: f"First line {number}\nSecond line",
    "rich_text": lambda field, number: f"<p>Text <b>{number}</b></p>",
    "integer": lambda field, number: number % 30 + 1,
    "decimal": lambda field, number: f"{number % 30}.125",
    "money": lambda field, number: f"{number % 30 + 1}.50",
    "unit_price": lambda field, number: f"{number % 30 + 1}.75",
    "percent": lambda field, number: "12.5",
    "quantity": lambda field, number: str(number % 30 + 1),
    "rate": lambda field, number: "1.5",
    "date": lambda field, number: f"2026-03-{number % 28 + 1:02}",
    "datetime": lambda field, number: f"2026-03-{number % 28 + 1:02}T10:00:00Z",
    "boolean": lambda field, number: True,
    "choice": _choice,
    "multi_choice": lambda field, number: [field.choices[0].key],
    "email": lambda field, number: f"mail{number}@example.com",
    "phone": lambda field, number: f"+49 30 {number:06}",
    "url": lambda field, number: f"https://example.com/{number}",
    "relation": _relation,
    "user": _relation,
    "team": _relation,
    "address": lambda field, number: {"street": f"Hafenstraße {number}", "city": "Lübeck"},
}


def value_of(field: FieldDescriptor) -> Any:
    """A fresh valid value of a field, as JSON."""
    return VALUES[field.type.key](field, next(_numbers))


def needed(found: ObjectDescriptor) -> list[FieldDescriptor]:
    """The fields without which a new record is refused."""
    return [one for one in found.fields.values() if one.required and one.writable and one.default in (None, "")]


def values_of(key: str) -> dict[str, Any]:
    """The least values that make a new record of an object."""
    return {one.key: value_of(one) for one in needed(object_of(key))}


def make(key: str) -> Any:
    """A new record of an object, saved by the system with the least values."""
    return save_record(actor=SYSTEM, object=key, values=values_of(key), cause="test").record


def live(key: str) -> Any:
    """The rows of an object that are not in the trash."""
    return object_of(key).model._base_manager.filter(trashed_at__isnull=True)


def row_of(key: str) -> Any:
    """A record of an object that is there already."""
    return live(key).order_by("id").first()


def change_of(found: ObjectDescriptor) -> tuple[FieldDescriptor, Any]:
    """A field that can be changed without a care for others, with a new value."""
    order = ("long_text", "text", "phone", "date", "percent", "money", "integer")
    fields = [one for one in found.fields.values() if one.writable and one.key not in KEPT and not one.validators]
    field = min((one for one in fields if one.type.key in order), key=lambda one: order.index(one.type.key))
    return field, value_of(field)


def with_canary(found: ObjectDescriptor) -> dict[str, Any]:
    """Values for every text of an object that may hold anything, each with the canary in it."""
    texts: dict[str, str] = {
        "text": CANARY,
        "long_text": CANARY,
        "rich_text": f"<p>{CANARY}</p>",
        "email": f"{CANARY}@example.com",
        "url": f"https://example.com/{CANARY}",
    }
    return {
        one.key: {"street": CANARY} if one.type.key == "address" else texts[one.type.key]
        for one in found.fields.values()
        if one.writable
        and one.key not in KEPT
        and not one.validators
        and (one.type.key == "address" or one.type.key in texts)
        and not (one.max_length and one.max_length < len(CANARY))
    }


def quote_to_cash(house: House) -> None:
    """Two orders from purchase to payment, and one that is still reserved: rows of everything that services make."""
    first, second = house.stocked(cost_method="fifo"), house.stocked(cost_method="fifo")
    customer = house.customer(name="Hafenkontor")
    for _at in range(2):
        quote = house.quote(line(first, 2), line(second, 1), customer=customer)
        order = house.made(house.run(quote, "convert", confirm=True), "order")
        house.run(order.shipments.get(), "ship")
        invoice = house.made(house.run(order, "create_invoice", post=True), "invoice")
        house.payment(customer, invoice.total, {"invoice": invoice.pk, "amount": str(invoice.total)})
    house.confirmed(line(first, 3), line(second, 4), customer=customer)


def drafts(house: House) -> None:
    """Documents with lines that nobody has moved yet; they are the newest of their kind."""
    product, customer = house.stocked(), house.customer()
    house.quote(line(product, 2), line(house.service(), 1), customer=customer)
    house.order(line(product, 2, discount_percent="10"), customer=customer)
    lines = [{"product": product.pk, "quantity": "3", "unit_price": "6.25"}]
    house.save("purchase_order", supplier=house.supplier().pk, lines=lines)
    invoice = house.invoice(100, customer)
    house.save("invoice", customer=customer.pk, lines=[{"description": "Work", "quantity": "2", "unit_price": "40"}])
    allocations = [{"invoice": invoice.pk, "amount": "60"}]
    house.save("payment", customer=customer.pk, amount="60", allocations=allocations)


def make_objects() -> None:
    """Makes the objects of MADE as designers do: the process follows them until `unload()`."""
    designed = Designed()
    designed.object(
        "voyage",
        field("name", required=True),
        field("remark", "long_text", searchable=True),
        field("harbour", searchable=True, max_length=60),
        field("fee", "money"),
        field("days", "integer"),
        field("leaves", "date"),
        field("mood", "choice", choices=({"key": "calm", "label": {"en": "Calm"}},)),
        field("contact", "email"),
        field("customer", "relation", target="customer"),
        searchable=("name",),
    )
    leg = (field("stop"), field("cost", "money"), field("miles", "integer"))
    designed.object("voyage_leg", *leg, kind="line", parent="voyage")
    for key, kind, settings in (
        ("fee_twice", "formula", {"formula": "[fee] * 2", "result": "money"}),
        ("echo", "formula", {"formula": "UPPER([remark])", "result": "text"}),
        ("length", "formula", {"formula": "LENGTH([remark])", "result": "decimal"}),
        ("far", "formula", {"formula": "[length] > 5", "result": "boolean"}),
        ("costs", "rollup", {"over": "voyage_leg_lines", "field": "cost", "figure": "sum", "result": "money"}),
        ("miles", "rollup", {"over": "voyage_leg_lines", "field": "miles", "figure": "sum", "result": "integer"}),
        ("per_day", "formula", {"formula": "[miles] / [days]", "result": "decimal"}),
        ("industry_then", "snapshot", {"path": "customer.industry"}),
        ("industry_now", "lookup", {"path": "customer.industry"}),
    ):
        _derive(designed, key, kind, settings)


def _derive(designed: Designed, key: str, kind: str, settings: dict[str, Any]) -> None:
    """A field of the made object that follows from others."""
    settings = check_derived(SYSTEM, "voyage", field(key, kind, settings=settings))
    with designed.changing():
        add_field("voyage", field(key, kind, settings=settings))


def fill() -> None:
    """A company in which every object has at least two rows, but for the settings."""
    house = House()
    house.now = business_clock().now()
    quote_to_cash(house)
    drafts(house)
    # each role of an account exists once: some are freed for accounts that are made from outside
    for account in live("account").order_by("-code")[:2]:
        trash_record(actor=SYSTEM, object="account", id=account.pk)
    for key in makable():
        for _at in range(2 - live(key).count()):
            make(key)


@contextmanager
def own_database(blocker: Any, name: str) -> Iterator[str]:
    """The default connection on a migrated database of its own, whose address is answered; as it was afterwards."""
    connection = connections["default"]
    before = connection.settings_dict["NAME"]
    target = name if on_postgresql() else place(name)
    connection.close()
    clone(template(SCHEMA), target)
    connection.settings_dict["NAME"] = target
    try:
        yield url_of(target)
    finally:
        with blocker.unblock():
            connection.close()
        connection.settings_dict["NAME"] = before
        remove(target)
