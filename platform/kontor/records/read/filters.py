"""The filter language of the API, the lists and the reports: JSON in, a database condition out."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.translation import gettext as _

from kontor.core.errors import BadInput, FieldProblem
from kontor.records.read.links import linked
from kontor.records.read.periods import period
from kontor.records.read.positions import Position, Reading
from kontor.schema.field_types.base import plain_text
from kontor.schema.field_types.boolean import BooleanType
from kontor.schema.field_types.relation import RelationType
from kontor.schema.field_types.text import TextType

MAX_CONDITIONS = 50
MAX_DEPTH = 5
MAX_VALUES = 500
ME = "me"


class _Budget:
    def __init__(self) -> None:
        self.left = MAX_CONDITIONS

    def spend(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise BadInput(_("A filter has at most %(limit)s conditions.") % {"limit": MAX_CONDITIONS}, field="filter")


def compile_filter(reading: Reading, wanted: Any) -> Q | None:
    """The condition of a filter; None for an empty one. BadInput names what is wrong."""
    if wanted in (None, {}, []):
        return None
    return _node(reading, wanted, _Budget(), 1)


def _node(reading: Reading, node: Any, budget: _Budget, depth: int) -> Q:
    if depth > MAX_DEPTH:
        raise BadInput(_("A filter is nested at most %(limit)s deep.") % {"limit": MAX_DEPTH}, field="filter")
    if isinstance(node, list):
        node = {"and": node}
    if not isinstance(node, Mapping):
        raise BadInput(_("A filter is an object with field, op and value, or with and / or."), field="filter")
    if "field" in node:
        budget.spend()
        return _condition(reading, node)
    if len(node) == 1 and ("and" in node or "or" in node):
        ((joint, parts),) = node.items()
        if isinstance(parts, list):
            return _joined(joint, [_node(reading, part, budget, depth + 1) for part in parts])
    raise BadInput(_("A filter is an object with field, op and value, or with and / or."), field="filter")


def _joined(joint: str, parts: list[Q]) -> Q:
    whole = Q()
    for part in parts:
        whole = whole & part if joint == "and" else whole | part
    return whole


def _condition(reading: Reading, node: Mapping[str, Any]) -> Q:
    extra = set(node) - {"field", "op", "value"}
    if extra:
        raise BadInput(_("A filter is an object with field, op and value, or with and / or."), field="filter")
    position = reading.position(node["field"])
    if position.field.kind != "relations":
        position = reading.queryable(node["field"])
    op = node.get("op", "eq")
    if not isinstance(op, str) or op not in (*position.field.type.ops, "eq"):
        raise _wrong(position, _("This field cannot be filtered by %(op)s.") % {"op": str(op)[:40]})
    try:
        if position.field.kind == "relations":
            return linked(reading, position.field, op, node.get("value"))
        return _OPS[op](reading, position, node.get("value"))
    except BadInput as error:
        if error.errors:
            raise
        raise _wrong(position, error.message) from None


def _wrong(position: Position, message: str) -> BadInput:
    return BadInput(f"{position.path}: {message}", errors=[FieldProblem(position.path, message)])


def _value(reading: Reading, position: Position, raw: Any) -> Any:
    one = position.field
    if isinstance(one.type, RelationType):
        if raw == ME and one.type.key == "user":
            return reading.actor.person_id
        value = one.type.parse(one, raw)
        if isinstance(value, tuple):
            raise BadInput(_("The id of a record is expected here."))
        return value
    if isinstance(one.type, TextType):
        return plain_text(raw)
    return one.type.parse(one, raw)


def _q(position: Position, lookup: str, value: Any) -> Q:
    return Q((f"{position.lookup}__{lookup}" if lookup else position.lookup, value))


def _empty(position: Position) -> Q:
    condition = _q(position, "isnull", True)
    kind = position.field.type
    if isinstance(kind, TextType) or kind.packed or kind.key in ("choice", "geo_point"):
        condition |= _q(position, "", "")
    return condition


def _eq(reading: Reading, position: Position, raw: Any) -> Q:
    if raw is None or raw == "":
        return _empty(position)
    value = _value(reading, position, raw)
    if value is False:
        # a record made before the field was says nothing, and that is no
        return _q(position, "", value) | _q(position, "isnull", True)
    return _q(position, "", value)


def _ne(reading: Reading, position: Position, raw: Any) -> Q:
    return ~_eq(reading, position, raw)


def _many(reading: Reading, position: Position, raw: Any) -> list[Any]:
    if isinstance(raw, str):
        raw = [part for part in raw.split(",") if part]
    if not isinstance(raw, list) or not raw:
        raise BadInput(_("A list of values is expected here."))
    if len(raw) > MAX_VALUES:
        raise BadInput(_("At most %(limit)s values are allowed.") % {"limit": MAX_VALUES})
    return [_value(reading, position, one) for one in raw]


def _in(reading: Reading, position: Position, raw: Any) -> Q:
    return _q(position, "in", _many(reading, position, raw))


def _not_in(reading: Reading, position: Position, raw: Any) -> Q:
    return ~_in(reading, position, raw)


def _compare(lookup: str) -> Callable[[Reading, Position, Any], Q]:
    def compare(reading: Reading, position: Position, raw: Any) -> Q:
        return _q(position, lookup, _value(reading, position, raw))

    return compare


def _between(reading: Reading, position: Position, raw: Any) -> Q:
    if not isinstance(raw, list) or len(raw) != 2:
        raise BadInput(_("Two values, from and to, are expected here."))
    first, last = (_value(reading, position, one) for one in raw)
    return _q(position, "gte", first) & _q(position, "lte", last)


def _contains(reading: Reading, position: Position, raw: Any) -> Q:
    text = plain_text(raw)
    if not text:
        raise BadInput(_("Some text is expected here."))
    if position.field.type.packed:
        return _q(position, "contains", f"|{text}|")
    return _q(position, "icontains", text)


def _starts_with(reading: Reading, position: Position, raw: Any) -> Q:
    return _q(position, "istartswith", plain_text(raw))


def _is_empty(reading: Reading, position: Position, raw: Any) -> Q:
    wanted = BooleanType().clean(position.field, True if raw is None else raw)
    return _empty(position) if wanted else ~_empty(position)


def _within(reading: Reading, position: Position, raw: Any) -> Q:
    days = period(raw, reading.clock.today()) if isinstance(raw, str) else None
    if days is None:
        raise BadInput(_("A period such as this_month or last_30_days is expected here."))
    first, last = days
    if position.field.type.key == "date":
        return _q(position, "gte", first) & _q(position, "lte", last)
    zone = ZoneInfo(reading.clock.zone)
    start = datetime.combine(first, time.min, zone).astimezone(UTC)
    end = datetime.combine(last + timedelta(days=1), time.min, zone).astimezone(UTC)
    return _q(position, "gte", start) & _q(position, "lt", end)


_OPS: dict[str, Callable[[Reading, Position, Any], Q]] = {
    "eq": _eq,
    "ne": _ne,
    "in": _in,
    "not_in": _not_in,
    "lt": _compare("lt"),
    "lte": _compare("lte"),
    "gt": _compare("gt"),
    "gte": _compare("gte"),
    "between": _between,
    "contains": _contains,
    "starts_with": _starts_with,
    "is_empty": _is_empty,
    "within": _within,
}
