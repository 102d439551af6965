"""Rows of line grids, to read and to write in."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kontor.schema.descriptor import FieldDescriptor
from kontor.web.render.cells import NUMERIC, RELATED, writer_for
from kontor.web.render.icons import icon

Masked = Set[tuple[str, str]]
WIDTHS = {"date": "w-date", "datetime": "w-date", "money": "w-money", "unit_price": "w-money"}


@dataclass(frozen=True, slots=True)
class Head:
    """The heading of a grid's column."""

    label: str
    css: str


def grid_head(fields: Sequence[FieldDescriptor], writable: frozenset[str] = frozenset()) -> list[Head]:
    """The headings of a grid; what is written in gets its width, what is read takes what it needs."""
    return [Head(str(one.label), _width(one) if one.key in writable else _side(one)) for one in fields]


def _side(field: FieldDescriptor) -> str:
    return "num" if field.type.key in NUMERIC else ""


def _width(field: FieldDescriptor) -> str:
    kind = field.type.key
    if kind in NUMERIC:
        return f"num {WIDTHS.get(kind, 'w-num')}"
    if kind in RELATED:
        return "w-relation"
    return WIDTHS.get(kind, "w-text")


@dataclass(frozen=True, slots=True)
class WrittenRow:
    """A row to write in: its cells (HTML, whether an input), hidden inputs, and what is to say about it."""

    name: str
    key: str
    place: int
    cells: Sequence[tuple[str, bool]]
    hidden: str
    said: Sequence[str]
    fresh: bool = False


def line_row(fields: Sequence[FieldDescriptor], row: WrittenRow) -> str:
    """A row to write in, with its remove button."""
    name, key, place, said = row.name, row.key, row.place, row.said
    css = ' class="fresh"' if row.fresh else ""
    parts = [f'<tr id="{name}-{key}"{css} data-line><td class="pos">{place}{row.hidden}</td>']
    for field, (html, written) in zip(fields, row.cells, strict=True):
        css = " ".join(word for word in ("num" if field.type.key in NUMERIC else "", "" if written else "ro") if word)
        parts.append(f'<td class="{css}" data-l="{escape(str(field.label))}">{html}</td>')
    words = escape(_("Remove line %(line)s") % {"line": place})
    parts.append(
        f'<td class="end"><button type="button" class="btn" data-variant="ghost" data-size="icon-sm" '
        f'data-remove aria-label="{words}" title="{words}">{icon("x")}</button></td></tr>'
    )
    if said:
        text = " ".join(escape(one) for one in said)
        anchor, span = f"{name}-{key}-said", len(fields) + 2
        parts.append(f'<tr class="said" id="{anchor}"><td colspan="{span}"><p class="warn">{text}</p></td></tr>')
    return "".join(parts)


def telling(
    fields: Sequence[FieldDescriptor], rows: Sequence[Mapping[str, Any]], masked: Masked = frozenset()
) -> list[FieldDescriptor]:
    """The columns worth reading: not those empty in every row, nor texts that repeat the name of a chosen record."""
    if not rows:
        return list(fields)
    names = [one.key for one in fields if one.type.key in RELATED]

    def tells(one: FieldDescriptor) -> bool:
        if (one.object, one.key) in masked:
            return True
        if all(row.get(one.key) in (None, "", ()) for row in rows):
            return False
        return not (one.type.key == "text" and any(_repeats(one.key, name, rows) for name in names))

    return [one for one in fields if tells(one)]


def _repeats(key: str, name: str, rows: Sequence[Mapping[str, Any]]) -> bool:
    return all(row.get(key) == getattr(row.get(name), "label", None) for row in rows)


def _read_start(field: FieldDescriptor) -> str:
    css = ' class="num"' if field.type.key in NUMERIC else ""
    return f'<td{css} data-l="{escape(str(field.label))}">'


def lines_read(visit: Any, fields: Sequence[FieldDescriptor], rows: Iterable[Mapping[str, Any]]) -> SafeString:
    """The rows of a grid to read."""
    # the first chosen record of a row is what the row is about; links to its unit or tax would only be noise
    subject = next((one.key for one in fields if one.type.key in RELATED), "")
    cells = [
        (_read_start(one), writer_for(visit, one, links=one.key == subject, quiet=True), one.key) for one in fields
    ]
    parts: list[str] = []
    for place, row in enumerate(rows, start=1):
        parts.append(f'<tr><td class="pos">{place}</td>')
        parts.extend(f"{start}{write(row.get(key))}</td>" for start, write, key in cells)
        parts.append("</tr>")
    return mark_safe("".join(parts))  # noqa: S308 (every cell escapes its value)
