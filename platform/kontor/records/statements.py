"""The SQL of the write path: one INSERT and one UPDATE per model and set of columns, built once and kept."""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

from kontor.core.cursors import lasting_cursor
from kontor.core.registry import on_schema_change

PARAMETERS = 30_000
# from so many rows on a stream is faster than a statement
MANY = 40


class _Columns:
    """A model's table and columns; holds no connection, since those belong to threads."""

    def __init__(self, model: type[models.Model], alias: str) -> None:
        self.quote: Callable[[str], str] = connections[alias].ops.quote_name
        self.table = self.quote(model._meta.db_table)
        self.fields = {field.attname: field for field in model._meta.concrete_fields}
        self.plain = {attname: _plain(field, connections[alias]) for attname, field in self.fields.items()}

    def values(self, record: models.Model, attnames: Sequence[str], connection: BaseDatabaseWrapper) -> list[Any]:
        """The database values of attributes."""
        fields, plain = self.fields, self.plain
        found = []
        for attname in attnames:
            value, kind = getattr(record, attname), plain[attname]
            as_it_is = kind is not None and (value is None or type(value) is kind)
            found.append(value if as_it_is else fields[attname].get_db_prep_save(value, connection))
        return found


def _plain(field: Any, connection: BaseDatabaseWrapper) -> type | None:
    """The type of values that the driver takes as they are: asking Django each time costs more than writing them."""
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    if type(field) in (models.CharField, models.TextField, models.EmailField, models.URLField):
        return str
    if type(field) is models.BooleanField:
        return bool
    if type(field) is models.UUIDField and connection.features.has_native_uuid_field:
        return UUID
    return None


@lru_cache(maxsize=1000)
def _columns(model: type[models.Model], alias: str) -> _Columns:
    return _Columns(model, alias)


@lru_cache(maxsize=1000)
def _insert_head(model: type[models.Model], alias: str) -> str:
    columns = _columns(model, alias)
    names = ", ".join(columns.quote(str(field.column)) for field in columns.fields.values() if not _auto(field))
    return f"INSERT INTO {columns.table} ({names}) VALUES "  # noqa: S608 (names of our own)


def _auto(field: "models.Field[Any, Any]") -> bool:
    return isinstance(field, models.AutoField)


def insert(rows: Sequence[models.Model], alias: str = DEFAULT_DB_ALIAS) -> None:
    """Inserts rows of one model, in as few statements as the parameter limit allows; many of them by COPY."""
    if _copies(rows, alias):
        _copy(rows, alias)
        return
    with lasting_cursor(connections[alias]) as cursor:
        for sql, parameters in _inserts(rows, alias):
            cursor.execute(sql, parameters)


def insert_together(groups: Sequence[Sequence[models.Model]], alias: str = DEFAULT_DB_ALIAS) -> None:
    """Inserts rows of several models that no trigger watches; on PostgreSQL in one statement, many rows by COPY."""
    for rows in groups:
        if _copies(rows, alias):
            _copy(rows, alias)
    groups = [rows for rows in groups if not _copies(rows, alias)]
    statements = [one for rows in groups for one in _inserts(rows, alias)]
    if not statements:
        return
    joined = connections[alias].vendor == "postgresql" and sum(len(one) for _sql, one in statements) <= PARAMETERS
    with lasting_cursor(connections[alias]) as cursor:
        if not joined:
            for sql, parameters in statements:
                cursor.execute(sql, parameters)
            return
        *before, last = [sql for sql, _parameters in statements]
        parts = ", ".join(f"part_{at} AS ({sql})" for at, sql in enumerate(before))
        cursor.execute(f"WITH {parts} {last}" if parts else last, [one for _sql, some in statements for one in some])


def _copies(rows: Sequence[models.Model], alias: str) -> bool:
    return len(rows) >= MANY and connections[alias].vendor == "postgresql"


def _copy(rows: Sequence[models.Model], alias: str) -> None:
    """Inserts rows as a stream: the driver need not take apart a statement with thousands of parameters."""
    model, connection = type(rows[0]), connections[alias]
    columns = _columns(model, alias)
    attnames = [attname for attname, field in columns.fields.items() if not _auto(field)]
    head = _insert_head(model, alias).removeprefix("INSERT INTO ").removesuffix(" VALUES ")
    values = [columns.values(row, attnames, connection) for row in rows]
    copy = f"COPY {head} FROM STDIN"
    with lasting_cursor(connection) as cursor, connection.wrap_database_errors, cursor.cursor.copy(copy) as stream:
        for row in values:
            stream.write_row(row)


def _inserts(rows: Sequence[models.Model], alias: str) -> Iterator[tuple[str, list[Any]]]:
    """The INSERT statements for rows of one model, as few as the parameter limit allows."""
    if not rows:
        return
    model = type(rows[0])
    columns, connection = _columns(model, alias), connections[alias]
    attnames = [attname for attname, field in columns.fields.items() if not _auto(field)]
    marks = "(" + ", ".join(["%s"] * len(attnames)) + ")"
    step = max(1, PARAMETERS // len(attnames))
    for start in range(0, len(rows), step):
        part = rows[start : start + step]
        parameters = [value for row in part for value in columns.values(row, attnames, connection)]
        yield _insert_head(model, alias) + ", ".join([marks] * len(part)), parameters


@lru_cache(maxsize=5000)
def _update_sql(model: type[models.Model], attnames: tuple[str, ...], versioned: bool, alias: str) -> str:
    columns = _columns(model, alias)
    sets = ", ".join(f"{columns.quote(str(columns.fields[attname].column))} = %s" for attname in attnames)
    where = f"{columns.quote('id')} = %s"
    if versioned:
        where += f" AND {columns.quote('version')} = %s"
    return f"UPDATE {columns.table} SET {sets} WHERE {where}"  # noqa: S608 (names of our own)


@on_schema_change
def _forget() -> None:
    for built in (_columns, _insert_head, _update_sql):
        built.cache_clear()


def update(
    rows: Sequence[models.Model],
    attnames: tuple[str, ...],
    versions: Sequence[int] | None = None,
    alias: str = DEFAULT_DB_ALIAS,
) -> int:
    """Updates those columns of rows of one model; with `versions` only rows that still have them. The rows touched."""
    model = type(rows[0])
    columns, connection = _columns(model, alias), connections[alias]
    sql = _update_sql(model, attnames, versions is not None, alias)
    key = columns.fields["id"]
    parameters = []
    for index, row in enumerate(rows):
        values = columns.values(row, attnames, connection)
        values.append(key.get_db_prep_save(row.pk, connection))
        if versions is not None:
            values.append(versions[index])
        parameters.append(values)
    with lasting_cursor(connection) as cursor:
        if len(parameters) == 1:
            cursor.execute(sql, parameters[0])
        else:
            cursor.executemany(sql, parameters)
        return int(cursor.rowcount)


def delete(model: type[models.Model], ids: Sequence[Any], alias: str = DEFAULT_DB_ALIAS) -> None:
    """Deletes rows by id."""
    columns, connection = _columns(model, alias), connections[alias]
    key = columns.fields["id"]
    marks = ", ".join(["%s"] * len(ids))
    with lasting_cursor(connection) as cursor:
        cursor.execute(
            f"DELETE FROM {columns.table} WHERE {columns.quote('id')} IN ({marks})",  # noqa: S608 (names of our own)
            [key.get_db_prep_save(one, connection) for one in ids],
        )
