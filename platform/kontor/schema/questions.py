"""What designers ask before they change something: how many, which twice, what would not fit."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from kontor.core.errors import BadInput, NotFound
from kontor.schema.conversions import Conversion, conversion, possible
from kontor.schema.descriptor import FieldDescriptor, ObjectDescriptor
from kontor.schema.registry import object_of

MAX_SHOWN = 50
BATCH = 2000
TEXTS = frozenset({"text", "long_text", "rich_text", "email", "phone", "url", "choice", "multi_choice", "number"})


@dataclass(frozen=True, slots=True)
class Fit:
    """How the filled values of a field fit another type; misfits as (record id, value, why), the first 50."""

    total: int
    fit: int
    misfits: list[tuple[UUID, str, str]]


def stored_field(object_key: str, key: str) -> tuple[ObjectDescriptor, FieldDescriptor]:
    """The object and its field; NotFound when there is none that a column holds."""
    found = object_of(object_key)
    one = found.fields.get(key)
    if one is None or not one.stored:
        raise NotFound(_("There is no such field."))
    return found, one


def row_count(object_key: str) -> int:
    """How many rows an object has, in the trash or not."""
    return int(object_of(object_key).model._base_manager.count())


def filled(found: ObjectDescriptor, one: FieldDescriptor) -> Any:
    """The rows of an object in which a field is filled."""
    empty = Q((f"{one.attname}__isnull", True))
    if one.type.key in TEXTS:
        empty |= Q((one.attname, ""))
    return found.model._base_manager.exclude(empty)


def filled_count(object_key: str, key: str) -> int:
    """In how many rows a field is filled."""
    return int(filled(*stored_field(object_key, key)).count())


def duplicates(object_key: str, key: str) -> list[tuple[Any, list[UUID]]]:
    """The values that more than one live record holds, with the ids of those; 50 at most of either."""
    found, one = stored_field(object_key, key)
    rows = filled(found, one)
    if not found.is_line:
        rows = rows.filter(trashed_at__isnull=True)
    twice = rows.values_list(one.attname).annotate(held=Count("pk")).filter(held__gt=1).order_by(one.attname)
    return [
        (value, list(rows.filter(Q((one.attname, value))).order_by("pk").values_list("pk", flat=True)[:MAX_SHOWN]))
        for value, _held in twice[:MAX_SHOWN]
    ]


def check_convert(object_key: str, key: str, type: str, **said: Any) -> Fit:
    """How the values of a field would fit another type; nothing is changed. BadInput for types that never fit."""
    found, one = stored_field(object_key, key)
    wanted = conversion(found, one, type, said)
    total, fit = 0, 0
    misfits: list[tuple[UUID, str, str]] = []
    for rows in batches(filled(found, one), "pk", wanted):
        for identifier, value, refusal in converted(wanted, rows):
            total += 1
            if refusal is None:
                fit += 1
            elif len(misfits) < MAX_SHOWN:
                misfits.append((identifier, wanted.shown(value), refusal))
    return Fit(total, fit, misfits)


def batches(rows: Any, key: str, wanted: Conversion) -> Any:
    """The (key, stored value) pairs of rows in batches, in the order of the key."""
    last: Any = None
    while True:
        part = rows.order_by(key) if last is None else rows.filter(Q((f"{key}__gt", last))).order_by(key)
        found = list(part.values_list(key, wanted.path)[:BATCH])
        if not found:
            return
        yield found
        last = found[-1][0]


def converted(wanted: Conversion, rows: list[tuple[Any, Any]]) -> list[tuple[Any, Any, str | None]]:
    """For each pair (key, new value, None), or (key, old value, why it does not fit)."""
    wanted.look_up([value for _key, value in rows])
    result: list[tuple[Any, Any, str | None]] = []
    for identifier, value in rows:
        try:
            result.append((identifier, wanted.value(value), None))
        except BadInput as error:
            result.append((identifier, value, error.message))
    return result


__all__ = ["Fit", "check_convert", "duplicates", "filled_count", "possible", "row_count"]
