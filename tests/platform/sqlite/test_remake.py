"""Changing a table on SQLite keeps what the migrations do not know, shown on real remakes with data."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps.registry import Apps
from django.db import IntegrityError, connections, models

from kontor.sqlite.base import DatabaseWrapper
from kontor.sqlite.definitions import column_definitions

ROWS = 500


@pytest.fixture
def connection(tmp_path: Path, django_db_blocker: Any) -> Iterator[DatabaseWrapper]:
    settings = {
        "ENGINE": "kontor.sqlite",
        "NAME": str(tmp_path / "remake.sqlite3"),
        "OPTIONS": {"transaction_mode": "IMMEDIATE"},
        "ATOMIC_REQUESTS": False,
        "AUTOCOMMIT": True,
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": False,
        "TIME_ZONE": None,
        "TEST": {},
    }
    with django_db_blocker.unblock():
        wrapper = DatabaseWrapper(settings, "remake")
        connections["remake"] = wrapper
        yield wrapper
        wrapper.close()
        del connections["remake"]


def model(title: str, table: str, /, **fields: Any) -> type[models.Model]:
    meta = type("Meta", (), {"app_label": "remake", "apps": Apps(), "db_table": table})
    return type(title, (models.Model,), {"__module__": __name__, "Meta": meta, **fields})


def field_of(built: type[models.Model], name: str) -> Any:
    return built._meta.get_field(name)


def rows(connection: DatabaseWrapper, sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else []


@pytest.fixture
def customer(connection: DatabaseWrapper) -> type[models.Model]:
    """A table with user columns, their indexes, triggers of its own and of others, a view, and rows."""
    built = model(
        "Customer", "customer", name=models.CharField(max_length=50), city=models.CharField(max_length=50, null=True)
    )
    other = model("Region", "region", name=models.CharField(max_length=50))
    with connection.schema_editor() as editor:
        editor.create_model(other)
        editor.create_model(built)
    for statement in (
        "INSERT INTO region (id, name) VALUES (1, 'North'), (2, 'South')",
        'ALTER TABLE customer ADD COLUMN "x_1a" text COLLATE NOCASE NULL',
        'ALTER TABLE customer ADD COLUMN "x_2b" integer NULL REFERENCES "region" ("id") DEFERRABLE INITIALLY DEFERRED',
        """ALTER TABLE customer ADD COLUMN "x_3c" text DEFAULT 'a,b (c)' CHECK ("x_3c" <> 'bad, very')""",
        'CREATE UNIQUE INDEX "u_x1" ON customer ("x_1a") WHERE "x_1a" IS NOT NULL',
        'CREATE INDEX "i_mixed" ON customer ("city", "x_2b", "id")',
        'CREATE INDEX "i_lower" ON customer (lower("name"))',
        "CREATE TABLE log (text text)",
        "CREATE TRIGGER t_own AFTER UPDATE ON customer BEGIN INSERT INTO log VALUES ('own % 100 ' || NEW.id); END",
        "CREATE TRIGGER t_other BEFORE DELETE ON region WHEN EXISTS (SELECT 1 FROM customer WHERE x_2b = OLD.id) "
        "BEGIN SELECT RAISE(ABORT, 'region in use'); END",
        "CREATE VIEW customer_view AS SELECT name, x_1a AS code FROM customer",
    ):
        rows(connection, statement)
    for number in range(ROWS):
        rows(
            connection,
            "INSERT INTO customer (name, city, x_1a, x_2b, x_3c) "
            f"VALUES ('n{number}', 'c{number % 7}', 'code{number}', {number % 2 + 1}, 'v{number}')",
        )
    return built


def everything(connection: DatabaseWrapper) -> dict[str, Any]:
    return {
        "values": rows(connection, "SELECT id, name, x_1a, x_2b, x_3c FROM customer ORDER BY id"),
        "keys": rows(connection, 'PRAGMA foreign_key_list("customer")'),
        "indexes": sorted(rows(connection, "SELECT name, sql FROM sqlite_master WHERE name IN ('u_x1', 'i_mixed')")),
        "triggers": sorted(rows(connection, "SELECT name, sql FROM sqlite_master WHERE type IN ('trigger', 'view')")),
        "view": rows(connection, "SELECT count(*) FROM customer_view WHERE code IS NOT NULL"),
    }


def alter_name(editor: Any, customer: type[models.Model]) -> None:
    old = field_of(customer, "name")
    new = models.CharField(max_length=200, default="")
    new.set_attributes_from_name("name")
    new.model = customer
    editor.alter_field(customer, old, new)


def add_required(editor: Any, customer: type[models.Model]) -> None:
    field = models.IntegerField(default=7)
    field.set_attributes_from_name("rank")
    field.model = customer
    editor.add_field(customer, field)


def rename_and_alter(editor: Any, customer: type[models.Model]) -> None:
    old = field_of(customer, "name")
    new = models.CharField(max_length=90, unique=True)
    new.set_attributes_from_name("name")
    new.model = customer
    editor.alter_field(customer, old, new)


@pytest.mark.parametrize("change", [alter_name, add_required, rename_and_alter])
def test_a_remake_keeps_user_columns_indexes_triggers_and_views(
    connection: DatabaseWrapper, customer: type[models.Model], change: Any
) -> None:
    before = everything(connection)
    with connection.schema_editor() as editor:
        change(editor, customer)
    assert everything(connection) == before
    assert rows(connection, "PRAGMA foreign_key_check") == []
    assert rows(connection, "SELECT count(*) FROM sqlite_master WHERE name = 'i_lower'") == [(1,)]


def test_what_is_kept_still_works_after_the_remake(connection: DatabaseWrapper, customer: type[models.Model]) -> None:
    with connection.schema_editor() as editor:
        alter_name(editor, customer)
    with pytest.raises(IntegrityError, match="UNIQUE"):
        rows(connection, "UPDATE customer SET x_1a = 'CODE1' WHERE x_1a = 'code2'")
    with pytest.raises(IntegrityError, match="FOREIGN KEY"):
        rows(connection, "UPDATE customer SET x_2b = 99 WHERE id = 1")
    with pytest.raises(IntegrityError, match="CHECK"):
        rows(connection, "UPDATE customer SET x_3c = 'bad, very' WHERE id = 1")
    with pytest.raises(IntegrityError, match="region in use"):
        rows(connection, "DELETE FROM region WHERE id = 1")
    rows(connection, "DELETE FROM log")
    rows(connection, "UPDATE customer SET city = 'x' WHERE id = 3")
    assert rows(connection, "SELECT text FROM log") == [("own % 100 3",)]


def test_a_removed_field_takes_only_its_own_index_away(
    connection: DatabaseWrapper, customer: type[models.Model]
) -> None:
    with connection.schema_editor() as editor:
        indexed = models.CharField(max_length=10, null=True, db_index=True)
        indexed.set_attributes_from_name("phase")
        indexed.contribute_to_class(customer, "phase")
        editor.add_field(customer, indexed)
    before = everything(connection)
    with connection.schema_editor() as editor:
        editor.remove_field(customer, field_of(customer, "phase"))
    assert everything(connection) == before
    assert rows(connection, "SELECT name FROM sqlite_master WHERE type = 'index' AND sql LIKE '%phase%'") == []


def test_an_index_that_a_migration_drops_does_not_come_back(connection: DatabaseWrapper) -> None:
    with connection.schema_editor() as editor:
        plain = model("Item", "item", code=models.CharField(max_length=9, db_index=True))
        editor.create_model(plain)
    rows(connection, "ALTER TABLE item ADD COLUMN x_9 text NULL")
    with connection.schema_editor() as editor:
        new = models.CharField(max_length=9, null=True)
        new.set_attributes_from_name("code")
        new.model = plain
        editor.alter_field(plain, field_of(plain, "code"), new)
    assert rows(connection, "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'item'") == []
    assert [row[1] for row in rows(connection, "PRAGMA table_info(item)")] == ["id", "code", "x_9"]


def test_the_state_model_is_left_as_it_was(connection: DatabaseWrapper, customer: type[models.Model]) -> None:
    names = [field.name for field in customer._meta.get_fields()]
    with connection.schema_editor() as editor:
        alter_name(editor, customer)
    assert [field.name for field in customer._meta.get_fields()] == names
    assert not [name for name in vars(customer) if name.startswith("shadow")]


def test_definitions_are_read_word_for_word() -> None:
    sql = (
        'CREATE TABLE "t" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, [odd name] varchar(3, 2) '
        "DEFAULT 'a)b,''c', \"quo\"\"ted\" text CHECK (\"quo\"\"ted\" IN ('x', 'y')), plain decimal, "
        'CONSTRAINT "c" UNIQUE ("plain"), FOREIGN KEY (plain) REFERENCES o (id))'
    )
    assert column_definitions(sql) == {
        "id": "integer NOT NULL PRIMARY KEY AUTOINCREMENT",
        "odd name": "varchar(3, 2) DEFAULT 'a)b,''c'",
        'quo"ted': "text CHECK (\"quo\"\"ted\" IN ('x', 'y'))",
        "plain": "decimal",
    }
