"""`flush` knows what was made: it empties it, and takes it away with what describes it."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from kontor.core.actor import SYSTEM
from kontor.core.guard import lifted
from kontor.records.services import save_record
from kontor.schema import ddl, doctor
from kontor.schema.models import FieldDef, ObjectDef
from kontor.schema.registry import current, unload
from tests.designed import Designed, field


def flush() -> None:
    call_command("flush", "--no-input", verbosity=0, stdout=StringIO())


def test_flush_empties_what_was_made_and_takes_it_away(designed_committed: Designed) -> None:
    made = designed_committed.object("project", field("name"))
    designed_committed.object("task", field("title"), kind="line", parent="project")
    designed_committed.field("maker", "project", "relation", target="project")
    designed_committed.field("maker", "code", unique=True)
    project = save_record(actor=SYSTEM, object="project", values={"name": "P", "task_lines": [{"title": "T"}]}).record
    save_record(actor=SYSTEM, object="maker", values={"name": "M", "code": "C", "project": project.pk})
    tables = [name for name in connection.introspection.table_names() if name.startswith("o_")]
    assert made.model._meta.db_table in tables
    # as in a shell, where nothing has been loaded yet
    unload()

    if connection.vendor == "postgresql":
        with pytest.raises(CommandError, match="couldn't be flushed"):
            flush()
        assert ObjectDef.objects.count() == 2
    with lifted("a test"):
        flush()

    assert not ObjectDef.objects.exists()
    assert not FieldDef.objects.exists()
    assert [name for name in connection.introspection.table_names() if name.startswith("o_")] == []
    for table in ("sample_maker", "sample_historicalmaker"):
        assert [name for name in ddl.columns_of(table) if name.startswith("x_")] == []
    assert ddl.names_like("index", "x_") == set()
    assert "project" not in current().objects
    assert doctor.drift() == []
    saved = save_record(actor=SYSTEM, object="maker", values={"name": "After"})
    assert saved.record.name == "After"
