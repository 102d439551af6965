"""A list as a view: columns with widths, groups with their counts and sums, a row of sums, rows with colours."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kontor.records.queries import Ref, Row
from kontor.schema.descriptor import FieldDescriptor
from kontor.schema.field_types.base import locale_of
from kontor.web.kinds.reading import Look
from kontor.web.lists.columns import note_of, sortable_columns, title_column
from kontor.web.render.cells import is_state, state_html, text_of
from kontor.web.render.table import Column, rows_html

PAGE_SIZE = 100
PATTERNS = {"month": "yMMMM", "year": "y"}


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a view that is a list."""

    columns: list[Column]
    widths: dict[str, int]
    rows: SafeString
    sums: list[tuple[str, str]]
    empty: bool
    ticks: bool
    next_url: str = ""
    previous_url: str = ""
    note: str = ""
    template: str = field(default="kinds/table.html", init=False)

    @property
    def headed(self) -> list[tuple[Column, int]]:
        """The columns with their widths; 0 is as wide as needed."""
        return [(one, self.widths.get(one.path, 0)) for one in self.columns]


def table_of(look: Look) -> Table:
    """The list: one query for the rows, one for the groups, one for the sums, one per colour."""
    paths = look.columns
    group = look.named("group")
    path = group.partition(":")[0]
    sort = tuple(one for one in look.sort if one.removeprefix("-") != path)
    page = look.read([*paths, path], sort=(path, *sort)[:3] if path else sort, size=PAGE_SIZE, cursor=look.state.cursor)
    columns = sortable_columns(look.visit, look.found, paths, look.state, sort)
    sums = [one for one in look.body.get("sums", ()) if look.field(one) is not None]
    tones = look.tones(page.rows)
    ticks = look.chosen.ticks
    writer = _Grouping(look, group, columns, sums, ticks=ticks) if group else None
    title, before = title_column(look.found, paths), _starts(tones, writer)
    html = rows_html(look.found, page.rows, columns, title, look.visit, before=before, ticks=ticks)
    return Table(
        columns=columns,
        widths=dict(look.chosen.widths),
        rows=html,
        sums=_sums(look, columns, sums) if sums and page.rows else [],
        empty=not page.rows,
        ticks=ticks,
        next_url=look.state.url(cursor=page.next_cursor) if page.next_cursor else "",
        previous_url=look.state.url(cursor=page.previous_cursor) if page.previous_cursor else "",
        note=note_of(len(page.rows), more=bool(page.next_cursor or page.previous_cursor)),
    )


def _starts(tones: Mapping[Any, str], grouping: "_Grouping | None") -> Callable[[Mapping[str, Any]], str]:
    """How each row begins: with the heading of its group when it is the first of it, and in its tone."""

    def start(row: Mapping[str, Any]) -> str:
        tone = tones.get(row["id"])
        head = grouping.head(row) if grouping else ""
        return f'{head}<tr class="tone tone-{tone}">' if tone else f"{head}<tr>"

    return start


class _Grouping:
    """The headings of groups, written where a page comes to the first row of one."""

    def __init__(self, look: Look, group: str, columns: list[Column], sums: list[str], *, ticks: bool) -> None:
        self.look, self.columns, self.sums = look, columns, sums
        self.start = '<tr class="grp"><td class="tick"></td>' if ticks else '<tr class="grp">'
        self.path, _colon, self.period = group.partition(":")
        self.field = look.field(self.path)
        if self.field and self.field.type.key in ("date", "datetime"):
            self.period = self.period or "month"
        wanted = f"{self.path}:{self.period}" if self.period else self.path
        figures = ["count", *(f"sum:{one}" for one in sums)]
        self.figures = {_key(row[wanted], look.visit.zone): row for row in look.figures([wanted], figures)}
        self.last: Any = object()

    def head(self, row: Mapping[str, Any]) -> str:
        """The heading before a row, or nothing."""
        value = _start(row.get(self.path), self.period, self.look.visit.zone)
        key = _key(value, self.look.visit.zone)
        if key == self.last:
            return ""
        self.last = key
        figures = self.figures.get(key, {})
        cells = "".join(self._sum(column, figures) for column in self.columns[1:])
        name = self._name(value) or escape(_("None"))
        count = f'<span class="grp-n">{figures.get("count", "")}</span>'
        return f'{self.start}<th scope="rowgroup">{name} {count}</th>{cells}</tr>'

    def _sum(self, column: Column, figures: Row) -> str:
        if column.path not in self.sums:
            return "<td></td>"
        text = text_of(column.field, figures.get(f"sum:{column.path}"), self.look.visit.language, self.look.visit.zone)
        return f'<td class="num">{escape(text)}</td>'

    def _name(self, value: Any) -> str:
        return group_name(self.look, self.field, value, self.period)


def group_name(look: Look, one: FieldDescriptor | None, value: Any, period: str = "") -> str:
    """The name of a group, as HTML."""
    if value is None or value == "" or one is None:
        return ""
    if period and isinstance(value, date):
        return escape(_period_name(value, period, look.visit.language))
    if is_state(one):
        return state_html(one, str(value))
    return escape(look.text(one, value))


def _period_name(value: date, period: str, language: str) -> str:
    locale = locale_of(language)
    if period in PATTERNS:
        return str(format_skeleton(PATTERNS[period], value, locale=locale))
    if period == "quarter":
        return str(format_date(value, "yyyy QQQ", locale=locale))
    return str(format_date(value, "medium", locale=locale))


def _key(value: Any, zone: str) -> Any:
    if isinstance(value, Ref):
        return value.id
    if isinstance(value, datetime):
        return value.astimezone(ZoneInfo(zone)).date()
    return value if value not in ("",) else None


def _start(value: Any, period: str, zone: str) -> Any:
    """The first day of the period a date lies in."""
    if not period or value is None:
        return value
    day = value.astimezone(ZoneInfo(zone)).date() if isinstance(value, datetime) else value
    if period == "week":
        return date.fromordinal(day.toordinal() - day.weekday())
    if period == "quarter":
        return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    return {"month": day.replace(day=1), "year": day.replace(month=1, day=1)}.get(period, day)


def _sums(look: Look, columns: list[Column], sums: list[str]) -> list[tuple[str, str]]:
    """The cells of the row of sums: their classes and texts."""
    (figures,) = look.figures([], ["count", *(f"sum:{one}" for one in sums)])
    cells = []
    for place, column in enumerate(columns):
        if column.path in sums:
            text = look.text(column.field, figures[f"sum:{column.path}"])
            cells.append(("num", text))
        else:
            cells.append(("", _("%(count)s in all") % {"count": figures["count"]} if place == 0 else ""))
    return cells
