"""Rights that are not in force: as a draft would make them, or as a role has them, for somebody who only looks.

Whoever looks never sees more than his own rights allow: what he reads through such an actor is what both may read.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from kontor.access.grants import GrantTable, RoleGrants, grant_table
from kontor.core.actor import Actor, PostRight
from kontor.core.ids import new_id
from kontor.schema.descriptor import ObjectDescriptor

FieldRights = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Ahead:
    """The grants to judge by, the object as it will be, and whose own rights are the limit."""

    table: GrantTable
    found: ObjectDescriptor | None = None
    within: Actor | None = None
    compiled: dict[str, Any] = field(default_factory=dict)


def looking(
    actor: Actor, *, role: str = "", found: ObjectDescriptor | None = None, rights: FieldRights | None = None
) -> Actor:
    """The actor as one who looks: with `role` in the place of his posts, and with other rights to fields of `found`.

    What he reads stays within what he may read himself. `rights` are by field and role; "" is the default. A role by
    itself owns nothing and stands in no team: what it may do with some records it may here do with all.
    """
    table = grant_table(actor.rights_version)
    roles = dict(table.roles)
    if found is not None:
        for name, by_role in (rights or {}).items():
            for key, right in by_role.items():
                held = roles.get((key, found.key)) or RoleGrants()
                roles[key, found.key] = RoleGrants(held.operations, _with(held.fields, name, right))
    posts = actor.posts
    if role:
        posts = (PostRight(role, None),)
        roles |= {place: _everywhere(grants) for place, grants in roles.items() if place[0] == role}
    ahead = Ahead(GrantTable(table.all_rights, table.designers, roles), found, actor)
    return replace(actor, posts=posts, rights_key=("ahead", new_id()), ahead=ahead)


def alone(actor: Actor) -> Actor:
    """The one looked as, without the limits of who looks: for drawing what there is, never for reading it."""
    return replace(actor, rights_key=("ahead", new_id()), ahead=replace(actor.ahead, within=None, compiled={}))


def _with(fields: Mapping[str, str], name: str, right: str) -> dict[str, str]:
    rest = {key: held for key, held in fields.items() if key != name}
    return {**rest, name: right} if right else rest


def _everywhere(grants: RoleGrants) -> RoleGrants:
    operations = {key: scope if scope == "none" else "all" for key, scope in grants.operations.items()}
    return RoleGrants(operations, grants.fields)
