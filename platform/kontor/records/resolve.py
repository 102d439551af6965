"""Turns the ids and unique keys of relations into rows: one query per target object for a whole save."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from kontor.access.grants import READ
from kontor.access.rights import access_to
from kontor.core.actor import Actor
from kontor.core.fetching import rows_by
from kontor.core.models import WrittenByWork
from kontor.files.models import StoredFile
from kontor.records.clean import Draft, Entry, is_relation
from kontor.records.work import Work
from kontor.schema.descriptor import FieldDescriptor, ObjectDescriptor
from kontor.schema.registry import current

Wanted = tuple[Entry, Draft, FieldDescriptor]
UNIQUE_KEYS = frozenset({"number", "sku", "key", "email", "code", "name"})


def resolve_relations(work: Work, entries: Iterable[Entry], *, trusted: bool) -> None:
    """Replaces relation values by rows the actor may read; a problem for each that is not there (or not his to see)."""
    wanted: dict[type, list[Wanted]] = {}
    for entry in entries:
        for draft in (entry.draft, *(one for lines in entry.lines.values() for one in lines)):
            for name, value in draft.values.items():
                one = draft.found.fields[name]
                if value is not None and is_relation(one):
                    wanted.setdefault(_target_model(draft.found, one), []).append((entry, draft, one))
    for model, places in wanted.items():
        _resolve(work, model, places, trusted=trusted)


def _target_model(found: ObjectDescriptor, one: FieldDescriptor) -> type:
    model: type = found.model._meta.get_field(one.key).related_model
    return model


def _resolve(work: Work, model: Any, places: list[Wanted], *, trusted: bool) -> None:
    target = current().get(model.declare.key) if issubclass(model, WrittenByWork) else None
    ids = {draft.values[one.key] for _entry, draft, one in places if isinstance(draft.values[one.key], UUID)}
    keys = {draft.values[one.key] for _entry, draft, one in places if isinstance(draft.values[one.key], tuple)}
    by_id = _by_id(work, model, target, ids, trusted=trusted) if ids else {}
    by_key = {key: _by_key(work, model, target, key, trusted=trusted) for key in keys}
    for entry, draft, one in places:
        value = draft.values[one.key]
        row = by_key.get(value) if isinstance(value, tuple) else by_id.get(value)
        if row is None or (isinstance(row, StoredFile) and not _may_use(work, draft, one, row)):
            entry.problem(draft, one.key, _("There is no such record."), "no_such_record")
            del draft.values[one.key]
        elif _archived(draft, one, row):
            entry.problem(draft, one.key, _("%(record)s is archived.") % {"record": row}, "archived")
            del draft.values[one.key]
        else:
            draft.values[one.key] = row


def _may_use(work: Work, draft: Draft, one: FieldDescriptor, stored: StoredFile) -> bool:
    """A file is the actor's own upload that belongs nowhere yet, or belongs to this record already."""
    if one.type.is_picture and not stored.is_image:
        return False
    mine = not stored.object and (work.actor.is_system or stored.uploaded_by == work.actor.person_id)
    return mine or (stored.object == draft.found.key and stored.record_id == draft.record.pk)


def _archived(draft: Draft, one: FieldDescriptor, row: Any) -> bool:
    declare = getattr(row, "declare", None)
    if declare is None or not declare.archivable or row.active:
        return False
    return bool(draft.record is None or getattr(draft.record, one.attname) != row.pk)


def _by_id(
    work: Work, model: Any, target: ObjectDescriptor | None, ids: set[UUID], *, trusted: bool
) -> dict[UUID, Any]:
    """The rows with those ids that are live and, unless trusted, within the actor's reach."""
    rows = rows_by(model, "id", sorted(ids))
    made = {one: work.tracked[model, one] for one in ids if (model, one) in work.tracked}
    rows += [one.record for one in made.values() if one.is_new]
    if target is None:
        return {row.pk: row for row in rows}
    reach = access_to(work.actor, target).reach(READ)
    taken = [work.take(row) for row in rows if trusted or target.is_line or reach.covers(work.actor, row)]
    return {row.pk: row for row in taken if target.is_line or row.trashed_at is None}


def _read(work: Work, model: Any, target: ObjectDescriptor | None, condition: Q, *, trusted: bool) -> dict[UUID, Any]:
    rows = model._base_manager.filter(condition)
    if target is None:
        return {row.pk: row for row in rows}
    reach = None if trusted else access_to(work.actor, target).reach(READ).condition(work.actor)
    if reach is not None:
        rows = rows.filter(reach)
    if not target.is_line:
        rows = rows.filter(trashed_at__isnull=True)
    return {row.pk: work.take(row) for row in rows}


def _by_key(
    work: Work, model: Any, target: ObjectDescriptor | None, key: tuple[str, str], *, trusted: bool
) -> Any | None:
    """The one row with that unique key, if the actor may read the key."""
    name, value = key
    if target is None or name not in UNIQUE_KEYS or name not in target.fields:
        return None
    if not (trusted or _may_read_key(work.actor, target, name)):
        return None
    found = list(_read(work, model, target, Q((name, value)), trusted=trusted).values())
    return found[0] if len(found) == 1 else None


def _may_read_key(actor: Actor, target: ObjectDescriptor, name: str) -> bool:
    access = access_to(actor, target)
    return access.field(name).read == access.reach(READ)
