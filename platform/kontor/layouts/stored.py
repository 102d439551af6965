"""The company's layouts as they are read: once per schema token, chosen by name, role and status."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from kontor.core.labels import stored_label
from kontor.core.registry import on_schema_change
from kontor.layouts.models import STANDARD, Kind, Layout, Shared
from kontor.layouts.parts import ListLayout, PageLayout, Preset
from kontor.schema.registry import current


@dataclass(frozen=True, slots=True)
class Stored:
    """One stored layout."""

    name: str
    label: Mapping[str, str]
    for_roles: frozenset[str]
    for_status: frozenset[str]
    body: Mapping[str, Any] = field(compare=False)

    @property
    def chosen_by_itself(self) -> bool:
        """Whether it is in force for some records or readers without being asked for by name."""
        return self.name == STANDARD or bool(self.for_roles or self.for_status)

    def fits(self, roles: frozenset[str], status: str | None) -> bool:
        """Whether it is in force for somebody with those roles on a record in that status."""
        for_them = not self.for_roles or bool(self.for_roles & roles)
        return self.chosen_by_itself and for_them and (not self.for_status or status in self.for_status)


_read: dict[UUID, dict[tuple[str, str], list[Stored]]] = {}
_views: dict[UUID, dict[str, list[Layout]]] = {}
_tried: ContextVar[Mapping[tuple[str, str], Any] | None] = ContextVar("tried", default=None)


def layouts_of(key: str, kind: str) -> list[Stored]:
    """The stored layouts of an object that are everybody's, in their order."""
    token = current().token
    if token not in _read:
        _read_all(token)
    return _read[token].get((key, kind), [])


def shared_views(key: str) -> list[Layout]:
    """Everybody's and the teams' layouts of an object but its forms and pages, in their order."""
    token = current().token
    if token not in _read:
        _read_all(token)
    return _views[token].get(key, [])


def _read_all(token: UUID) -> None:
    forget()
    found: dict[tuple[str, str], list[Stored]] = {}
    views: dict[str, list[Layout]] = {}
    for row in Layout.objects.exclude(shared=Shared.PERSON):
        if row.shared == Shared.EVERYONE:
            one = Stored(row.name, row.label, frozenset(row.for_roles), frozenset(row.for_status), row.body)
            found.setdefault((row.object, row.kind), []).append(one)
        if row.kind not in (Kind.FORM, Kind.PAGE):
            views.setdefault(row.object, []).append(row)
    _views[token] = views
    _read[token] = found


def chosen(key: str, kind: str, roles: frozenset[str], status: str | None = None, name: str = "") -> Stored | None:
    """The layout of that name, else the most particular one in force: by status, by role, for everybody."""
    rows = layouts_of(key, kind)
    if name:
        named = next((row for row in rows if row.name == name), None)
        if named is not None:
            return named
    fitting = [row for row in rows if row.fits(roles, status)]
    return min(fitting, key=lambda row: (not row.for_status, not row.for_roles), default=None)


@contextmanager
def trying(key: str, kind: str, body: Any) -> Iterator[None]:
    """Puts a body (or rules) in the place of all of that object and kind inside the block, for this thread alone."""
    token = _tried.set({**(_tried.get() or {}), (key, kind): body})
    try:
        yield
    finally:
        _tried.reset(token)


def tried(key: str, kind: str) -> Any:
    """What is being tried out in the place of a layout, or None."""
    bodies = _tried.get()
    return bodies.get((key, kind)) if bodies else None


@on_schema_change
def forget() -> None:
    """Makes the next layout read the stored ones anew."""
    _read.clear()
    _views.clear()


def list_from(body: Mapping[str, Any]) -> ListLayout:
    """A list: {"columns", "sort", "presets": [{"key", "label", "filter"}]}."""
    presets = tuple(Preset(one["key"], stored_label(one["label"]), one["filter"]) for one in body.get("presets", ()))
    return ListLayout(tuple(body.get("columns", ())), tuple(body.get("sort", ())), presets)


def page_from(body: Mapping[str, Any]) -> PageLayout:
    """A record page: {"figures", "path", "editable_in", "editable_later"}."""
    return PageLayout(
        tuple(body.get("figures", ())),
        tuple(body.get("path", ())),
        tuple(body.get("editable_in", ())),
        frozenset(body.get("editable_later", ())),
    )
