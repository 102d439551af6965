"""What modules say of how their objects are shown; filled while Django starts, only read afterwards."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kontor.core.errors import DeclarationError
from kontor.layouts.parts import (
    TONES,
    FormLayout,
    Lines,
    ListLayout,
    NavigationGroup,
    PageLayout,
    Preset,
    Related,
    Section,
    Waiting,
)


@dataclass(slots=True)
class _Declared:
    forms: dict[str, FormLayout] = field(default_factory=dict)
    lists: dict[str, ListLayout] = field(default_factory=dict)
    pages: dict[str, PageLayout] = field(default_factory=dict)
    related: dict[str, list[Related]] = field(default_factory=dict)
    groups: list[NavigationGroup] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)
    tones: dict[str, dict[str, str]] = field(default_factory=dict)


declared = _Declared()


def _once(kind: str, key: str, store: Mapping[str, Any]) -> None:
    if key in store:
        msg = f"The {kind} of {key} is declared twice."
        raise DeclarationError(msg)


def form(key: str, *parts: Section | Lines) -> None:
    """Declares the form of an object: sections and line grids in order."""
    _once("form", key, declared.forms)
    declared.forms[key] = FormLayout(parts)


def list_view(
    key: str,
    *,
    columns: Sequence[str],
    sort: Sequence[str] = (),
    presets: Sequence[Preset] = (),
    new: bool = True,
) -> None:
    """Declares the default list of an object; `new=False` where records are made by actions only."""
    _once("list", key, declared.lists)
    declared.lists[key] = ListLayout(tuple(columns), tuple(sort), tuple(presets), new)


def page(
    key: str,
    *,
    figures: Sequence[str] = (),
    path: Sequence[str] = (),
    editable_in: Sequence[str] = (),
    editable_later: Iterable[str] = (),
) -> None:
    """Declares an object's record page.

    `editable_in` names the states in which its form can be written, `editable_later` the fields that can be written in
    every other state too. It only spares people a refusal; the rule itself is the module's.
    """
    _once("page", key, declared.pages)
    declared.pages[key] = PageLayout(tuple(figures), tuple(path), tuple(editable_in), frozenset(editable_later))


def relate(key: str, *related: Related) -> None:
    """Adds related lists to an object's record page; any module above the object may."""
    declared.related.setdefault(key, []).extend(related)


def navigation(label: Any, objects: Sequence[str], *, position: int = 50) -> None:
    """Declares a group of the sidebar."""
    declared.groups.append(NavigationGroup(label, tuple(objects), position))


def tones(tone_by_state: Mapping[str, str], field_path: str = "") -> None:
    """Declares the tone of state keys, for the whole house or for one field (`object.field`)."""
    unknown = set(tone_by_state.values()) - set(TONES)
    if unknown:
        msg = f"Unknown tones: {', '.join(sorted(unknown))}. Known are {', '.join(TONES)}."
        raise DeclarationError(msg)
    declared.tones.setdefault(field_path, {}).update(tone_by_state)


def waiting(
    key: str,
    label: Any,
    filter: Mapping[str, Any],
    *,
    columns: Sequence[str] = (),
    sort: Sequence[str] = (),
    action: str = "",
    mine: bool = False,
    position: int = 50,
) -> None:
    """Declares a list of the home page: what waits for those who may run `action`, or (mine) is their own."""
    declared.waiting.append(Waiting(key, label, filter, tuple(columns), tuple(sort), action, mine, position))
