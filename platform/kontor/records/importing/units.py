"""From rows to records: their values, and the record each of them means."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kontor.core.actor import Actor
from kontor.core.clock import Clock
from kontor.core.errors import BadInput, FieldProblem
from kontor.core.fetching import rows_by
from kontor.records.importing.grouping import Unit
from kontor.records.importing.inside import Inside
from kontor.records.importing.lookups import find_by_key
from kontor.records.importing.meanings import Meanings
from kontor.records.importing.plan import ImportPlan
from kontor.records.importing.sheets import SheetRow
from kontor.records.importing.values import short
from kontor.records.pipeline import RowInput
from kontor.schema.descriptor import ObjectDescriptor
from kontor.schema.field_types.base import EMPTY


@dataclass(slots=True)
class Prepared:
    """A record to save, or what keeps it from being saved."""

    unit: Unit
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[FieldProblem] = field(default_factory=list)
    key: tuple[Any, ...] = ()
    id: UUID | None = None

    @property
    def input(self) -> RowInput:
        """For the write path."""
        return RowInput(self.values, self.id)

    def problem(self, path: str, message: str, code: str = "invalid", line: int | None = None) -> None:
        """Notes what is wrong with a field of the record, or of one of its lines."""
        collection, _dot, name = path.rpartition(".")
        self.problems.append(FieldProblem(name, message, code, line, collection))


class Preparer:
    """Makes records out of units, batch by batch; knows the keys it has seen."""

    def __init__(self, actor: Actor, plan: ImportPlan, clock: Clock, inside: Inside) -> None:
        self.actor = actor
        self.plan = plan
        self.clock = clock
        self.meanings = Meanings(actor, plan, clock)
        self.meanings.learn_constants()
        self.inside = inside
        self.seen: dict[tuple[Any, ...], int] = {}

    def prepare(self, units: Sequence[Unit]) -> list[Prepared]:
        """The records of these units, in order, with their ids where they are in the house already."""
        rows = [row for unit in units for row in unit.rows]
        self.meanings.learn(rows, self.plan.columns)
        if self.plan.lines is not None:
            self.meanings.learn((row for unit in units for row in unit.extra), self.plan.lines.columns)
        made = [self._read(unit) for unit in units]
        if self.plan.key:
            self._find([one for one in made if one.key and not one.problems])
        self._match_lines(made)
        return made

    def skip(self, units: Sequence[Unit]) -> None:
        """Takes note of the keys of units that are dealt with already."""
        if self.plan.key:
            self.meanings.learn((row for unit in units for row in unit.rows), self.plan.own)
            for unit in units:
                one = self._read(unit)
                if one.key and not one.problems:
                    self.seen.setdefault(one.key, unit.line)

    def _read(self, unit: Unit) -> Prepared:
        made = Prepared(unit)
        if any(len(row.cells) > len(self.plan.sheet.headings) for row in unit.rows):
            made.problem("", _("This row has more cells than there are headings."))
        told: dict[str, Any] = {}
        for path, text in self.plan.constants.items():
            self._put(made, told, path, text)
        for place, path in self.plan.own.items():
            cell = next((row.cell(place) for row in unit.rows if row.cell(place) not in (None, "")), None)
            if cell is not None or path not in told:
                self._put(made, told, path, cell)
        made.key = self._key(made, told)
        made.values = {path: value for path, value in told.items() if self.plan.writes(path)}
        self._read_lines(made)
        return made

    def _put(self, made: Prepared, told: dict[str, Any], path: str, cell: Any, line: int | None = None) -> None:
        try:
            told[path] = self.meanings.value(path, cell)
        except BadInput as error:
            said = self.inside.answer(path, cell, made.unit.line) if line is None else None
            if said is None:
                made.problem(path, error.message, error.reason, line)
            elif said:
                made.problem(path, said, error.reason)

    def _key(self, made: Prepared, told: dict[str, Any]) -> tuple[Any, ...]:
        """The values the record is told by, as the database has them."""
        values = []
        for name in self.plan.key:
            one = self.plan.fields[name]
            try:
                value = one.type.clean(one, told.get(name, ""))
            except BadInput:
                # the write path says what is wrong with it
                return ()
            if value in EMPTY:
                if not any(known.field == name for known in made.problems):
                    made.problem(name, _("This is empty, and records are told apart by it."), "required")
                return ()
            values.append(value)
        return tuple(values)

    def _read_lines(self, made: Prepared) -> None:
        sources = [(made.unit.rows, self.plan.of_lines)]
        if self.plan.lines is not None:
            sources.append((list(made.unit.extra), self.plan.lines.columns))
        for rows, columns in sources:
            for row in rows if columns else ():
                if any(row.cell(place) not in (None, "") for place in columns):
                    self._read_line(made, row, columns)

    def _read_line(self, made: Prepared, row: SheetRow, columns: dict[int, str]) -> None:
        names = {path.partition(".")[0] for path in columns.values()}
        for name in names:
            number = len(made.values.setdefault(name, [])) + 1
            told: dict[str, Any] = {}
            for place, path in columns.items():
                if path.startswith(f"{name}."):
                    self._put(made, told, path, row.cell(place), number)
            made.values[name].append({path.partition(".")[2]: value for path, value in told.items()})

    def _find(self, made: Sequence[Prepared]) -> None:
        hits = find_by_key(self.actor, self.plan.found, self.plan.key, (one.key for one in made), self.clock)
        for one in made:
            first = self.seen.setdefault(one.key, one.unit.line)
            ids = hits.get(one.key, ())
            if first != one.unit.line:
                one.problem(self.plan.key[0], _("The same record is in line %(line)s already.") % {"line": first})
            elif len(ids) > 1:
                one.problem(self.plan.key[0], _("Several records are told by this; it is not clear which is meant."))
            else:
                one.id = ids[0] if ids else None
                self._check_mode(one)

    def _check_mode(self, one: Prepared) -> None:
        name = self.plan.key[0]
        if one.id is not None and self.plan.mode == "create":
            one.problem(name, _("This record is there already."), "exists")
        elif one.id is None and self.plan.mode == "update":
            one.problem(name, _("There is no such record to change."), "no_such_record")
        elif one.id is None and any(not self.plan.writes(path) for path in self.plan.key):
            said = _("There is no record “%(text)s”.") % {"text": short(str(one.key[0]))}
            one.problem(name, said, "no_such_record")

    def _match_lines(self, made: Sequence[Prepared]) -> None:
        """The lines of records that are there: the first of the file is the first there, what is left over goes."""
        there = [one for one in made if one.id is not None and not one.problems]
        for name, found in self.plan.found.lines.items():
            parents = {one.id for one in there if name in one.values}
            if parents:
                held = _held_lines(found, parents)
                for one in there:
                    if name in one.values:
                        _pair(one.values[name], held.get(one.id, []))


def _held_lines(found: ObjectDescriptor, parents: Iterable[UUID | None]) -> dict[UUID | None, list[Any]]:
    column = f"{found.parent}_id"
    held: dict[UUID | None, list[Any]] = {}
    for line in rows_by(found.model, column, list(parents), order="position,id"):
        held.setdefault(getattr(line, column), []).append(line)
    return held


def _pair(sent: list[dict[str, Any]], held: Sequence[Any]) -> None:
    for told, line in zip(sent, held, strict=False):
        told["id"] = line.pk
    sent.extend({"id": line.pk, "delete": True} for line in held[len(sent) :])
