"""A list as its template shows it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kontor.access.grants import CREATE, DELETE
from kontor.access.rights import access_to
from kontor.layouts.models import Kind
from kontor.layouts.parts import ListLayout
from kontor.layouts.views import View
from kontor.records.queries import list_records
from kontor.schema.descriptor import ObjectDescriptor
from kontor.web.kinds import view_body
from kontor.web.labels import small
from kontor.web.links import list_url, new_url, with_query
from kontor.web.lists.chosen import ALL, Chosen, chosen_of, whole_filter
from kontor.web.lists.columns import note_of, sortable_columns, title_column
from kontor.web.lists.picked import Bar, bar_of
from kontor.web.lists.state import ListState
from kontor.web.lists.words import words_of
from kontor.web.render.table import Column, rows_html
from kontor.web.render.trash import trash_rows_html
from kontor.web.sight import seen, seen_of
from kontor.web.viewing import VIEW_ICONS

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Link:
    """A link with a name, perhaps the one that is shown now."""

    url: str
    label: str
    current: bool = False
    plain: bool = False
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Chip:
    """One condition in words, with the address without it."""

    field: str
    op: str
    value: str
    without: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """Everything a list's template shows."""

    title: str
    icon: str
    state: ListState
    presets: list[Link]
    chips: list[Chip]
    columns: list[Column]
    rows: SafeString
    next_url: str
    previous_url: str
    note: str
    new_url: str
    new_label: str
    search_label: str
    may_trash: bool
    chosen: Chosen
    shown: Any = None
    bar: Bar | None = None
    star: str = ""

    @property
    def view(self) -> View | None:
        """The view that is open, when it is not the shipped list."""
        return self.chosen.view

    @property
    def new_view_url(self) -> str:
        """The designer of a further view, beginning with what is seen."""
        return self._tool("views/new")

    @property
    def change_view_url(self) -> str:
        """The designer of the view that is open."""
        return f"{self.base}views/{self.view.name}" if self.view else ""

    @property
    def base(self) -> str:
        """The address without its state."""
        return f"/o/{self.state.object}/"

    @property
    def headed(self) -> list[tuple[Column, int]]:
        """The columns with their widths; 0 is as wide as needed."""
        return [(one, self.chosen.widths.get(one.path, 0)) for one in self.columns]

    @property
    def widths_url(self) -> str:
        """Where the width of a column is kept."""
        return with_query(f"{self.base}widths", view=self.view.name if self.view else "")

    @property
    def here_url(self) -> str:
        """What is shown, once more."""
        return self.state.url(cursor=self.state.cursor)

    @property
    def trashed(self) -> bool:
        """Whether the trash is shown."""
        return self.state.trashed

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What a new search keeps of the state."""
        return [(name, value) for name, value in self.state.query().items() if value and name != "q"]

    @property
    def narrowed(self) -> bool:
        """Whether something else than everything is shown."""
        preset = self.state.view not in ("", ALL) and self.view is None
        return bool(self.state.search or self.state.filter or preset)

    @property
    def clear_url(self) -> str:
        """The list without search, filter and view."""
        return self.state.url(search="", filter=None, view=self.view.name if self.view else "")

    @property
    def trash_url(self) -> str:
        """The trash of this object."""
        return self.state.url(trashed=True, filter=None, view="", search="")

    @property
    def live_url(self) -> str:
        """Back from the trash."""
        return self.state.url(trashed=False)

    def _tool(self, name: str, **more: str) -> str:
        return with_query(f"{self.base}{name}", **self.state.query(), **more)

    @property
    def filter_url(self) -> str:
        """The filter builder."""
        return self._tool("filter")

    @property
    def columns_url(self) -> str:
        """The choice of columns."""
        return self._tool("columns")

    @property
    def csv_url(self) -> str:
        """What is seen, as CSV."""
        return self._tool("export", format="csv")

    @property
    def xlsx_url(self) -> str:
        """What is seen, as a spreadsheet."""
        return self._tool("export", format="xlsx")

    @property
    def blank_title(self) -> str:
        """What an empty list says."""
        if self.trashed:
            return _("The trash is empty.")
        if self.narrowed:
            return _("Nothing matches.")
        return _("No %(objects)s yet.") % {"objects": self.title}

    @property
    def blank_text(self) -> str:
        """What to do about an empty list."""
        if self.trashed:
            return _("What is deleted stays here for 30 days and can be restored.")
        if self.narrowed:
            return _("Try fewer or other words, or show everything.")
        return _("They will be listed here.")


def shown_columns(visit: Any, found: ObjectDescriptor, state: ListState, layout: ListLayout) -> list[str]:
    """The paths shown: those of the address, which must be readable, else the readable ones of the layout."""
    if state.columns:
        return list(state.columns)
    return (
        seen_of(visit.actor, found, layout.columns)
        or [one for one in found.fields if seen(visit.actor, found, one)][:5]
    )


def sort_of(visit: Any, found: ObjectDescriptor, state: ListState, layout: ListLayout) -> tuple[str, ...]:
    """The order of the address, else the readable part of the layout's."""
    return state.sort or tuple(
        path for path in layout.sort if seen(visit.actor, found, path.removeprefix("-")) is not None
    )


def list_page(visit: Any, found: ObjectDescriptor, state: ListState) -> ListPage:
    """The list of an object in a state; BadInput for names the actor does not know."""
    chosen = chosen_of(visit, found, state)
    bar = None
    if chosen.kind == Kind.LIST:
        bar = bar_of(visit, found, urlencode(state.query()), trashed=state.trashed)
        chosen = replace(chosen, ticks=bar is not None)
    shown = view_body(visit, found, chosen, state)
    table = _table(visit, found, chosen, state) if shown is None else _NOTHING
    access = access_to(visit.actor, found)
    may_create = bool(access.reach(CREATE)) and not state.trashed and chosen.layout.new and not found.declare.closed
    return ListPage(
        title=str(found.plural),
        icon=found.icon,
        state=state,
        presets=_presets(chosen, state),
        chips=_chips(visit, found, state),
        **table,
        new_url=new_url(found.key) if may_create else "",
        new_label=_("New %(object)s") % {"object": small(str(found.label))},
        search_label=_("Search in %(objects)s") % {"objects": found.plural},
        may_trash=bool(access.reach(DELETE)),
        chosen=chosen,
        shown=shown,
        bar=bar,
        star=json.dumps({"object": found.key}),
    )


_NOTHING: dict[str, Any] = {
    "columns": [],
    "rows": SafeString(""),
    "next_url": "",
    "previous_url": "",
    "note": "",
}


def _table(visit: Any, found: ObjectDescriptor, chosen: Chosen, state: ListState) -> dict[str, Any]:
    """The rows of a list without groups, its headings and the ways on."""
    paths = shown_columns(visit, found, state, chosen.layout)
    sort = sort_of(visit, found, state, chosen.layout)
    result = list_records(
        actor=visit.actor,
        object=found.key,
        fields=[*paths, "version"] if state.trashed else paths,
        filter=whole_filter(chosen, state),
        sort=sort,
        search=state.search,
        page_size=PAGE_SIZE,
        cursor=state.cursor or None,
        trashed=state.trashed,
        clock=visit.clock,
    )
    title = title_column(found, paths)
    columns = sortable_columns(visit, found, paths, state, sort)
    write = trash_rows_html if state.trashed else rows_html
    return {
        "columns": columns,
        "rows": write(found, result.rows, columns, title, visit, ticks=chosen.ticks) if result.rows else SafeString(""),
        "next_url": state.url(cursor=result.next_cursor) if result.next_cursor else "",
        "previous_url": state.url(cursor=result.previous_cursor) if result.previous_cursor else "",
        "note": note_of(len(result.rows), more=bool(result.next_cursor or result.previous_cursor)),
    }


def _presets(chosen: Chosen, state: ListState) -> list[Link]:
    """Everything, the shipped filters, then the views; what looks differently is a page of its own."""
    if state.trashed:
        return []
    view, all_of_it = chosen.view, ALL if chosen.opens else ""
    plain = view is not None
    named = [
        Link(state.url(view=one.key), str(one.label), not view and one.key == state.view, plain)
        for one in chosen.layout.presets
    ]
    everything = Link(state.url(view=all_of_it), _("All"), not view and state.view in ("", ALL), plain)
    own = [
        Link(list_url(state.object, view=one.name), one.label, one == view, True, VIEW_ICONS[one.kind])
        for one in chosen.views
    ]
    return [everything, *named, *own]


def _chips(visit: Any, found: ObjectDescriptor, state: ListState) -> list[Chip]:
    if not state.filter:
        return []
    parts = state.filter.get("and") if isinstance(state.filter.get("and"), list) else [state.filter]
    chips = []
    for part in parts or ():
        if isinstance(part, Mapping):
            rest = [one for one in parts or () if one is not part]
            without = state.url(filter={"and": rest} if rest else None)
            chips.append(Chip(*words_of(visit, found, part), without))
    return chips
