"""Records that point at a record are told in its timeline: what is to be done with it, and what was done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kontor.access.grants import CREATE
from kontor.access.rights import access_to
from kontor.collab.timeline import Entry
from kontor.core.actor import Actor
from kontor.core.clock import Clock
from kontor.core.errors import NotFound
from kontor.core.registry import Pointing, entries, stores
from kontor.records.queries import Detail, creatable_fields, get_record, list_records, position_of, readable_fields
from kontor.records.services import Saved, save_record
from kontor.schema.descriptor import ObjectDescriptor
from kontor.schema.registry import current

MADE_AT, OWNER = "created_at", "owner"


@dataclass(frozen=True, slots=True)
class Pointer:
    """One record that points here."""

    object: str
    icon: str
    label: str
    id: UUID
    title: str
    owner: str
    due: datetime | None
    done: datetime | None


def fields_to(actor: Actor, one: Pointing, key: str) -> list[str]:
    """The fields by which a record of the registered object points at one of object `key`, as the actor may know."""
    there = current().get(one.object)
    if there is None:
        return []
    return [
        field.key
        for field in readable_fields(actor, there)
        if field.target == key and field.type.key == "relation" and field.stored
    ]


@entries
def pointers(actor: Actor, found: ObjectDescriptor, detail: Detail, limit: int) -> list[Entry]:
    """What points at the record and the actor may read; one query per registered object."""
    return [entry for one in stores.pointing for entry in _pointers(actor, one, found, detail, limit)]


def _pointers(actor: Actor, one: Pointing, found: ObjectDescriptor, detail: Detail, limit: int) -> list[Entry]:
    names = fields_to(actor, one, found.key)
    there = current().get(one.object)
    if there is None or not names:
        return []
    known = {field.key for field in readable_fields(actor, there)}
    wanted = [name for name in (one.title, one.due, one.done, OWNER, MADE_AT) if name in known]
    if MADE_AT not in wanted or one.title not in wanted:
        return []
    condition = {"or": [{"field": name, "op": "eq", "value": str(detail.id)} for name in names]}
    page = list_records(
        actor=actor, object=one.object, fields=wanted, filter=condition, sort=[f"-{MADE_AT}"], page_size=limit
    )
    return [Entry(row[MADE_AT], "pointer", _pointer(one, there, row)) for row in page.rows]


def _pointer(one: Pointing, there: ObjectDescriptor, row: Mapping[str, Any]) -> Pointer:
    owner = row.get(OWNER)
    return Pointer(
        object=there.key,
        icon=there.icon,
        label=str(there.label),
        id=row["id"],
        title=str(row.get(one.title) or ""),
        owner=owner.label if owner else "",
        due=row.get(one.due),
        done=row.get(one.done),
    )


def addable(actor: Actor, found: ObjectDescriptor) -> list[Pointing]:
    """The registered objects of which the actor may make a record that points at one of `found`."""
    kept = []
    for one in stores.pointing:
        there = current().get(one.object)
        if there is None or not access_to(actor, there).reach(CREATE):
            continue
        fields = creatable_fields(actor, there)
        if one.title in fields and set(fields_to(actor, one, found.key)) & fields:
            kept.append(one)
    return kept


def add_pointer(
    *, actor: Actor, object: str, id: UUID, of: str, values: Mapping[str, Any], clock: Clock | None = None, cause: str
) -> Saved:
    """Makes a record that points at this one: a task, say; NotFound when none can."""
    get_record(actor=actor, object=object, id=id, fields=(), lines=False)
    one = next((each for each in addable(actor, current().objects[object]) if each.object == of), None)
    if one is None:
        raise NotFound(_("There is no such object."))
    via = fields_to(actor, one, object)[0]
    position_of(actor, of, via)
    given = {name: value for name, value in values.items() if name in (one.title, one.due)}
    return save_record(actor=actor, object=of, values={**one.values, **given, via: str(id)}, clock=clock, cause=cause)
