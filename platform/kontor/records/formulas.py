"""What formulas know of objects: the names of fields, the values of rows, and the moment."""

from collections.abc import Callable, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from kontor.core.clock import Clock
from kontor.core.labels import in_both
from kontor.core.registry import on_schema_change
from kontor.formulas import Context, Name, Type, Workdays
from kontor.formulas.types import BOOLEAN, DATE, DATETIME, DURATION, NUMBER, TEXT
from kontor.identity.models import CompanySettings, Weekday, days_in
from kontor.identity.services import company
from kontor.schema.descriptor import FieldDescriptor, ObjectDescriptor
from kontor.schema.registry import current

_KINDS: dict[str, Type] = {
    **dict.fromkeys(("text", "long_text", "email", "phone", "url", "number", "barcode", "colour"), TEXT),
    **dict.fromkeys(("decimal", "integer", "money", "unit_price", "quantity", "rate", "percent", "rating"), NUMBER),
    "date": DATE,
    "datetime": DATETIME,
    "boolean": BOOLEAN,
    "duration": DURATION,
}
_TARGETS = {"user": "person", "team": "team"}
_known: dict[tuple[Any, str], tuple[Name, ...]] = {}
on_schema_change(_known.clear)


def type_for(one: FieldDescriptor) -> Type | None:
    """The type of a field's values in formulas; None for what formulas cannot work with."""
    if one.computed is not None or not one.stored:
        return None
    key = one.type.key
    if key in ("choice", "multi_choice"):
        choices = {choice.key: in_both(choice.label) for choice in one.choices}
        return Type("choice" if key == "choice" else "choices", choices)
    if key in ("relation", "user", "team"):
        return Type("record", target=one.target or _TARGETS.get(key, ""))
    return _KINDS.get(key)


def names_in(found: ObjectDescriptor) -> tuple[Name, ...]:
    """The names of an object's fields; a line also knows its parent."""
    place = (current().token, found.key)
    known = _known.get(place)
    if known is None:
        known = tuple(Name(one.key, in_both(one.label), type_for(one)) for one in found.fields.values())
        if found.parent and found.parent_key:
            parent = current().get(found.parent_key)
            label = in_both(parent.label) if parent else {}
            known = (*known, Name("parent", label, Type("record", target=found.parent_key)))
        _known[place] = known
    return known


class ObjectNames:
    """The names a formula of one object may use."""

    def __init__(self, found: ObjectDescriptor) -> None:
        self.found = found

    def fields(self, object: str | None) -> Sequence[Name]:
        """The fields of an object by its key; None is the object itself."""
        target = self.found if object is None else current().get(object)
        return names_in(target) if target else ()


def _workdays(settings: CompanySettings) -> Workdays:
    order = [str(day) for day in Weekday.values]
    # settings that are not stored yet hold the text of their default
    kept = CompanySettings._meta.get_field("working_days").to_python(settings.working_days)
    weekdays = frozenset(order.index(day) for day in kept if day in order)
    return Workdays(weekdays, days_in(settings.holidays), days_in(settings.make_up_days))


def moment(clock: Clock, version: str = "", me: Any = None) -> Context:
    """The world as formulas see it; with the token of the rights in force the calendar is read once per process."""
    return Context(clock.today(), clock.now(), ZoneInfo(clock.zone), _workdays(company(version)), me)


Fetch = Callable[[Any, Any], Any]


def value_at(record: Any, found: ObjectDescriptor, path: str, fetch: Fetch) -> Any:
    """The value at a path of a row; `fetch(model, id)` answers related rows, None when there is none.

    An empty text is what it is; several choices are a tuple; a relation is its id.
    """
    *hops, last = path.split(".")
    row, holder = record, found
    for name in hops:
        column = row._meta.get_field(holder.parent if name == "parent" and holder.parent else name)
        row = fetch(column.related_model, getattr(row, column.attname))
        target = current().get(column.related_model.declare.key)
        if row is None or target is None:
            return None
        holder = target
    if last == "parent" and holder.parent:
        return getattr(row, f"{holder.parent}_id")
    return getattr(row, holder.fields[last].attname)
