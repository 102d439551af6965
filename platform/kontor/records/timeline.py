"""What happened to a record: versions with their differences and events, filtered by today's rights."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kontor.access.rights import access_to
from kontor.audit.models import Event
from kontor.audit.services import history_model
from kontor.core.actor import Actor
from kontor.core.registry import stores
from kontor.records.names import Named, names_of
from kontor.records.queries import Detail, get_record
from kontor.records.read.rows import Ref
from kontor.schema.descriptor import FieldDescriptor, ObjectDescriptor
from kontor.schema.registry import object_of

MAX_VERSIONS = 500
QUIET = frozenset({"updated_at", "updated_by", "created_at", "created_by", "position"})
KINDS = {"+": "create", "~": "update", "-": "remove"}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after; `line` names the line it belongs to, "" for the record itself."""

    field: str
    label: Any
    old: Any
    new: Any
    type: Any
    line: str = ""
    descriptor: FieldDescriptor | None = None


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One change of a record and its lines: who, when, why and what."""

    at: datetime
    actor_name: str
    cause: str
    kind: str
    changes: tuple[FieldChange, ...]
    version: int | None
    change_id: UUID | None


@dataclass(frozen=True, slots=True)
class EventRow:
    """One verb: who did it, when and why."""

    at: datetime
    verb: str
    label: Any
    actor_name: str
    cause: str
    data: dict[str, Any]
    change_id: UUID | None


def history(
    *,
    actor: Actor,
    object: str,
    id: UUID,
    limit: int = 50,
    trashed: bool = False,
    detail: Detail | None = None,
) -> list[VersionRow]:
    """The latest changes of a record, newest first; fields the actor may not read today do not appear.

    `detail` is the record where it has been read already.
    """
    detail = detail or get_record(actor=actor, object=object, id=id, fields=(), lines=False, trashed=trashed)
    found = object_of(object)
    groups: dict[Any, list[tuple[ObjectDescriptor, Any, Any]]] = {}
    told = (found, *(one for one in found.lines.values() if not one.declare.closed))
    for one in told:
        for row, before in _versions(one, id):
            groups.setdefault(row.change_id or row.history_id, []).append((one, row, before))
    ordered = sorted(groups.values(), key=lambda rows: max(str(row.history_id) for _o, row, _b in rows), reverse=True)
    versions = [_version(actor, found, rows, detail.record) for rows in ordered[:limit]]
    return _name_relations(actor, versions)


def _versions(found: ObjectDescriptor, record_id: UUID) -> Iterable[tuple[Any, Any]]:
    """The history rows of a record (or of its lines) with the row before each."""
    model = history_model(found.model)
    rows = list(model.objects.filter(root_id=record_id).order_by("-history_id")[:MAX_VERSIONS])
    previous: dict[UUID, Any] = {}
    for row in reversed(rows):
        yield row, previous.get(row.id)
        previous[row.id] = row


def _version(
    actor: Actor, found: ObjectDescriptor, rows: Sequence[tuple[ObjectDescriptor, Any, Any]], record: Any
) -> VersionRow:
    changes: list[FieldChange] = []
    main = next((row for one, row, _before in rows if one is found), None)
    for one, row, before in rows:
        changes.extend(_differences(actor, one, row, before, record, is_line=one is not found))
    first = rows[0][1]
    return VersionRow(
        at=first.history_date,
        actor_name=first.actor_name,
        cause=first.cause,
        kind=KINDS[main.history_type] if main else "update",
        changes=tuple(changes),
        version=main.version if main and not found.is_line else None,
        change_id=first.change_id,
    )


def _differences(
    actor: Actor, found: ObjectDescriptor, row: Any, before: Any, record: Any, *, is_line: bool
) -> Iterable[FieldChange]:
    access = access_to(actor, found)
    kept = {column.name: column.attname for column in type(row).tracked_fields}
    line = str(row.id) if is_line else ""
    for name, one in found.fields.items():
        if name in QUIET or name not in kept or not access.field(name).read.covers(actor, record):
            continue
        old = getattr(before, kept[name]) if before is not None else None
        new = None if row.history_type == "-" else getattr(row, kept[name])
        if row.history_type == "-" and before is None:
            old = getattr(row, kept[name])
        if row.history_type == "~" and before is None:
            continue
        if old != new and not (old in (None, "", ()) and new in (None, "", ())):
            yield FieldChange(name, one.label, old, new, one.type, line, one)


def _name_relations(actor: Actor, versions: list[VersionRow]) -> list[VersionRow]:
    """Replaces ids of related records by names, in one query."""
    wanted: dict[str, set[UUID]] = {}
    for version in versions:
        for change in version.changes:
            target = change.descriptor.target if change.descriptor else None
            if target:
                wanted.setdefault(target, set()).update(one for one in (change.old, change.new) if one)
    names = names_of(actor, wanted)
    return [_named_version(version, names) for version in versions]


def _label(names: dict[UUID, Named], one: UUID) -> str:
    return names[one].label if one in names else ""


def _named_version(version: VersionRow, names: dict[str, dict[UUID, Named]]) -> VersionRow:
    changes = []
    for change in version.changes:
        target = change.descriptor.target if change.descriptor else None
        if target:
            old, new = (
                Ref(one, target, _label(names[target], one)) if one else None for one in (change.old, change.new)
            )
            change = FieldChange(  # noqa: PLW2901 (the same change, named)
                change.field, change.label, old, new, change.type, change.line, change.descriptor
            )
        changes.append(change)
    return VersionRow(
        version.at, version.actor_name, version.cause, version.kind, tuple(changes), version.version, version.change_id
    )


def events(
    *,
    actor: Actor,
    object: str,
    id: UUID,
    limit: int = 100,
    trashed: bool = False,
    detail: Detail | None = None,
) -> list[EventRow]:
    """The latest verbs on a record, newest first; `detail` is the record where it has been read already."""
    detail = detail or get_record(actor=actor, object=object, id=id, fields=(), lines=False, trashed=trashed)
    found = object_of(object)
    rows = Event.objects.filter(root_id=id).order_by("-id")[:limit]
    return [
        EventRow(
            row.at,
            row.verb,
            verb_label(row.verb),
            row.actor_name,
            row.cause,
            _seen(actor, found, detail.record, row),
            row.change_id,
        )
        for row in rows
    ]


def _seen(actor: Actor, found: ObjectDescriptor, record: Any, row: Event) -> dict[str, Any]:
    """An event's data without the names of fields the actor may not read."""
    data = dict(row.data)
    if "name" in data and not access_to(actor, found).field(str(found.label_field)).read.covers(actor, record):
        del data["name"]
    if "fields" in data:
        access = access_to(actor, found)
        data["fields"] = [
            name for name in data["fields"] if name in found.lines or access.field(name).read.covers(actor, record)
        ]
    return data


def verb_label(verb: str) -> Any:
    """The label of a verb: a declared one, or its last word."""
    return stores.verbs.get(verb) or verb.partition(".")[2].replace("_", " ") or verb


def timeline(
    *,
    actor: Actor,
    object: str,
    id: UUID,
    limit: int = 50,
    detail: Detail | None = None,
) -> list[VersionRow | EventRow]:
    """Versions and events together, newest first; `detail` is the record where it has been read already."""
    detail = detail or get_record(actor=actor, object=object, id=id, fields=(), lines=False)
    both: list[VersionRow | EventRow] = [
        *history(actor=actor, object=object, id=id, limit=limit, detail=detail),
        *events(actor=actor, object=object, id=id, limit=limit, detail=detail),
    ]
    return sorted(both, key=lambda row: row.at, reverse=True)[:limit]
