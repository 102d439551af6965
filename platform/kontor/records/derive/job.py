"""Works derived columns out anew, in batches, for what is too much for one unit of work."""

from typing import Any
from uuid import UUID

from django.db.models import Q

from kontor.core.clock import Clock
from kontor.core.fetching import rows_by
from kontor.core.transactions import atomic_retry
from kontor.identity.services import business_clock
from kontor.jobs.kinds import job
from kontor.jobs.queue import enqueue
from kontor.jobs.run import Run
from kontor.records import statements
from kontor.records.derive.follow import RECOMPUTE, lookup_of
from kontor.records.derive.plan import plan
from kontor.records.derive.values import Stored, batch_values, fitted
from kontor.records.formulas import moment, value_at
from kontor.schema.descriptor import ObjectDescriptor
from kontor.schema.registry import object_of

BATCH = 1000


@job(RECOMPUTE)
def recompute_job(
    run: Run, object: str, field: str = "", through: str = "", record: str = "", chain: list[str] | None = None
) -> dict[str, int]:
    """The derived columns of an object: of all rows, or of those that reach one record over some relations.

    `field` is one that was just made or changed: a snapshot is then taken for rows that have none. Who reads what
    changed follows in jobs of its own.
    """
    found = object_of(object)
    rows = found.model._base_manager.order_by("pk")
    if through:
        rows = rows.filter(Q((lookup_of(found, through), UUID(record))))
    total, done, changed, last = rows.count(), 0, 0, None
    clock = business_clock()
    while ids := list((rows.filter(pk__gt=last) if last else rows).values_list("pk", flat=True)[:BATCH]):
        changed += recompute_rows(found, ids, clock, field)
        done, last = done + len(ids), ids[-1]
        run.progress(done, max(total, done))
    if changed:
        _go_on(found, chain or [])
    return {"rows": done, "changed": changed}


def _go_on(found: ObjectDescriptor, chain: list[str]) -> None:
    """Objects that read this one's fields; each once, so that the chain ends."""
    readers = {
        one.found.key for (object, _key), some in plan().readers.items() if object == found.key for one, _before in some
    }
    readers |= {one.found.key for one in plan().parents.get(found.key, ())}
    for key in sorted(readers - {found.key} - set(chain)):
        enqueue(RECOMPUTE, {"object": key, "chain": [*chain, found.key]}, key=f"{RECOMPUTE}:{key}")


def recompute_rows(found: ObjectDescriptor, ids: list[Any], clock: Clock, field: str = "") -> int:
    """Works out and writes the derived columns of those rows, in one transaction; how many rows were other.

    Neither versions nor history are touched.
    """

    def run() -> int:
        records = rows_by(found.model, "id", ids, lock=True)
        derived = plan().own.get(found.key, ())
        columns = tuple(sorted(one.field.attname for one in derived))
        if not columns:
            return 0
        before = [tuple(getattr(record, name) for name in columns) for record in records]
        source = Stored(moment(clock), hold=True)
        _first_snapshots(source, derived, records, field)
        batch_values(source, found, records)
        now = [tuple(getattr(record, name) for name in columns) for record in records]
        other = [record for record, old, new in zip(records, before, now, strict=True) if old != new]
        if other:
            statements.update(other, columns)
        return len(other)

    return atomic_retry(run)


def _first_snapshots(source: Stored, derived: Any, records: list[Any], field: str) -> None:
    for one in derived:
        if not (field == one.field.key and one.path):
            continue
        for record in records:
            if getattr(record, one.field.attname) is None:
                value = fitted(one.field, value_at(record, one.found, one.path, source.fetch))
                record.__dict__[one.field.attname] = value


def recompute(object: str, field: str = "") -> None:
    """Asks for the derived columns of an object to be worked out: after a derived field was made or changed."""
    enqueue(RECOMPUTE, {"object": object, "field": field}, key=f"{RECOMPUTE}:{object}:{field}")
