"""From the first state of the database that knew made objects to today's: nothing made there is lost."""

from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from kontor.core.actor import SYSTEM
from kontor.core.clock import system_clock
from kontor.records.queries import list_records
from kontor.records.services import save_record
from kontor.schema import doctor, views
from kontor.schema.models import FieldDef
from kontor.schema.registry import ensure, object_of
from tests.designed import Designed, field

pytestmark = [pytest.mark.designed]
# the search index cannot be unapplied; it was there when made objects came
FIRST = {"schema": "0002_designed_objects", "records": "0002_search_index"}
# tables of all ages: of the sample (which grows), of people (a core table others link to), of documents
HOLDERS = ("asset", "maker", "person", "customer", "order")
ROWS = 40


def first_state() -> list[tuple[str, str]]:
    """Every app as it began; the schema at the migration that brought made objects."""
    graph = MigrationExecutor(connection).loader.graph
    began = {app: name for app, name in sorted(graph.nodes) if graph.nodes[app, name].initial}
    ours = {app for app in began if apps.get_app_config(app).name.startswith(("kontor.", "apps.", "tests."))}
    return [(app, FIRST.get(app, began[app])) for app in sorted(ours)]


def go_back() -> set[tuple[str, str]]:
    """Unapplies everything that came later; what that was."""
    views.drop_all()
    before = set(MigrationExecutor(connection).loader.applied_migrations)
    for target in first_state():
        executor = MigrationExecutor(connection)
        if executor.migration_plan([target]):
            executor.migrate([target])
    return before - set(MigrationExecutor(connection).loader.applied_migrations)


def old_model(app: str, name: str) -> Any:
    """A model as it was then."""
    executor = MigrationExecutor(connection)
    return executor.loader.project_state(list(executor.loader.applied_migrations)).apps.get_model(app, name)


def values_of(columns: dict[tuple[str, str], str]) -> dict[str, Any]:
    """What the database holds in made columns, and that it minds their links, uniqueness and indexes."""
    found: dict[str, Any] = {}
    with connection.cursor() as cursor:
        for key in (*HOLDERS, "project"):
            table = object_of(key).model._meta.db_table
            names = [column for (holder, _field), column in columns.items() if holder == key]
            listed = ", ".join(f'"{one}"' for one in names)
            cursor.execute(f"SELECT id, {listed} FROM {table} ORDER BY id")
            found[key] = cursor.fetchall()
            found[f"{key}:minded"] = {
                (tuple(one["columns"]), bool(one["unique"]), bool(one["foreign_key"]))
                for one in connection.introspection.get_constraints(cursor, table).values()
                if set(one["columns"] or ()) & set(names)
            }
    return found


def test_an_upgrade_from_the_first_state_loses_nothing_made(
    designed_committed: Designed, monkeypatch: pytest.MonkeyPatch
) -> None:
    came_later = go_back()
    assert came_later
    with monkeypatch.context() as patch:
        # the views of that time had the columns of that time; migrating takes them away first
        patch.setattr(views, "refresh", lambda *_keys: None)
        make(designed_committed)
    columns = {(one.object, one.key): one.column for one in FieldDef.objects.all()}
    fill(columns)
    before = values_of(columns)
    assert [len(before[key]) for key in ("maker", "project")] == [ROWS, ROWS]

    call_command("migrate", verbosity=0)

    assert came_later <= set(MigrationExecutor(connection).loader.applied_migrations)
    assert values_of(columns) == before
    assert doctor.drift() == []
    assert ensure()
    rows = list_records(actor=SYSTEM, object="project", page_size=100).rows
    assert sorted(row["name"] for row in rows) == sorted(f"P{at}" for at in range(ROWS))
    saved = save_record(actor=SYSTEM, object="maker", values={"name": "New", "tag": "new", "project": rows[0]["id"]})
    assert saved.record.tag == "new"
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM v_maker WHERE tag IS NOT NULL")
        assert cursor.fetchone() == (ROWS + 1,)


def make(designed: Designed) -> None:
    """An object, and on every holder a field that is unique, one that is indexed and a link."""
    designed.object("project", field("name"))
    designed.field("project", "maker", "relation", target="maker")
    for key in HOLDERS:
        designed.field(key, "tag", unique=True)
        designed.field(key, "rating", "integer", indexed=True)
        designed.field(key, "project", "relation", target="project")


def fill(columns: dict[tuple[str, str], str]) -> None:
    """Rows as that time wrote them."""
    makers = old_model("sample", "Maker")
    now = system_clock().now()
    dated = {"created_at": now, "updated_at": now}
    listed = makers.objects.bulk_create([makers(name=f"M{at}", **dated) for at in range(ROWS)])
    project = object_of("project").model
    projects = project._base_manager.bulk_create(
        [project(name=f"P{at}", maker_id=one.pk, **dated) for at, one in enumerate(listed)]
    )
    tag, rating, link = (columns["maker", key] for key in ("tag", "rating", "project"))
    with connection.cursor() as cursor:
        for at, (maker, one) in enumerate(zip(listed, projects, strict=True)):
            field_of = makers._meta.pk
            cursor.execute(
                f'UPDATE sample_maker SET "{tag}" = %s, "{rating}" = %s, "{link}" = %s WHERE id = %s',
                [f"C{at}", at % 5, *(field_of.get_db_prep_value(pk, connection) for pk in (one.pk, maker.pk))],
            )
