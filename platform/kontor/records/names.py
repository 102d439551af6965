"""Names of records of several objects at once, as far as the actor may read them; one query."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import CharField, TextField, Value
from django.db.models.functions import Cast

from kontor.access.grants import READ
from kontor.access.rights import access_to
from kontor.core.actor import Actor
from kontor.identity.services import business_clock
from kontor.records.read.positions import Reading
from kontor.records.read.rows import ref_label
from kontor.schema.registry import object_of


@dataclass(frozen=True, slots=True)
class Named:
    """A record's name and, for documents, the key of its status; empty where the actor may not read them."""

    label: str
    status: str = ""


def names_of(actor: Actor, wanted: Mapping[str, Iterable[UUID]]) -> dict[str, dict[UUID, Named]]:
    """The names of those records, by object and id; records out of reach are missing."""
    names: dict[str, dict[UUID, Named]] = {key: {} for key in wanted}
    parts = [part for key, ids in wanted.items() if (part := _rows(actor, key, list(ids))) is not None]
    if not parts:
        return names
    for key, one, label, status in parts[0].union(*parts[1:], all=True):
        names[key][one] = Named(ref_label(object_of(key), label, known=True), status or "")
    return names


def _rows(actor: Actor, key: str, ids: list[UUID]) -> Any:
    """A query of (object, id, name, status); None when the actor may read no name of that object."""
    found = object_of(key)
    reading = Reading(actor, found, business_clock())
    if not ids or not found.label_field or not access_to(actor, found).reach(READ):
        return None
    if not reading.readable(found.label_field):
        return None
    label = reading.position(found.label_field).lookup
    status = reading.position("status").lookup if "status" in found.fields and reading.readable("status") else None
    rows = reading.rows().filter(pk__in=ids)
    if reading.annotations:
        rows = rows.annotate(**reading.annotations)
    state = Cast(status, TextField()) if status else Value("", output_field=TextField())
    of = Value(key, output_field=CharField())
    return rows.annotate(of_=of, name_=Cast(label, TextField()), state_=state).values_list(
        "of_", "id", "name_", "state_"
    )
