"""The three-way comparison: the pack before, the pack now, and what is here."""

import json
from collections.abc import Mapping
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


@dataclass(frozen=True, slots=True)
class Before:
    """The pack as it came in last: what it said, and what the house made of that."""

    said: Mapping[str, Element] = field(default_factory=dict)
    made: Mapping[str, Element] = field(default_factory=dict)


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
    before: Before,
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
        if name in here:
            _merge(found, name, before, theirs, here[name], decisions)
        elif name in before.said:
            found.kept.append(name)
        else:
            found.made[name] = theirs
    for name in before.said:
        if name in here and name not in now:
            known = before.made.get(name, _NOTHING)
            untouched = all(same(value, known.get(key)) for key, value in here[name].items())
            (found.removed if untouched else found.kept).append(name)
    return found


def _merge(
    found: Comparison,
    name: str,
    before: Before,
    theirs: Mapping[str, Any],
    mine: Mapping[str, Any],
    decisions: Mapping[str, str],
) -> None:
    said, made = before.said.get(name, _NOTHING), before.made.get(name, _NOTHING)
    taken: Element = {}
    for key, value in theirs.items():
        held = mine.get(key)
        if same(value, held) or (key in said and same(value, said[key])):
            continue
        if name in before.made and same(held, made.get(key)):
            taken[key] = value
            continue
        clash = Clash(name, key, held, value)
        found.clashes.append(clash)
        if decisions.get(clash.id) == THEIRS:
            taken[key] = value
    if taken:
        found.changed[name] = taken


def same(one: Any, other: Any) -> bool:
    """Whether two values say the same; nothing said and something empty are the same."""
    empty: tuple[Any, ...] = (None, "", [], {}, False)
    if one in empty and other in empty:
        return True
    return json.dumps(one, sort_keys=True, default=str) == json.dumps(other, sort_keys=True, default=str)
