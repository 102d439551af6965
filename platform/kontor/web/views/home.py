"""The first page: what waits for this person."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.safestring import SafeString

from kontor.access.grants import READ
from kontor.access.rights import access_to
from kontor.layouts.parts import Waiting
from kontor.layouts.queries import list_layout, waiting_lists
from kontor.records.queries import list_records
from kontor.schema.field_types import TYPES
from kontor.schema.registry import current
from kontor.web.links import list_url
from kontor.web.lists.columns import columns_of, title_column
from kontor.web.lists.state import compact
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


@page
def home(visit: Visit) -> HttpResponse:
    """The lists that concern this person and hold something."""
    cards = [card for one in waiting_lists() if (card := _card(visit, one)) is not None]
    return visit.page(
        "home.html", {"cards": cards, "today": TYPES["date"].to_text(visit.clock.today(), visit.language)}, here="home"
    )


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
    sort = [path for path in one.sort or layout.sort if seen(visit.actor, found, path.lstrip("-")) is not None]
    rows = list_records(
        actor=visit.actor,
        object=found.key,
        fields=paths,
        filter=condition,
        sort=sort,
        page_size=SHOWN,
        clock=visit.clock,
    )
    if not rows.rows or not paths:
        return None
    columns = columns_of(visit.actor, found, paths)
    return Card(
        title=str(one.label),
        columns=columns,
        rows=rows_html(found, rows.rows, columns, title_column(found, paths), visit),
        url=list_url(found.key, filter=compact(condition)),
        more=rows.next_cursor is not None,
    )
