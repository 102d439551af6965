"""Links to many, as they are read: named for the rows of a page, and as conditions."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from kontor.access.grants import READ
from kontor.access.rights import access_to
from kontor.core.actor import Actor
from kontor.core.declare import Computed
from kontor.core.errors import BadInput
from kontor.records.read.refs import Ref, ref_label
from kontor.schema.descriptor import FieldDescriptor, ObjectDescriptor
from kontor.schema.field_types.boolean import BooleanType
from kontor.schema.registry import current

if TYPE_CHECKING:
    from kontor.records.read.positions import Reading

LINKED = "linked"


def lines_of_links(one: FieldDescriptor) -> ObjectDescriptor | None:
    """The lines that hold a field's links; None while they are not there."""
    return current().get(str(one.settings.get("through", "")))


def linked_now(actor: Actor, found: ObjectDescriptor, one: FieldDescriptor) -> FieldDescriptor:
    """The field with what loads its links for a page of rows: one query for the lines, one for the names."""
    return replace(one, computed=Computed(one.type.key, one.label, needs=("id",), load=_loader(actor, one)))


def _loader(actor: Actor, one: FieldDescriptor) -> Callable[[list[dict[str, Any]]], list[Any]]:
    def load(rows: list[dict[str, Any]]) -> list[Any]:
        lines, target = lines_of_links(one), current().get(one.target or "")
        if lines is None or target is None:
            return [[] for _row in rows]
        pairs = list(
            lines.model._base_manager.filter(parent_id__in=[row["id"] for row in rows])
            .order_by("position", "id")
            .values_list("parent_id", f"{LINKED}_id")
        )
        named = _named(actor, target, {linked_id for _parent, linked_id in pairs if linked_id})
        held: dict[UUID, list[Ref]] = {}
        for parent, linked_id in pairs:
            if linked_id in named:
                held.setdefault(parent, []).append(Ref(linked_id, target.key, named[linked_id]))
        return [held.get(row["id"], []) for row in rows]

    return load


def _named(actor: Actor, target: ObjectDescriptor, ids: set[UUID]) -> dict[UUID, str]:
    """The names of those within the actor's reach; records out of reach are missing."""
    access = access_to(actor, target)
    reach = access.reach(READ)
    label = target.label_field
    known = bool(label) and access.field(str(label)).read == reach
    rows = target.model._base_manager.filter(pk__in=ids, trashed_at__isnull=True)
    condition = reach.condition(actor)
    if not reach or not ids:
        return {}
    if condition is not None:
        rows = rows.filter(condition)
    wanted = ("id", str(label)) if known else ("id", "id")
    return {one: ref_label(target, text, known=True) if known else "" for one, text in rows.values_list(*wanted)}


def linked(reading: "Reading", one: FieldDescriptor, op: str, raw: Any) -> Q:
    """The condition that a record has such links, among those the reader may see."""
    lines, target = lines_of_links(one), current().get(one.target or "")
    if lines is None or target is None:
        return Q(pk__in=[])
    rows = lines.model._base_manager.filter(Q((f"{LINKED}__trashed_at__isnull", True)))
    condition = access_to(reading.actor, target).reach(READ).condition(reading.actor, f"{LINKED}__")
    if condition is not None:
        rows = rows.filter(condition)
    if op == "is_empty":
        empty = BooleanType().clean(one, True if raw is None else raw)
        some = Q(pk__in=rows.values("parent_id"))
        return ~some if empty else some
    values = raw if isinstance(raw, list) else [raw]
    ids = [one.type.parse(one, value) for value in values]
    if not ids or not all(isinstance(value, UUID) for value in ids):
        raise BadInput(_("The id of a record is expected here."))
    return Q(pk__in=rows.filter(Q((f"{LINKED}_id__in", ids))).values("parent_id"))
