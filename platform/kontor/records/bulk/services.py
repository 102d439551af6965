"""Asking something of many records: choosing them, starting, following, stopping, taking back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from kontor.access.grants import DELETE
from kontor.access.rights import access_to
from kontor.core.actor import Actor
from kontor.core.clock import Clock, system_clock
from kontor.core.errors import BadInput, Conflict, NotFound, NotPermitted
from kontor.identity.services import business_clock
from kontor.jobs import queue
from kontor.jobs.errors import JobIsOver
from kontor.jobs.models import Job, JobStatus
from kontor.records.actions import Action, actions_of, find_action
from kontor.records.bulk.models import BulkRow, BulkRun, BulkStatus, Doing, Outcome
from kontor.records.bulk.work import JOB, work_through
from kontor.records.importing.fields import unique_sets
from kontor.records.inputs import clean_inputs
from kontor.records.queries import MAX_PAGE_SIZE, Page, list_records, readable_object
from kontor.records.work import Work
from kontor.schema.descriptor import FieldDescriptor, ObjectDescriptor

MAX_RECORDS = 20_000
AT_ONCE = 25
UNDOABLE = (Doing.CHANGE, Doing.TRASH, Doing.RESTORE)
# what makes no sense to set alike on many records
ONE_BY_ONE = frozenset({"file", "image", "signature"})


@dataclass(frozen=True, slots=True)
class Selection:
    """The records that are meant: those named, or all that a list shows."""

    object: str
    ids: tuple[UUID, ...] = ()
    everything: bool = False
    filter: Mapping[str, Any] | None = None
    search: str = ""
    trashed: bool = False


def count_selected(actor: Actor, chosen: Selection, clock: Clock | None = None) -> int:
    """How many records are meant."""
    if not chosen.everything:
        return len(chosen.ids)
    return _listed(actor, chosen, clock, page_size=1, count="exact").count or 0


def selected_ids(actor: Actor, chosen: Selection, clock: Clock | None = None) -> list[UUID]:
    """The records that are meant, within reach, in a lasting order; BadInput for none or too many."""
    ids = _every_id(actor, chosen, clock) if chosen.everything else list(dict.fromkeys(chosen.ids))
    if not ids:
        raise BadInput(_("Choose at least one record."), field="ids")
    if len(ids) > MAX_RECORDS:
        raise BadInput(_("At most %(limit)s records at once; narrow the list.") % {"limit": MAX_RECORDS}, field="ids")
    return ids


def _every_id(actor: Actor, chosen: Selection, clock: Clock | None) -> list[UUID]:
    """All that the list shows, page by page; a few more than are allowed where there are too many."""
    page = _listed(actor, chosen, clock, page_size=MAX_PAGE_SIZE)
    ids = [row["id"] for row in page.rows]
    while page.next_cursor and len(ids) <= MAX_RECORDS:
        page = _listed(actor, chosen, clock, page_size=MAX_PAGE_SIZE, cursor=page.next_cursor)
        ids.extend(row["id"] for row in page.rows)
    return ids


def _listed(actor: Actor, chosen: Selection, clock: Clock | None, **more: Any) -> Page:
    return list_records(
        actor=actor,
        object=chosen.object,
        fields=(),
        filter=chosen.filter,
        search=chosen.search,
        trashed=chosen.trashed,
        clock=clock,
        **more,
    )


def changeable_fields(actor: Actor, found: ObjectDescriptor) -> list[FieldDescriptor]:
    """The fields that can be set alike on many records by the actor, on some record at least."""
    if found.declare.closed:
        return []
    access = access_to(actor, found)
    own = {name for names in unique_sets(found) for name in names} | {found.name_field}
    return [
        one
        for name, one in found.fields.items()
        if name not in own and one.type.key not in ONE_BY_ONE and access.field(name).update and access.field(name).read
    ]


def bulk_actions(actor: Actor, found: ObjectDescriptor) -> list[Action]:
    """The actions that can be asked of many records of the object by the actor."""
    access = access_to(actor, found)
    return [one for one in actions_of(found.key) if one.bulk and not one.hidden and access.reach(one.verb)]


def start_bulk(
    *,
    actor: Actor,
    chosen: Selection,
    doing: Doing,
    action: str = "",
    values: Mapping[str, Any] | None = None,
    clock: Clock | None = None,
) -> BulkRun:
    """Does it to each record on its own: a few at once, many by a job. BadInput, NotPermitted, NotFound."""
    found = readable_object(actor, chosen.object)
    sent = dict(values or {})
    name = _check(actor, found, doing, action, sent, clock or business_clock())
    ids = selected_ids(actor, chosen, clock)
    run = _new_run(actor, found.key, doing, ids, action=name, values=sent)
    return _begin(actor, run, clock)


def _check(
    actor: Actor, found: ObjectDescriptor, doing: Doing, action: str, values: Mapping[str, Any], clock: Clock
) -> str:
    """Refuses what none of the records could take; the action's own name."""
    if doing == Doing.CHANGE:
        _check_values(actor, found, values)
    elif doing == Doing.ACTION:
        return _checked_action(actor, found, action, values, clock)
    elif doing in (Doing.TRASH, Doing.RESTORE) and not access_to(actor, found).reach(DELETE):
        raise NotPermitted(_("You may not delete this."))
    return ""


def _checked_action(actor: Actor, found: ObjectDescriptor, action: str, inputs: Mapping[str, Any], clock: Clock) -> str:
    one = find_action(found.key, action)
    if one.name not in {each.name for each in bulk_actions(actor, found)}:
        raise NotPermitted(_("You may not do this: %(action)s.") % {"action": one.label})
    clean_inputs(Work(actor=actor, clock=clock, cause="bulk", dry=True), one.inputs, inputs)
    return one.name


def _check_values(actor: Actor, found: ObjectDescriptor, values: Mapping[str, Any]) -> None:
    known = {one.key: one for one in changeable_fields(actor, found)}
    if not values:
        raise BadInput(_("Choose a field and its new value."), field="field")
    for name, value in values.items():
        if name not in known:
            raise BadInput(_("There is no such field."), field=str(name)[:80])
        try:
            known[name].type.clean(known[name], value)
        except BadInput as error:
            raise BadInput(error.message, field=name) from None


def _new_run(actor: Actor, key: str, doing: Doing, ids: Sequence[UUID], **more: Any) -> BulkRun:
    if actor.person_id is None or actor.read_only:
        raise NotPermitted(_("You may only read."))
    run = BulkRun(
        object=key,
        person_id=actor.person_id,
        roles=sorted(actor.roles),
        doing=doing,
        ids=[str(one) for one in ids],
        created_at=system_clock().now(),
        **more,
    )
    run.save(force_insert=True)
    return run


def _begin(actor: Actor, run: BulkRun, clock: Clock | None) -> BulkRun:
    if len(run.ids) <= AT_ONCE:
        work_through(actor, run, clock or business_clock())
        return run
    with transaction.atomic():
        job = queue.enqueue(JOB, {"run": str(run.pk)}, key=f"{JOB}:{run.pk}", person_id=run.person_id)
        BulkRun.objects.filter(pk=run.pk).update(job_id=job.pk)
    run.job_id = job.pk
    return run


def bulk_of(actor: Actor, run_id: UUID) -> BulkRun:
    """What was asked, for whoever asked; NotFound. Work whose job has broken off is not running any more."""
    run = BulkRun.objects.filter(pk=run_id, person_id=actor.person_id).first() if actor.person_id else None
    if run is None:
        raise NotFound(_("There is nothing here, or it is not yours to see."))
    if run.status == BulkStatus.RUNNING and run.job_id is not None:
        job = Job.objects.filter(pk=run.job_id).first()
        if job is None or job.is_over:
            BulkRun.objects.filter(pk=run.pk, status=BulkStatus.RUNNING).update(status=BulkStatus.STOPPED)
            run.refresh_from_db()
    return run


def stop_bulk(*, actor: Actor, run: BulkRun) -> BulkRun:
    """Stops after the record it is at; what is done stays done, and is in the report."""
    if run.person_id != actor.person_id or run.status != BulkStatus.RUNNING or run.job_id is None:
        raise Conflict(_("This is not running any more."), code="wrong_state")
    try:
        ended = queue.cancel(run.job_id).status == JobStatus.CANCELLED
    except JobIsOver:
        ended = True
    if ended:
        BulkRun.objects.filter(pk=run.pk, status=BulkStatus.RUNNING).update(status=BulkStatus.STOPPED)
    run.refresh_from_db()
    return run


def may_undo(run: BulkRun) -> bool:
    """Whether it can be taken back: done, of a kind that has a way back, and not taken back yet."""
    over = run.status != BulkStatus.RUNNING and run.doing in UNDOABLE
    return over and not run.undone_by.exists() and run.rows.filter(outcome=Outcome.DONE).exists()


def undo_bulk(*, actor: Actor, run: BulkRun, clock: Clock | None = None) -> BulkRun:
    """Takes back what was done to each record, but for those that somebody has changed since; Conflict."""
    if run.person_id != actor.person_id or not may_undo(run):
        raise Conflict(_("There is nothing here that could be taken back."), code="nothing_to_undo")
    done = run.rows.filter(outcome=Outcome.DONE).order_by("-id").values_list("record_id", flat=True)
    with transaction.atomic():
        held = BulkRun.objects.select_for_update().get(pk=run.pk)
        if held.undone_by.exists():
            raise Conflict(_("This was taken back already."), code="nothing_to_undo")
        back = _new_run(actor, run.object, Doing.UNDO, list(done), undoes=held)
    return _begin(actor, back, clock)


def counts_of(run: BulkRun) -> dict[str, int]:
    """How many records by outcome."""
    counted = run.rows.values_list("outcome").annotate(count=Count("pk"))
    return dict.fromkeys(Outcome.values, 0) | {str(outcome): int(count) for outcome, count in counted}


def refused_rows(run: BulkRun, limit: int = 100) -> list[BulkRow]:
    """The refused records, in the order they were come to."""
    return list(run.rows.filter(outcome=Outcome.REFUSED).order_by("id")[:limit])
