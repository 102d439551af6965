"""Compares what is stored about made objects and fields with what the database has; makes what is missing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from kontor.core.errors import NotFound
from kontor.core.management.shipped import MADE_COLUMN, MADE_TABLE
from kontor.schema import ddl, views
from kontor.schema.changing import running
from kontor.schema.models import FieldDef, ObjectDef, State
from kontor.schema.registry import shipped_models
from kontor.schema.services_fields import create_columns, create_indexes, made
from kontor.schema.services_objects import create_tables, tables_of
from kontor.schema.specs import history_table


@dataclass(frozen=True, slots=True)
class Drift:
    """One thing that is not as stored; `repair` makes it so, or is None where only a person can decide."""

    sentence: str
    key: str
    repair: Callable[[], object] | None = None


def drift() -> list[Drift]:
    """Everything that is not as stored."""
    return [*_tables(), *_columns(), *_indexes(), *_strays(), *_views()]


def repair() -> list[Drift]:
    """Makes what is missing, inside `changing()`; never drops anything. What is left is answered."""
    for one in drift():
        if one.repair is not None:
            one.repair()
            running().touched.add(one.key)
    return [one for one in drift() if not one.sentence.startswith("The view")]


def _objects() -> list[ObjectDef]:
    return list(ObjectDef.objects.exclude(state=State.PURGED).order_by("created_at", "id"))


def _tables() -> Iterator[Drift]:
    there = ddl.names_like("table", "o_")
    for row in _objects():
        tables = (row.table, history_table(row.table))
        for table in (one for one in tables if one not in there):
            whole = not any(one in there for one in tables)
            yield Drift(
                f"The table {table} of {row.key} is missing.",
                row.key,
                partial(create_tables, row) if whole and table == row.table else None,
            )


def _fields() -> Iterator[tuple[FieldDef, str, str]]:
    """The stored fields that have columns, with the tables of their objects."""
    for row in FieldDef.objects.exclude(state=State.PURGED).order_by("object", "key"):
        try:
            table, versions = tables_of(row.object)
        except NotFound:
            continue
        if made(row).stored:
            yield row, table, versions


def _columns() -> Iterator[Drift]:
    for row, table, versions in _fields():
        wanted = (table,) if made(row).derived else (table, versions)
        for one in wanted:
            if row.column not in ddl.columns_of(one):
                yield Drift(
                    f"The column {row.column} of {row.object}.{row.key} is missing in {one}.",
                    row.object,
                    partial(create_columns, row),
                )


def _indexes() -> Iterator[Drift]:
    there = ddl.names_like("index", "x_")
    for row, _table, _versions in _fields():
        wanted = {"plain"} if made(row).is_link or row.indexed else set()
        if row.unique and row.state == State.LIVE:
            wanted.add("unique")
        for kind in sorted(wanted):
            name = ddl.index_name(row.column, kind)
            if name not in there:
                yield Drift(
                    f"The index {name} of {row.object}.{row.key} is missing.",
                    row.object,
                    partial(create_indexes, row),
                )


def _strays() -> Iterator[Drift]:
    """Tables and columns nobody knows of: they are told, and left alone."""
    known = {table for row in _objects() for table in (row.table, history_table(row.table))}
    for table in sorted(ddl.names_like("table", "o_") - known):
        if MADE_TABLE.fullmatch(table):
            yield Drift(f"Nothing is known of the table {table}.", "")
    columns = set(FieldDef.objects.exclude(state=State.PURGED).values_list("column", flat=True))
    tables = {one._meta.db_table for model in shipped_models().values() for one in (model, model.history.model)}
    for table in sorted(tables | known):
        for column in sorted(ddl.columns_of(table) - columns):
            if MADE_COLUMN.fullmatch(column):
                yield Drift(f"Nothing is known of the column {column} of {table}.", "")


def _views() -> Iterator[Drift]:
    there = ddl.names_like("view", views.PREFIX)
    wanted = {*shipped_models(), *(row.key for row in _objects() if row.state == State.LIVE)}
    for key in sorted(wanted):
        if views.name_of(key) not in there:
            yield Drift(f"The view {views.name_of(key)} is missing.", key, str)
