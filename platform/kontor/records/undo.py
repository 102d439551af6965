"""Taking one change back: what the fields held before comes in again by the write path, as a change of its own."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kontor.access.rights import access_to
from kontor.audit.services import history_model
from kontor.core.actor import Actor
from kontor.core.clock import Clock
from kontor.core.errors import Conflict
from kontor.records.queries import get_record
from kontor.records.services import Saved, save_record
from kontor.schema.descriptor import ObjectDescriptor
from kontor.schema.registry import object_of

CAUSE = "undo"


def former_values(
    actor: Actor, found: ObjectDescriptor, record_id: UUID, version: int, names: Iterable[str] | None = None
) -> dict[str, Any]:
    """What a version changed, as it was before; only of fields the actor may set. Empty when nothing can go back."""
    model = history_model(found.model)
    rows = list(model.objects.filter(id=record_id, version__lte=version).order_by("-version")[:2])
    if len(rows) < 2 or rows[0].version != version or rows[0].history_type != "~":
        return {}
    after, before = rows
    kept = {column.name: column.attname for column in model.tracked_fields}
    access = access_to(actor, found)
    wanted = [name for name in (found.fields if names is None else names) if name in kept]
    return {
        name: as_sent(found, name, getattr(before, kept[name]))
        for name in wanted
        if access.field(name).update and getattr(before, kept[name]) != getattr(after, kept[name])
    }


def as_sent(found: ObjectDescriptor, name: str, value: Any) -> Any:
    """A stored value as the write path takes it."""
    if value is None or isinstance(value, UUID):
        return str(value) if value else None
    return found.fields[name].type.to_json(value)


def undo_change(
    *,
    actor: Actor,
    object: str,
    id: UUID,
    version: int,
    names: Iterable[str] | None = None,
    clock: Clock | None = None,
    cause: str = CAUSE,
) -> Saved:
    """Takes back what that version changed; StaleVersion when the record has changed since, Conflict when it cannot.

    NotFound for a record out of reach, whatever its history holds.
    """
    get_record(actor=actor, object=object, id=id, fields=(), lines=False, clock=clock)
    values = former_values(actor, object_of(object), id, version, names)
    if not values:
        raise Conflict(_("There is nothing here that could be taken back."), code="nothing_to_undo")
    return save_record(actor=actor, object=object, id=id, values=values, version=version, clock=clock, cause=cause)
