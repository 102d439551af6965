"""Loads roles and their rights from a file: what is in it replaces what was there for those roles."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import transaction

from kontor.access.grants import BASIC
from kontor.access.models import FieldRight, Grant, Right, Scope
from kontor.core.actor import SYSTEM
from kontor.core.errors import DeclarationError
from kontor.core.registry import stores
from kontor.identity.models import Role
from kontor.identity.services import touch_rights
from kontor.records.services import save_record
from kontor.schema.descriptor import ObjectDescriptor
from kontor.schema.registry import current


def load_roles(path: Path) -> list[str]:
    """Creates or updates the roles of a TOML file with their grants and field rights; the keys of those roles.

    DeclarationError names an object, action, field or scope that does not exist.
    """
    wanted = tomllib.loads(path.read_text(encoding="utf-8"))
    with transaction.atomic():
        for key, body in wanted.items():
            role = _role(key, body)
            _forget_shipped(role)
            for name, rights in body.get("objects", {}).items():
                found = current().get(name)
                if found is None:
                    msg = f"The role {key} names the object {name}, which does not exist."
                    raise DeclarationError(msg)
                Grant.objects.bulk_create(_grants(role, key, found, rights))
                FieldRight.objects.bulk_create(_field_rights(role, key, found, rights))
        touch_rights()
    return list(wanted)


def _role(key: str, body: Mapping[str, Any]) -> Role:
    label = body.get("label", {})
    values = {"key": key, "name": label.get("en", key), "name_zh": label.get("zh-hans", "")}
    found = Role.objects.filter(key=key, trashed_at__isnull=True).first()
    saved = save_record(actor=SYSTEM, object="role", values=values, id=found.pk if found else None, cause="load_roles")
    role: Role = saved.record
    # the two rights no screen can give
    Role._base_manager.filter(pk=role.pk).update(all_rights=bool(body.get("all")), designs=bool(body.get("designs")))
    return role


def _forget_shipped(role: Role) -> None:
    """Takes away what a file may say of a role, and leaves what was granted on objects and fields made at run time."""
    shipped = {key: found for key, found in current().objects.items() if not found.made}
    Grant.objects.filter(role=role, object__in=shipped).delete()
    for right in FieldRight.objects.filter(role=role, object__in=shipped):
        one = shipped[right.object].fields.get(right.field)
        if one is None or not one.made:
            right.delete()


def _grants(role: Role, key: str, found: ObjectDescriptor, rights: Mapping[str, Any]) -> list[Grant]:
    scopes: dict[str, str] = {}
    for operation in BASIC:
        if operation in rights:
            scopes[operation] = _scope(key, found.key, rights[operation])
    actions = rights.get("actions", {})
    names = [verb.partition(".")[2] for verb in stores.actions if verb.startswith(f"{found.key}.")]
    if actions == "*":
        actions = dict.fromkeys(names, "all")
    for name, scope in actions.items():
        short = name.removeprefix(f"{found.key}.")
        if short not in names:
            msg = f"The role {key} names the action {found.key}.{short}, which does not exist."
            raise DeclarationError(msg)
        scopes[f"{found.key}.{short}"] = _scope(key, found.key, scope)
    return [Grant(role=role, object=found.key, operation=operation, scope=scope) for operation, scope in scopes.items()]


def _scope(key: str, name: str, wanted: Any) -> str:
    scope = {True: "all", False: "none"}.get(wanted, wanted)
    if scope not in Scope.values:
        msg = f"The role {key} gives {name} the scope {wanted!r}, which does not exist."
        raise DeclarationError(msg)
    return str(scope)


def _field_rights(role: Role, key: str, found: ObjectDescriptor, rights: Mapping[str, Any]) -> list[FieldRight]:
    rows = []
    for name, right in rights.get("fields", {}).items():
        if name not in found.fields or right not in Right.values:
            msg = f"The role {key}: {found.key}.{name} = {right!r} names no field or no right."
            raise DeclarationError(msg)
        rows.append(FieldRight(role=role, object=found.key, field=name, right=right))
    return rows
