"""The jobs of imports: reading, rehearsing, running, taking back; each can be killed anywhere and goes on."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from kontor.core.actor import Actor
from kontor.core.clock import Clock, system_clock
from kontor.core.errors import FieldProblem, NotFound, Refusal
from kontor.core.transactions import atomic_retry
from kontor.identity.models import Person
from kontor.identity.services import actor_of, business_clock
from kontor.jobs.errors import Cancelled, LeaseLost
from kontor.jobs.kinds import job
from kontor.jobs.run import Run
from kontor.records import statements
from kontor.records.importing.batches import OUTCOMES, REFUSED, Outcome, Saver, Twins
from kontor.records.importing.grouping import Unit
from kontor.records.importing.inside import batches_of, inside_of
from kontor.records.importing.models import ImportedRow, ImportRun, ImportStatus
from kontor.records.importing.plan import ImportPlan, read_plan
from kontor.records.importing.store import READ, forget_old, object_for_import, read_now, sheets_of
from kontor.records.importing.undo import undo_rows
from kontor.records.importing.units import Preparer

REHEARSE = "records.import.rehearse"
RUN = "records.import.run"
UNDO = "records.import.undo"


class _Forgotten(Exception):
    """Takes the outcomes of a rehearsed batch out of the transaction that is rolled back."""


def actor_for(run: ImportRun) -> Actor:
    """Who imports, with the rights of today: never more roles than there were when the file was sent."""
    person = Person._base_manager.filter(pk=run.person_id, trashed_at__isnull=True).first()
    if person is None:
        raise NotFound(_("The person who started this import is not there any more."))
    return actor_of(person, roles=run.roles, read_only=bool(run.settings.get("read_only")))


@contextmanager
def _at_work(run: ImportRun, busy: str, stopped: str) -> Iterator[Actor]:
    """Works as the person, in her language; stopping and refusals are noted with the import."""
    try:
        actor = actor_for(run)
        with override(actor.language):
            yield actor
    except Cancelled:
        ImportRun.objects.filter(pk=run.pk, status=busy).update(status=stopped)
        raise
    except Refusal as error:
        if error.status < 500:
            ImportRun.objects.filter(pk=run.pk, status=busy).update(status=stopped, error=error.message)
        raise


def _run(run_id: str, busy: str) -> ImportRun | None:
    """The import, if it still is to be worked on."""
    return ImportRun.objects.filter(pk=UUID(run_id), status=busy).first()


@job(READ)
def read_job(job_run: Run, run: str) -> None:
    """Reads a large file."""
    found = _run(run, ImportStatus.READING)
    if found is not None:
        with _at_work(found, ImportStatus.READING, ImportStatus.REFUSED):
            read_now(found, job_run.check)


@job(REHEARSE)
def rehearse_job(job_run: Run, run: str) -> dict[str, int]:
    """Rehearses a large file."""
    found = _run(run, ImportStatus.REHEARSING)
    if found is None:
        return {}
    with _at_work(found, ImportStatus.REHEARSING, ImportStatus.MAPPED) as actor:
        clock = business_clock()
        rehearse_now(actor, found, _plan(actor, found, clock), clock, job_run)
    return dict(found.counts)


def _plan(actor: Actor, run: ImportRun, clock: Clock) -> ImportPlan:
    return read_plan(actor, object_for_import(actor, run.object), sheets_of(run), run.mapping, clock)


def rehearse_now(actor: Actor, run: ImportRun, plan: ImportPlan, clock: Clock, job_run: Run | None = None) -> None:
    """Saves every batch and rolls it back; keeps what would have become of each row."""
    ImportedRow.objects.filter(run=run, phase="rehearse").delete()
    inside = inside_of(actor, plan, clock, rehearsing=True)
    preparer, twins = Preparer(actor, plan, clock, inside), Twins(plan.found)
    saver = Saver(actor, plan.found, clock)
    counts: Counter[str] = Counter()
    done = 0
    for units in batches_of(plan, inside):
        outcomes = _rolled_back(saver, preparer, units)
        for outcome in outcomes:
            twins.judge(outcome)
        inside.refused.update(one.made.unit.line for one in outcomes if one.kind == REFUSED)
        _keep(run, "rehearse", outcomes)
        counts.update(outcome.kind for outcome in outcomes)
        done += sum(len(unit.rows) for unit in units)
        if job_run is not None:
            job_run.progress(done, plan.sheet.count)
    run.report = {"rehearsed": {kind: counts[kind] for kind in OUTCOMES}}
    run.status, run.error = ImportStatus.REHEARSED, ""
    ImportRun.objects.filter(pk=run.pk, status=ImportStatus.REHEARSING).update(
        report=run.report, status=run.status, error=""
    )


def _rolled_back(saver: Saver, preparer: Preparer, units: Sequence[Unit]) -> list[Outcome]:
    outcomes: list[Outcome] = []

    def rehearse() -> None:
        outcomes[:] = saver.save(preparer.prepare(units))
        raise _Forgotten

    try:
        atomic_retry(rehearse)
    except _Forgotten:
        return outcomes
    return outcomes


@job(RUN)
def run_job(job_run: Run, run: str) -> dict[str, int]:
    """Brings the rows in, a batch with its bookkeeping in one transaction; goes on after the last one kept."""
    found = _run(run, ImportStatus.RUNNING)
    if found is None:
        return {}
    with _at_work(found, ImportStatus.RUNNING, ImportStatus.STOPPED) as actor:
        clock = business_clock()
        plan = _plan(actor, found, clock)
        _bring_in(actor, found, plan, clock, job_run)
        ImportRun.objects.filter(pk=found.pk, status=ImportStatus.RUNNING).update(
            status=ImportStatus.DONE, finished_at=system_clock().now()
        )
    return dict(found.counts)


def _bring_in(actor: Actor, run: ImportRun, plan: ImportPlan, clock: Clock, job_run: Run) -> None:
    inside = inside_of(actor, plan, clock)
    inside.refused = set(run.rows.filter(phase="run", outcome=REFUSED).values_list("line", flat=True))
    preparer, place = Preparer(actor, plan, clock, inside), 0
    saver = Saver(actor, plan.found, clock, f"import:{run.pk}")
    for units in batches_of(plan, inside):
        end = place + sum(len(unit.rows) for unit in units)
        if end <= run.position:
            preparer.skip(units)
        else:
            _batch(run, saver, preparer, units, (place, end))
        place = end
        job_run.progress(place, plan.sheet.count)


def _batch(run: ImportRun, saver: Saver, preparer: Preparer, units: Sequence[Unit], place: tuple[int, int]) -> None:
    """One batch with what is noted of it, both or neither; LeaseLost when another worker has done it."""

    def bring_in() -> None:
        held = ImportRun.objects.select_for_update().get(pk=run.pk)
        if held.position != place[0] or held.status != ImportStatus.RUNNING:
            raise LeaseLost
        outcomes = saver.save(preparer.prepare(units))
        _keep(run, "run", outcomes)
        counts = Counter(held.counts)
        counts.update(outcome.kind for outcome in outcomes)
        held.counts, held.position = dict(counts), place[1]
        held.save(update_fields=["counts", "position"])
        run.counts, run.position = held.counts, held.position
        preparer.inside.refused.update(one.made.unit.line for one in outcomes if one.kind == REFUSED)

    seen = dict(preparer.seen)
    try:
        atomic_retry(bring_in)
    except BaseException:
        preparer.seen = seen
        raise


def _keep(run: ImportRun, phase: str, outcomes: Sequence[Outcome]) -> None:
    statements.insert(
        [
            ImportedRow(
                run=run,
                phase=phase,
                line=one.made.unit.line,
                last_line=one.made.unit.last_line,
                lines_apart=one.made.unit.lines_apart,
                outcome=one.kind,
                record_id=one.record_id if phase == "run" else None,
                version=one.version,
                before=one.before if phase == "run" else {},
                problems=[_said(problem) for problem in one.problems[:20]],
            )
            for one in outcomes
        ]
    )


def _said(problem: FieldProblem) -> dict[str, object]:
    said = {"field": problem.field, "message": problem.message, "code": problem.code, "collection": problem.collection}
    plain: dict[str, object] = {name: text.replace("\x00", "") for name, text in said.items() if text}
    return {**plain, **({"line": problem.line} if problem.line is not None else {})}


@job(UNDO)
def undo_job(job_run: Run, run: str) -> dict[str, int]:
    """Takes an import back; what is done is noted with each record, so that it is done once."""
    found = _run(run, ImportStatus.UNDOING)
    if found is None:
        return {}
    with _at_work(found, ImportStatus.UNDOING, ImportStatus.DONE) as actor:
        counts = undo_rows(actor, found, business_clock(), job_run.progress)
        with transaction.atomic():
            ImportRun.objects.filter(pk=found.pk, status=ImportStatus.UNDOING).update(
                status=ImportStatus.UNDONE, report={**found.report, "undone": counts}
            )
    return counts


@job("records.import.forget", every=timedelta(hours=12))
def forget_job(job_run: Run) -> dict[str, int]:
    """Deletes what is kept of imports older than 30 days."""
    return {"forgotten": forget_old(system_clock())}
