"""A calendar: the records of a month by their dates; as a table where nothing is drawn."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton
from django.utils.safestring import SafeString

from kontor.core.errors import BadInput
from kontor.records.queries import Row
from kontor.schema.descriptor import FieldDescriptor
from kontor.schema.field_types.base import locale_of
from kontor.web.kinds.reading import Filter, Look
from kontor.web.lists.columns import columns_of, title_column
from kontor.web.render.table import Column, rows_html

LIMIT = 500
LONGEST = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Calendar:
    """One month: its name, its records as a table, and where its events are read."""

    name: str
    first: date
    columns: list[Column]
    rows: SafeString
    events_url: str
    previous_url: str
    next_url: str
    now_url: str
    at_url: str
    day: date
    count: int
    more: bool
    empty: bool = False
    template: str = field(default="kinds/calendar.html", init=False)


def month_of(look: Look) -> date:
    """The first day of the month the address names, else of this one."""
    try:
        return date.fromisoformat(f"{look.state.at[:7]}-01")
    except ValueError:
        today: date = look.visit.clock.today()
        return today.replace(day=1)


def calendar_of(look: Look) -> Calendar:
    """The month with everything that lies in it."""
    first = month_of(look)
    following = (first + timedelta(days=32)).replace(day=1)
    paths = list(dict.fromkeys([*look.columns[:5], *dates_of(look)]))
    page = look.read(paths, *within(look, first, following), sort=(look.named("start"),), size=LIMIT)
    columns = columns_of(look.visit.actor, look.found, paths)
    return Calendar(
        name=str(format_skeleton("yMMMM", first, locale=locale_of(look.visit.language))),
        first=first,
        columns=columns,
        rows=rows_html(look.found, page.rows, columns, title_column(look.found, paths), look.visit),
        events_url=look.here("events"),
        previous_url=look.state.url(at=(first - timedelta(days=1)).isoformat()[:7]),
        next_url=look.state.url(at=following.isoformat()[:7]),
        now_url=look.state.url(at=""),
        at_url=look.state.url(at="AT"),
        day=max(first, min(look.visit.clock.today(), following - timedelta(days=1))),
        count=len(page.rows),
        more=page.next_cursor is not None,
    )


def dates_of(look: Look) -> list[str]:
    """The fields of begin and end."""
    return [path for path in (look.named("start"), look.named("end")) if path]


def within(look: Look, first: date, following: date) -> list[Filter]:
    """What lies at least partly from the first day to the day before `following`."""
    start, end = look.named("start"), look.named("end")
    before: Filter = {"field": start, "op": "lt", "value": _edge(look, start, following)}
    begins: Filter = {"field": start, "op": "gte", "value": _edge(look, start, first)}
    if not end:
        return [before, begins]
    ends: Filter = {"field": end, "op": "gte", "value": _edge(look, end, first)}
    return [before, {"or": [begins, ends]}]


def _edge(look: Look, path: str, day: date) -> str:
    one = look.field(path)
    if one is not None and one.type.key == "datetime":
        return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(look.visit.zone)).isoformat()
    return day.isoformat()


def events_of(look: Look, first: str, following: str) -> list[dict[str, Any]]:
    """The events between two days, as the drawn calendar reads them."""
    begin, end = _day(first), _day(following)
    if not begin < end <= begin + LONGEST:
        raise BadInput("from, to", field="from")
    page = look.read([*dates_of(look), "version"], *within(look, begin, end), sort=(look.named("start"),), size=LIMIT)
    tones = look.tones(page.rows)
    return [_event(look, row, tones.get(row["id"], "")) for row in page.rows]


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise BadInput(text[:40], field="from") from None


def _event(look: Look, row: Row, tone: str) -> dict[str, Any]:
    start, end = look.named("start"), look.named("end")
    whole = _is_day(look.field(start))
    last = row.get(end) if end else None
    if last is not None and whole and isinstance(last, date) and not isinstance(last, datetime):
        last += timedelta(days=1)
    return {
        "id": str(row["id"]),
        "title": look.title(row),
        "start": row[start].isoformat(),
        "end": last.isoformat() if last is not None else None,
        "allDay": whole,
        "url": look.url(row),
        "tone": tone,
    }


def _is_day(one: FieldDescriptor | None) -> bool:
    return one is not None and one.type.key == "date"
