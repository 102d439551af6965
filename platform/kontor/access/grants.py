"""The grants of all roles, read once per rights version."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Q

from kontor.access.models import FieldRight, Grant
from kontor.identity.models import Role

READ, CREATE, UPDATE, DELETE = "read", "create", "update", "delete"
BASIC = (READ, CREATE, UPDATE, DELETE)
_KEPT = 4


@dataclass(slots=True)
class RoleGrants:
    """What one role may do with one object."""

    operations: dict[str, str] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class GrantTable:
    """All roles' grants at one rights version."""

    all_rights: frozenset[str]
    designers: frozenset[str]
    roles: Mapping[tuple[str, str], RoleGrants]

    def of(self, role: str, key: str) -> RoleGrants:
        """The grants of a role on an object; empty when it has none."""
        return self.roles.get((role, key)) or RoleGrants()


_tables: dict[str, GrantTable] = {}


def grant_table(rights_version: str) -> GrantTable:
    """The grants in force at that rights version."""
    found = _tables.get(rights_version)
    if found is None:
        found = _read()
        while len(_tables) >= _KEPT:
            _tables.pop(next(iter(_tables)))
        _tables[rights_version] = found
    return found


def _read() -> GrantTable:
    roles: dict[tuple[str, str], RoleGrants] = {}
    for role, key, operation, scope in Grant.objects.filter(role__trashed_at__isnull=True).values_list(
        "role__key", "object", "operation", "scope"
    ):
        roles.setdefault((role, key), RoleGrants()).operations[operation] = scope
    for role, key, name, right in FieldRight.objects.filter(role__trashed_at__isnull=True).values_list(
        "role__key", "object", "field", "right"
    ):
        roles.setdefault((role, key), RoleGrants()).fields[name] = right
    special = Role.objects.filter(Q(all_rights=True) | Q(designs=True), trashed_at__isnull=True)
    found = dict(special.values_list("key", "all_rights"))
    every = frozenset(key for key, all_rights in found.items() if all_rights)
    return GrantTable(every, frozenset(found), roles)
