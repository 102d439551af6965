"""Reads what was made: the token on its own, or everything at one token."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from django.db import connection

from kontor.core.cursors import lasting_cursor
from kontor.schema.classes import LABEL
from kontor.schema.models import FieldDef, ObjectDef, Override, State
from kontor.schema.specs import (
    FIELD_COLUMNS,
    OBJECT_COLUMNS,
    Definitions,
    MadeField,
    MadeObject,
)

TARGET_LABELS = {"user": "identity.Person", "team": "identity.Team"}
_TOKENS = (
    "SELECT (SELECT token FROM schema_schemastate WHERE id = 1), (SELECT token FROM identity_rightsstate WHERE id = 1)"
)


def read_token() -> UUID | None:
    """The state of the schema in the database; None before anything was ever made. One statement."""
    return read_tokens()[0]


def read_tokens() -> tuple[UUID | None, UUID | None]:
    """The states of the schema and of the rights in the database, in one statement."""
    with lasting_cursor(connection) as cursor:
        cursor.execute(_TOKENS)
        schema, rights = cursor.fetchone()
    return _uuid(schema), _uuid(rights)


def _uuid(value: object) -> UUID | None:
    return value if value is None or isinstance(value, UUID) else UUID(str(value))


def read_definitions(labels: Mapping[str, str]) -> Definitions:
    """Everything that is not purged; `labels` are the models of shipped objects by key."""
    while True:
        token = read_token()
        objects = {one.key: one for one in _objects()}
        to = {**labels, **{one.key: f"{LABEL}.{one.model_name}" for one in objects.values()}}
        fields = _fields(to)
        overrides: dict[tuple[str, str], dict[str, object]] = {}
        for key, name, what, value in Override.objects.values_list("object", "field", "property", "value"):
            overrides.setdefault((key, name), {})[what] = value
        if read_token() == token:
            return Definitions(token, objects, fields, overrides)


def _objects() -> list[MadeObject]:
    rows = ObjectDef.objects.exclude(state=State.PURGED).order_by("created_at", "id").values_list(*OBJECT_COLUMNS)
    return [_object(dict(zip(OBJECT_COLUMNS, row, strict=True))) for row in rows]


def _object(values: dict[str, object]) -> MadeObject:
    for name in ("context", "searchable"):
        values[name] = tuple(values[name])  # type: ignore[arg-type]
    return MadeObject(**values)  # type: ignore[arg-type]


def _fields(to: Mapping[str, str]) -> dict[str, tuple[MadeField, ...]]:
    rows = (
        FieldDef.objects.exclude(state=State.PURGED)
        .order_by("position", "created_at", "id")
        .values_list(*FIELD_COLUMNS)
    )
    found: dict[str, list[MadeField]] = {}
    places = {name: at for at, name in enumerate(FIELD_COLUMNS)}
    for row in rows:
        values = list(row)
        values[places["choices"]] = tuple(values[places["choices"]])
        one = MadeField(*values)
        label = label_for(one.result, one.target, to)
        found.setdefault(one.object, []).append(replace(one, to=label) if label else one)
    return {key: tuple(fields) for key, fields in found.items()}


def label_for(result: str, target: str, to: Mapping[str, str]) -> str:
    """The Django label of what a field of that type points to; empty when it points nowhere."""
    return TARGET_LABELS.get(result) or (to.get(target, "") if result == "relation" else "")
