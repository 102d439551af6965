"""The first page: what waits for this person, or what the company has put there for his roles."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.safestring import SafeString

from kontor.access.grants import READ
from kontor.access.rights import access_to
from kontor.core.errors import Refusal
from kontor.core.labels import stored_label
from kontor.layouts.declare import declared
from kontor.layouts.menus import home_of, waiting_key
from kontor.layouts.models import Kind
from kontor.layouts.parts import Waiting
from kontor.layouts.queries import list_layout, waiting_lists
from kontor.layouts.views import View, shared_view
from kontor.records.aggregates import aggregate
from kontor.records.queries import list_records
from kontor.schema.descriptor import ObjectDescriptor
from kontor.schema.field_types import TYPES
from kontor.schema.registry import current
from kontor.web.kinds.gallery import Gallery, gallery_of
from kontor.web.kinds.reading import Look
from kontor.web.links import list_url
from kontor.web.lists.chosen import Chosen, layout_of
from kontor.web.lists.columns import columns_of, title_column
from kontor.web.lists.state import ListState, compact
from kontor.web.render.cells import text_of
from kontor.web.render.table import Column, rows_html
from kontor.web.sight import seen, seen_of
from kontor.web.visit import Visit, page

SHOWN = 6


@dataclass(frozen=True, slots=True)
class Card:
    """One list of the home page."""

    title: str
    columns: list[Column]
    rows: SafeString
    url: str
    more: bool
    gallery: Gallery | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a home page the company has put together: a list, a figure or a text."""

    card: Card | None = None
    text: str = ""
    title: str = ""
    figure: str = ""
    url: str = ""


@page
def home(visit: Visit) -> HttpResponse:
    """The lists that concern this person and hold something, or the blocks for his roles."""
    context = {"today": TYPES["date"].to_text(visit.clock.today(), visit.language)}
    return visit.page("home.html", {**context, **shown_home(visit, home_of(visit.actor))}, here="home")


def shown_home(visit: Visit, body: Mapping[str, Any]) -> dict[str, Any]:
    """What a home page shows to its reader: its blocks, or what waits for him when it has none."""
    if body:
        return blocks_of(visit, body)
    return {"cards": [card for one in waiting_lists() if (card := _card(visit, one)) is not None]}


def blocks_of(visit: Visit, body: Mapping[str, Any]) -> dict[str, Any]:
    """The blocks of a home page that this reader may see, by column."""
    columns: list[list[Block]] = [[], []]
    for one in body.get("blocks", ()):
        try:
            block = _BLOCKS[one["type"]](visit, one)
        except Refusal:
            # it rests on something this reader may not see
            block = None
        if block is not None:
            columns[one.get("column", 0) if body.get("columns", 2) == 2 else 0].append(block)
    pictured = any(block.card is not None and block.card.gallery is not None for column in columns for block in column)
    return {"blocks": [column for column in columns if column], "two": all(columns), "pictured": pictured}


def _waiting(visit: Visit, one: Mapping[str, Any]) -> Block | None:
    found = next((each for each in declared.waiting if waiting_key(each) == one["list"]), None)
    card = _card(visit, found) if found else None
    return Block(card=card) if card else None


def _text(_visit: Visit, one: Mapping[str, Any]) -> Block | None:
    return Block(text=stored_label(dict(one["text"])))


def _readable(visit: Visit, one: Mapping[str, Any]) -> ObjectDescriptor | None:
    found = current().get(one["object"])
    return found if found is not None and access_to(visit.actor, found).reach(READ) else None


def _figure(visit: Visit, one: Mapping[str, Any]) -> Block | None:
    found = _readable(visit, one)
    if found is None:
        return None
    wanted = one["figure"]
    (row,) = aggregate(
        actor=visit.actor, object=found.key, filter=one.get("filter"), aggregates=[wanted], clock=visit.clock
    )
    field = seen(visit.actor, found, wanted.partition(":")[2]) if ":" in wanted else None
    value = row[wanted]
    text = text_of(field, value, visit.language, visit.zone) if field and value is not None else str(value or 0)
    url = list_url(found.key, filter=compact(one.get("filter")))
    return Block(title=stored_label(dict(one["label"])), figure=text, url=url)


def _view(visit: Visit, one: Mapping[str, Any]) -> Block | None:
    found = _readable(visit, one)
    if found is None:
        return None
    view = shared_view(visit.actor, found, one["view"]) if one.get("view") else None
    if one.get("view") and view is None:
        return None
    if view is not None and view.kind == Kind.GALLERY:
        return _gallery(visit, found, view)
    body = view.body if view else {}
    layout = list_layout(visit.actor, found)
    paths = seen_of(visit.actor, found, body.get("columns") or layout.columns)[:5]
    sort = body.get("sort") or layout.sort
    title = f"{found.plural} · {view.label}" if view else str(found.plural)
    url = list_url(found.key, view=view.name if view else "")
    card = _listed(visit, found, paths, condition=body.get("filter"), sort=sort, title=title, url=url)
    return Block(card=card) if card else None


def _gallery(visit: Visit, found: ObjectDescriptor, view: View) -> Block | None:
    """The first cards of a gallery."""
    chosen = Chosen(view, [], layout_of(visit, found, view, list_layout(visit.actor, found)))
    shown = gallery_of(Look(visit, found, chosen, ListState(found.key, view=view.name)), size=SHOWN)
    url = list_url(found.key, view=view.name)
    return Block(card=Card(f"{found.plural} · {view.label}", [], SafeString(""), url, bool(shown.next_url), shown))


_BLOCKS = {"waiting": _waiting, "text": _text, "figure": _figure, "view": _view}


def _card(visit: Visit, one: Waiting) -> Card | None:
    found = current().get(one.object)
    if found is None:
        return None
    access = access_to(visit.actor, found)
    if not access.reach(READ) or (one.action and not access.reach(one.action)):
        return None
    layout = list_layout(visit.actor, found)
    paths = seen_of(visit.actor, found, one.columns or layout.columns)
    condition: dict[str, Any] = dict(one.filter)
    if one.mine:
        condition = {"and": [condition, {"field": "owner", "op": "eq", "value": "me"}]}
    url = list_url(found.key, filter=compact(condition))
    card = _listed(
        visit, found, paths, condition=condition, sort=one.sort or layout.sort, title=str(one.label), url=url
    )
    return card if card is not None and card.rows else None


def _listed(
    visit: Visit, found: ObjectDescriptor, paths: list[str], *, condition: Any, sort: Any, title: str, url: str
) -> Card | None:
    """The first records of a list; None when its reader may see none of its columns."""
    if not paths:
        return None
    order = [path for path in sort if seen(visit.actor, found, path.lstrip("-")) is not None]
    rows = list_records(
        actor=visit.actor,
        object=found.key,
        fields=paths,
        filter=condition,
        sort=order,
        page_size=SHOWN,
        clock=visit.clock,
    )
    columns = columns_of(visit.actor, found, paths)
    html = rows_html(found, rows.rows, columns, title_column(found, paths), visit) if rows.rows else SafeString("")
    return Card(title, columns, html, url, rows.next_cursor is not None)
