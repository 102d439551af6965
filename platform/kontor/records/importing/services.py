"""Bringing files in, step by step: upload, map, rehearse, run, take back. Pages and the API call these."""

from collections.abc import Mapping, Sequence
from typing import IO, Any

from django.db import transaction
from django.utils.translation import gettext as _

from kontor.core.actor import Actor
from kontor.core.clock import Clock, system_clock
from kontor.core.errors import BadInput, Conflict
from kontor.identity.services import business_clock
from kontor.jobs import queue
from kontor.jobs.errors import JobIsOver
from kontor.jobs.models import Job, JobStatus
from kontor.records.importing import limits
from kontor.records.importing.fields import fillable, fingerprint, guess_columns_to_fields, guess_key, key_fields
from kontor.records.importing.guessing import guess_notation
from kontor.records.importing.inside import inside_of
from kontor.records.importing.job import REHEARSE, RUN, UNDO, rehearse_now
from kontor.records.importing.meanings import Unmatched, unmatched
from kontor.records.importing.models import ImportedRow, ImportMapping, ImportRun, ImportStatus
from kontor.records.importing.plan import ImportPlan, empty_plan, read_plan
from kontor.records.importing.reading import FileNotRead
from kontor.records.importing.sheets import Sheet
from kontor.records.importing.store import (
    READ,
    keep_file,
    keep_for,
    object_for_import,
    read_now,
    set_encoding,
    sheets_of,
)
from kontor.schema.descriptor import ObjectDescriptor

OPEN = (ImportStatus.MAPPING, ImportStatus.MAPPED, ImportStatus.REHEARSED)
READY = (ImportStatus.MAPPED, ImportStatus.REHEARSED, ImportStatus.STOPPED)
BUSY = (ImportStatus.READING, ImportStatus.REHEARSING, ImportStatus.RUNNING, ImportStatus.UNDOING)


def start_import(
    *, actor: Actor, object: str, upload: IO[bytes] | Any, name: str = "", settings: Mapping[str, Any] | None = None
) -> ImportRun:
    """Takes a file in and reads it, a larger one by a job; FileNotRead, NotPermitted."""
    with transaction.atomic():
        run = keep_file(actor=actor, object=object, upload=upload, name=name, settings=settings)
        if run.size > limits.AT_ONCE_BYTES:
            _enqueue(run, READ)
    if run.size <= limits.AT_ONCE_BYTES:
        read_now(run)
    return run


def start_for_new_object(*, actor: Actor, upload: IO[bytes] | Any) -> ImportRun:
    """Takes a file in whose columns are to become the fields of an object; FileNotRead."""
    run = keep_for(actor, "", upload)
    read_now(run)
    if run.status != ImportStatus.MAPPING:
        raise FileNotRead(run.error)
    return run


def give_object(*, actor: Actor, run: ImportRun, object: str) -> None:
    """Says which object the rows of such a file go to, once it is made."""
    if run.object or run.person_id != actor.person_id:
        raise Conflict(_("The mapping of this import is settled."))
    run.object = object
    run.save(update_fields=["object"])


def choose_encoding(*, actor: Actor, run: ImportRun, settings: Mapping[str, Any]) -> ImportRun:
    """Reads a text again in the encoding and with the delimiter somebody chose."""
    object_for_import(actor, run.object)
    if run.kind != "csv" or run.status not in (ImportStatus.ENCODING, *OPEN):
        raise Conflict(_("This file cannot be read in another way any more."))
    with transaction.atomic():
        set_encoding(run, settings)
        if run.size > limits.AT_ONCE_BYTES:
            _enqueue(run, READ)
    if run.size <= limits.AT_ONCE_BYTES:
        read_now(run)
    return run


def _enqueue(run: ImportRun, kind: str) -> None:
    job = queue.enqueue(kind, {"run": str(run.pk)}, key=f"{kind}:{run.pk}", person_id=run.person_id)
    run.job_id = job.pk
    run.save(update_fields=["job_id"])


def suggested(actor: Actor, run: ImportRun, sheet_name: str = "", clock: Clock | None = None) -> ImportPlan:
    """The mapping to begin with: the one chosen, the one remembered for such headings, or the guess."""
    clock = clock or business_clock()
    found = object_for_import(actor, run.object)
    sheets = sheets_of(run)
    if not sheets:
        raise Conflict(_("This file has not been read."))
    sheet = next((one for one in sheets if one.name == sheet_name), sheets[0])
    known = ImportMapping.objects.filter(object=run.object, headings=fingerprint(sheet.headings)).first()
    for said, own in ((run.mapping, True), (known.mapping if known else {}, False)):
        if said and (not own or not sheet_name or said.get("sheet", "") == sheet_name):
            try:
                return read_plan(actor, found, sheets, said if own else {**said, "sheet": sheet.name}, clock)
            except BadInput:
                # other fields or rights since then
                continue
    return _guessed(actor, found, sheet, sheets, clock)


def _guessed(actor: Actor, found: ObjectDescriptor, sheet: Sheet, sheets: Sequence[Sheet], clock: Clock) -> ImportPlan:
    fields, keys = fillable(actor, found), key_fields(actor, found, clock)
    columns = guess_columns_to_fields(sheet.headings, fields, found)
    said: dict[str, Any] = {
        "sheet": sheet.name,
        "columns": columns,
        "key": guess_key(list(columns.values()), keys, found),
        **guess_notation(sheet, columns, fields),
    }
    if any("." in path for path in columns.values()) and not said["key"]:
        said["columns"] = {heading: path for heading, path in columns.items() if "." not in path}
    if not said["columns"]:
        return empty_plan(found, sheet, keys, fields)
    return read_plan(actor, found, sheets, said, clock)


def plan_of(actor: Actor, run: ImportRun, clock: Clock | None = None) -> ImportPlan:
    """The mapping that was decided on, judged by today's rights and fields."""
    found = object_for_import(actor, run.object)
    if not run.mapping:
        raise Conflict(_("Say first which column fills which field."))
    return read_plan(actor, found, sheets_of(run), run.mapping, clock or business_clock())


def map_import(*, actor: Actor, run: ImportRun, mapping: Mapping[str, Any], clock: Clock | None = None) -> ImportPlan:
    """Decides on a mapping and remembers it for files with the same headings; BadInput naming what does not fit."""
    found = object_for_import(actor, run.object)
    if run.status not in OPEN:
        raise Conflict(_("The mapping of this import is settled."))
    plan = read_plan(actor, found, sheets_of(run), mapping, clock or business_clock())
    said = plan.said()
    with transaction.atomic():
        run.mapping, run.status, run.report, run.total = said, ImportStatus.MAPPED, {}, plan.sheet.count
        run.save(update_fields=["mapping", "status", "report", "total"])
        ImportMapping.objects.update_or_create(
            object=run.object,
            headings=fingerprint(plan.sheet.headings),
            defaults={"mapping": said, "updated_at": system_clock().now()},
        )
    return plan


def unmatched_words(*, actor: Actor, run: ImportRun, clock: Clock | None = None) -> list[Unmatched]:
    """The words of the file whose meaning has to be said."""
    clock = clock or business_clock()
    plan = plan_of(actor, run, clock)
    inside = inside_of(actor, plan, clock)
    return [one for one in unmatched(actor, plan, clock) if one.several or not inside.names(one.path, one.text)]


def rehearse_import(*, actor: Actor, run: ImportRun, clock: Clock | None = None) -> ImportRun:
    """Does everything but keep it, and says what would become of each row; more than 200 rows by a job."""
    plan = plan_of(actor, run, clock)
    if plan.sheet.count <= limits.AT_ONCE_ROWS:
        _move(run, (ImportStatus.MAPPED, ImportStatus.REHEARSED, ImportStatus.REHEARSING), ImportStatus.REHEARSING)
        ImportRun.objects.filter(pk=run.pk).update(job_id=None)
        run.job_id = None
        rehearse_now(actor, run, plan, clock or business_clock())
        return run
    with transaction.atomic():
        _move(run, (ImportStatus.MAPPED, ImportStatus.REHEARSED), ImportStatus.REHEARSING)
        _enqueue(run, REHEARSE)
    return run


def run_import(*, actor: Actor, run: ImportRun) -> ImportRun:
    """Lets a job bring the rows in, or go on where it was stopped; Conflict when that is under way or done."""
    plan_of(actor, run)
    with transaction.atomic():
        _move(run, READY, ImportStatus.RUNNING)
        _enqueue(run, RUN)
    return run


def _move(run: ImportRun, before: tuple[str, ...], after: str) -> None:
    """Changes the status once: of two who ask at the same time one is refused."""
    if not ImportRun.objects.filter(pk=run.pk, status__in=before).update(status=after, error=""):
        run.refresh_from_db()
        raise Conflict(_("This import is: %(status)s.") % {"status": run.get_status_display()}, code="wrong_state")
    run.refresh_from_db()


def stop_import(*, actor: Actor, run: ImportRun) -> ImportRun:
    """Stops a run after the batch it is at; what is imported stays, and it can go on later."""
    object_for_import(actor, run.object)
    if run.status not in (ImportStatus.RUNNING, ImportStatus.REHEARSING) or run.job_id is None:
        raise Conflict(_("This import is not running."), code="wrong_state")
    before = run.status
    try:
        ended = queue.cancel(run.job_id).status == JobStatus.CANCELLED
    except JobIsOver:
        ended = True
    if ended:
        after = ImportStatus.STOPPED if before == ImportStatus.RUNNING else ImportStatus.MAPPED
        ImportRun.objects.filter(pk=run.pk, status=before).update(status=after)
    run.refresh_from_db()
    return run


def undo_import(*, actor: Actor, run: ImportRun) -> ImportRun:
    """Takes an import back by a job: what it made goes to the trash, what it changed gets its former values.

    Records that were changed since stay as they are and are listed.
    """
    object_for_import(actor, run.object)
    with transaction.atomic():
        _move(run, (ImportStatus.DONE, ImportStatus.STOPPED), ImportStatus.UNDOING)
        _enqueue(run, UNDO)
    return run


def progress_of(run: ImportRun) -> tuple[int, int]:
    """How far the job of an import is: done, in all."""
    job = Job.objects.filter(pk=run.job_id).first() if run.job_id else None
    return (job.progress_done, job.progress_total) if job else (0, 0)


def rows_of(run: ImportRun, phase: str, outcome: str, after: int = 0, limit: int = 100) -> list[ImportedRow]:
    """Rows of the report with that outcome, in the order of the file."""
    rows = ImportedRow.objects.filter(run=run, phase=phase, line__gt=after)
    return list((rows.filter(outcome=outcome) if outcome else rows).order_by("line")[:limit])


def not_undone(run: ImportRun, limit: int = 100) -> list[ImportedRow]:
    """What taking back left as it is."""
    return list(ImportedRow.objects.filter(run=run, phase=RUN_PHASE, undone="kept").order_by("line")[:limit])


RUN_PHASE = "run"
