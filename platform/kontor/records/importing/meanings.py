"""What the words of a file mean: records by their names, choices by their labels, and what was said about the rest."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kontor.core.actor import Actor
from kontor.core.clock import Clock
from kontor.records.importing import limits
from kontor.records.importing.lookups import find_named
from kontor.records.importing.plan import ImportPlan
from kontor.records.importing.sheets import Cell, SheetRow
from kontor.records.importing.values import RELATED, Unreadable, choice_words, raw_of, short, shown
from kontor.schema.descriptor import FieldDescriptor, ObjectDescriptor
from kontor.schema.registry import current

CHOSEN = frozenset({"choice", "multi_choice"})
KEPT = 50_000


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A word of the file nobody knows: in which field, and how many rows hold it; `several` records may be meant."""

    path: str
    label: str
    text: str
    count: int
    several: bool = False


class Meanings:
    """Finds out what words mean, many at once; remembers what it found."""

    def __init__(self, actor: Actor, plan: ImportPlan, clock: Clock) -> None:
        self.actor = actor
        self.plan = plan
        self.clock = clock
        self._words: dict[str, dict[str, str]] = {}
        self._found: dict[str, dict[str, tuple[UUID, ...]]] = {}

    def learn(self, rows: Iterable[SheetRow], columns: dict[int, str]) -> None:
        """Looks up every record those rows name, in one go a field."""
        related = {place: path for place, path in columns.items() if self._target(path) is not None}
        asked: dict[str, dict[str, None]] = {path: {} for path in related.values()}
        for row in rows:
            for place, path in related.items():
                text = text_in(row.cell(place))
                if text and text not in self.plan.values.get(path, {}):
                    asked[path][text] = None
        for path, texts in asked.items():
            self._look_up(path, texts)

    def learn_constants(self) -> None:
        """The same for values that all rows share."""
        for path, text in self.plan.constants.items():
            if self._target(path) is not None:
                self._look_up(path, [text])

    def _look_up(self, path: str, texts: Iterable[str]) -> None:
        target = self._target(path)
        known = self._found.setdefault(path, {})
        if len(known) > KEPT:
            known.clear()
        fresh = [text for text in texts if text not in known]
        if fresh and target is not None:
            known.update(find_named(self.actor, target, fresh, self.clock))

    def _target(self, path: str) -> ObjectDescriptor | None:
        one = self.plan.fields[path]
        return current().get(str(one.target)) if one.type.key in RELATED and one.target else None

    def value(self, path: str, cell: Cell) -> Any:
        """What the write path takes for a cell; Unreadable with a sentence."""
        one = self.plan.fields[path]
        if one.type.key in RELATED:
            return self._related(path, one, cell)
        if one.type.key in CHOSEN:
            return self._chosen(path, one, cell)
        return raw_of(one, cell, self.plan.settings, self.actor.zone)

    def _related(self, path: str, one: FieldDescriptor, cell: Cell) -> Any:
        text = text_in(cell)
        told = self.plan.values.get(path, {})
        if not text or text in told:
            return told.get(text, "")
        ids = self._found.get(path, {}).get(text, ())
        if len(ids) > 1:
            raise Unreadable(_("Several records are called “%(text)s”.") % {"text": short(cell)}, code="ambiguous")
        if not ids:
            raise Unreadable(
                _("There is no “%(text)s” among %(objects)s.") % {"text": short(cell), "objects": self._plural(path)},
                code="no_such_record",
            )
        return ids[0]

    def _plural(self, path: str) -> str:
        target = self._target(path)
        return str(target.plural) if target is not None else str(self.plan.fields[path].label)

    def _chosen(self, path: str, one: FieldDescriptor, cell: Cell) -> Any:
        raw = raw_of(one, cell, self.plan.settings)
        if isinstance(raw, list):
            return [key for part in raw if (key := self._key(path, one, part))]
        return self._key(path, one, raw) if raw else ""

    def _key(self, path: str, one: FieldDescriptor, text: str) -> str:
        told = self.plan.values.get(path, {})
        if text in told:
            return told[text]
        if path not in self._words:
            self._words[path] = choice_words(one)
        key = self._words[path].get(text.casefold())
        if key is None:
            raise Unreadable(_("“%(text)s” is none of the choices.") % {"text": short(text)}, code="no_such_choice")
        return key


def text_in(cell: Cell) -> str:
    """The text of a cell that names a record; one that cannot be one names none."""
    try:
        return shown(cell).replace("\x00", "")
    except Unreadable:
        return ""


def unmatched(actor: Actor, plan: ImportPlan, clock: Clock) -> list[Unmatched]:
    """The words of the file that name no record and no choice, or more than one record; the most frequent first."""
    found = _of_rows(actor, plan, plan.columns, plan.sheet.rows(), clock)
    if plan.lines is not None:
        found += _of_rows(actor, plan, plan.lines.columns, plan.lines.sheet.rows(), clock)
    return found


def _of_rows(
    actor: Actor, plan: ImportPlan, columns: dict[int, str], rows: Iterator[SheetRow], clock: Clock
) -> list[Unmatched]:
    asked = {place: path for place, path in columns.items() if plan.fields[path].type.key in RELATED | CHOSEN}
    counted: dict[int, Counter[str]] = {place: Counter() for place in asked}
    for row in rows if asked else ():
        for place, counter in counted.items():
            for text in _parts(plan.fields[asked[place]], row.cell(place)):
                if text in counter or len(counter) < limits.MAX_VALUES:
                    counter[text] += 1
    meanings = Meanings(actor, plan, clock)
    found: list[Unmatched] = []
    for place, counter in counted.items():
        meanings.learn((SheetRow(0, [None] * place + [text]) for text in counter), {place: asked[place]})
        found += _unknown(meanings, asked[place], counter)
    return found


def _parts(one: FieldDescriptor, cell: Cell) -> list[str]:
    if one.type.key == "multi_choice":
        try:
            raw = raw_of(one, cell, {})
        except Unreadable:
            return []
        return raw if isinstance(raw, list) else []
    text = text_in(cell)
    return [text] if text else []


def _unknown(meanings: Meanings, path: str, counter: "Counter[str]") -> list[Unmatched]:
    found = []
    label = str(meanings.plan.fields[path].label)
    for text, count in counter.most_common():
        try:
            meanings.value(path, text)
        except Unreadable as error:
            found.append(Unmatched(path, label, text, count, several=error.reason == "ambiguous"))
    return found
