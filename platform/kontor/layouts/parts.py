"""The parts a layout is made of."""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

TONES = ("neutral", "active", "waiting", "good", "bad")


@dataclass(frozen=True, slots=True)
class Section:
    """A titled group of fields of a form, in one to three columns."""

    label: Any
    fields: Sequence[str]
    columns: int = 2


@dataclass(frozen=True, slots=True)
class Lines:
    """The grid of a collection of lines, with totals of the parent under it."""

    name: str
    columns: Sequence[str] = ()
    totals: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class FormLayout:
    """Sections and line grids in the order they are shown."""

    parts: tuple[Section | Lines, ...]

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections alone."""
        return tuple(part for part in self.parts if isinstance(part, Section))

    @property
    def grids(self) -> tuple[Lines, ...]:
        """The line grids alone."""
        return tuple(part for part in self.parts if isinstance(part, Lines))


@dataclass(frozen=True, slots=True)
class Preset:
    """A named filter offered above a list."""

    key: str
    label: Any
    filter: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ListLayout:
    """What a list shows when nobody chose otherwise."""

    columns: tuple[str, ...]
    sort: tuple[str, ...] = ()
    presets: tuple[Preset, ...] = ()
    new: bool = True
    filter: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class PageLayout:
    """A record page: key figures, the states of its status bar, and when its fields can be written."""

    figures: tuple[str, ...] = ()
    path: tuple[str, ...] = ()
    editable_in: tuple[str, ...] = ()
    editable_later: frozenset[str] = frozenset()

    def writable(self, fields: frozenset[str], status: str | None) -> frozenset[str]:
        """Those of the fields that can be written while the record has that status."""
        if not self.editable_in or status is None or status in self.editable_in:
            return fields
        return fields & self.editable_later


@dataclass(frozen=True, slots=True)
class Related:
    """A list of other records on a record page, found by a relation field of theirs or by a function."""

    object: str
    field: str = ""
    find: Callable[[UUID], Sequence[UUID]] | None = None
    label: Any = ""
    columns: Sequence[str] = ()
    sort: Sequence[str] = ()
    filter: Mapping[str, Any] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NavigationGroup:
    """A group of objects in the sidebar; lower positions come first."""

    label: Any
    objects: tuple[str, ...]
    position: int = 50


@dataclass(frozen=True, slots=True)
class Waiting:
    """A list on the home page, for those who may run `action` (or, without one, who may read the object)."""

    object: str
    label: Any
    filter: Mapping[str, Any]
    columns: Sequence[str] = ()
    sort: Sequence[str] = ()
    action: str = ""
    mine: bool = False
    position: int = 50
