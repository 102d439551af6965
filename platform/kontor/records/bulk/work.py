"""The work itself: each record with its note in one transaction, so that it is done once wherever it breaks off."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import override

from kontor.core.actor import Actor
from kontor.core.clock import Clock, system_clock
from kontor.core.errors import NotFound, Refusal, StaleVersion
from kontor.core.transactions import atomic_retry
from kontor.identity.models import Person
from kontor.identity.services import actor_of, business_clock
from kontor.jobs.errors import Cancelled, LeaseLost
from kontor.jobs.kinds import job
from kontor.jobs.run import Run
from kontor.records.actions import run_action
from kontor.records.bulk.models import BulkRow, BulkRun, BulkStatus, Doing, Outcome
from kontor.records.services import restore_record, save_record, trash_record
from kontor.records.undo import undo_change

JOB = "records.bulk.run"
STEP = 20
KEPT = timedelta(days=30)
Did = tuple[Outcome, int | None]
Do = Callable[[Actor, BulkRun, UUID, Clock], Did]


def work_through(actor: Actor, run: BulkRun, clock: Clock, progress: Callable[[int, int], None] | None = None) -> None:
    """Goes on after the last record that is noted; refused ones are noted with the sentence and do not stop it."""
    total = len(run.ids)
    while run.position < total:
        _one(actor, run, clock)
        if progress is not None and run.position % STEP == 0:
            progress(run.position, total)
    BulkRun.objects.filter(pk=run.pk, status=BulkStatus.RUNNING).update(
        status=BulkStatus.DONE, finished_at=system_clock().now()
    )
    run.refresh_from_db()


def _one(actor: Actor, run: BulkRun, clock: Clock) -> None:
    place, record_id = run.position, UUID(run.ids[run.position])

    def attempt() -> None:
        ours = BulkRun.objects.filter(pk=run.pk, position=place, status=BulkStatus.RUNNING)
        if not ours.update(position=place + 1):
            raise LeaseLost
        row = BulkRow(run=run, record_id=record_id)
        try:
            row.outcome, row.version = atomic_retry(lambda: _DO[run.doing](actor, run, record_id, clock))
        except StaleVersion:
            row.outcome, row.message = Outcome.REFUSED, _("Somebody has changed it since.")
        except Refusal as refusal:
            row.outcome, row.message = Outcome.REFUSED, refusal.message.replace("\x00", "")[:2000]
        row.save(force_insert=True)

    atomic_retry(attempt)
    run.position = place + 1


def _change(actor: Actor, run: BulkRun, record_id: UUID, clock: Clock) -> Did:
    saved = save_record(
        actor=actor, object=run.object, id=record_id, values=run.values, clock=clock, cause=f"bulk:{run.pk}"
    )
    return (Outcome.DONE if saved.changed else Outcome.SAME), saved.version


def _action(actor: Actor, run: BulkRun, record_id: UUID, clock: Clock) -> Did:
    done = run_action(
        actor=actor,
        object=run.object,
        id=record_id,
        action=run.action,
        inputs=run.values,
        clock=clock,
        cause=f"bulk:{run.pk}",
    )
    return Outcome.DONE, done.record.version


def _trash(actor: Actor, run: BulkRun, record_id: UUID, clock: Clock) -> Did:
    record = trash_record(actor=actor, object=run.object, id=record_id, clock=clock, cause=f"bulk:{run.pk}")
    return Outcome.DONE, record.version


def _restore(actor: Actor, run: BulkRun, record_id: UUID, clock: Clock) -> Did:
    record = restore_record(actor=actor, object=run.object, id=record_id, clock=clock, cause=f"bulk:{run.pk}")
    return Outcome.DONE, record.version


def _undo(actor: Actor, run: BulkRun, record_id: UUID, clock: Clock) -> Did:
    if run.undoes is None:
        raise NotFound(_("There is nothing here that could be taken back."))
    version = run.undoes.rows.filter(record_id=record_id, outcome=Outcome.DONE).values_list("version", flat=True)[0]
    asked: Mapping[str, Any] = {"actor": actor, "object": run.object, "id": record_id, "version": version}
    if run.undoes.doing == Doing.CHANGE:
        saved = undo_change(**asked, names=list(run.undoes.values), clock=clock)
        return Outcome.DONE, saved.version
    move = restore_record if run.undoes.doing == Doing.TRASH else trash_record
    return Outcome.DONE, move(**asked, clock=clock, cause="undo").version


_DO: dict[str, Do] = {
    Doing.CHANGE: _change,
    Doing.ACTION: _action,
    Doing.TRASH: _trash,
    Doing.RESTORE: _restore,
    Doing.UNDO: _undo,
}


@job(JOB)
def bulk_job(job_run: Run, run: str) -> dict[str, int]:
    """Does what was asked of many records, with the rights of today: never more roles than when it was asked."""
    found = BulkRun.objects.filter(pk=UUID(run), status=BulkStatus.RUNNING).first()
    if found is None:
        return {}
    person = Person._base_manager.filter(pk=found.person_id, trashed_at__isnull=True).first()
    if person is None:
        BulkRun.objects.filter(pk=found.pk).update(status=BulkStatus.STOPPED)
        return {}
    actor = actor_of(person, roles=found.roles)
    try:
        with override(actor.language):
            work_through(actor, found, business_clock(), job_run.progress)
    except Cancelled:
        BulkRun.objects.filter(pk=found.pk, status=BulkStatus.RUNNING).update(status=BulkStatus.STOPPED)
        raise
    return {"done": found.position}


@job("records.bulk.forget", every=timedelta(hours=12))
def forget_job(job_run: Run) -> dict[str, int]:
    """Deletes the reports older than 30 days; what was done stays."""
    deleted, _by_model = BulkRun.objects.filter(created_at__lt=system_clock().now() - KEPT).delete()
    return {"forgotten": deleted}
