"""Layouts of objects for which nothing is declared, and what every declared layout is completed with."""

from collections.abc import Iterable

from kontor.core.labels import L
from kontor.layouts.parts import FormLayout, Lines, ListLayout, PageLayout, Section
from kontor.schema.descriptor import FieldDescriptor, ObjectDescriptor

KEEPING = ("owner", "team", "legal_entity", "created_at", "created_by", "updated_at", "updated_by")
HEAD = ("number", "status")
RECORD = L("Record", "记录信息")
WIDE = ("long_text", "rich_text")
LIST_COLUMNS = 7
PATH_STATES = 5
FIGURES = 4


def form_of(found: ObjectDescriptor) -> FormLayout:
    """Plain fields, then lines, then derived figures, long texts and who keeps the record."""
    plain, figures, wide = [], [], []
    for one in found.fields.values():
        if one.key in KEEPING or one.key in HEAD:
            continue
        if one.derived or one.computed:
            figures.append(one.key)
        elif one.type.key in WIDE:
            wide.append(one.key)
        else:
            plain.append(one.key)
    parts: list[Section | Lines] = []
    if plain:
        parts.append(Section(L("Details", "详情"), plain))
    parts.extend(Lines(name) for name in found.lines)
    if figures:
        parts.append(Section(L("Figures", "数据"), figures))
    if wide:
        parts.append(Section(L("Notes", "备注"), wide, columns=1))
    return completed(FormLayout(tuple(parts)), found)


def completed(layout: FormLayout, found: ObjectDescriptor) -> FormLayout:
    """The form with line grids' columns filled in and a last section for those keeping fields it does not name."""
    parts = tuple(_grid(part, found) if isinstance(part, Lines) else part for part in layout.parts)
    named = {key for section in layout.sections for key in section.fields}
    kept = [key for key in KEEPING if key in found.fields and key not in named]
    if kept:
        parts = (*parts, Section(RECORD, kept))
    return FormLayout(parts)


def _grid(grid: Lines, found: ObjectDescriptor) -> Lines:
    lines = found.lines.get(grid.name)
    if grid.columns or lines is None:
        return grid
    columns = [key for key in lines.fields if key != "position"]
    return Lines(grid.name, columns, grid.totals)


def list_of(found: ObjectDescriptor) -> ListLayout:
    """The name, the context, the status, then relations, dates and amounts until the width is used up."""
    label = found.label_field
    chosen = [label] if label else []
    chosen += [key for key in found.context if key in found.fields]
    for types in (("choice",), ("relation",), ("money", "quantity", "percent"), ("date",), ("text", "email", "phone")):
        chosen += _of_types(found.fields.values(), types)
    columns = tuple(dict.fromkeys(chosen))[:LIST_COLUMNS]
    sort = (f"-{label}",) if label == "number" else ((label,) if label else ("-created_at",))
    return ListLayout(columns or tuple(found.fields)[:LIST_COLUMNS], sort)


def _of_types(fields: Iterable[FieldDescriptor], types: tuple[str, ...]) -> list[str]:
    return [one.key for one in fields if one.type.key in types and one.queryable and one.key not in KEEPING][:3]


def page_of(found: ObjectDescriptor) -> PageLayout:
    """The first derived amounts as figures, the first states as the path."""
    figures = [
        one.key for one in found.fields.values() if one.derived and one.type.key in ("money", "percent", "quantity")
    ]
    return PageLayout(tuple(figures[:FIGURES]), tuple(state.key for state in found.states[:PATH_STATES]))
