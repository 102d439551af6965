"""Database guards: triggers that refuse what no code may do, said once for both databases.

A guard is declared in a module's `guards.py`, installed after every `migrate` and looked for by `prove`. Conditions are
SQL over NEW and OLD that both databases understand, or one text per vendor. What a guard refuses is an IntegrityError.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import structlog
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from kontor.core.errors import DeclarationError

logger = structlog.get_logger(__name__)

PREFIX = "guard_"
LIFTED_TABLE = "kontor_guard_lifted"
LIFTED_SETTING = "kontor.guard_lifted"
EVERYTHING = "on"
_EVENT = re.compile(r"INSERT|DELETE|TRUNCATE|UPDATE( OF \w+(, \w+)*)?")
_NAME_LENGTH = 63 - len(PREFIX)


@dataclass(frozen=True, slots=True)
class Guard:
    """One trigger: on `event` of `table`, a row for which `condition` holds is refused with `message`."""

    name: str
    table: str
    event: str
    condition: Mapping[str, str]
    message: str
    unless: str = ""

    @property
    def trigger(self) -> str:
        """Name of the trigger, and on PostgreSQL of its function."""
        return PREFIX + self.name


declared: dict[str, Guard] = {}
privileges: dict[str, str] = {}


def privilege(name: str, reason: str) -> str:
    """Registers a privilege: work done `under` it passes those guards that say so, and no other."""
    privileges[name] = reason
    return name


MERGING = privilege("merge", "What pointed at one of two records that are the same points at the other one")


def declare(
    name: str, table: str, *, event: str, condition: str | Mapping[str, str], message: str, unless: str = ""
) -> Guard:
    """Declares a guard; `event` is INSERT, DELETE, UPDATE, `UPDATE OF a, b` or (PostgreSQL only) TRUNCATE.

    `unless` names the privilege under which it lets through.
    """
    if name in declared:
        msg = f"The guard {name} is declared twice."
        raise DeclarationError(msg)
    if not _EVENT.fullmatch(event) or not re.fullmatch(r"\w+", name) or len(name) > _NAME_LENGTH:
        msg = f"The guard {name} has a malformed name or event ({event})."
        raise DeclarationError(msg)
    if unless and unless not in privileges:
        msg = f"The guard {name} names an unknown privilege ({unless})."
        raise DeclarationError(msg)
    by_vendor = {"sqlite": condition, "postgresql": condition} if isinstance(condition, str) else condition
    guard = Guard(name, table, event, by_vendor, message, unless)
    declared[name] = guard
    return guard


def append_only(table: str, *, message: str = "") -> None:
    """Rows of `table` are never changed nor deleted."""
    text = message or f"{table} is append-only."
    declare(f"{table}_no_update", table, event="UPDATE", condition="1 = 1", message=text)
    declare(f"{table}_no_delete", table, event="DELETE", condition="1 = 1", message=text)
    no_truncate(table)


def no_truncate(table: str) -> None:
    """The table is never emptied at one stroke."""
    declare(
        f"{table}_no_truncate", table, event="TRUNCATE", condition="1 = 1", message=f"{table} must not be truncated."
    )


def frozen_when(
    table: str, column: str, values: Iterable[str], *, columns: Iterable[str], message: str, deletable: bool = False
) -> None:
    """Once `column` holds one of `values`, none of `columns` changes and, unless `deletable`, the row stays."""
    names = tuple(columns)
    state = f"OLD.{column} IN ({_texts(values)})"
    declare(
        f"{table}_frozen",
        table,
        event=f"UPDATE OF {', '.join(names)}",
        condition={vendor: f"{state} AND ({_changed(names, vendor)})" for vendor in ("sqlite", "postgresql")},
        message=message,
    )
    if not deletable:
        declare(f"{table}_kept", table, event="DELETE", condition=state, message=message)
        no_truncate(table)


def frozen_with(  # the parent's table, the line's column that points to it, and the parent's states
    table: str, *, parent: str, through: str, column: str, values: Iterable[str], columns: Iterable[str], message: str
) -> None:
    """Lines of a parent whose `column` holds one of `values` are neither added, changed in `columns` nor deleted."""
    names = (*columns, through)
    states = _texts(values)

    def within(row: str) -> str:
        return (
            f"EXISTS (SELECT 1 FROM {parent} WHERE {parent}.id = {row}.{through} AND {parent}.{column} IN ({states}))"
        )

    declare(f"{table}_closed", table, event="INSERT", condition=within("NEW"), message=message)
    declare(
        f"{table}_frozen",
        table,
        event=f"UPDATE OF {', '.join(names)}",
        condition={
            vendor: f"({_changed(names, vendor)}) AND ({within('OLD')} OR {within('NEW')})"
            for vendor in ("sqlite", "postgresql")
        },
        message=message,
    )
    declare(f"{table}_kept", table, event="DELETE", condition=within("OLD"), message=message)
    no_truncate(table)


def _texts(values: Iterable[str]) -> str:
    return ", ".join("'{}'".format(value.replace("'", "''")) for value in values)


def _changed(columns: Iterable[str], vendor: str) -> str:
    differs = "IS NOT" if vendor == "sqlite" else "IS DISTINCT FROM"
    return " OR ".join(f"NEW.{column} {differs} OLD.{column}" for column in columns)


def install(using: str = "default") -> list[str]:
    """Installs every declared guard whose table is there and drops those no longer declared; their names."""
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        wanted = {guard.trigger: guard for guard in _of_vendor(connection) if guard.table in tables}
        for trigger, table in _installed(connection).items():
            if connection.vendor == "sqlite" or trigger not in wanted:
                cursor.execute(_drop(connection, trigger, table))
        for statement in _preparation(connection):
            cursor.execute(statement)
        for guard in wanted.values():
            for statement in statements(guard, connection):
                cursor.execute(statement)
    return sorted(wanted)


def missing(using: str = "default") -> list[str]:
    """Names of declared guards that are not in force as declared."""
    connection = connections[using]
    present = _definitions(connection)
    absent = []
    for guard in _of_vendor(connection):
        expected = _trigger(guard) if connection.vendor == "sqlite" else _body(guard)
        if present.get(guard.trigger, "").strip() != expected.strip():
            absent.append(guard.name)
    return sorted(absent)


@contextmanager
def lifted(reason: str, using: str = "default") -> Iterator[None]:
    """Inside, in one transaction of this connection alone, no guard refuses anything. Logged."""
    connection = connections[using]
    logger.warning("guards lifted", reason=reason, database=using)
    with transaction.atomic(using=using):
        _lift(connection, EVERYTHING)
        yield
        _lift(connection, "")


@contextmanager
def under(privilege: str, using: str = "default") -> Iterator[None]:
    """Inside, in one transaction of this connection alone, guards declared with that privilege let through."""
    if privilege not in privileges:
        msg = f"There is no privilege {privilege}."
        raise DeclarationError(msg)
    connection = connections[using]
    with transaction.atomic(using=using):
        _lift(connection, privilege)
        yield
        _lift(connection, "")


def _lift(connection: BaseDatabaseWrapper, what: str) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT set_config(%s, %s, true)", [LIFTED_SETTING, what])
        elif what:
            cursor.execute(f"INSERT INTO {LIFTED_TABLE} VALUES (%s)", [what])
        else:
            cursor.execute(f"DELETE FROM {LIFTED_TABLE}")


def _of_vendor(connection: BaseDatabaseWrapper) -> list[Guard]:
    truncates = connection.vendor == "postgresql"
    return [guard for guard in declared.values() if truncates or guard.event != "TRUNCATE"]


def _preparation(connection: BaseDatabaseWrapper) -> list[str]:
    # the row of this table lives inside one transaction only: no other connection ever sees it
    return [f"CREATE TABLE IF NOT EXISTS {LIFTED_TABLE} (lifted integer)"] if connection.vendor == "sqlite" else []


def statements(guard: Guard, connection: BaseDatabaseWrapper) -> list[str]:
    """The SQL that installs a guard."""
    if connection.vendor == "sqlite":
        return [_trigger(guard)]
    level = "STATEMENT" if guard.event == "TRUNCATE" else "ROW"
    return [
        f'CREATE OR REPLACE FUNCTION "{guard.trigger}"() RETURNS trigger LANGUAGE plpgsql '
        f"AS $guard${_body(guard)}$guard$",
        f'CREATE OR REPLACE TRIGGER "{guard.trigger}" BEFORE {guard.event} ON "{guard.table}" '
        f'FOR EACH {level} EXECUTE FUNCTION "{guard.trigger}"()',
    ]


def _trigger(guard: Guard) -> str:
    return (
        f'CREATE TRIGGER "{guard.trigger}" BEFORE {guard.event} ON "{guard.table}" FOR EACH ROW '
        f"WHEN ({guard.condition['sqlite']}) AND NOT EXISTS "
        f"(SELECT 1 FROM {LIFTED_TABLE} WHERE lifted IN ({_passes(guard)})) "
        f"BEGIN SELECT RAISE(ABORT, {_quoted(guard.message)}); END"
    )


def _body(guard: Guard) -> str:
    row = {"DELETE": "OLD", "TRUNCATE": "NULL"}.get(guard.event, "NEW")
    return (
        f" BEGIN IF ({guard.condition['postgresql']}) "
        f"AND coalesce(current_setting('{LIFTED_SETTING}', true), '') NOT IN ({_passes(guard)}) "
        f"THEN RAISE EXCEPTION USING MESSAGE = {_quoted(guard.message)}, ERRCODE = 'check_violation', "
        f"CONSTRAINT = '{guard.trigger}'; END IF; RETURN {row}; END "
    )


def _passes(guard: Guard) -> str:
    return _texts([EVERYTHING, guard.unless] if guard.unless else [EVERYTHING])


def _quoted(text: str) -> str:
    return "'{}'".format(text.replace("'", "''"))


def _installed(connection: BaseDatabaseWrapper) -> dict[str, str]:
    sql = {
        "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": (
            "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE NOT t.tgisinternal AND pg_table_is_visible(c.oid)"
        ),
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return {name: table for name, table in cursor.fetchall() if name.startswith(PREFIX)}


def _definitions(connection: BaseDatabaseWrapper) -> dict[str, str]:
    sql = {
        "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": (
            "SELECT t.tgname, p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid "
            "JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE NOT t.tgisinternal AND t.tgenabled <> 'D' AND pg_table_is_visible(c.oid)"
        ),
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return dict(cursor.fetchall())


def _drop(connection: BaseDatabaseWrapper, trigger: str, table: str) -> str:
    if connection.vendor == "sqlite":
        return f'DROP TRIGGER "{trigger}"'
    return f'DROP TRIGGER "{trigger}" ON "{table}"; DROP FUNCTION IF EXISTS "{trigger}"()'
