"""Builders by noun: the least that a test needs, made by the services."""

from collections.abc import Mapping
from itertools import count
from typing import Any

from kontor.access.models import FieldRight, Grant
from kontor.core.actor import SYSTEM, Actor
from kontor.identity.models import LegalEntity, Person, Role, Team
from kontor.identity.services import actor_of, touch_rights
from kontor.records.services import save_record

_numbers = count(1)
ALL_BASIC = {"read": "all", "create": "all", "update": "all", "delete": "all"}


def record(key: str, /, **values: Any) -> Any:
    """A record saved by the system."""
    return save_record(actor=SYSTEM, object=key, values=values, cause="test").record


def legal_entity(**values: Any) -> LegalEntity:
    """A company of ours."""
    return record("legal_entity", **{"name": f"Entity {next(_numbers)}", "base_currency": "EUR", **values})


def team(name: str = "", parent: Team | None = None, **values: Any) -> Team:
    """A team, below another one if given."""
    if parent is not None:
        values["parent"] = parent.pk
    return record("team", name=name or f"Team {next(_numbers)}", **values)


def role(key: str = "", grants: Mapping[str, Mapping[str, str]] | None = None, **fields: Mapping[str, str]) -> Role:
    """A role with grants {object: {operation: scope}} and field rights object={field: right}."""
    made = record("role", key=key or f"role-{next(_numbers)}", name=key or "Role")
    grant(made, grants or {})
    for name, rights in fields.items():
        for field, right in rights.items():
            FieldRight.objects.create(role=made, object=name, field=field, right=right)
    touch_rights()
    return made


def grant(made: Role, grants: Mapping[str, Mapping[str, str]]) -> None:
    """Gives a role further grants."""
    for name, operations in grants.items():
        for operation, scope in operations.items():
            Grant.objects.update_or_create(role=made, object=name, operation=operation, defaults={"scope": scope})
    touch_rights()


def person(name: str = "", **values: Any) -> Person:
    """A person who may log in with the password kontor-test."""
    number = next(_numbers)
    made = record("person", **{"name": name or f"Person {number}", "email": f"person{number}@example.com", **values})
    made.set_password("kontor-test")
    Person._base_manager.filter(pk=made.pk).update(password=made.password)
    return made


def post(who: Person, what: Role, where: Team | None = None, **values: Any) -> Any:
    """A post."""
    return record("post", person=who.pk, role=what.pk, **({"team": where.pk} if where else {}), **values)


def actor(*roles: Role, where: Team | None = None, name: str = "") -> Actor:
    """A fresh person's actor, with those roles in one team."""
    who = person(name)
    for one in roles:
        post(who, one, where)
    return actor_of(who)
