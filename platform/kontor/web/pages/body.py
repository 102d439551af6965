"""The body of a record page: tabs of values, line grids and related lists, as the form lays them out."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from kontor.core.actor import Actor
from kontor.layouts.forms import Form, FormLines, FormPart, FormRelated, FormSection, Item
from kontor.layouts.queries import page_layout
from kontor.records.queries import Detail
from kontor.schema.descriptor import FieldDescriptor, ObjectDescriptor
from kontor.web.forms.edit import Figure, totals_of
from kontor.web.links import record_url, with_query
from kontor.web.pages.head import ActionButton
from kontor.web.pages.related import RelatedList, related_at
from kontor.web.render.cells import writer_for
from kontor.web.render.lines import Head, grid_head, lines_read, telling
from kontor.web.sight import drawn

LONG = frozenset({"long_text"})
NOT_INLINE = frozenset({"file", "image", "signature", "address", "multi_choice", "rich_text"})
OWN = Item("field")


@dataclass(frozen=True, slots=True)
class Value:
    """One field as it is read."""

    key: str
    label: str
    html: SafeString
    long: bool
    edit_url: str
    span: int = 0


@dataclass(frozen=True, slots=True)
class Button:
    """A button in a form: an action, or a link to another form of the record."""

    label: str
    url: str = ""
    act: ActionButton | None = None


@dataclass(slots=True)
class Block:
    """Neighbours of one kind in a section: values, buttons, or one separator or text."""

    type: str
    values: list[Value] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)
    text: str = ""


@dataclass(frozen=True, slots=True)
class ReadSection:
    """A section of values."""

    label: str
    help: str
    columns: int
    blocks: list[Block]
    type: str = "section"


@dataclass(frozen=True, slots=True)
class ReadGrid:
    """A grid of lines to read."""

    label: str
    columns: list[Head]
    rows: SafeString
    totals: list[Figure]
    type: str = "lines"


@dataclass(frozen=True, slots=True)
class ReadRelated:
    """A related list at its place."""

    list: RelatedList
    type: str = "related"


ReadPart = ReadSection | ReadGrid | ReadRelated


@dataclass(frozen=True, slots=True)
class ReadTab:
    """One tab with what the reader may see of it."""

    id: str
    label: str
    parts: list[ReadPart]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a body is made from: who reads which record, and what can be done with it."""

    visit: Any
    found: ObjectDescriptor
    detail: Detail
    actions: Mapping[str, ActionButton]
    edit_url: str = ""
    hidden: Set[str] = frozenset()

    def shows(self, key: str) -> bool:
        """Whether the reader may see the field and no rule hides it."""
        there = key in self.detail.row or (self.found.key, key) in self.visit.masked
        return there and key in self.found.fields and key not in self.hidden


def tabs_of(reading: Reading, form: Form) -> list[ReadTab]:
    """The tabs that have anything to show to this reader."""
    tabs = []
    for tab in form.tabs:
        parts = [shown for part in tab.parts if (shown := _part(reading, part)) is not None]
        if parts:
            tabs.append(ReadTab(tab.id, tab.label, parts))
    return tabs


def _part(reading: Reading, part: FormPart) -> ReadPart | None:
    if isinstance(part, FormSection):
        return _section(reading, part)
    if isinstance(part, FormLines):
        return _grid(reading, part) if part.name in reading.found.lines else None
    return _related(reading, part)


def _related(reading: Reading, part: FormRelated) -> ReadRelated | None:
    if reading.detail.trashed:
        return None
    shown = related_at(reading.visit, reading.found, part, reading.detail)
    return ReadRelated(shown) if shown is not None else None


def _section(reading: Reading, section: FormSection) -> ReadSection | None:
    """The section, unless every field of it is hidden from the reader."""
    if section.fields and not any(reading.shows(key) for key in section.fields):
        return None
    blocks: list[Block] = []
    for item in section.items:
        block = _block(reading, item)
        if block is None:
            continue
        if blocks and block.type in ("values", "buttons") and blocks[-1].type == block.type:
            blocks[-1].values += block.values
            blocks[-1].buttons += block.buttons
        else:
            blocks.append(block)
    return ReadSection(section.label, section.help, section.columns, blocks) if blocks else None


def _block(reading: Reading, item: Item) -> Block | None:
    if item.type == "field":
        if not reading.shows(item.field):
            return None
        shown = value_of(reading.visit, reading.found, reading.detail, item.field, item)
        return Block("values", [shown])
    if item.type == "button":
        button = _button(reading, item)
        return Block("buttons", buttons=[button]) if button else None
    return Block(item.type, text=item.word("text" if item.type == "text" else "label"))


def _button(reading: Reading, item: Item) -> Button | None:
    if item.form:
        url = with_query(reading.edit_url, form=item.form) if reading.edit_url else ""
        return Button(item.word("label") or item.form, url) if url else None
    act = reading.actions.get(item.action)
    return Button(item.word("label") or act.label, act=act) if act else None


def writable_now(actor: Actor, found: ObjectDescriptor, detail: Detail) -> frozenset[str]:
    """The fields the actor may write on this record as it is now."""
    if found.declare.closed or not detail.can_update:
        return frozenset()
    return page_layout(actor, found).writable(detail.writable, getattr(detail.record, "status", None))


def value_of(visit: Any, found: ObjectDescriptor, detail: Detail, key: str, item: Item = OWN) -> Value:
    """One field of a record as it is read, with the address of its input when it may be changed in place."""
    one = found.fields[key]
    open_ = (found.key, key) not in visit.masked
    inline = open_ and key in writable_now(visit.actor, found, detail) and one.type.key not in NOT_INLINE
    return Value(
        key=key,
        label=item.word("label") or str(one.label),
        html=value_html(visit, one, detail.row),
        long=one.type.key in LONG,
        edit_url=f"{record_url(found.key, detail.id)}fields/{key}" if inline else "",
        span=item.span,
    )


def value_html(visit: Any, one: FieldDescriptor, row: Mapping[str, Any]) -> SafeString:
    """A value as HTML, related records linked."""
    return mark_safe(writer_for(visit, one, links=True)(row.get(one.key)))  # noqa: S308


def _grid(reading: Reading, grid: FormLines) -> ReadGrid:
    visit, detail, lines = reading.visit, reading.detail, reading.found.lines[grid.name]
    rows = detail.lines.get(grid.name, [])
    fields = [lines.fields[key] for key in grid.columns if drawn(visit, lines, key) is not None]
    fields = telling(fields, rows, visit.masked)
    return ReadGrid(
        label=str(lines.plural),
        columns=grid_head(fields),
        rows=lines_read(visit, fields, rows),
        totals=totals_of(visit, reading.found, grid.totals, detail.row),
    )
