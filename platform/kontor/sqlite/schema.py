"""The schema editor of SQLite: changing a table loses nothing that migrations do not know.

SQLite changes most columns by making a new table, copying and renaming. Django's editor builds the new table from the
migration state alone, so columns made at run time, their indexes and every trigger would vanish without an error.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import OperationalError
from django.db.backends.sqlite3 import schema
from django.db.models import Field, Model

from kontor.core import guard
from kontor.sqlite.definitions import column_definitions

# names Django makes itself: …_<8 hex digits>, with a kind behind it
_MADE_BY_DJANGO = re.compile(r"_[0-9a-f]{8}(_uniq|_like|_fk\w*)?$")

if TYPE_CHECKING:
    AnyField = Field[Any, Any]
else:
    AnyField = Field


class ShadowColumn(AnyField):
    """Stands for a column the migration state does not know, with its definition word for word."""

    def __init__(self, column: str, definition: str) -> None:
        required = "NOT NULL" in definition.upper()
        super().__init__(null=not required, db_column=column)
        self.definition = definition

    def db_type(self, connection: Any) -> str:
        """The definition as it stands in the table."""
        return self.definition

    def deconstruct(self) -> Any:
        """Rebuilt from the same two arguments when Django copies the field."""
        name, path, _args, _keywords = super().deconstruct()
        return name, path, [self.db_column, self.definition], {}


@dataclass(frozen=True, slots=True)
class KeptIndex:
    """An index made outside of migrations."""

    name: str
    sql: str
    columns: frozenset[str]


class DatabaseSchemaEditor(schema.DatabaseSchemaEditor):
    """Django's editor, with remakes that carry over what it does not know."""

    def _remake_table(
        self,
        model: type[Model],
        create_field: Any = None,
        delete_field: Any = None,
        alter_fields: Any = None,
    ) -> None:
        table = model._meta.db_table
        touched = {field.column for field in (create_field,) if field is not None}
        touched |= {new.column for _old, new in alter_fields or ()}
        unknown = self._unknown_columns(model, touched)
        indexes = self._unknown_indexes(model, frozenset(unknown))
        with self._triggers_and_views_aside(), _shadowed(model, unknown):
            super()._remake_table(model, create_field, delete_field, alter_fields)  # type: ignore[misc]
        left = set(self._columns(table))
        for index in indexes:
            if index.columns <= left:
                self.execute(index.sql, params=None)

    def remove_field(self, model: type[Model], field: Any) -> None:
        """Drops a column; triggers and views that name it would stand in the way."""
        with self._triggers_and_views_aside():
            super().remove_field(model, field)

    def _columns(self, table: str) -> list[str]:
        return [row[1] for row in self._rows(f"PRAGMA table_xinfo({self.quote_name(table)})")]

    def _rows(self, sql: str, params: tuple[str, ...] = ()) -> list[Any]:
        with self.connection.cursor() as cursor:
            cursor.execute(sql, params or None)
            return list(cursor.fetchall())

    def _unknown_columns(self, model: type[Model], touched: set[str]) -> dict[str, str]:
        known = {field.column for field in model._meta.local_concrete_fields} | touched
        rows = self._rows("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = %s", (model._meta.db_table,))
        definitions = column_definitions(rows[0][0]) if rows else {}
        return {name: text for name, text in definitions.items() if name not in known}

    def _unknown_indexes(self, model: type[Model], unknown: frozenset[str]) -> list[KeptIndex]:
        table = model._meta.db_table
        declared = {index.name for index in (*model._meta.indexes, *model._meta.constraints)}
        found = self._rows(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s AND sql IS NOT NULL", (table,)
        )
        kept = []
        for name, sql in found:
            rows = self._rows(f"PRAGMA index_xinfo({self.quote_name(name)})")
            columns = frozenset(row[2] for row in rows if row[2] is not None)
            if name not in declared and (columns & unknown or not _MADE_BY_DJANGO.search(name)):
                kept.append(KeptIndex(name, sql, columns))
        return kept

    @contextmanager
    def _triggers_and_views_aside(self) -> Iterator[None]:
        """Takes triggers and views away meanwhile: one that names a missing table forbids renaming any table."""
        rows = self._rows(
            "SELECT type, name, sql FROM sqlite_master WHERE type IN ('view', 'trigger') ORDER BY type DESC, rowid"
        )
        for kind, name, _sql in rows:
            self.execute(f"DROP {kind.upper()} IF EXISTS {self.quote_name(name)}")
        yield
        for _kind, name, sql in rows:
            self._bring_back(name, sql)

    def _bring_back(self, name: str, sql: str) -> None:
        try:
            self.execute(sql, params=None)
        except OperationalError:
            # a guard over a column that is gone: `migrate` installs guards as they are declared now
            if not name.startswith(guard.PREFIX):
                raise


@contextmanager
def _shadowed(model: type[Model], unknown: dict[str, str]) -> Iterator[None]:
    names = []
    try:
        for number, (column, definition) in enumerate(unknown.items()):
            name = f"shadow{number}"
            ShadowColumn(column, definition).contribute_to_class(model, name)
            names.append(name)
        yield
    finally:
        options = model._meta
        options.local_fields[:] = [field for field in options.local_fields if not isinstance(field, ShadowColumn)]
        options._expire_cache()  # type: ignore[attr-defined]
        for name in names:
            delattr(model, name)
