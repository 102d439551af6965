"""Saves a batch through the write path: all at once, and where one is refused, everything but that one."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kontor.access.grants import READ
from kontor.access.rights import access_to
from kontor.core.actor import Actor
from kontor.core.clock import Clock
from kontor.core.errors import FieldProblem, Refusal
from kontor.core.fetching import rows_by
from kontor.records.importing.fields import unique_sets
from kontor.records.importing.units import Prepared
from kontor.records.pipeline import save_in
from kontor.records.services import Saved, save_records
from kontor.records.work import Work
from kontor.schema.descriptor import ObjectDescriptor
from kontor.schema.field_types.base import EMPTY

CREATED, UPDATED, UNCHANGED, REFUSED = "created", "updated", "unchanged", "refused"
OUTCOMES = (CREATED, UPDATED, UNCHANGED, REFUSED)
CAUSE = "import"


@dataclass(slots=True)
class Outcome:
    """What became of a record of the file; `before` is what it held where it was changed."""

    made: Prepared
    kind: str
    record_id: UUID | None = None
    version: int | None = None
    before: dict[str, Any] = field(default_factory=dict)
    problems: list[FieldProblem] = field(default_factory=list)
    record: Any = None


@dataclass(slots=True)
class Saver:
    """Saves the records of one object for one actor."""

    actor: Actor
    found: ObjectDescriptor
    clock: Clock
    request_id: str = ""

    def save(self, batch: Sequence[Prepared]) -> list[Outcome]:
        """The outcome of each, in order; to be called inside a transaction."""
        outcomes: dict[int, Outcome] = {}
        good = []
        for one in batch:
            if one.problems:
                outcomes[id(one)] = Outcome(one, REFUSED, problems=one.problems)
            else:
                good.append(one)
        self._save(good, outcomes, screened=False)
        return [outcomes[id(one)] for one in batch]

    def _save(self, part: Sequence[Prepared], outcomes: dict[int, Outcome], *, screened: bool) -> None:
        if not part:
            return
        before = self._before(part)
        try:
            result = save_records(
                actor=self.actor,
                object=self.found.key,
                rows=[one.input for one in part],
                clock=self.clock,
                cause=CAUSE,
                request_id=self.request_id,
            )
        except Refusal as error:
            self._apart(part, outcomes, error, screened=screened)
            return
        for place, one in enumerate(part):
            outcomes[id(one)] = self._outcome(one, result.saved[place], before.get(one.id, {}))

    def _apart(self, part: Sequence[Prepared], outcomes: dict[int, Outcome], error: Refusal, *, screened: bool) -> None:
        """Sorts out what is refused: by looking at all of them at once, then by halves."""
        if len(part) == 1:
            problems = list(error.errors) or [FieldProblem("", error.message, error.reason)]
            outcomes[id(part[0])] = Outcome(part[0], REFUSED, problems=problems)
            return
        if not screened:
            problems_of = self._screen(part)
            for one, problems in problems_of:
                outcomes[id(one)] = Outcome(one, REFUSED, problems=problems)
            bad = {id(one) for one, _problems in problems_of}
            if bad:
                self._save([one for one in part if id(one) not in bad], outcomes, screened=True)
                return
        middle = len(part) // 2
        self._save(part[:middle], outcomes, screened=True)
        self._save(part[middle:], outcomes, screened=True)

    def _screen(self, part: Sequence[Prepared]) -> list[tuple[Prepared, list[FieldProblem]]]:
        """What a preview of all of them finds wrong, record by record; nothing where the preview itself is refused."""
        work = Work(actor=self.actor, clock=self.clock, cause=CAUSE, dry=True)
        try:
            with transaction.atomic():
                saved = save_in(work, self.found, [one.input for one in part], lenient=True)
        except Refusal:
            return []
        return [(one, list(was.problems)) for one, was in zip(part, saved, strict=True) if was.problems]

    def _before(self, part: Sequence[Prepared]) -> dict[UUID | None, dict[str, Any]]:
        """What the records that are to change hold now, in the fields the file fills; only of those within reach."""
        sent = {one.id: one for one in part if one.id is not None}
        if not sent:
            return {}
        reach = access_to(self.actor, self.found).reach(READ)
        held = [row for row in rows_by(self.found.model, "id", list(sent)) if reach.covers(self.actor, row)]
        before: dict[UUID | None, dict[str, Any]] = {
            row.pk: {"values": _held(self.found, row, sent[row.pk].values)} for row in held
        }
        for name, line in self.found.lines.items():
            access = access_to(self.actor, line)
            parents = [row.pk for row in held if name in sent[row.pk].values]
            for row in rows_by(line.model, f"{line.parent}_id", parents, order="position,id"):
                parent = getattr(row, f"{line.parent}_id")
                names = [
                    key for key in line.fields if access.field(key).create and key not in (line.parent, "position")
                ]
                kept = {"id": str(row.pk), **_held(line, row, names)}
                before[parent].setdefault("lines", {}).setdefault(name, []).append(kept)
        return before

    def _outcome(self, one: Prepared, saved: Saved, before: dict[str, Any]) -> Outcome:
        if saved.created:
            return Outcome(one, CREATED, saved.record.pk, saved.version, record=saved.record)
        if not saved.changed:
            return Outcome(one, UNCHANGED, saved.record.pk, saved.version, record=saved.record)
        values = {name: value for name, value in before.get("values", {}).items() if name in saved.changed}
        lines = {name: rows for name, rows in before.get("lines", {}).items() if name in saved.changed}
        lines |= {name: [] for name in self.found.lines if name in saved.changed and name not in lines}
        kept = {"values": values, **({"lines": lines} if lines else {})}
        return Outcome(one, UPDATED, saved.record.pk, saved.version, kept, record=saved.record)


def _held(found: ObjectDescriptor, row: Any, names: Any) -> dict[str, Any]:
    held = {}
    for name in names:
        one = found.fields.get(name)
        if one is not None and one.stored:
            held[name] = one.type.to_json(getattr(row, one.attname))
    return dict(json.loads(json.dumps(held, default=str)))


class Twins:
    """Remembers across rehearsed batches what must be unique: the database forgets each batch again."""

    def __init__(self, found: ObjectDescriptor) -> None:
        self.found = found
        self.sets = unique_sets(found)
        self.seen: dict[tuple[str, ...], dict[tuple[Any, ...], int]] = {names: {} for names in self.sets}

    def judge(self, outcome: Outcome) -> None:
        """Turns an outcome into a refusal when an earlier row of the file has its value."""
        for names in self.sets:
            if outcome.record is None or not set(names) <= set(outcome.made.values):
                continue
            values = tuple(getattr(outcome.record, self.found.fields[name].attname) for name in names)
            if any(value in EMPTY for value in values):
                continue
            line = outcome.made.unit.line
            first = self.seen[names].setdefault(values, line)
            if first != line:
                said = _("%(field)s: the value of line %(line)s once more.") % {
                    "field": ", ".join(str(self.found.fields[name].label) for name in names),
                    "line": first,
                }
                outcome.kind = REFUSED
                outcome.problems = [FieldProblem(names[0], said, "not_unique")]
