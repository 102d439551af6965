"""Takes an import back, record by record through the write path; what was changed since stays and is listed."""

from collections.abc import Callable
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from kontor.core.actor import Actor
from kontor.core.clock import Clock
from kontor.core.errors import NotFound, Refusal, StaleVersion
from kontor.core.fetching import rows_by
from kontor.core.transactions import atomic_retry
from kontor.records.importing.models import ImportedRow, ImportRun
from kontor.records.services import save_record, trash_record
from kontor.schema.descriptor import ObjectDescriptor
from kontor.schema.registry import object_of

BATCH = 100
CAUSE = "import undone"
BACK, KEPT = "back", "kept"


def undo_rows(actor: Actor, run: ImportRun, clock: Clock, progress: Callable[[int, int], None]) -> dict[str, int]:
    """Takes back what is left to take back, the last row first; how many are back, how many stay as they are."""
    changed = ImportedRow.objects.filter(run=run, phase="run", outcome__in=("created", "updated"))
    total, done = changed.count(), changed.exclude(undone="").count()
    while rows := list(changed.filter(undone="").order_by("-line")[:BATCH]):
        for row in rows:
            _undo_row(actor, run, row, clock)
        done += len(rows)
        progress(done, total)
    counted = changed.values_list("undone").annotate(count=Count("pk"))
    counts = {str(undone): int(count) for undone, count in counted}
    return {BACK: counts.get(BACK, 0), KEPT: counts.get(KEPT, 0)}


def _undo_row(actor: Actor, run: ImportRun, row: ImportedRow, clock: Clock) -> None:
    """One record and the note that it is done, in one transaction."""

    def take_back() -> None:
        held = ImportedRow.objects.select_for_update().get(pk=row.pk)
        if held.undone:
            return
        held.undone, held.problems = BACK, []
        try:
            atomic_retry(lambda: _take_back(actor, object_of(run.object), held, clock))
        except (StaleVersion, NotFound):
            held.undone, held.problems = KEPT, [{"message": _("It was changed after the import.")}]
        except Refusal as error:
            held.undone, held.problems = KEPT, [{"message": error.message}]
        held.save(update_fields=["undone", "problems"])

    atomic_retry(take_back)


def _take_back(actor: Actor, found: ObjectDescriptor, row: ImportedRow, clock: Clock) -> None:
    if row.record_id is None:
        return
    if row.outcome == "created":
        trash_record(actor=actor, object=found.key, id=row.record_id, version=row.version, clock=clock, cause=CAUSE)
        return
    save_record(
        actor=actor,
        object=found.key,
        id=row.record_id,
        version=row.version,
        values=_former(found, row),
        clock=clock,
        cause=CAUSE,
    )


def _former(found: ObjectDescriptor, row: ImportedRow) -> dict[str, Any]:
    """The values before, and the lines: those that were there, and the removal of those that came."""
    values: dict[str, Any] = dict(row.before.get("values", {}))
    for name, before in row.before.get("lines", {}).items():
        line = found.lines[name]
        there = {str(one.pk) for one in rows_by(line.model, f"{line.parent}_id", [row.record_id])}
        kept = {one["id"] for one in before}
        values[name] = [
            *(
                one if one["id"] in there else {key: value for key, value in one.items() if key != "id"}
                for one in before
            ),
            *({"id": one, "delete": True} for one in sorted(there - kept)),
        ]
    return values
