"""Lists, their export, their filter builder and their choice of columns."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kontor.core.errors import BadInput, NotFound
from kontor.layouts.personal import AS_IT_COMES, arrange_list, forget_arrangement
from kontor.records.export import FORMATS, export_records
from kontor.records.queries import readable_object
from kontor.schema.descriptor import ObjectDescriptor
from kontor.web.lists.builder import Builder, builder_of, filter_from, fresh_row, row_from
from kontor.web.lists.chosen import chosen_of, whole_filter
from kontor.web.lists.page import list_page, shown_columns, sort_of
from kontor.web.lists.state import ListState, read_state
from kontor.web.sight import fields_seen, label_of_path
from kontor.web.visit import Visit, page


def object_for(visit: Visit, key: str) -> ObjectDescriptor:
    """The object of an address; NotFound when it has no list of its own."""
    found = readable_object(visit.actor, key)
    if found.is_line:
        raise NotFound(_("There is nothing here, or it is not yours to see."))
    return found


@page
def record_list(visit: Visit, key: str) -> HttpResponse:
    """The list of an object."""
    found = object_for(visit, key)
    shown = list_page(visit, found, read_state(key, visit.request.GET))
    if visit.wants("list"):
        return visit.show("fragments/list.html", {"page": shown})
    here = f"{key}?{shown.view.name}" if shown.view else key
    return visit.page("records/list.html", {"page": shown}, here=here)


@page
def export(visit: Visit, key: str) -> HttpResponseBase:
    """What the list shows, as a file."""
    found = object_for(visit, key)
    query = visit.request.GET
    state = read_state(key, query)
    chosen = chosen_of(visit, found, state)
    kind = query.get("format", "csv")
    content = export_records(
        actor=visit.actor,
        object=key,
        fields=shown_columns(visit, found, state, chosen.layout),
        filter=whole_filter(chosen, state),
        sort=sort_of(visit, found, state, chosen.layout),
        search=state.search,
        format=kind,
        clock=visit.clock,
    )
    response = StreamingHttpResponse(content, content_type=FORMATS[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="{key}-{visit.clock.today()}.{kind}"'
    return response


@page
def filter_dialog(visit: Visit, key: str) -> HttpResponse:
    """The filter builder, filled with the filter in force."""
    found = object_for(visit, key)
    state = read_state(key, visit.request.GET)
    return _builder(visit, found, state, builder_of(visit, found, state.filter))


def _builder(visit: Visit, found: ObjectDescriptor, state: ListState, builder: Builder) -> HttpResponse:
    kept = {name: value for name, value in state.query().items() if value and name != "filter"}
    return visit.show("fragments/filter.html", {"found": found, "builder": builder, "kept": kept})


@page
def filter_row(visit: Visit, key: str) -> HttpResponse:
    """One row of the builder: a new one, or one whose field or operator was changed."""
    found = object_for(visit, key)
    query = visit.request.GET
    row = row_from(visit, found, query) if "row" in query else fresh_row(visit, found, query.get("group", ""))
    return visit.show("fragments/filter_row.html", {"row": row, "found": found})


@page
def filter_group(visit: Visit, key: str) -> HttpResponse:
    """A new group of the builder with its first row."""
    found = object_for(visit, key)
    row = fresh_row(visit, found, "")
    group = {"key": row.key, "joint": "or", "rows": [fresh_row(visit, found, row.key)]}
    return visit.show("fragments/filter_group.html", {"group": group, "found": found})


@page
def filter_apply(visit: Visit, key: str) -> HttpResponse:
    """From the builder's inputs back to the list's address."""
    found = object_for(visit, key)
    query = visit.request.GET
    state = read_state(key, query)
    return HttpResponseRedirect(state.url(filter=filter_from(visit, found, query)))


@page
def columns_dialog(visit: Visit, key: str) -> HttpResponse:
    """The columns to choose from, the shown ones first, with their widths."""
    found = object_for(visit, key)
    state = read_state(key, visit.request.GET)
    chosen = chosen_of(visit, found, state)
    shown = shown_columns(visit, found, state, chosen.layout)
    rest = [one.key for one in fields_seen(visit.actor, found) if one.key not in shown]
    columns: list[Mapping[str, Any]] = [
        {
            "path": path,
            "label": label_of_path(found, path),
            "shown": path in shown,
            "width": chosen.widths.get(path, ""),
        }
        for path in [*shown, *rest]
    ]
    kept = {name: value for name, value in state.query().items() if value and name != "columns"}
    context = {"found": found, "columns": columns, "kept": kept, "arranged": chosen.habit != AS_IT_COMES}
    return visit.show("fragments/columns.html", context)


@require_POST
@page
def columns_apply(visit: Visit, key: str) -> HttpResponse:
    """Keeps the chosen columns and widths for the visitor, and goes back to the list."""
    found = object_for(visit, key)
    sent = visit.request.POST
    state = replace(read_state(key, sent), columns=())
    chosen = chosen_of(visit, found, state)
    view = chosen.view.name if chosen.view else ""
    if sent.get("reset"):
        forget_arrangement(actor=visit.actor, object=key, view=view)
    else:
        columns = sent.getlist("c")
        widths = {path: read_width(sent.get(f"width.{path}", "")) for path in columns}
        arrange_list(actor=visit.actor, object=key, view=view, columns=columns, widths=widths)
    return HttpResponseRedirect(state.url())


@require_POST
@page
def width(visit: Visit, key: str) -> HttpResponse:
    """Keeps the width of one column as the visitor has drawn it."""
    object_for(visit, key)
    sent = visit.request.POST
    widths = {sent.get("path", ""): read_width(sent.get("width", ""))}
    arrange_list(actor=visit.actor, object=key, view=visit.request.GET.get("view", "")[:60], widths=widths)
    return HttpResponse(status=204)


def read_width(text: str) -> int | None:
    """A width in pixels; None for as wide as needed."""
    if not text.strip():
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 4:
        raise BadInput(_("A whole number of pixels is expected here."), field="width")
    return int(text)
