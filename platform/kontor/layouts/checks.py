"""System checks of layout declarations: a wrong key is found at start, not on a page."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, register

from kontor.layouts.declare import declared
from kontor.layouts.parts import Lines
from kontor.schema.descriptor import ObjectDescriptor, Schema
from kontor.schema.registry import current


@register
def check_layouts(**_options: Any) -> list[CheckMessage]:
    """Every object and field that a declaration names exists."""
    schema = current()
    wrong = [*_forms(schema), *_lists(schema), *_pages(schema), *_related(schema), *_navigation(schema)]
    return [Error(text, id="layouts.E001") for text in wrong]


def _unknown(schema: Schema, found: ObjectDescriptor, paths: Iterable[str], where: str) -> Iterator[str]:
    for path in paths:
        holder: ObjectDescriptor | None = found
        for name in path.removeprefix("-").split("."):
            one = holder.fields.get(name) if holder else None
            if one is None:
                yield f"{where} of {found.key}: there is no field {path}."
                break
            holder = schema.get(one.target) if one.target else None


def _known(schema: Schema, key: str, where: str) -> Iterator[str]:
    if schema.get(key) is None:
        yield f"{where}: there is no object {key}."


def _forms(schema: Schema) -> Iterator[str]:
    for key, layout in declared.forms.items():
        yield from _known(schema, key, "Form")
        found = schema.get(key)
        if found is None:
            continue
        for part in layout.parts:
            if isinstance(part, Lines):
                yield from _grid(schema, found, part)
            else:
                yield from _unknown(schema, found, part.fields, "Form")


def _grid(schema: Schema, found: Any, grid: Lines) -> Iterator[str]:
    lines = found.lines.get(grid.name)
    if lines is None:
        yield f"Form of {found.key}: there are no lines {grid.name}."
        return
    yield from _unknown(schema, lines, grid.columns, f"Lines {grid.name}")
    yield from _unknown(schema, found, grid.totals, "Totals")


def _lists(schema: Schema) -> Iterator[str]:
    for key, layout in declared.lists.items():
        yield from _known(schema, key, "List")
        found = schema.get(key)
        if found:
            yield from _unknown(schema, found, (*layout.columns, *layout.sort), "List")


def _pages(schema: Schema) -> Iterator[str]:
    for key, layout in declared.pages.items():
        yield from _known(schema, key, "Page")
        found = schema.get(key)
        if found:
            yield from _unknown(schema, found, (*layout.figures, *layout.editable_later), "Page")
            states = {state.key for state in found.states}
            named = (*layout.path, *layout.editable_in)
            yield from (f"Page of {key}: there is no state {state}." for state in named if state not in states)


def _related(schema: Schema) -> Iterator[str]:
    for key, lists in declared.related.items():
        yield from _known(schema, key, "Related list")
        for one in lists:
            yield from _known(schema, one.object, f"Related list of {key}")
            found = schema.get(one.object)
            if found:
                yield from _unknown(schema, found, (*one.columns, *([one.field] if one.field else [])), "Related list")
    for waiting in declared.waiting:
        yield from _known(schema, waiting.object, "Home")
        found = schema.get(waiting.object)
        if found:
            yield from _unknown(schema, found, (*waiting.columns, *waiting.sort), "Home")


def _navigation(schema: Schema) -> Iterator[str]:
    for group in declared.groups:
        for key in group.objects:
            yield from _known(schema, key, f"Navigation {group.label}")
