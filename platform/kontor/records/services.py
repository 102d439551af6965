"""THE write path of every record: save, save many, trash, restore. Web, API, import, sync and flows call these."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from django.utils.translation import gettext as _

from kontor.access.grants import DELETE, READ
from kontor.access.rights import access_to, may
from kontor.core.actor import Actor
from kontor.core.clock import Clock
from kontor.core.errors import Conflict, FieldProblem, NotFound, NotPermitted, Refusal, StaleVersion
from kontor.core.registry import stores
from kontor.core.transactions import atomic_retry
from kontor.identity.services import business_clock
from kontor.records.actions import find_action, perform
from kontor.records.flush import LostUpdate, flush
from kontor.records.models import Merged
from kontor.records.pipeline import RowInput, Savepoint, save_in
from kontor.records.trash import bring_back, put_away
from kontor.records.work import Warning, Work
from kontor.schema.descriptor import ObjectDescriptor
from kontor.schema.registry import object_of

__all__ = ["BulkResult", "RowInput", "Saved", "restore_record", "save_record", "save_records", "trash_record"]
T = TypeVar("T")
MAX_ROWS = 1000


@dataclass(frozen=True, slots=True)
class Saved:
    """A record as it is after a save, or as it would be after a previewed one (then with `problems`)."""

    record: Any
    object: str
    lines: dict[str, list[Any]]
    changed: frozenset[str]
    warnings: tuple[Warning, ...]
    created: bool
    version: int
    problems: tuple[FieldProblem, ...] = ()


@dataclass(slots=True)
class BulkResult:
    """What became of each row: the saved ones by their place, and the refusals by theirs."""

    saved: dict[int, Saved] = field(default_factory=dict)
    refused: dict[int, Refusal] = field(default_factory=dict)


def save_record(
    *,
    actor: Actor,
    object: str,
    values: Mapping[str, Any],
    id: UUID | None = None,
    version: int | None = None,
    commit: bool = True,
    clock: Clock | None = None,
    cause: str = "api",
    request_id: str = "",
    then: Sequence[tuple[str, Mapping[str, Any]]] = (),
) -> Saved:
    """Creates a record, or changes the one named by `id`, with its lines; touches only the fields given.

    `then` names actions, with their inputs, to run on the record in the same transaction.
    `commit=False` is a preview: the same pipeline, nothing locked or written, problems collected in the answer.
    Raises BadInput (fields named), NotPermitted, NotFound, StaleVersion, Conflict or a refusal of the business.
    """
    found = _saveable(object)
    row = RowInput(values, id, version)

    def run() -> Saved:
        work = Work(actor=actor, clock=clock or business_clock(), cause=cause, request_id=request_id, dry=not commit)
        (one,) = save_in(work, found, [row], lenient=not commit)
        problems = list(one.problems)
        try:
            for name, inputs in () if problems else then:
                _run_then(work, found, one, name, inputs)
            _finish(work, found, one)
        except Refusal as error:
            if commit:
                raise
            problems.extend(error.errors or [FieldProblem("", error.message, error.reason)])
        return _saved(work, found, one, problems)

    return committed(run) if commit else run()


def committed(run: Callable[[], T]) -> T:
    """Runs in a transaction; once more where another save came between, which then is seen and told."""
    try:
        return atomic_retry(run)
    except LostUpdate:
        return atomic_retry(run)


def _run_then(work: Work, found: ObjectDescriptor, one: Savepoint, name: str, inputs: Mapping[str, Any]) -> None:
    wanted = find_action(found.key, name)
    if not may(work.actor, found, wanted.verb, one.record):
        raise NotPermitted(_("You may not do this: %(action)s.") % {"action": wanted.label})
    perform(work, found, wanted, one.record, inputs, actor=work.actor)


def _saveable(key: str) -> ObjectDescriptor:
    found = object_of(key)
    if found.is_line:
        raise NotFound(_("Lines are saved with the record they belong to."))
    return found


def _finish(work: Work, found: ObjectDescriptor, *saved: Savepoint) -> None:
    for one in saved:
        if one.created:
            work.event(f"{found.key}.created", one.record)
        elif one.changed:
            work.event(f"{found.key}.updated", one.record, fields=sorted(one.changed))
    flush(work)


def _saved(work: Work, found: ObjectDescriptor, one: Savepoint, problems: Sequence[FieldProblem] = ()) -> Saved:
    return Saved(
        record=one.record,
        object=found.key,
        lines=one.lines,
        changed=one.changed,
        warnings=tuple(work.warnings),
        created=one.created,
        version=one.record.version,
        problems=tuple(problems),
    )


def save_records(
    *,
    actor: Actor,
    object: str,
    rows: Sequence[RowInput],
    atomic: bool = True,
    clock: Clock | None = None,
    cause: str = "bulk",
    request_id: str = "",
) -> BulkResult:
    """Saves up to 1,000 records, read and written set-wise; `atomic` all or none, otherwise each row on its own."""
    found = _saveable(object)
    if len(rows) > MAX_ROWS:
        raise Refusal(_("At most %(limit)s records at once.") % {"limit": MAX_ROWS}, code="too_many")
    if not atomic:
        return _one_by_one(actor, object, rows, clock=clock, cause=cause, request_id=request_id)

    def run() -> BulkResult:
        work = Work(actor=actor, clock=clock or business_clock(), cause=cause, request_id=request_id)
        work.load(found.model._base_manager.filter(pk__in=[row.id for row in rows if row.id is not None]))
        saved = save_in(work, found, rows)
        _finish(work, found, *saved)
        return BulkResult(saved={place: _saved(work, found, one) for place, one in enumerate(saved)})

    return committed(run)


def _one_by_one(
    actor: Actor, key: str, rows: Sequence[RowInput], *, clock: Clock | None, cause: str, request_id: str
) -> BulkResult:
    result = BulkResult()
    for place, row in enumerate(rows):
        try:
            result.saved[place] = save_record(
                actor=actor,
                object=key,
                values=row.values,
                id=row.id,
                version=row.version,
                clock=clock,
                cause=cause,
                request_id=request_id,
            )
        except Refusal as error:
            result.refused[place] = error
    return result


def trash_record(
    *,
    actor: Actor,
    object: str,
    id: UUID,
    version: int | None = None,
    clock: Clock | None = None,
    cause: str = "api",
    request_id: str = "",
) -> Any:
    """Puts a record into the trash, from where it can be restored with its lines; refused for what must stay."""
    return _move_to_or_from_trash(
        "trashed",
        actor=actor,
        key=object,
        record_id=id,
        version=version,
        clock=clock,
        cause=cause,
        request_id=request_id,
    )


def restore_record(
    *,
    actor: Actor,
    object: str,
    id: UUID,
    version: int | None = None,
    clock: Clock | None = None,
    cause: str = "api",
    request_id: str = "",
) -> Any:
    """Takes a record out of the trash; Conflict when its unique values are taken meanwhile."""
    return _move_to_or_from_trash(
        "restored",
        actor=actor,
        key=object,
        record_id=id,
        version=version,
        clock=clock,
        cause=cause,
        request_id=request_id,
    )


def _move_to_or_from_trash(
    verb: str,
    *,
    actor: Actor,
    key: str,
    record_id: UUID,
    version: int | None,
    clock: Clock | None,
    cause: str,
    request_id: str,
) -> Any:
    found = _saveable(key)
    trashing = verb == "trashed"

    def run() -> Any:
        work = Work(actor=actor, clock=clock or business_clock(), cause=cause, request_id=request_id)
        record = work.get(found.model, record_id)
        _check_trash_rights(work, found, record, live=trashing)
        if version is not None and version != record.version:
            raise StaleVersion(_("Somebody else has changed this in the meantime."), version=record.version)
        if trashing:
            put_away(work, record)
        else:
            _check_not_merged(record)
            bring_back(work, record)
        flush(work)
        return record

    return atomic_retry(run)


def _check_not_merged(record: Any) -> None:
    if Merged.objects.filter(record=record.pk).exists():
        raise Conflict(_("This was merged into another record; that cannot be undone."), code="merged")


def _check_trash_rights(work: Work, found: ObjectDescriptor, record: Any, *, live: bool) -> None:
    access = access_to(work.actor, found)
    if (record.trashed_at is None) != live or not access.reach(READ).covers(work.actor, record):
        raise NotFound(_("This record does not exist."))
    if not access.reach(DELETE).covers(work.actor, record):
        raise NotPermitted(_("You may not delete this."))


def _save_inside(work: Work, key: str, values: Mapping[str, Any], record: Any = None) -> Any:
    """The pipeline inside a running action: its permission suffices."""
    found = _saveable(key)
    (one,) = save_in(work, found, [RowInput(values, getattr(record, "pk", None))], trusted=True)
    if one.created:
        work.event(f"{found.key}.created", one.record)
    return one.record


stores.write["save"] = _save_inside
