"""Columns of lists and their headings."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from kontor.core.actor import Actor
from kontor.schema.descriptor import FieldDescriptor, ObjectDescriptor
from kontor.web.lists.state import ListState
from kontor.web.render.cells import NUMERIC
from kontor.web.render.table import Column, places
from kontor.web.sight import label_of_path, seen


def title_column(found: ObjectDescriptor, paths: Sequence[str]) -> str:
    """The column that opens the record: its name, or the first."""
    label = str(found.label_field)
    return label if label in paths else paths[0]


def columns_of(actor: Actor, found: ObjectDescriptor, paths: Sequence[str]) -> list[Column]:
    """Readable paths as the columns of a table that is not sorted by its headings."""
    fields = [(path, field) for path in paths if (field := seen(actor, found, path)) is not None]
    css = places(fields, title_column(found, paths))
    return [Column(path, label_of_path(found, path), field, css[path]) for path, field in fields]


def note_of(count: int, *, more: bool) -> str:
    """How many records a page shows, or that these are all."""
    if more:
        return _("%(count)s on this page") % {"count": count}
    return _("%(count)s in all") % {"count": count}


def sortable_columns(
    visit: Any, found: ObjectDescriptor, paths: Sequence[str], state: ListState, sort: tuple[str, ...]
) -> list[Column]:
    """Readable paths as the columns of a table whose headings sort it."""
    fields: list[tuple[str, FieldDescriptor]] = []
    for path in paths:
        field = seen(visit.actor, found, path)
        if field is not None:
            fields.append((path, field))
    css = places(fields, title_column(found, paths))
    first = sort[0] if sort else ""
    state_as_shown = state if state.sort else ListState(**{**_plain(state), "sort": (first,) if first else ()})
    return [
        Column(
            path=path,
            label=label_of_path(found, path),
            field=field,
            css=css[path],
            url=_sort_url(state_as_shown, path, field),
            sorted=state_as_shown.direction(path) or "",
        )
        for path, field in fields
    ]


def _plain(state: ListState) -> dict[str, Any]:
    return {name: getattr(state, name) for name in ListState.__slots__}


def _sort_url(state: ListState, path: str, field: FieldDescriptor) -> str:
    if not (field.queryable and field.type.sortable):
        return ""
    return state.sorted_by(path, falling_first=field.type.key in NUMERIC or field.type.key in ("date", "datetime"))
