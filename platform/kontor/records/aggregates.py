"""Groups and figures over the records within an actor's reach: the reader behind reports and /query."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Avg, Count, F, Max, Min, Sum
from django.db.models.functions import TruncDay, TruncMonth, TruncQuarter, TruncWeek, TruncYear
from django.utils.translation import gettext as _

from kontor.core.actor import Actor
from kontor.core.clock import Clock
from kontor.core.errors import BadInput
from kontor.core.fields import (
    MoneyField,
    PercentField,
    PlainDecimalField,
    QuantityField,
    RateField,
    ScaledDecimalField,
    UnitPriceField,
)
from kontor.identity.services import business_clock
from kontor.records.queries import readable_object
from kontor.records.read.filters import compile_filter
from kontor.records.read.positions import Position, Reading
from kontor.records.read.rows import Ref, Row, ref_label
from kontor.records.read.words import search_condition
from kontor.schema.descriptor import FieldDescriptor

MAX_GROUPS = 4
MAX_FIGURES = 10
MAX_ROWS = 10_000
_FIGURES: dict[str, Callable[..., Any]] = {"sum": Sum, "avg": Avg, "min": Min, "max": Max, "count": Count}
_SCALED: dict[str, type[ScaledDecimalField]] = {
    "money": MoneyField,
    "unit_price": UnitPriceField,
    "quantity": QuantityField,
    "percent": PercentField,
    "rate": RateField,
}
_PERIODS: dict[str, Callable[..., Any]] = {
    "day": TruncDay,
    "week": TruncWeek,
    "month": TruncMonth,
    "quarter": TruncQuarter,
    "year": TruncYear,
}


def aggregate(
    *,
    actor: Actor,
    object: str,
    filter: Any = None,
    search: str = "",
    group_by: Sequence[str] = (),
    aggregates: Sequence[str] = ("count",),
    sort: Sequence[str] = (),
    limit: int = 1000,
    clock: Clock | None = None,
) -> list[Row]:
    """One row per group: the group's values and the figures ("count", "sum:total", …) under their own names. One query.

    Dates group by "order_date:month" (day, week, month, quarter, year). BadInput for what is unknown or forbidden.
    """
    reading = Reading(actor, readable_object(actor, object), clock or business_clock())
    _check_sizes(group_by, aggregates, limit)
    groups = {f"group_{at}": _Group(reading, str(one)) for at, one in enumerate(group_by)}
    figures = {f"figure_{at}": _figure(reading, str(one)) for at, one in enumerate(aggregates)}
    condition = compile_filter(reading, filter)
    rows = reading.rows()
    if reading.annotations:
        rows = rows.alias(**reading.annotations) if groups else rows.annotate(**reading.annotations)
    if condition is not None:
        rows = rows.filter(condition)
    if search.strip():
        rows = rows.filter(search_condition(reading, search))
    order = _order(sort, group_by, aggregates)
    if not groups:
        found = [rows.aggregate(**figures)]
    else:
        found = list(_grouped(rows, groups).annotate(**figures).order_by(*order)[:limit])
    return [_row(one, groups, list(aggregates)) for one in found]


def _check_sizes(group_by: Sequence[str], aggregates: Sequence[str], limit: int) -> None:
    if len(group_by) > MAX_GROUPS:
        raise BadInput(_("At most %(limit)s groups.") % {"limit": MAX_GROUPS}, field="group_by")
    if not 1 <= len(aggregates) <= MAX_FIGURES:
        raise BadInput(_("Between 1 and %(limit)s figures.") % {"limit": MAX_FIGURES}, field="aggregates")
    if not 1 <= limit <= MAX_ROWS:
        raise BadInput(_("Between 1 and %(limit)s rows.") % {"limit": MAX_ROWS}, field="limit")


class _Group:
    """One thing to group by; a relation groups by its id and shows its name."""

    def __init__(self, reading: Reading, wanted: str) -> None:
        self.path, _colon, unit = wanted.partition(":")
        self.wanted = wanted
        self.position: Position = reading.queryable(self.path)
        self.label = reading.label_of(self.position) if self.position.target else None
        self.period = _PERIODS.get(unit)
        dated = self.position.field.type.key in ("date", "datetime")
        if unit and (self.period is None or not dated):
            raise BadInput(_("%(field)s cannot be grouped like that.") % {"field": wanted}, field="group_by")
        if not self.position.field.type.sortable:
            raise BadInput(_("%(field)s cannot be grouped by.") % {"field": self.path}, field="group_by")


def _grouped(rows: Any, groups: dict[str, _Group]) -> Any:
    expressions: dict[str, Any] = {}
    names: list[str] = []
    for name, group in groups.items():
        expressions[name] = group.period(group.position.lookup) if group.period else F(group.position.lookup)
        names.append(name)
        if group.label is not None:
            expressions[f"{name}_label"] = F(group.label.lookup)
            names.append(f"{name}_label")
    return rows.annotate(**expressions).values(*names)


def _figure(reading: Reading, wanted: str) -> Any:
    name, colon, path = wanted.partition(":")
    if name == "count" and not colon:
        return Count("pk")
    position = reading.queryable(path)
    function = _FIGURES.get(name.removesuffix("_distinct"))
    if function is None or name not in position.field.type.aggregates:
        raise BadInput(_("%(figure)s is not possible.") % {"figure": wanted[:80]}, field="aggregates")
    if name == "count_distinct":
        return Count(position.lookup, distinct=True)
    scaled = _scaled(position.field)
    # without it Django takes the average of a scaled integer for a plain number
    return function(position.lookup, output_field=scaled()) if scaled and name != "count" else function(position.lookup)


def _scaled(field: FieldDescriptor) -> type[ScaledDecimalField] | None:
    """The class of an exact number's column; plain numbers have one of ours where a designer made them."""
    if field.type.key == "decimal" and field.made:
        return PlainDecimalField
    return _SCALED.get(field.type.key)


def _order(sort: Sequence[str], group_by: Sequence[str], aggregates: Sequence[str]) -> list[str]:
    places = {one: f"group_{at}" for at, one in enumerate(group_by)} | {
        one: f"figure_{at}" for at, one in enumerate(aggregates)
    }
    order = []
    for one in sort:
        name = str(one).removeprefix("-")
        if name not in places:
            raise BadInput(_("Rows can be sorted by their groups and figures only."), field="sort")
        order.append(f"{'-' if str(one).startswith('-') else ''}{places[name]}")
    return [*order, *(f"group_{at}" for at in range(len(group_by)))]


def _row(values: dict[str, Any], groups: dict[str, _Group], aggregates: list[str]) -> Row:
    row: Row = {}
    for name, group in groups.items():
        value = values[name]
        if group.position.target is not None and value is not None:
            label = ref_label(group.position.target, values.get(f"{name}_label"), known=group.label is not None)
            value = Ref(value, group.position.target.key, label)
        row[group.wanted] = value
    for at, wanted in enumerate(aggregates):
        row[wanted] = values[f"figure_{at}"]
    return row
