"""Two records that are the same become one: values chosen per field, everything that pointed at the one moved."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kontor.access.grants import DELETE, READ, UPDATE
from kontor.access.rights import access_to
from kontor.core.actor import Actor
from kontor.core.clock import Clock
from kontor.core.errors import BadInput, NotFound, NotPermitted, StaleVersion
from kontor.core.guard import MERGING, under
from kontor.core.registry import stores
from kontor.identity.services import business_clock
from kontor.records.flush import flush
from kontor.records.matching import compared
from kontor.records.models import Merged
from kontor.records.moving import lock_both, move_pointing, turn_own_relations
from kontor.records.pipeline import RowInput, save_in
from kontor.records.queries import Detail, get_record
from kontor.records.services import Saved, committed, save_record
from kontor.records.undo import as_sent
from kontor.records.work import Work
from kontor.schema.descriptor import FieldDescriptor, ObjectDescriptor
from kontor.schema.registry import object_of

CAUSE = "merge"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records of an object: `keep` stays, `other` goes into it."""

    object: str
    keep: UUID
    other: UUID
    keep_version: int | None = None
    other_version: int | None = None


def may_merge(actor: Actor, found: ObjectDescriptor, record: Any) -> bool:
    """Whether the actor may merge that record with another one."""
    access = access_to(actor, found)
    return mergeable(found) and access.reach(UPDATE).covers(actor, record) and bool(access.reach(DELETE))


def mergeable(found: ObjectDescriptor) -> bool:
    """Whether records of an object are ever merged: those that say by what they are taken for the same."""
    return bool(compared(found)) and not (found.is_line or found.is_document or found.declare.closed)


def merge_preview(*, actor: Actor, pair: Pair, take: Iterable[str], clock: Clock | None = None) -> Saved:
    """The record that stays as it would be, with its problems; nothing is written."""
    found = _found(pair.object)
    keep, other = both(actor=actor, pair=pair)
    values = _values(actor, found, keep.record, other.record, take)
    return save_record(
        actor=actor, object=pair.object, id=pair.keep, values=values, commit=False, clock=clock, cause=CAUSE
    )


def both(*, actor: Actor, pair: Pair) -> tuple[Detail, Detail]:
    """The two records, as far as the actor may read them; NotFound, or NotPermitted when they may not be merged."""
    found = _found(pair.object)
    keep, other = (get_record(actor=actor, object=pair.object, id=one, lines=False) for one in (pair.keep, pair.other))
    _check(actor, found, keep.record, other.record)
    return keep, other


def merge_records(
    *,
    actor: Actor,
    pair: Pair,
    take: Iterable[str] = (),
    clock: Clock | None = None,
    cause: str = CAUSE,
    request_id: str = "",
) -> Saved:
    """Makes one record of two, in one transaction; `take` names the fields whose value comes from the one that goes.

    Everything that pointed at it points at the one that stays, posted documents and ledgers too (by the privilege of
    merging); it goes to the trash for good, and its address leads to the other. StaleVersion, NotPermitted, NotFound,
    BadInput for what cannot be taken, Conflict when something cannot move.
    """
    found = _found(pair.object)
    taken = list(take)

    def run() -> Saved:
        work = Work(actor=actor, clock=clock or business_clock(), cause=cause, request_id=request_id)
        keep, other = lock_both(work, found, pair.keep, pair.other)
        _check(actor, found, keep, other)
        _check_versions(pair, keep, other)
        turn_own_relations(work, found, keep, other)
        values = _values(actor, found, keep, other, taken)
        (one,) = save_in(work, found, [RowInput(values, pair.keep)])
        for name in _files(found, taken):
            setattr(keep, found.fields[name].attname, getattr(other, found.fields[name].attname))
        moved = move_pointing(work, found, keep, other)
        _put_away(work, found, keep, other, moved)
        with under(MERGING):
            flush(work)
        return Saved(keep, found.key, one.lines, one.changed, tuple(work.warnings), created=False, version=keep.version)

    return committed(run)


def merged_into(key: str, record_id: UUID) -> UUID | None:
    """Where a record has gone; None when it was not merged."""
    return Merged.objects.filter(object=key, record=record_id).values_list("into", flat=True).first()


def differing(actor: Actor, found: ObjectDescriptor, keep: Any, other: Any) -> list[FieldDescriptor]:
    """The fields of which one value has to be chosen: those the actor may set here and read there."""
    return [one for one in takeable(actor, found, keep, other) if _differs(one, keep, other)]


def takeable(actor: Actor, found: ObjectDescriptor, keep: Any, other: Any) -> list[FieldDescriptor]:
    """The fields whose value may come from the other record."""
    access = access_to(actor, found)
    return (
        [
            one
            for one in found.fields.values()
            if one.stored
            and one.writable
            and access.field(one.key).update.covers(actor, keep)
            and access.field(one.key).read.covers(actor, other)
            and {getattr(keep, one.attname), getattr(other, one.attname)}.isdisjoint({keep.pk, other.pk})
        ]
        if mergeable(found)
        else []
    )


def _differs(one: FieldDescriptor, keep: Any, other: Any) -> bool:
    return bool(getattr(keep, one.attname) != getattr(other, one.attname))


def _found(key: str) -> ObjectDescriptor:
    found = object_of(key)
    if not mergeable(found):
        raise NotPermitted(_("Records of this kind are not merged."))
    return found


def _check(actor: Actor, found: ObjectDescriptor, keep: Any, other: Any) -> None:
    """The rights: to change both, and to delete the one that goes."""
    access = access_to(actor, found)
    if keep.pk == other.pk:
        raise BadInput(_("A record is not merged with itself."), field="from")
    for record in (keep, other):
        if record.trashed_at is not None or not access.reach(READ).covers(actor, record):
            raise NotFound(_("This record does not exist."))
        if not access.reach(UPDATE).covers(actor, record):
            raise NotPermitted(_("You may not change this."))
    if not access.reach(DELETE).covers(actor, other):
        raise NotPermitted(_("You may not delete the record that is to go."))


def _check_versions(pair: Pair, keep: Any, other: Any) -> None:
    for record, version in ((keep, pair.keep_version), (other, pair.other_version)):
        if version is not None and version != record.version:
            raise StaleVersion(_("Somebody else has changed this in the meantime."), version=record.version)


def _values(actor: Actor, found: ObjectDescriptor, keep: Any, other: Any, take: Iterable[str]) -> dict[str, Any]:
    allowed = {one.key for one in takeable(actor, found, keep, other)}
    values: dict[str, Any] = {}
    for name in take:
        if name not in allowed:
            raise BadInput(_("This field cannot be taken over: %(field)s.") % {"field": name[:80]}, field="take")
        if not found.fields[name].type.is_file:
            values[name] = as_sent(found, name, getattr(other, found.fields[name].attname))
    return values


def _files(found: ObjectDescriptor, take: Iterable[str]) -> list[str]:
    return [name for name in take if found.fields[name].type.is_file]


def _put_away(work: Work, found: ObjectDescriptor, keep: Any, other: Any, moved: dict[str, int]) -> None:
    for listener in stores.merges:
        listener(work=work, winner=keep, loser=other)
    other.trashed_at = work.cause.at
    Merged.objects.filter(into=other.pk).update(into=keep.pk)
    Merged(record=other.pk, object=found.key, into=keep.pk, at=work.cause.at).save(force_insert=True)
    work.event(f"{found.key}.merged", keep, other=str(other.pk), name=str(other), moved=moved)
    work.event(f"{found.key}.merged_into", other, into=str(keep.pk), name=str(keep))
