"""One database view per object with the current keys as column names, for tools that read the database themselves."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, models, transaction

from kontor.core.fields import ScaledDecimalField
from kontor.core.registry import around_migrate
from kontor.schema import ddl
from kontor.schema.field_types import TYPES
from kontor.schema.merge import ENGINE_COLUMNS
from kontor.schema.models import FieldDef, ObjectDef, State
from kontor.schema.registry import shipped_models
from kontor.schema.specs import MadeObject, made_field, made_object
from kontor.schema.stored import label_for

PREFIX = "v_"
RECORD_COLUMNS = (
    "id", "owner_id", "team_id", "created_at", "created_by_id", "updated_at", "updated_by_id", "version",
)  # fmt: skip


def name_of(key: str) -> str:
    """The name of an object's view."""
    return f"{PREFIX}{key}"


def refresh(keys: Iterable[str] | None = None) -> None:
    """Makes the views of those objects anew (of all objects without any), or takes them away with their object."""
    shipped = shipped_models()
    made = {one.key: made_object(one) for one in ObjectDef.objects.exclude(state=State.PURGED)}
    wanted = sorted({*shipped, *made} if keys is None else set(keys))
    for key in wanted:
        drop(key)
        if key in shipped:
            _create(key, shipped[key]._meta.db_table, _shipped_columns(shipped[key]))
        elif key in made and made[key].state == State.LIVE:
            _create(key, made[key].table, _base_columns(made[key]))


def drop(key: str) -> None:
    """Takes an object's view away."""
    ddl.run(f"DROP VIEW IF EXISTS {connection.ops.quote_name(name_of(key))}")


def drop_all() -> list[str]:
    """Takes all views away; the names of those there were."""
    names = sorted(ddl.names_like("view", PREFIX))
    for name in names:
        ddl.run(f"DROP VIEW IF EXISTS {connection.ops.quote_name(name)}")
    return names


def _create(key: str, table: str, columns: Mapping[str, Any]) -> None:
    quote = connection.ops.quote_name
    shown = dict(columns)
    for row in FieldDef.objects.filter(object=key, state=State.LIVE).order_by("position", "created_at", "id"):
        one = made_field(row, label_for(row.type, row.target, {}) or "identity.Person")
        if one.stored:
            shown[one.key] = (one.column, TYPES[one.result].column(one))
    parts = ", ".join(f"{_shown(table, column, field)} AS {quote(name)}" for name, (column, field) in shown.items())
    live = f" WHERE {quote('trashed_at')} IS NULL" if "version" in shown else ""
    # names of our own, quoted
    ddl.run(f"CREATE VIEW {quote(name_of(key))} AS SELECT {parts} FROM {quote(table)}{live}")  # noqa: S608


def _shown(table: str, column: str, field: Any) -> str:
    """The column as people know it: SQLite keeps exact numbers as whole ones."""
    quoted = f"{connection.ops.quote_name(table)}.{connection.ops.quote_name(column)}"
    if connection.vendor == "sqlite" and isinstance(field, ScaledDecimalField):
        return f"{quoted} / {10**field.places}.0"
    return quoted


def _shipped_columns(model: Any) -> dict[str, Any]:
    """The columns of a shipped model without those that only the engine, or a designer, put there."""
    hidden = set(model.declare.hidden)
    return {
        one.name: (one.column, one)
        for one in model._meta.local_concrete_fields
        if (one.name not in hidden and one.name not in ENGINE_COLUMNS - {"id", "version"})
        and not str(one.column).startswith("x_")
    }


def _base_columns(made: MadeObject) -> dict[str, Any]:
    plain = models.TextField()
    if made.kind == "line":
        return {"id": ("id", plain), "parent": ("parent_id", plain), "position": ("position", plain)}
    names = RECORD_COLUMNS + (("number", "legal_entity_id") if made.kind == "document" else ())
    return {name.removesuffix("_id") if name != "id" else name: (name, plain) for name in names}


@around_migrate
@contextmanager
def out_of_the_way(alias: str) -> Iterator[None]:
    """Views stand in the way of migrations that change what they show: they go before and come back after."""
    if alias != DEFAULT_DB_ALIAS:
        yield
        return
    drop_all()
    yield
    # a migration backwards, or of some apps only, may have left tables out
    wanted = [key for key, model in shipped_models().items() if ddl.columns_of(model._meta.db_table)]
    if ddl.columns_of(ObjectDef._meta.db_table):
        with transaction.atomic():
            refresh([*wanted, *ObjectDef.objects.values_list("key", flat=True)])
