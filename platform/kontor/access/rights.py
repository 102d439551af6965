"""What an actor may do: compiled once per set of posts, object, schema and rights version; default deny."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from kontor.access.grants import BASIC, CREATE, DELETE, READ, UPDATE, GrantTable, RoleGrants, grant_table
from kontor.access.inputs import FieldAccess, strictest
from kontor.access.reach import EVERYTHING, NOTHING, Reach
from kontor.core.actor import Actor, PostRight
from kontor.core.registry import on_schema_change
from kontor.schema.descriptor import FieldDescriptor, ObjectDescriptor
from kontor.schema.registry import current

_KEPT = 2000


@dataclass(frozen=True, slots=True)
class ObjectAccess:
    """Everything one set of posts may do with one object."""

    operations: Mapping[str, Reach]
    fields: Mapping[str, FieldAccess]
    every_action: bool = False

    def reach(self, operation: str) -> Reach:
        """How far an operation reaches: read, create, update, delete or the name of an action."""
        found = self.operations.get(operation)
        if found is None:
            return EVERYTHING if self.every_action and operation not in BASIC else NOTHING
        return found

    def field(self, key: str) -> FieldAccess:
        """The rights to a field; none for an unknown one."""
        return self.fields.get(key, _NO_FIELD)


_NO_FIELD = FieldAccess()
_compiled: dict[tuple[object, ...], ObjectAccess] = {}
on_schema_change(_compiled.clear)


def access_to(actor: Actor, found: ObjectDescriptor) -> ObjectAccess:
    """The actor's rights to an object; lines have their parent's operations and field rights of their own."""
    if actor.ahead is not None:
        return _access_ahead(actor, found)
    key = (actor.rights_key, actor.is_system, actor.read_only, found.key, current().token)
    access = _compiled.get(key)
    if access is None:
        access = _compile(actor, found)
        if len(_compiled) >= _KEPT:
            _compiled.clear()
        _compiled[key] = access
    return access


def may(actor: Actor, found: ObjectDescriptor, operation: str, record: Any) -> bool:
    """Whether the actor may do `operation` on that record (for a line: on its parent)."""
    return access_to(actor, found).reach(operation).covers(actor, record)


def _access_ahead(actor: Actor, found: ObjectDescriptor) -> ObjectAccess:
    """Rights that are not in force, cut down to those of the one who looks; kept with the actor alone."""
    ahead = actor.ahead
    if found.key not in ahead.compiled:
        drawn = ahead.found if ahead.found is not None and ahead.found.key == found.key else found
        access = _compile(actor, drawn)
        if ahead.within is not None:
            there = current().get(found.key) or found
            access = _both(access, access_to(ahead.within, there), there)
        ahead.compiled[found.key] = access
    kept: ObjectAccess = ahead.compiled[found.key]
    return kept


def _both(one: ObjectAccess, other: ObjectAccess, found: ObjectDescriptor) -> ObjectAccess:
    """What both allow; of fields that are not there yet there is nothing to keep from anybody."""
    operations = {key: one.reach(key) & other.reach(key) for key in {*one.operations, *other.operations}}
    fields = {key: mine & other.field(key) if key in found.fields else mine for key, mine in one.fields.items()}
    return ObjectAccess(operations, fields, every_action=one.every_action and other.every_action)


def _table(actor: Actor) -> GrantTable:
    table: GrantTable = actor.ahead.table if actor.ahead is not None else grant_table(actor.rights_version)
    return table


def _compile(actor: Actor, found: ObjectDescriptor) -> ObjectAccess:
    if actor.is_system:
        return _full(found)
    if found.declare.closed:
        actor = replace(actor, read_only=True)
    table = _table(actor)
    if any(post.role in table.all_rights for post in actor.posts):
        return _full(found, read_only=actor.read_only)
    granting = found.parent_key or found.key
    operations: dict[str, Reach] = {}
    fields: dict[str, FieldAccess] = {}
    for post in actor.posts:
        grants = table.of(post.role, granting)
        named = table.of(post.role, found.key).fields
        reaches = _reaches(grants, post, read_only=actor.read_only)
        for operation, reach in reaches.items():
            operations[operation] = operations.get(operation, NOTHING) | reach
        for field in found.fields.values():
            fields[field.key] = _joined(fields.get(field.key, _NO_FIELD), field, named, reaches)
    return ObjectAccess(operations, strictest(fields, found, lambda other: _plain_fields(actor, other)))


def _plain_fields(actor: Actor, found: ObjectDescriptor) -> Mapping[str, FieldAccess]:
    """The rights to an object's fields as they were granted, whatever derived ones read."""
    table = _table(actor)
    granting = found.parent_key or found.key
    fields: dict[str, FieldAccess] = {}
    for post in actor.posts:
        named = table.of(post.role, found.key).fields
        reaches = _reaches(table.of(post.role, granting), post, read_only=True)
        for field in found.fields.values():
            fields[field.key] = _joined(fields.get(field.key, _NO_FIELD), field, named, reaches)
    return fields


def _reaches(grants: RoleGrants, post: PostRight, *, read_only: bool) -> dict[str, Reach]:
    return {
        operation: _reach(scope, post)
        for operation, scope in grants.operations.items()
        if operation == READ or not read_only
    }


def _reach(scope: str, post: PostRight) -> Reach:
    if scope == "all":
        return EVERYTHING
    if scope == "team":
        return Reach(own=True, teams=post.team_ids)
    return Reach(own=scope == "own")


def _joined(
    before: FieldAccess, field: FieldDescriptor, named: Mapping[str, str], reaches: Mapping[str, Reach]
) -> FieldAccess:
    right = named.get(field.key) or ("hidden" if field.sensitive else "write")
    if right == "hidden":
        return before
    read = reaches.get(READ, NOTHING)
    writes = right == "write" and field.writable
    return FieldAccess(
        read=before.read | read,
        create=before.create | (reaches.get(CREATE, NOTHING) if writes else NOTHING),
        update=before.update | (reaches.get(UPDATE, NOTHING) if writes else NOTHING),
    )


def _full(found: ObjectDescriptor, *, read_only: bool = False) -> ObjectAccess:
    write = NOTHING if read_only else EVERYTHING
    operations = {READ: EVERYTHING, CREATE: write, UPDATE: write, DELETE: write}
    fields = {
        field.key: FieldAccess(EVERYTHING, write if field.writable else NOTHING, write if field.writable else NOTHING)
        for field in found.fields.values()
    }
    return ObjectAccess(operations, fields, every_action=not read_only)
