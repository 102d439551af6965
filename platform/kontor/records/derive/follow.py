"""Keeps derived fields true within the unit of work that changes what they read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

from django.db.models import Q

from kontor.core.locks import lock_rank
from kontor.core.registry import subscriber
from kontor.formulas import Context
from kontor.jobs.queue import enqueue
from kontor.records.change import Change, plan_of
from kontor.records.derive.figures import Figures
from kontor.records.derive.plan import Derived, plan
from kontor.records.derive.values import fitted, prepare, work_out
from kontor.records.formulas import moment, value_at
from kontor.records.work import Work
from kontor.schema.descriptor import ObjectDescriptor
from kontor.schema.registry import current

AT_ONCE = 500
RECOMPUTE = "records.recompute"
_moments: "WeakKeyDictionary[Work, Context]" = WeakKeyDictionary()
_basis: "WeakKeyDictionary[Work, Basis]" = WeakKeyDictionary()


@dataclass(slots=True)
class Basis:
    """What a unit of work has derived, and the stored rows it has read for that."""

    derived: dict[tuple[Any, UUID], Any] = field(default_factory=dict)
    read: dict[Any, set[UUID]] = field(default_factory=dict)
    confirmed: set[tuple[Any, UUID]] = field(default_factory=set)

    def reads(self, model: Any, ids: Iterable[UUID]) -> None:
        """Notes rows that a value follows from."""
        self.read.setdefault(model, set()).update(ids)


def basis_of(work: Work) -> Basis:
    """The basis of a unit of work's derived values."""
    return _basis.setdefault(work, Basis())


def moment_of(work: Work) -> Context:
    """The moment a unit of work happens in."""
    found = _moments.get(work)
    if found is None:
        found = _moments[work] = moment(work.clock, work.actor.rights_version, work.actor.person_id)
    return found


class Held:
    """Rows as a unit of work holds them."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.context = moment_of(work)
        self.basis = basis_of(work)

    def fetch(self, model: Any, record_id: UUID | None) -> Any:
        """A related row; None when there is none."""
        if record_id is None:
            return None
        self.basis.reads(model, [record_id])
        held = self.work.tracked.get((model, record_id))
        if held is not None:
            return held.record
        return next(iter(self.work.by(model, "id", [record_id])), None)

    def load(self, model: Any, ids: Iterable[UUID]) -> None:
        """Reads rows that will be asked for, in one statement."""
        wanted = list(ids)
        self.basis.reads(model, wanted)
        missing = [one for one in wanted if (model, one) not in self.work.tracked]
        if missing:
            self.work.by(model, "id", missing)

    def figures(self, one: Derived, parents: Sequence[Any]) -> dict[UUID, Any]:
        """The figures of a roll-up: the database's, corrected by what is held."""
        figures = Figures(one)
        if figures.children.lines:
            held = [line for rows in self.work.lines_of(parents, figures.children.lines).values() for line in rows]
            return _in_memory(figures, parents, held, self)
        model = figures.children.found.model
        held = [each.record for (kind, _id), each in self.work.tracked.items() if kind is model and not each.removed]
        gone = [each.record for (kind, _id), each in self.work.tracked.items() if kind is model and each.removed]
        return figures.of([parent.pk for parent in parents], self.context, held, gone, self.fetch)

    def snapshot(self, one: Derived, record: Any) -> Any:
        """Taken when the relation is set or changed, kept otherwise."""
        first = one.path.split(".")[0]
        column = record._meta.get_field(one.found.parent if first == "parent" else first)
        original = self.work.tracked[type(record), record.pk].original
        if original.get(column.attname) == getattr(record, column.attname) and original:
            return getattr(record, one.field.attname)
        return fitted(one.field, value_at(record, one.found, one.path, self.fetch))


def _in_memory(figures: Figures, parents: Sequence[Any], lines: list[Any], source: Held) -> dict[UUID, Any]:
    from_memory = figures.tally(lines, source.context, source.fetch)
    return {parent.pk: figures.answer(from_memory.get(parent.pk)) for parent in parents}


def derive(work: Work, records: Sequence[Any]) -> None:
    """Works out every derived field of rows of one object, in order, and sets what is other."""
    if not records:
        return
    found = current().of(type(records[0]))
    own = plan().own.get(found.key)
    if not own:
        return
    source = Held(work)
    source.basis.derived.update({(type(record), record.pk): record for record in records})
    for one in own:
        if one.program is not None:
            prepare(source, found, one.program.inputs, records)  # type: ignore[arg-type]
        values = work_out(source, one, records)
        for record in records:
            if getattr(record, one.field.attname) != values[record.pk]:
                setattr(record, one.field.attname, values[record.pk])


def derive_in_save(work: Work, record: Any, lines: dict[str, list[Any]]) -> None:
    """The derived fields of a record that is being saved, its lines first, so that rules see them."""
    own = plan().own
    if not own:
        return
    for rows in lines.values():
        if rows and rows[0].declare.key in own:
            derive(work, rows)
    if record.declare.key in own:
        derive(work, [record])


@subscriber
def follow(*, work: Any, changes: list[Any]) -> None:
    """Derived fields of changed rows, of rows that read them, and of parents whose children changed."""
    found = plan()
    if not found.own:
        return
    own: dict[str, list[Any]] = {}
    for change in changes:
        if change.kind != "remove" and change.object in found.own:
            own.setdefault(change.object, []).append(change.record)
    for rows in own.values():
        derive(work, rows)
    changes = [*changes, *_lines_of_moved(work, changes)]
    _keep_readers_out(work, changes)
    for change in changes:
        if change.kind == "update":
            _tell_readers(work, change)
    _tell_parents(work, changes)


def _keep_readers_out(work: Work, changes: list[Change]) -> None:
    """Locks what others read before looking for them: who comes later waits, and then reads what is new."""
    wanted: dict[Any, list[UUID]] = {}
    for change in changes:
        if change.kind == "update" and any((change.object, name) in plan().readers for name in change.new):
            wanted.setdefault(type(change.record), []).append(change.record.pk)
    for model in sorted(wanted, key=lock_rank):
        work.lock_late(model, sorted(wanted[model]), strength="NO KEY UPDATE")


def _lines_of_moved(work: Work, changes: list[Change]) -> list[Change]:
    """The lines of trashed and restored records count as gone or come for what is rolled up over them."""
    found: list[Change] = []
    for change in changes:
        if change.kind not in ("trash", "restore"):
            continue
        for name, lines in current().objects[change.object].lines.items():
            if lines.key in plan().parents:
                found.extend(Change(lines.key, line, change.kind, {}, {}) for line in work.lines(change.record, name))
    return found


def _tell_readers(work: Work, change: Change) -> None:
    """Records that read a changed field over a relation: at once up to 500, beyond that by the job."""
    told: set[tuple[str, str]] = set()
    for name in change.new:
        for one, before in plan().readers.get((change.object, name), ()):
            if (one.found.key, before) in told:
                continue
            told.add((one.found.key, before))
            ids = list(
                one.found.model._base_manager.filter(Q((lookup_of(one.found, before), change.record.pk)))
                .order_by("pk")
                .values_list("pk", flat=True)[: AT_ONCE + 1]
            )
            if len(ids) > AT_ONCE:
                _later(work, one.found, before, change.record.pk)
            model = one.found.model
            rows = work.by(model, "id", ids) if len(ids) <= AT_ONCE else []
            held = [each.record for (kind, _id), each in work.tracked.items() if kind is model and not each.removed]
            derive(work, list({row.pk: row for row in (*rows, *held)}.values()))


def lookup_of(found: ObjectDescriptor, before: str) -> str:
    """The relations of a path as the database follows them."""
    return "__".join(str(found.parent) if name == "parent" and found.parent else name for name in before.split("."))


def _later(work: Work, found: ObjectDescriptor, before: str, record_id: UUID) -> None:
    if not work.dry:
        args = {"object": found.key, "through": before, "record": str(record_id)}
        enqueue(RECOMPUTE, args, key=f"{RECOMPUTE}:{found.key}:{before}:{record_id}")


def _tell_parents(work: Work, changes: list[Change]) -> None:
    """Roll-ups of the parents that changed rows belong to, or belonged to."""
    wanted: dict[Any, set[UUID]] = {}
    for change in changes:
        for one in plan().parents.get(change.object, ()):
            wanted.setdefault(one.found.model, set()).update(_parents(change, one))
    for model, ids in wanted.items():
        ids.discard(None)
        parents = [row for row in _hold(work, model, ids) if not work.tracked[model, row.pk].removed]
        derive(work, parents)


def _parents(change: Change, one: Derived) -> set[Any]:
    """The parents a change concerns, before and after."""
    rollup = one.rollup
    if rollup is None:
        return set()
    relation = plan_of(type(change.record)).names[rollup.children.attname]
    if change.kind == "update":
        read = {node[1] for _before, node in one.reads} | {relation}
        if not read & set(change.new):
            return set()
    return {
        getattr(change.record, rollup.children.attname),
        change.old.get(relation),
        change.new.get(relation),
    }


def _hold(work: Work, model: Any, ids: set[UUID]) -> list[Any]:
    """The parents, locked so that two who add children at once both count."""
    new = [one for one in ids if (model, one) in work.tracked and work.tracked[model, one].is_new]
    stored = sorted(ids - set(new))
    rows = work.by(model, "id", stored) if work.dry else work.lock_late(model, stored)
    return [*rows, *(work.tracked[model, one].record for one in new)]
