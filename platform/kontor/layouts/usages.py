"""Where the company's layouts show fields."""

from collections.abc import Iterator, Mapping
from typing import Any

from kontor.core.labels import L, stored_label
from kontor.core.registry import Usage, usages
from kontor.layouts.bodies import items_of, parts_of
from kontor.layouts.models import Kind, Layout, Shared
from kontor.layouts.view_bodies import VIEW_KINDS, needed_paths, paths_of_filter
from kontor.schema.registry import current


@usages
def layouts_that_show(object: str, field: str | None) -> list[Usage]:
    """The company's forms that show the field."""
    if field is None:
        return []
    found = []
    for row in Layout.objects.filter(kind=Kind.FORM):
        placed = row.object == object and any(item.get("field") == field for item in items_of(row.body))
        if placed or any(_column(row, part, object, field) for part in parts_of(row.body)):
            found.append(Usage(L("Form", "表单"), _form_name(row)))
    return found


def _column(row: Layout, part: Mapping[str, Any], object: str, field: str) -> bool:
    """Whether a grid or a related list of the form has the field as a column."""
    found = current().get(row.object)
    if part["type"] == "lines":
        lines = found.lines.get(part["name"]) if found else None
        return lines is not None and lines.key == object and field in part["columns"]
    return part["type"] == "related" and part["object"] == object and field in part["columns"]


def _form_name(row: Layout) -> str:
    found = current().get(row.object)
    plural = str(found.plural) if found else row.object
    return f"{plural} › {stored_label(row.label)}" if row.label else plural


@usages
def views_that_name(object: str, field: str | None) -> list[Usage]:
    """The shared views that show, sort, group or filter by the field; those that rest on it go with it."""
    if field is None:
        return []
    found = []
    for row in Layout.objects.filter(object=object, kind__in=VIEW_KINDS).exclude(shared=Shared.PERSON):
        named = {path.partition(".")[0] for path in _paths(row.body)}
        if field in named:
            rests = field in {path.partition(".")[0] for path in needed_paths(row.kind, row.body)}
            found.append(Usage(L("View", "视图"), _form_name(row), breaks=rests))
    return found


def _paths(body: Mapping[str, Any]) -> Iterator[str]:
    """Every field a view names."""
    for name in ("columns", "sort", "sums"):
        yield from (str(path).removeprefix("-") for path in body.get(name, ()))
    for name in ("group", "sum", "start", "end", "image", "parent"):
        yield str(body.get(name) or "").partition(":")[0]
    yield from paths_of_filter(body.get("filter"))
    for one in (*body.get("colours", ()), *body.get("presets", ())):
        yield from paths_of_filter(one.get("filter"))
