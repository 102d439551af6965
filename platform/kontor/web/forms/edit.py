"""A record's form to write in: sections of inputs and line grids, as the layout has them and rights allow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kontor.files.models import StoredFile
from kontor.layouts.forms import Form, FormLines, FormSection, Item
from kontor.layouts.rules import RuleState
from kontor.schema.descriptor import FieldDescriptor, ObjectDescriptor
from kontor.web.forms.controls import Control, input_text
from kontor.web.forms.source import Row, Source, next_key
from kontor.web.links import pick_url
from kontor.web.render.cells import RELATED, writer_for
from kontor.web.render.lines import Head, WrittenRow, grid_head, line_row
from kontor.web.sight import drawn


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with its label."""

    label: str
    html: SafeString
    strong: bool = False


@dataclass(frozen=True, slots=True)
class EditItem:
    """One thing of a section: an input, a value a rule locks, a separator or a text."""

    type: str
    c: Control | None = None
    text: str = ""
    label: str = ""
    span: int = 0


@dataclass(frozen=True, slots=True)
class EditSection:
    """A section of inputs."""

    label: str
    help: str
    columns: int
    items: list[EditItem]
    type: str = "section"

    @property
    def wrong(self) -> int:
        """How many of its inputs have a problem."""
        return sum(bool(item.c and item.c.error) for item in self.items)


@dataclass(frozen=True, slots=True)
class EditGrid:
    """A grid of lines to write in."""

    name: str
    label: str
    columns: list[Head]
    rows: SafeString
    totals: list[Figure]
    wrong: int = 0
    type: str = "lines"


@dataclass(frozen=True, slots=True)
class EditTab:
    """One tab of a form, with how many problems it holds."""

    id: str
    label: str
    parts: list[EditSection | EditGrid]

    @property
    def wrong(self) -> int:
        """How many problems it holds."""
        return sum(part.wrong for part in self.parts)


@dataclass(frozen=True, slots=True)
class Problem:
    """One entry of the summary above a form."""

    label: str
    message: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Writing:
    """What makes inputs: who writes, on which object, what may be written."""

    visit: Any
    found: ObjectDescriptor
    writable: frozenset[str]
    writable_lines: Mapping[str, frozenset[str]]
    record_id: str = ""


OWN = Item("field")


def tabs_of(writing: Writing, form: Form, source: Source) -> list[EditTab]:
    """The tabs that have anything to write, or totals to watch."""
    tabs = []
    for tab in form.tabs:
        parts = [part for part in (_part(writing, one, source) for one in tab.parts) if part is not None]
        if parts:
            tabs.append(EditTab(tab.id, tab.label, parts))
    return tabs


def _part(writing: Writing, part: Any, source: Source) -> EditSection | EditGrid | None:
    if isinstance(part, FormLines):
        return _grid(writing, part, source) if part.name in writing.writable_lines else None
    return _section(writing, part, source) if isinstance(part, FormSection) else None


def _section(writing: Writing, section: FormSection, source: Source) -> EditSection | None:
    items = [shown for item in section.items if (shown := _item(writing, item, source)) is not None]
    if not any(item.c for item in items):
        return None
    return EditSection(section.label, section.help, section.columns, items)


def _item(writing: Writing, item: Item, source: Source) -> EditItem | None:
    if item.type == "button":
        return None
    if item.type != "field":
        return EditItem(item.type, text=item.word("text" if item.type == "text" else "label"))
    one = writing.found.fields.get(item.field)
    if one is None or one.key not in writing.writable or one.key in source.rules.hidden:
        return None
    if one.key in source.rules.locked or (writing.found.key, one.key) in writing.visit.masked:
        html = writer_for(writing.visit, one)(source.row.values.get(one.key))
        return EditItem("locked", text=mark_safe(html), label=item.word("label") or str(one.label), span=item.span)  # noqa: S308
    return EditItem("field", ruled(control_of(writing, one, source.row, item=item), source.rules))


def ruled(control: Control, rules: RuleState) -> Control:
    """The input as rules want it: required, or with fewer choices."""
    key = control.field.key
    if key in rules.required:
        control = replace(control, required=True)
    if key in rules.choices:
        left = tuple(one for one in control.field.choices if one.key in rules.choices[key] or one.key == control.text)
        control = replace(control, field=replace(control.field, choices=left))
    return control


def control_of(writing: Writing, field: FieldDescriptor, row: Row, collection: str = "", item: Item = OWN) -> Control:
    """The input of a field of a record, or with `collection` of one of its lines."""
    value = row.values.get(field.key)
    text = input_text(field, value, writing.visit.zone)
    error = row.problems.get(field.key, "")
    if error and isinstance(row.typed.get(field.key), str):
        text = str(row.typed[field.key])
    name = f"{collection}[{row.key}][{field.key}]" if collection else field.key
    anchor = f"{collection}-{row.key}-{field.key}" if collection else f"f-{field.key}"
    return Control(
        field=field,
        id=anchor,
        name=name,
        value=_held(field, value, row),
        text=text,
        picked=_picked(field, value),
        url=pick_url(writing.found.key, field.key, collection) if field.type.key in RELATED else "",
        fit=",".join(field.relation_filter.values()),
        label=item.word("label") or str(field.label),
        help=item.word("help") or str(field.help or ""),
        placeholder=item.word("placeholder"),
        widget=item.widget,
        span=item.span,
        error=error,
        required=field.required,
        compact=bool(collection),
    )


def _picked(field: FieldDescriptor, value: Any) -> str:
    """The name of what is chosen: of a record, or of a stored file."""
    if field.type.is_file and value:
        return StoredFile.objects.filter(pk=getattr(value, "id", value)).values_list("name", flat=True).first() or ""
    return str(getattr(value, "label", "") or "") if field.type.key in RELATED else ""


def _held(field: FieldDescriptor, value: Any, row: Row) -> Any:
    """The value a group of inputs shows: what was typed where it was wrong."""
    typed = row.typed.get(field.key)
    wrong = field.key in row.problems and isinstance(typed, dict | list)
    return typed if wrong else (value or ())


def _grid(writing: Writing, grid: FormLines, source: Source) -> EditGrid:
    lines = writing.found.lines[grid.name]
    fields = [lines.fields[key] for key in grid.columns if drawn(writing.visit, lines, key) is not None]
    writable = writing.writable_lines.get(grid.name, frozenset())
    rows = list(source.lines.get(grid.name, ()))
    if writable:
        rows.append(Row(next_key([*source.used_keys.get(grid.name, ()), *(row.key for row in rows)])))
    states = dict(enumerate(source.rules.lines.get(grid.name, ()), start=1))
    written = [
        _line(Written(writing, grid.name, fields, writable, states.get(place, RuleState())), row, place)
        for place, row in enumerate(rows, start=1)
    ]
    return EditGrid(
        name=grid.name,
        label=str(lines.plural),
        columns=grid_head(fields, writable),
        rows=mark_safe("".join(written)),  # noqa: S308 (rows escape their values)
        totals=totals_of(writing.visit, writing.found, grid.totals, source.row.values),
        wrong=sum(len(row.problems) for row in rows),
    )


@dataclass(frozen=True, slots=True)
class Written:
    """What makes a row of a grid: its columns, which of them are written in, and what rules say of the line."""

    writing: Writing
    name: str
    fields: Sequence[FieldDescriptor]
    writable: frozenset[str]
    rules: RuleState

    def cell(self, field: FieldDescriptor, row: Row) -> tuple[str, bool]:
        """One cell, and whether it is an input."""
        if field.key in self.rules.hidden:
            return "", False
        visit = self.writing.visit
        open_ = field.key not in self.rules.locked and (field.object, field.key) not in visit.masked
        if field.key in self.writable and open_:
            control = ruled(control_of(self.writing, field, row, self.name), self.rules)
            wrong = f'<p class="err" id="{control.id}-err">{escape(control.error)}</p>' if control.error else ""
            return f"{control.html}{wrong}", True
        return writer_for(visit, field)(row.values.get(field.key)), False


def _line(grid: Written, row: Row, place: int) -> str:
    name = grid.name
    if row.deleted:
        return _gone(name, row)
    cells = [grid.cell(field, row) for field in grid.fields]
    hidden = f'<input type="hidden" name="{name}[{row.key}][row]" value="">{_delete(name, row)}'
    loose = [text for key, text in row.problems.items() if key not in {field.key for field in grid.fields}]
    return line_row(
        grid.fields, WrittenRow(name, row.key, place, cells, hidden, [*loose, *row.said], fresh=not row.values)
    )


def _delete(name: str, row: Row) -> str:
    return f'<input type="hidden" name="{name}[{row.key}][delete]" value="" data-delete>'


def _gone(name: str, row: Row) -> str:
    """A line that will be removed: out of sight, still part of what is sent."""
    sent = f'<input type="hidden" name="{name}[{row.key}][delete]" value="1" data-delete>'
    return f'<tr id="{name}-{row.key}" data-line data-gone><td>{sent}</td></tr>'


def totals_of(visit: Any, found: ObjectDescriptor, keys: Sequence[str], values: Mapping[str, Any]) -> list[Figure]:
    """The readable totals under a grid."""
    fields = [found.fields[key] for key in keys if drawn(visit, found, key) is not None]
    sum_key = "total" if "total" in keys else (keys[-1] if keys else "")
    return [
        Figure(
            str(one.label),
            mark_safe(writer_for(visit, one)(values.get(one.key))),  # noqa: S308
            strong=one.key == sum_key,
        )
        for one in fields
    ]


def problems_of(found: ObjectDescriptor, source: Source) -> list[Problem]:
    """The summary above a form: every problem with the field it belongs to."""
    listed = [Problem("", message, "") for message in source.general]
    listed += [Problem(_label(found, key), message, f"f-{key}") for key, message in source.row.problems.items()]
    for name, rows in source.lines.items():
        for place, row in enumerate(rows, start=1):
            for key, message in row.problems.items():
                label = _("Line %(line)s, %(field)s") % {"line": place, "field": _label(found.lines[name], key)}
                listed.append(Problem(label, message, f"{name}-{row.key}-{key}"))
    return listed


def _label(found: ObjectDescriptor, key: str) -> str:
    one = found.fields.get(key)
    return str(one.label) if one else key
