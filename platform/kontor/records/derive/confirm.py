"""Derived values and those who change, at the same moment, what they follow from.

A value is worked out from rows that nobody holds. Before it is written they are locked, together and late, and
looked at again: where somebody has changed one meanwhile the value is worked out anew. Whoever changes such a row
locks it before he looks for those that read it (`follow`), so one of the two always sees the other.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import connection

from kontor.core.fetching import rows_by
from kontor.core.locks import lock_rank
from kontor.records.change import Tracked, plan_of, snapshot
from kontor.records.derive.follow import Basis, basis_of, derive
from kontor.records.derive.plan import plan
from kontor.records.work import Work
from kontor.schema.registry import current

ROUNDS = 5
# whoever saved first tells the other by these; they are never taken over
_KEPT = frozenset({"version", "updated_at", "updated_by_id"})


def confirm(work: Work) -> None:
    """Makes the derived values of a unit of work follow from what stands at its end; nothing on SQLite, which has one
    writer at a time.
    """
    if not plan().own or work.dry or not connection.features.has_select_for_update:
        return
    basis = basis_of(work)
    if not basis.derived:
        return
    for _round in range(ROUNDS):
        if not _hold(work, basis):
            return
        by_model: dict[Any, list[Any]] = {}
        for (model, record_id), record in basis.derived.items():
            held = work.tracked.get((model, record_id))
            if held is None or held.removed:
                continue
            by_model.setdefault(model, []).append(record)
        for records in by_model.values():
            derive(work, records)
        work.settle()


def _hold(work: Work, basis: Basis) -> bool:
    """Locks what was read and not held yet, in the order of ranks and ids; whether any was other than believed."""
    other = False
    wanted = {model: set(ids) for model, ids in basis.read.items()}
    for model, record_id in basis.derived:
        if _counts_over_others(model):
            wanted.setdefault(model, set()).add(record_id)
    for model in sorted(wanted, key=lambda one: (lock_rank(one), one._meta.label_lower)):
        ids = _not_held(work, basis, model, wanted[model])
        basis.confirmed.update((model, one) for one in ids)
        for row in rows_by(model, "id", ids, lock=_strength(basis, model)):
            held = work.tracked.get((model, row.pk))
            other = (held is not None and _take_over(held, row)) or other
    return other


def _not_held(work: Work, basis: Basis, model: Any, ids: Iterable[UUID]) -> list[UUID]:
    label = model._meta.label_lower
    return sorted(
        one
        for one in ids
        if (model, one) not in basis.confirmed
        and (label, one) not in work.locks.held
        and not ((model, one) in work.tracked and work.tracked[model, one].is_new)
    )


def _counts_over_others(model: Any) -> bool:
    """Whether rows of a model have figures over rows that are saved without them."""
    own = plan().own.get(model.declare.key, ())
    return any(one.rollup is not None and not one.rollup.children.lines for one in own)


def _strength(basis: Basis, model: Any) -> str:
    """Shared, unless the row may be written later on: two who share it would then wait for each other."""
    if lock_rank(model) or model in {kind for kind, _id in basis.derived}:
        return "NO KEY UPDATE"
    parents = {one.found.model for kind, _id in basis.derived for one in plan().parents.get(kind.declare.key, ())}
    return "NO KEY UPDATE" if model in parents or current().of(model).lines else "SHARE"


def _take_over(held: Tracked, row: Any) -> bool:
    """Takes what somebody else has written: derived columns always, others where this unit of work has not."""
    now, mine = snapshot(row), snapshot(held.record)
    derived = plan_of(type(row)).derived
    other = {
        name: value
        for name, value in now.items()
        if value != held.original[name] and name not in _KEPT and (name in derived or mine[name] == held.original[name])
    }
    held.record.__dict__.update(other)
    for known in (held.original, held.reported):
        if known is not None:
            known.update(other)
    return bool(other)
