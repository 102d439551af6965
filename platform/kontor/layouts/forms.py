"""A form as it is shown: tabs of sections, line grids and related lists, read from a body (see `bodies`)."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from kontor.core.labels import stored_label


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of a section: a field, a separator, a text or a button; span 0 is as wide as its type asks."""

    type: str
    field: str = ""
    span: int = 0
    words: Mapping[str, Any] | None = None
    widget: str = ""
    action: str = ""
    form: str = ""

    def word(self, name: str) -> str:
        """Its own label, help, placeholder or text in the active language; empty when it has none."""
        return stored_label((self.words or {}).get(name) or {})


@dataclass(frozen=True, slots=True)
class FormSection:
    """A titled group of items in one to four columns."""

    id: str
    columns: int
    items: tuple[Item, ...]
    words: Mapping[str, Any] | None = None

    @property
    def label(self) -> str:
        """Its title."""
        return stored_label((self.words or {}).get("label") or {})

    @property
    def help(self) -> str:
        """What is said under its title."""
        return stored_label((self.words or {}).get("help") or {})

    @property
    def fields(self) -> tuple[str, ...]:
        """The keys of its fields."""
        return tuple(item.field for item in self.items if item.type == "field")


@dataclass(frozen=True, slots=True)
class FormLines:
    """The grid of a collection of lines."""

    id: str
    name: str
    columns: tuple[str, ...]
    totals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FormRelated:
    """A related list at its place."""

    id: str
    object: str
    field: str = ""
    columns: tuple[str, ...] = ()


FormPart = FormSection | FormLines | FormRelated


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab of a form; the only one shows no tab bar."""

    id: str
    parts: tuple[FormPart, ...]
    words: Mapping[str, Any] | None = None

    @property
    def label(self) -> str:
        """What stands on the tab."""
        return stored_label((self.words or {}).get("label") or {})


@dataclass(frozen=True, slots=True)
class Form:
    """The tabs in their order."""

    tabs: tuple[Tab, ...]

    @property
    def parts(self) -> Iterator[FormPart]:
        """Every part of every tab."""
        return (part for tab in self.tabs for part in tab.parts)

    @property
    def sections(self) -> tuple[FormSection, ...]:
        """The sections alone."""
        return tuple(part for part in self.parts if isinstance(part, FormSection))

    @property
    def grids(self) -> tuple[FormLines, ...]:
        """The line grids alone."""
        return tuple(part for part in self.parts if isinstance(part, FormLines))

    @property
    def fields(self) -> frozenset[str]:
        """Every field that stands in a section."""
        return frozenset(key for section in self.sections for key in section.fields)

    def without(self, key: str) -> "Form":
        """The form without one field."""
        if key not in self.fields:
            return self
        return self._each(lambda part: _section_without(part, key) if isinstance(part, FormSection) else part)

    def _each(self, change: Callable[[FormPart], FormPart]) -> "Form":
        return Form(tuple(replace(tab, parts=tuple(change(part) for part in tab.parts)) for tab in self.tabs))


def _section_without(section: FormSection, key: str) -> FormSection:
    return replace(section, items=tuple(item for item in section.items if item.field != key))


def form_from(body: Mapping[str, Any]) -> Form:
    """The form a checked body describes."""
    return Form(
        tuple(
            Tab(tab.get("id", ""), tuple(_part(part) for part in tab.get("parts", ())), tab)
            for tab in body.get("tabs", ())
        )
    )


def _part(part: Mapping[str, Any]) -> FormPart:
    kind, place = part.get("type"), str(part.get("id", ""))
    if kind == "lines":
        return FormLines(place, part["name"], tuple(part.get("columns", ())), tuple(part.get("totals", ())))
    if kind == "related":
        return FormRelated(place, part["object"], part.get("field", ""), tuple(part.get("columns", ())))
    return FormSection(place, int(part.get("columns", 2)), tuple(_item(one) for one in part.get("items", ())), part)


def _item(item: Mapping[str, Any]) -> Item:
    return Item(
        type=item["type"],
        field=item.get("field", ""),
        span=int(item.get("span", 0)),
        words=item,
        widget=item.get("widget", ""),
        action=item.get("action", ""),
        form=item.get("form", ""),
    )
