"""The table of a trash: nothing opens, everything can be restored."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kontor.schema.descriptor import ObjectDescriptor
from kontor.web.links import record_url
from kontor.web.render.cells import writer
from kontor.web.render.icons import icon
from kontor.web.render.table import Column, tick_of


def trash_rows_html(
    found: ObjectDescriptor,
    rows: Iterable[Mapping[str, Any]],
    columns: Sequence[Column],
    title: str,
    visit: Any,
    *,
    ticks: bool = False,
) -> SafeString:
    """The rows of a trash, each with its button; `ticks` lets choose several."""
    tick = tick_of(found, columns, title, visit) if ticks else lambda row: ""
    writers = [(column, writer(column.field, visit.language, visit.zone)) for column in columns]
    word, sign = escape(_("Restore")), icon("undo-2")
    parts: list[str] = []
    for row in rows:
        cells = "".join(f'<td class="{column.css}">{write(row.get(column.path))}</td>' for column, write in writers)
        values = escape(json.dumps({"version": row.get("version")}))
        url = f"{record_url(found.key, row['id'])}restore"
        button = (
            f'<button type="button" class="btn" data-variant="outline" hx-post="{url}" '
            f'hx-vals="{values}" hx-target="closest tr" hx-swap="delete">{sign}{word}</button>'
        )
        parts.append(f'<tr>{tick(row)}{cells}<td class="num p4">{button}</td></tr>')
    return mark_safe("".join(parts))  # noqa: S308 (every cell escapes its value)
