"""A timeline: bars from begin to end over weeks or months."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton

from kontor.records.queries import Row
from kontor.schema.field_types.base import locale_of
from kontor.web.kinds.calendar import dates_of, within
from kontor.web.kinds.reading import Look

LIMIT = 200
STEPS = 12


@dataclass(frozen=True, slots=True)
class Bar:
    """One record: from which to which line of the grid, and the dates in words."""

    title: str
    url: str
    said: str
    first: int
    last: int
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Timeline:
    """Twelve weeks or months, with what lies in them."""

    steps: list[tuple[str, int, bool]]
    parts: int
    bars: list[Bar]
    today: int
    name: str
    previous_url: str
    next_url: str
    now_url: str
    more: bool
    empty: bool = False
    template: str = field(default="kinds/timeline.html", init=False)


def timeline_of(look: Look) -> Timeline:
    """The window that the address names, else the one around today: one query, and one per colour."""
    scale = str(look.body.get("scale", "week"))
    edges = _edges(scale, _first(look, scale))
    page = look.read(
        dates_of(look), *within(look, edges[0], edges[-1]), sort=(look.named("start"), *look.sort[:1]), size=LIMIT
    )
    tones = look.tones(page.rows)
    today = look.visit.clock.today()
    locale = locale_of(look.visit.language)
    span = edges[-1] - edges[0]
    return Timeline(
        steps=[
            (_step(scale, edge, locale), _line(edges, edge), edge <= today < following)
            for edge, following in pairwise(edges)
        ],
        parts=(edges[-1] - edges[0]).days,
        bars=[_bar(look, row, edges, tones.get(row["id"], "")) for row in page.rows],
        today=_line(edges, today) if edges[0] <= today < edges[-1] else 0,
        name=f"{format_date(edges[0], 'medium', locale=locale)} – "
        f"{format_date(edges[-1] - timedelta(days=1), 'medium', locale=locale)}",
        previous_url=look.state.url(at=(edges[0] - span / 2).isoformat()),
        next_url=look.state.url(at=(edges[0] + span / 2).isoformat()),
        now_url=look.state.url(at=""),
        more=page.next_cursor is not None,
    )


def _first(look: Look, scale: str) -> date:
    try:
        return _snapped(scale, date.fromisoformat(look.state.at))
    except ValueError:
        back = timedelta(days=21 if scale == "week" else 62)
        return _snapped(scale, look.visit.clock.today() - back)


def _snapped(scale: str, day: date) -> date:
    return day - timedelta(days=day.weekday()) if scale == "week" else day.replace(day=1)


def _edges(scale: str, first: date) -> list[date]:
    edges = [first]
    for _step_number in range(STEPS):
        last = edges[-1]
        edges.append(last + timedelta(days=7) if scale == "week" else (last + timedelta(days=32)).replace(day=1))
    return edges


def _step(scale: str, edge: date, locale: Any) -> str:
    if scale == "week":
        return str(format_skeleton("MMMd", edge, locale=locale))
    return str(format_skeleton("yMMM" if edge.month == 1 else "MMM", edge, locale=locale))


def _line(edges: list[date], day: date) -> int:
    """The line of the grid on which a day begins, within the window."""
    return min(max((day - edges[0]).days, 0), (edges[-1] - edges[0]).days) + 1


def _bar(look: Look, row: Row, edges: list[date], tone: str) -> Bar:
    begin, end = look.named("start"), look.named("end")
    first = _day(row[begin], look.visit.zone)
    last = max(_day(row.get(end), look.visit.zone) if end and row.get(end) else first, first)
    locale = locale_of(look.visit.language)
    said = format_date(first, "medium", locale=locale)
    if last != first:
        said = f"{said} – {format_date(last, 'medium', locale=locale)}"
    low, high = _line(edges, first), _line(edges, last + timedelta(days=1))
    return Bar(look.title(row), look.url(row), said, low, max(high, low + 1), tone)


def _day(value: Any, zone: str) -> date:
    return value.astimezone(ZoneInfo(zone)).date() if isinstance(value, datetime) else value
