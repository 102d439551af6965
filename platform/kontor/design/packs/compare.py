"""The three-way comparison: the pack before, the pack now, and what is here."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from kontor.design.packs.content import Element

MINE, THEIRS = "mine", "theirs"
_NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Clash:
    """A property that was changed both here and in the pack."""

    element: str
    part: str
    mine: Any
    theirs: Any

    @property
    def id(self) -> str:
        """How a decision names it."""
        return f"{self.element}#{self.part}"


@dataclass(slots=True)
class Comparison:
    """What the pack would make, change and take away here, and what somebody has to decide."""

    made: dict[str, Element] = field(default_factory=dict)
    changed: dict[str, Element] = field(default_factory=dict)
    removed: list[str] = field(default_factory=list)
    clashes: list[Clash] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        """Whether nothing is left to do."""
        return not (self.made or self.changed or self.removed)


def compare(
    before: Mapping[str, Element],
    now: Mapping[str, Element],
    here: Mapping[str, Element],
    decisions: Mapping[str, str] = _NOTHING,
) -> Comparison:
    """What leads from `here` to the pack as it is now, without losing what was changed here.

    A clash stays as it is here unless the decision on its id says "theirs". An element that was taken away here stays
    away; one that the pack no longer has goes only when nobody changed it.
    """
    found = Comparison()
    for name, theirs in now.items():
        mine = here.get(name)
        if mine is not None:
            _merge(found, name, (before.get(name, _NOTHING), theirs, mine), decisions)
        elif name in before:
            found.kept.append(name)
        else:
            found.made[name] = theirs
    for name in before:
        if name in now or name not in here:
            continue
        if same(before[name], here[name]):
            found.removed.append(name)
        else:
            found.kept.append(name)
    return found


def _merge(
    found: Comparison,
    name: str,
    sides: tuple[Mapping[str, Any], Mapping[str, Any], Mapping[str, Any]],
    decisions: Mapping[str, str],
) -> None:
    taken: Element = {}
    for key, theirs, clash in _moved(name, *sides):
        if clash is None:
            taken[key] = theirs
            continue
        found.clashes.append(clash)
        if decisions.get(clash.id) == THEIRS:
            taken[key] = theirs
    if taken:
        found.changed[name] = taken


def _moved(
    name: str, before: Mapping[str, Any], theirs: Mapping[str, Any], mine: Mapping[str, Any]
) -> Iterator[tuple[str, Any, Clash | None]]:
    """The properties that are different in the pack now, with the clash where they are different here as well."""
    for key, value in theirs.items():
        held = mine.get(key)
        if same(value, held) or (key in before and same(value, before[key])):
            continue
        untouched = key in before and same(held, before[key])
        yield key, value, None if untouched else Clash(name, key, held, value)


def same(one: Any, other: Any) -> bool:
    """Whether two values say the same; nothing said and something empty are the same."""
    empty: tuple[Any, ...] = (None, "", [], {}, False)
    if one in empty and other in empty:
        return True
    return json.dumps(one, sort_keys=True, default=str) == json.dumps(other, sort_keys=True, default=str)
