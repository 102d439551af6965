"""Migrations and made columns keep out of each other's way, on both databases."""

from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, migrations, models
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState

from kontor.core.actor import SYSTEM
from kontor.core.fields import MoneyField
from kontor.records.queries import list_records
from kontor.records.services import save_record
from kontor.schema import doctor, views
from kontor.schema.models import FieldDef, ObjectDef
from kontor.schema.registry import object_of
from tests.designed import Designed, field

ROWS = 10_500


def test_makemigrations_sees_nothing_of_what_was_made(designed: Designed) -> None:
    designed.object("project", field("name"), field("maker", "relation", target="maker"))
    designed.object("task", field("title"), kind="line", parent="project")
    designed.field("maker", "project", "relation", target="project")
    out = StringIO()
    call_command("makemigrations", "--check", "--dry-run", stdout=out)
    assert "No changes detected" in out.getvalue()


def test_without_the_filter_it_would(designed: Designed) -> None:
    designed.field("maker", "rating", "integer")
    state = ProjectState.from_apps(apps)
    assert "rating" in state.models["sample", "maker"].fields


OPERATIONS: dict[str, list[Any]] = {
    "alter": [migrations.AlterField("maker", "name", models.CharField(max_length=200))],
    "add not null": [migrations.AddField("maker", "rank", models.IntegerField(default=7))],
    "add and remove": [
        migrations.AddField("maker", "price", MoneyField(null=True)),
        migrations.RemoveField("maker", "price"),
    ],
    "remove": [migrations.RemoveField("maker", "secret")],
    "rename field": [migrations.RenameField("maker", "secret", "hidden")],
    "rename model": [migrations.RenameModel("Maker", "Brand")],
}


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_a_core_migration_keeps_columns_values_links_and_indexes(designed_committed: Designed, name: str) -> None:
    designed_committed.object("project", field("name"))
    designed_committed.field("maker", "rating", "integer", indexed=True)
    designed_committed.field("maker", "code", unique=True)
    designed_committed.field("maker", "project", "relation", target="project")
    designed_committed.field("project", "maker", "relation", target="maker")
    project = save_record(actor=SYSTEM, object="project", values={"name": "P"}).record
    fill(project)
    before = everything()
    run(OPERATIONS[name])
    table = "sample_brand" if name == "rename model" else "sample_maker"
    assert everything(table) == before
    told = [one.sentence for one in doctor.drift() if not one.sentence.startswith("The view")]
    assert [one for one in told if "sample_maker" not in one or name != "rename model"] == []


def columns() -> dict[str, str]:
    return dict(FieldDef.objects.filter(object="maker").values_list("key", "column"))


def fill(project: Any) -> None:
    for at in range(5):
        values = {"name": f"M{at}", "rating": at, "code": f"C{at}", "project": str(project.pk)}
        save_record(actor=SYSTEM, object="maker", values=values)
    names = columns()
    model = object_of("maker").model
    plain = [one.column for one in model._meta.concrete_fields if one.name not in ("id", "name", "code")]
    listed = ", ".join(f'"{one}"' for one in plain)
    fresh = "lower(hex(randomblob(16)))" if connection.vendor == "sqlite" else "gen_random_uuid()"
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE place(n) AS (SELECT 5 UNION ALL SELECT n + 1 FROM place WHERE n < {ROWS} - 1) "
            f'INSERT INTO sample_maker (id, name, "{names["code"]}", {listed}) '
            f"SELECT {fresh}, 'M' || n, 'C' || n, {listed} FROM place JOIN sample_maker ON name = 'M' || (n % 5)"
        )
        cursor.execute("SELECT count(*) FROM sample_maker")
        assert cursor.fetchall() == [(ROWS,)]


def everything(table: str = "sample_maker") -> dict[str, Any]:
    """The values of made columns, and that the database still minds their links and uniqueness."""
    names = columns()
    with connection.cursor() as cursor:
        listed = ", ".join(f'"{one}"' for one in names.values())
        cursor.execute(f"SELECT id, name, {listed} FROM {table} ORDER BY id")
        values = cursor.fetchall()
        constraints = connection.introspection.get_constraints(cursor, table)
    kept = {
        (tuple(one["columns"]), bool(one["unique"]), bool(one["foreign_key"]))
        for one in constraints.values()
        if set(one["columns"] or ()) & set(names.values())
    }
    return {"count": len(values), "values": values, "kept": kept}


def run(operations: list[Any]) -> None:
    """Applies operations as a migration of the sample would, with the views out of the way as `migrate` has them."""
    views.drop_all()
    migration = migrations.Migration("9999_test", "sample")
    migration.operations = operations
    executor = MigrationExecutor(connection)
    state = executor.loader.project_state()
    with connection.schema_editor(atomic=True) as editor:
        migration.apply(state, editor)


def test_stale_content_types_are_told_from_those_of_made_objects(designed: Designed) -> None:
    found = designed.object("project", field("name"))
    kind = ContentType.objects.get_for_model(found.model)
    call_command("remove_stale_contenttypes", "--no-input", "--include-stale-apps", stdout=StringIO())
    assert ContentType.objects.filter(pk=kind.pk).exists()


def test_dumpdata_holds_what_was_made(designed: Designed) -> None:
    designed.object("project", field("name"))
    designed.field("maker", "rating", "integer")
    save_record(actor=SYSTEM, object="project", values={"name": "Apollo 917"})
    save_record(actor=SYSTEM, object="maker", values={"name": "M", "rating": 917})
    out = StringIO()
    call_command("dumpdata", "schema", "sample", stdout=out)
    assert "Apollo 917" in out.getvalue()
    assert '"rating": 917' in out.getvalue()


def test_migrate_brings_the_views_back(designed_committed: Designed) -> None:
    designed_committed.object("project", field("name"))
    save_record(actor=SYSTEM, object="project", values={"name": "x"})
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM v_project")
        assert cursor.fetchall() == [("x",)]
    assert doctor.drift() == []
    assert len(list_records(actor=SYSTEM, object="project").rows) == 1
    assert ObjectDef.objects.count() == 1
