"""The DDL of a running house: tables and empty columns come, indexes come and go, columns go late. Nothing is remade.

Everything runs inside the transaction of the metadata it belongs to, on both databases.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

from django.conf import settings
from django.db import connection, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

LOCK_TIMEOUT = "500ms"


def _quote(name: str) -> str:
    return connection.ops.quote_name(name)


def run(sql: str) -> None:
    """Executes one statement without parameters."""
    with connection.cursor() as cursor:
        cursor.execute(sql)


def prepare() -> None:
    """Readies the running transaction for DDL: short waits for locks, and no constraint left to be checked later.

    Where the tables belong to a role of their own, it is taken for this; a web process is none of its members.
    """
    if connection.vendor == "postgresql":
        if takes_owner():
            run(f"SET LOCAL ROLE {_quote(settings.OWNER_ROLE)}")
        run(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
        run("SET CONSTRAINTS ALL IMMEDIATE")


def settle() -> None:
    """Gives back to the transaction what `prepare` took, for whatever still happens in it."""
    if connection.vendor == "postgresql":
        run("SET CONSTRAINTS ALL DEFERRED")
        run("SET LOCAL lock_timeout TO DEFAULT")
        if takes_owner():
            run("SET LOCAL ROLE NONE")


def takes_owner() -> bool:
    """Whether this process takes the role that owns the tables in order to change them."""
    return bool(settings.OWNER_ROLE) and settings.PROCESS != "web"


@contextmanager
def _editor() -> Iterator[Any]:
    """Django's editor for new tables, inside the running transaction; it may not remake any."""
    base: Any = connection.SchemaEditorClass

    class RuntimeEditor(base):  # type: ignore[misc]
        """Leaves foreign keys checked, which Django's editor for SQLite would want off."""

        def __enter__(self) -> Any:
            return BaseDatabaseSchemaEditor.__enter__(self)

        def __exit__(self, *error: Any) -> None:
            BaseDatabaseSchemaEditor.__exit__(self, *error)

        def _remake_table(self, *_args: Any, **_kwargs: Any) -> NoReturn:
            msg = "Tables are never remade at run time."
            raise RuntimeError(msg)

    with RuntimeEditor(connection, atomic=False) as editor:
        yield editor


def create_tables(*drafts: Any) -> None:
    """Makes the tables of draft classes."""
    with _editor() as editor:
        for draft in drafts:
            editor.create_model(draft)


def drop_table(table: str) -> None:
    """Drops a table with all that stands on it."""
    run(f"DROP TABLE IF EXISTS {_quote(table)}" + (" CASCADE" if connection.vendor == "postgresql" else ""))


def add_column(table: str, field: Any, column: str, target: tuple[str, str] | None = None) -> None:
    """Adds an empty column for a Django field; with `target` (table, column) the database keeps links whole."""
    kind = column_type(field)
    sql = f"ALTER TABLE {_quote(table)} ADD COLUMN {_quote(column)} {kind} NULL"
    if target is not None:
        named = f" CONSTRAINT {_quote(column + '_fk')}" if connection.vendor == "postgresql" else ""
        sql += f"{named} REFERENCES {_quote(target[0])} ({_quote(target[1])}) DEFERRABLE INITIALLY DEFERRED"
    run(sql)


def column_type(field: Any) -> str:
    """The type of a field's column; every link is to a record's id."""
    if isinstance(field, models.ForeignKey):
        return str(models.UUIDField().db_type(connection))
    return str(field.db_type(connection))


def index_name(column: str, kind: str) -> str:
    """The name of a column's `plain` or `unique` index."""
    return f"{column}_u" if kind == "unique" else f"{column}_i"


def add_index(table: str, column: str, kind: str, *, live_only: bool = False) -> None:
    """Indexes a column: `plain` with the id behind it, or `unique` among what is filled and not in the trash."""
    name, where = index_name(column, kind), ""
    columns = _quote(column) if kind == "unique" else f"{_quote(column)}, {_quote('id')}"
    unique = ""
    if kind == "unique":
        unique = "UNIQUE "
        where = f" WHERE {_quote(column)} IS NOT NULL"
        if live_only:
            where += f" AND {_quote('trashed_at')} IS NULL"
    run(f"CREATE {unique}INDEX IF NOT EXISTS {_quote(name)} ON {_quote(table)} ({columns}){where}")


def drop_index(column: str, kind: str) -> None:
    """Drops an index of a column."""
    run(f"DROP INDEX IF EXISTS {_quote(index_name(column, kind))}")


def drop_column(table: str, column: str) -> None:
    """Drops a column; its indexes have to be gone. SQLite drops a link's column with its reference."""
    exists = "IF EXISTS " if connection.vendor == "postgresql" else ""
    if not exists and column not in columns_of(table):
        return
    run(f"ALTER TABLE {_quote(table)} DROP COLUMN {exists}{_quote(column)}")


def columns_of(table: str) -> set[str]:
    """The names of a table's columns; empty when there is no such table."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA table_xinfo({_quote(table)})")
            return {row[1] for row in cursor.fetchall()}
        cursor.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(%s) AND attnum > 0 AND NOT attisdropped",
            [_quote(table)],
        )
        return {row[0] for row in cursor.fetchall()}


def names_like(kind: str, prefix: str) -> set[str]:
    """The names of tables, indexes or views that begin with a prefix."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = %s", [kind])
        else:
            letter = {"table": "r", "index": "i", "view": "v"}[kind]
            cursor.execute(
                "SELECT relname FROM pg_class WHERE relkind = %s AND relnamespace = current_schema()::regnamespace",
                [letter],
            )
        return {row[0] for row in cursor.fetchall() if row[0].startswith(prefix)}
