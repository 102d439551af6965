"""Rows of line grids, to read and to write in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kontor.schema.descriptor import FieldDescriptor
from kontor.web.render.cells import NUMERIC, RELATED, writer
from kontor.web.render.icons import icon

WIDTHS = {"date": "w-date", "datetime": "w-date", "money": "w-money", "unit_price": "w-money"}


@dataclass(frozen=True, slots=True)
class Head:
    """The heading of a grid's column."""

    label: str
    css: str


def grid_head(fields: Sequence[FieldDescriptor]) -> list[Head]:
    """The headings of a grid."""
    return [Head(str(one.label), _width(one)) for one in fields]


def _width(field: FieldDescriptor) -> str:
    kind = field.type.key
    if kind in NUMERIC:
        return f"num {WIDTHS.get(kind, 'w-num')}"
    if kind in RELATED:
        return "w-relation"
    return WIDTHS.get(kind, "w-text")


def line_row(
    name: str,
    key: str,
    place: int,
    fields: Sequence[FieldDescriptor],
    cells: Iterable[tuple[str, bool]],
    hidden: str,
    said: Sequence[str],
) -> str:
    """A row to write in: its cells (HTML, whether an input), its remove button, and what is to say about it."""
    parts = [f'<tr id="{name}-{key}" data-line><td class="pos">{place}{hidden}</td>']
    for field, (html, written) in zip(fields, cells, strict=True):
        css = " ".join(word for word in ("num" if field.type.key in NUMERIC else "", "" if written else "ro") if word)
        parts.append(f'<td class="{css}" data-l="{escape(str(field.label))}">{html}</td>')
    words = escape(_("Remove line %(line)s") % {"line": place})
    parts.append(
        f'<td class="end"><button type="button" class="btn" data-variant="ghost" data-size="icon-sm" '
        f'data-remove aria-label="{words}" title="{words}">{icon("x")}</button></td></tr>'
    )
    if said:
        text = " ".join(escape(one) for one in said)
        parts.append(
            f'<tr class="said" id="{name}-{key}-said"><td colspan="{len(fields) + 2}"><p class="warn">{text}</p></td></tr>'
        )
    return "".join(parts)


def lines_read(
    fields: Sequence[FieldDescriptor], rows: Iterable[Mapping[str, Any]], language: str, zone: str
) -> SafeString:
    """The rows of a grid to read."""
    cells = [
        (f'<td class="num" data-l="{escape(str(one.label))}">' if one.type.key in NUMERIC else f'<td data-l="{escape(str(one.label))}">',
         writer(one, language, zone, links=True), one.key)
        for one in fields
    ]  # fmt: skip
    parts: list[str] = []
    for place, row in enumerate(rows, start=1):
        parts.append(f'<tr><td class="pos">{place}</td>')
        parts.extend(f"{start}{write(row.get(key))}</td>" for start, write, key in cells)
        parts.append("</tr>")
    return mark_safe("".join(parts))  # noqa: S308 (every cell escapes its value)
