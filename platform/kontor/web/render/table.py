"""Tables of records, written cell by cell."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kontor.schema.descriptor import FieldDescriptor, ObjectDescriptor
from kontor.web.render.cells import NUMERIC, RELATED, Write, is_state, text_of, writer


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: where its value lies and how it looks."""

    path: str
    label: str
    field: FieldDescriptor
    css: str = ""
    url: str = ""
    sorted: str = ""

    @property
    def head_css(self) -> str:
        """The class of its heading."""
        return "num" if self.field.type.key in NUMERIC else ""


def places(columns: Sequence[tuple[str, FieldDescriptor]], title: str) -> dict[str, str]:
    """The classes of the cells: their alignment, and which four lead when a row becomes a card."""
    css = {path: "num" if field.type.key in NUMERIC else "" for path, field in columns}
    rest = [(path, field) for path, field in columns if path != title]
    leading = {
        "p1": [title] if title in css else [],
        "p2": [path for path, field in rest if field.type.key in RELATED or field.type.key == "text"],
        "p3": [path for path, field in rest if is_state(field)],
        "p4": [path for kinds in (NUMERIC, ("date",)) for path, field in rest if field.type.key in kinds],
    }
    for name, paths in leading.items():
        if paths:
            css[paths[0]] = f"{css[paths[0]]} {name}".strip()
    return css


def rows_html(
    found: ObjectDescriptor,
    rows: Iterable[Mapping[str, Any]],
    columns: Sequence[Column],
    title: str,
    visit: Any,
    before: Callable[[Mapping[str, Any]], str] | None = None,
    *,
    ticks: bool = False,
) -> SafeString:
    """The rows of a list; the title cell opens the record. `before` writes how a row begins; `ticks` lets choose it."""
    language, zone = visit.language, visit.zone
    tick = tick_of(found, columns, title, visit) if ticks else None
    cells = [
        _cell(found, column, writer(column.field, language, zone, quiet=True), column.path == title)
        for column in columns
    ]
    parts: list[str] = []
    for row in rows:
        parts.append(before(row) if before else "<tr>")
        if tick:
            parts.append(tick(row))
        parts.extend(cell(row) for cell in cells)
        parts.append("</tr>")
    return mark_safe("".join(parts))  # noqa: S308 (every cell escapes its value)


def tick_of(
    found: ObjectDescriptor, columns: Sequence[Column], title: str, visit: Any
) -> Callable[[Mapping[str, Any]], str]:
    """Writes the cell that chooses a row, named by the row's title."""
    field = next((column.field for column in columns if column.path == title), None)
    words = escape(_("Choose %(record)s"))

    def cell(row: Mapping[str, Any]) -> str:
        name = escape(text_of(field, row.get(title), visit.language, visit.zone)) if field else ""
        label = words.replace("%(record)s", name or escape(str(found.label)))
        box = f'<input class="check" type="checkbox" form="bulk" name="ids" value="{row["id"]}" aria-label="{label}">'
        return f'<td class="tick">{box}</td>'

    return cell


def _cell(found: ObjectDescriptor, column: Column, write: Write, is_title: bool) -> Any:
    path = column.path
    if is_title:
        start, base = f'<td class="t {column.css}">', f"/o/{found.key}/"
        nameless = escape(_("Draft") if found.is_document else str(found.label))
        return lambda row: f'{start}<a href="{base}{row["id"]}/">{write(row.get(path)) or nameless}</a></td>'
    start = f'<td class="{column.css}">' if column.css else "<td>"
    return lambda row: f"{start}{write(row.get(path))}</td>"
