"""The record page as its template shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from kontor.core.actor import Actor
from kontor.layouts.derive import KEEPING
from kontor.layouts.parts import FormLayout, Lines, Section
from kontor.layouts.queries import form_layout, page_layout
from kontor.records.queries import Detail
from kontor.records.timeline import timeline
from kontor.schema.descriptor import FieldDescriptor, ObjectDescriptor
from kontor.web.forms.edit import Figure, totals_of
from kontor.web.links import list_url, record_url
from kontor.web.pages.happened import Happening, happenings
from kontor.web.pages.head import (
    ActionButton,
    State,
    Step,
    actions_of,
    figures_of,
    state_of,
    steps_of,
    subtitle_of,
    title_of,
)
from kontor.web.pages.related import ChainLink, RelatedList, chain_of, related_of
from kontor.web.render.cells import writer
from kontor.web.render.lines import Head, grid_head, lines_read, telling
from kontor.web.sight import seen

LONG = frozenset({"long_text"})
NOT_INLINE = frozenset({"file", "image", "address", "multi_choice", "rich_text"})
TIMELINE = 30


@dataclass(frozen=True, slots=True)
class Value:
    """One field as it is read."""

    key: str
    label: str
    html: SafeString
    long: bool
    edit_url: str


@dataclass(frozen=True, slots=True)
class ReadSection:
    """A section of values."""

    label: str
    columns: int
    items: list[Value]
    is_grid: bool = False


@dataclass(frozen=True, slots=True)
class ReadGrid:
    """A grid of lines to read."""

    label: str
    columns: list[Head]
    rows: SafeString
    totals: list[Figure]
    is_grid: bool = True


@dataclass(frozen=True, slots=True)
class RecordPage:
    """Everything a record page shows."""

    title: str
    subtitle: SafeString
    plural: str
    list_url: str
    status: State | None
    steps: list[Step]
    figures: list[Figure]
    buttons: list[ActionButton]
    menu: list[ActionButton]
    parts: list[ReadSection | ReadGrid]
    keeping: ReadSection | None
    chain: list[list[ChainLink]]
    related: list[RelatedList]
    timeline: list[Happening]
    version: int
    trashed: bool
    edit_url: str
    trash_url: str
    restore_url: str


def record_page(visit: Any, found: ObjectDescriptor, detail: Detail) -> RecordPage:
    """The page of a record."""
    head = page_layout(visit.actor, found)
    title = title_of(found, detail)
    buttons, menu = actions_of(visit, found, detail)
    base = record_url(found.key, detail.id)
    live = not detail.trashed
    parts = _parts(visit, found, form_layout(visit.actor, found), detail)
    happened = _happened(visit, found, detail) if live else []
    return RecordPage(
        title=title,
        subtitle=subtitle_of(visit, found, detail),
        plural=str(found.plural),
        list_url=list_url(found.key),
        status=state_of(found, detail),
        steps=steps_of(found, head, detail.row.get("status")),
        figures=figures_of(visit, found, head, detail),
        buttons=buttons,
        menu=menu,
        parts=[part for part in parts if not _keeps(part)],
        keeping=next((part for part in parts if isinstance(part, ReadSection) and _keeps(part)), None),
        chain=chain_of(visit, found, detail, title) if live else [],
        related=related_of(visit, found, detail) if live else [],
        timeline=happened,
        version=detail.version,
        trashed=detail.trashed,
        edit_url=f"{base}edit" if writable_now(visit.actor, found, detail) else "",
        trash_url=f"{base}trash" if live and detail.can_delete and not found.declare.closed else "",
        restore_url=f"{base}restore" if detail.trashed and detail.can_delete else "",
    )


def _keeps(part: ReadSection | ReadGrid) -> bool:
    """Whether a section only says who keeps the record and since when; it comes last."""
    return isinstance(part, ReadSection) and all(item.key in KEEPING for item in part.items)


def _happened(visit: Any, found: ObjectDescriptor, detail: Detail) -> list[Happening]:
    rows = timeline(actor=visit.actor, object=found.key, id=detail.id, limit=TIMELINE, detail=detail)
    return happenings(visit, found, detail, rows)


def _parts(visit: Any, found: ObjectDescriptor, layout: FormLayout, detail: Detail) -> list[ReadSection | ReadGrid]:
    parts: list[ReadSection | ReadGrid] = []
    for part in layout.parts:
        if isinstance(part, Section):
            items = [value_of(visit, found, detail, key) for key in part.fields if key in detail.row]
            if items:
                parts.append(ReadSection(str(part.label), part.columns, items))
        elif part.name in found.lines:
            parts.append(_grid(visit, found, part, detail))
    return parts


def writable_now(actor: Actor, found: ObjectDescriptor, detail: Detail) -> frozenset[str]:
    """The fields the actor may write on this record as it is now."""
    if found.declare.closed or not detail.can_update:
        return frozenset()
    return page_layout(actor, found).writable(detail.writable, getattr(detail.record, "status", None))


def value_of(visit: Any, found: ObjectDescriptor, detail: Detail, key: str) -> Value:
    """One field of a record as it is read, with the address of its input when it may be changed in place."""
    field = found.fields[key]
    inline = key in writable_now(visit.actor, found, detail) and field.type.key not in NOT_INLINE
    return Value(
        key=key,
        label=str(field.label),
        html=value_html(visit, field, detail.row),
        long=field.type.key in LONG,
        edit_url=f"{record_url(found.key, detail.id)}fields/{key}" if inline else "",
    )


def value_html(visit: Any, field: FieldDescriptor, row: Mapping[str, Any]) -> SafeString:
    """A value as HTML, related records linked."""
    return mark_safe(writer(field, visit.language, visit.zone, links=True)(row.get(field.key)))  # noqa: S308


def _grid(visit: Any, found: ObjectDescriptor, grid: Lines, detail: Detail) -> ReadGrid:
    lines = found.lines[grid.name]
    rows = detail.lines.get(grid.name, [])
    fields = [lines.fields[key] for key in grid.columns if seen(visit.actor, lines, key) is not None]
    fields = telling(fields, rows)
    return ReadGrid(
        label=str(lines.plural),
        columns=grid_head(fields),
        rows=lines_read(fields, rows, visit.language, visit.zone),
        totals=totals_of(visit, found, grid.totals, detail.row),
    )
