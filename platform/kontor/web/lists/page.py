"""A list as its template shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kontor.access.grants import CREATE, DELETE
from kontor.access.rights import access_to
from kontor.core.actor import Actor
from kontor.core.errors import BadInput
from kontor.layouts.parts import ListLayout
from kontor.layouts.queries import list_layout
from kontor.records.queries import list_records
from kontor.schema.descriptor import FieldDescriptor, ObjectDescriptor
from kontor.web.links import new_url, with_query
from kontor.web.lists.state import ListState
from kontor.web.lists.words import words_of
from kontor.web.render.cells import NUMERIC
from kontor.web.render.table import Column, places, rows_html
from kontor.web.render.trash import trash_rows_html
from kontor.web.sight import label_of_path, seen, seen_of

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Link:
    """A link with a name, perhaps the one that is shown now."""

    url: str
    label: str
    current: bool = False


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

    @property
    def base(self) -> str:
        """The address without its state."""
        return f"/o/{self.state.object}/"

    @property
    def search(self) -> str:
        """The search text."""
        return self.state.search

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
        return bool(self.state.search or self.state.filter or self.state.view)

    @property
    def clear_url(self) -> str:
        """The list without search, filter and view."""
        return self.state.url(search="", filter=None, view="")

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


def shown_columns(visit: Any, found: ObjectDescriptor, state: ListState) -> list[str]:
    """The paths shown: those of the address, which must be readable, else the readable ones of the layout."""
    if state.columns:
        return list(state.columns)
    layout = list_layout(visit.actor, found)
    return (
        seen_of(visit.actor, found, layout.columns)
        or [one for one in found.fields if seen(visit.actor, found, one)][:5]
    )


def title_column(found: ObjectDescriptor, paths: Sequence[str]) -> str:
    """The column that opens the record: its name, or the first."""
    label = str(found.label_field)
    return label if label in paths else paths[0]


def columns_of(actor: Actor, found: ObjectDescriptor, paths: Sequence[str]) -> list[Column]:
    """Readable paths as the columns of a table that is not sorted by its headings."""
    fields = [(path, field) for path in paths if (field := seen(actor, found, path)) is not None]
    css = places(fields, title_column(found, paths))
    return [Column(path, label_of_path(found, path), field, css[path]) for path, field in fields]


def whole_filter(layout: ListLayout, state: ListState) -> Mapping[str, Any] | None:
    """The filter of the chosen view and of the address together."""
    preset = next((one.filter for one in layout.presets if one.key == state.view), None)
    if state.view and preset is None:
        raise BadInput(_("There is no such view."), field="view")
    both = [dict(one) for one in (preset, state.filter) if one]
    return {"and": both} if len(both) > 1 else (both[0] if both else None)


def sort_of(visit: Any, found: ObjectDescriptor, state: ListState, layout: ListLayout) -> tuple[str, ...]:
    """The order of the address, else the readable part of the layout's."""
    return state.sort or tuple(
        path for path in layout.sort if seen(visit.actor, found, path.removeprefix("-")) is not None
    )


def list_page(visit: Any, found: ObjectDescriptor, state: ListState) -> ListPage:
    """The list of an object in a state; BadInput for names the actor does not know."""
    layout = list_layout(visit.actor, found)
    paths = shown_columns(visit, found, state)
    sort = sort_of(visit, found, state, layout)
    result = list_records(
        actor=visit.actor,
        object=found.key,
        fields=[*paths, "version"] if state.trashed else paths,
        filter=whole_filter(layout, state),
        sort=sort,
        search=state.search,
        page_size=PAGE_SIZE,
        cursor=state.cursor or None,
        trashed=state.trashed,
        clock=visit.clock,
    )
    title = title_column(found, paths)
    columns = _columns(visit, found, paths, state, sort, title)
    write = trash_rows_html if state.trashed else rows_html
    access = access_to(visit.actor, found)
    may_create = bool(access.reach(CREATE)) and not state.trashed and layout.new and not found.declare.closed
    return ListPage(
        title=str(found.plural),
        icon=found.icon,
        state=state,
        presets=_presets(layout, state),
        chips=_chips(visit, found, state),
        columns=columns,
        rows=write(found, result.rows, columns, title, visit) if result.rows else SafeString(""),
        next_url=state.url(cursor=result.next_cursor) if result.next_cursor else "",
        previous_url=state.url(cursor=result.previous_cursor) if result.previous_cursor else "",
        note=_note(len(result.rows), more=bool(result.next_cursor or result.previous_cursor)),
        new_url=new_url(found.key) if may_create else "",
        new_label=_("New %(object)s") % {"object": _small(str(found.label))},
        search_label=_("Search in %(objects)s") % {"objects": found.plural},
        may_trash=bool(access.reach(DELETE)),
    )


def _small(label: str) -> str:
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def _note(count: int, *, more: bool) -> str:
    if more:
        return _("%(count)s on this page") % {"count": count}
    return _("%(count)s in all") % {"count": count}


def _columns(
    visit: Any, found: ObjectDescriptor, paths: Sequence[str], state: ListState, sort: tuple[str, ...], title: str
) -> list[Column]:
    fields: list[tuple[str, FieldDescriptor]] = []
    for path in paths:
        field = seen(visit.actor, found, path)
        if field is not None:
            fields.append((path, field))
    css = places(fields, title)
    first = sort[0] if sort else ""
    state_as_shown = state if state.sort else ListState(**{**_plain(state), "sort": (first,) if first else ()})
    return [
        Column(
            path=path,
            label=label_of_path(found, path),
            field=field,
            css=css[path],
            url=_sort_url(state_as_shown, path, field),
            sorted=state_as_shown.direction(path) or "",
        )
        for path, field in fields
    ]


def _plain(state: ListState) -> dict[str, Any]:
    return {name: getattr(state, name) for name in ListState.__slots__}


def _sort_url(state: ListState, path: str, field: FieldDescriptor) -> str:
    if not (field.queryable and field.type.sortable):
        return ""
    return state.sorted_by(path, falling_first=field.type.key in NUMERIC or field.type.key in ("date", "datetime"))


def _presets(layout: ListLayout, state: ListState) -> list[Link]:
    if state.trashed:
        return []
    everything = Link(state.url(view=""), _("All"), not state.view)
    named = [Link(state.url(view=one.key), str(one.label), one.key == state.view) for one in layout.presets]
    return [everything, *named]


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
