"""Rows that name other rows of the same file: those are brought in first, whatever their order in the file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from kontor.core.actor import Actor
from kontor.core.clock import Clock
from kontor.records.importing import limits
from kontor.records.importing.grouping import Unit, in_batches, units_of
from kontor.records.importing.lookups import keys_of
from kontor.records.importing.meanings import text_in
from kontor.records.importing.plan import ImportPlan
from kontor.records.importing.sheets import Cell
from kontor.records.importing.values import RELATED


@dataclass(slots=True)
class Inside:
    """Who names whom: the level of each record is one more than that of the highest it names."""

    paths: dict[int, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    levels: dict[int, int] = field(default_factory=dict)
    rings: set[int] = field(default_factory=set)
    deep: set[int] = field(default_factory=set)
    # lines whose record was refused; whoever names it cannot come in either
    refused: set[int] = field(default_factory=set)
    rehearsing: bool = False

    @property
    def depth(self) -> int:
        """The highest level."""
        return max(self.levels.values(), default=0)

    def names(self, path: str, text: str) -> bool:
        """Whether a word of a column names a record of this file."""
        return path in self.paths.values() and self.line_of(text) is not None

    def line_of(self, text: str) -> int | None:
        """The line of the record that a text names."""
        return self.lines.get(text, self.lines.get(text.lower()))

    def answer(self, path: str, cell: Cell, line: int) -> str | None:
        """What to say of a name the house does not know: None when it is no name of this file, a sentence when its row
        cannot come in; "" in a rehearsal, which has forgotten the row that will be there.
        """
        if path not in self.paths.values():
            return None
        other = self.line_of(text_in(cell))
        if other is None:
            return None
        if line in self.deep:
            return _("More than %(limit)s rows name each other one after the other.") % {"limit": limits.MAX_LEVELS}
        if line in self.rings:
            return _("This names line %(line)s, and that one names this in turn.") % {"line": other}
        if other in self.refused:
            return _("This names line %(line)s, which was refused.") % {"line": other}
        return "" if self.rehearsing else None


def inside_of(actor: Actor, plan: ImportPlan, clock: Clock, *, rehearsing: bool = False) -> Inside:
    """Reads who names whom; nothing to read where no column names records of the same object."""
    found = Inside(rehearsing=rehearsing)
    found.paths = {
        place: path
        for place, path in plan.own.items()
        if plan.fields[path].type.key in RELATED and plan.fields[path].target == plan.found.key
    }
    keys = set(keys_of(actor, plan.found, clock)) if found.paths else set()
    called = [place for place, path in plan.own.items() if path in keys]
    if not called:
        return Inside(rehearsing=rehearsing)
    names: dict[int, list[str]] = {}
    for unit in units_of(plan):
        for place in called:
            _call(found.lines, _first(unit, place), unit.line)
        texts = [text for place in found.paths if (text := _first(unit, place))]
        if texts:
            names[unit.line] = texts
    order(found, {line: [found.line_of(text) for text in texts] for line, texts in names.items()})
    return found


def _call(lines: dict[str, int], text: str, line: int) -> None:
    if text:
        lines.setdefault(text, line)
        lines.setdefault(text.lower(), line)


def _first(unit: Unit, place: int) -> str:
    return next((text for row in unit.rows if (text := text_in(row.cell(place)))), "")


def order(found: Inside, names: Mapping[int, Sequence[int | None]]) -> None:
    """Levels from below; what names itself over others is in a ring."""
    for line in names:
        trail = [line]
        while trail:
            now = trail[-1]
            others = [one for one in names.get(now, ()) if one is not None]
            open_ones = [one for one in others if one not in found.levels and (one in names or one in trail)]
            if not open_ones:
                level = 1 + max((found.levels.get(one, 0) for one in others), default=-1)
                if level > limits.MAX_LEVELS:
                    found.deep.add(now)
                found.levels[now] = min(level, limits.MAX_LEVELS + 1)
                trail.pop()
            elif open_ones[0] in trail:
                ring = trail[trail.index(open_ones[0]) :]
                found.rings.update(ring)
                found.levels.update(dict.fromkeys(ring, 0))
                del trail[-len(ring) :]
            else:
                trail.append(open_ones[0])


def batches_of(plan: ImportPlan, inside: Inside) -> Iterator[list[Unit]]:
    """The records in batches, level by level: what is named comes in an earlier batch."""
    for level in range(inside.depth + 1):
        units = (one for one in units_of(plan) if inside.levels.get(one.line, 0) == level)
        yield from in_batches(units, limits.BATCH)
