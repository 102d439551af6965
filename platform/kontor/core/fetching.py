"""The SELECT of the write path: whole rows by a column's values, with statements built once and kept.

What an action reads is nearly always "these rows by id" or "the lines of this parent". Building such a query anew by
the ORM costs more than the database needs to answer it, and an action asks a dozen of them.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.base import ModelState

from kontor.core.cursors import lasting_cursor
from kontor.core.registry import on_schema_change

M = TypeVar("M", bound=models.Model)
Converter = Callable[[Any, Any, Any], Any]


class _Reader:
    """How rows of one model are read on one kind of database."""

    def __init__(self, model: type[models.Model], alias: str) -> None:
        connection = connections[alias]
        quote = connection.ops.quote_name
        fields = model._meta.concrete_fields
        self.table = quote(model._meta.db_table)
        self.attnames = tuple(field.attname for field in fields)
        # qualified: SQLite takes a quoted name that is no column for a text, and answers that text
        self.names = {field.attname: f"{self.table}.{quote(str(field.column))}" for field in fields}
        self.columns = ", ".join(self.names.values())
        self.fields = {field.attname: field for field in fields}
        self.converters: list[tuple[int, list[Converter], Any]] = []
        for place, field in enumerate(fields):
            column = field.get_col(model._meta.db_table)
            found = [*connection.ops.get_db_converters(column), *field.get_db_converters(connection)]
            if found:
                self.converters.append((place, found, column))

    def row(self, model: type[M], values: Sequence[Any], connection: Any) -> M:
        """An instance of stored values, as Model.from_db makes it but without its loop over every field."""
        held = list(values)
        for place, converters, column in self.converters:
            value = held[place]
            for converter in converters:
                value = converter(value, column, connection)
            held[place] = value
        return instance_of(model, dict(zip(self.attnames, held, strict=True)), connection.alias)


def instance_of(model: type[M], values: Mapping[str, Any], alias: str | None = None) -> M:
    """An instance with exactly those column values (by attname), of a row stored in `alias` or still to be written.

    Without the loop over every field that a model's own constructor runs.
    """
    made = model.__new__(model)
    state = ModelState()
    state.adding = alias is None
    state.db = alias
    made.__dict__["_state"] = state
    made.__dict__.update(values)
    return made


@lru_cache(maxsize=1000)
def _reader(model: type[models.Model], alias: str) -> _Reader:
    return _Reader(model, alias)


@lru_cache(maxsize=5000)
def _sql(model: type[models.Model], attname: str, count: int, order: str, lock: str, alias: str) -> str:
    reader = _reader(model, alias)
    connection = connections[alias]
    if connection.vendor == "postgresql":
        condition = f"{reader.names[attname]} = ANY(%s)"
    else:
        condition = f"{reader.names[attname]} IN ({', '.join(['%s'] * count)})"
    order_by = ", ".join(reader.names[name] for name in order.split(","))
    tail = f" FOR {lock}" if lock and connection.features.has_select_for_update else ""
    return f"SELECT {reader.columns} FROM {reader.table} WHERE {condition} ORDER BY {order_by}{tail}"  # noqa: S608


@on_schema_change
def _forget() -> None:
    _reader.cache_clear()
    _sql.cache_clear()


def rows_by(
    model: type[M],
    attname: str,
    values: Sequence[Any],
    *,
    order: str = "id",
    lock: bool | str = False,
    alias: str = DEFAULT_DB_ALIAS,
) -> list[M]:
    """The rows whose column `attname` holds one of `values`, ordered, and locked if asked for; one statement.

    `order` names columns separated by commas. Relations are not loaded. A lock that is not to keep others from all but
    reading has its name (SHARE, NO KEY UPDATE).
    """
    wanted = list(dict.fromkeys(values))
    if not wanted:
        return []
    connection = connections[alias]
    reader = _reader(model, alias)
    field = reader.fields[attname]
    prepared = [field.get_db_prep_value(value, connection) for value in wanted]
    on_postgresql = connection.vendor == "postgresql"
    strength = "UPDATE" if lock is True else lock or ""
    sql = _sql(model, attname, 0 if on_postgresql else len(prepared), order, strength, alias)
    with lasting_cursor(connection) as cursor:
        cursor.execute(sql, [prepared] if on_postgresql else prepared)
        found = cursor.fetchall()
    return [reader.row(model, values, connection) for values in found]
