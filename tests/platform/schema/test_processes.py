"""Several processes on one database: changes are seen at the next request and job, killed ones leave nothing."""

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.test import Client

from kontor.core.actor import SYSTEM
from kontor.jobs.kinds import job
from kontor.jobs.queue import enqueue
from kontor.records.services import save_record
from kontor.schema import doctor, registry
from kontor.schema.models import FieldDef
from kontor.schema.registry import apply, definitions, ensure, object_of
from kontor.schema.services import add_field, purge_field, restore_field, run_change, trash_field
from tests import builders
from tests.databases import ROOT, url_of
from tests.designed import Designed, field

HEAD = """
import os, sys, time
import django
django.setup()
from kontor.core.actor import SYSTEM
from kontor.records.queries import list_records
from kontor.schema.registry import current, ensure, object_of
from kontor.schema.services import *
from kontor.schema.sync import served
from kontor.schema import changing as changes
def say(*words):
    print(*words, flush=True)
"""


def begin(code: str) -> "subprocess.Popen[str]":
    """A process of its own on the test's database."""
    name = str(connections["default"].settings_dict["NAME"])
    env = {**os.environ, "DATABASE_URL": url_of(name), "DJANGO_SETTINGS_MODULE": "kontor.config.settings_test"}
    env["PYTHONPATH"] = os.pathsep.join([str(ROOT / "platform"), str(ROOT)])
    return subprocess.Popen(
        [sys.executable, "-c", HEAD + textwrap.dedent(code)],
        cwd=Path(ROOT), env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def end(process: Any) -> int:
    """Closes the pipes of a process and waits for it."""
    process.stdin.close()
    process.stdout.close()
    return int(process.wait(20))


def line(process: Any) -> str:
    return str(process.stdout.readline()).strip()


@pytest.fixture
def other(designed_committed: Designed) -> Iterator[Any]:
    """A process that says, at each line it is sent, which fields it knows after its next request."""
    designed_committed.object("project", field("name"))
    save_record(actor=SYSTEM, object="project", values={"name": "x"})
    process = begin("""
        say("ready")
        for _line in sys.stdin:
            with served():
                found = current().get("project")
                rows = list_records(actor=SYSTEM, object="project").rows if found else []
                say(",".join(sorted(found.fields)) if found else "-", len(rows))
    """)
    assert line(process) == "ready"
    yield process
    end(process)


def asked(process: Any) -> str:
    process.stdin.write("\n")
    process.stdin.flush()
    return line(process)


def test_every_change_is_seen_by_another_process_at_its_next_request(other: Any) -> None:
    assert "size" not in asked(other)
    for step, (change, visible) in enumerate(
        [
            (lambda: add_field("project", field("size", "integer")), True),
            (lambda: trash_field("project", "size"), False),
            (lambda: restore_field("project", "size"), True),
            (lambda: trash_field("project", "size"), False),
            (lambda: purge_field("project", "size"), False),
        ]
    ):
        run_change(lambda _change, change=change: change())
        answer = asked(other)
        assert ("size" in answer) is visible, (step, answer)
        assert answer.endswith(" 1")


def test_every_change_is_seen_by_another_process_at_its_next_job(designed_committed: Designed) -> None:
    job("t.look")(lambda run: None)
    designed_committed.object("project", field("name"))
    save_record(actor=SYSTEM, object="project", values={"name": "x"})
    process = begin("""
        from kontor.jobs.kinds import job
        from kontor.jobs.worker import drain
        @job("t.look")
        def look(run):
            rows = list_records(actor=SYSTEM, object="project").rows
            say(",".join(sorted(object_of("project").fields)), len(rows))
        say("ready")
        for _line in sys.stdin:
            drain()
    """)
    assert line(process) == "ready"
    for change, visible in (
        (lambda: add_field("project", field("size", "integer")), True),
        (lambda: trash_field("project", "size"), False),
        (lambda: purge_field("project", "size"), False),
    ):
        run_change(lambda _change, change=change: change())
        enqueue("t.look")
        answer = asked(process)
        assert ("size" in answer) is visible, answer
        assert answer.endswith(" 1")
    assert end(process) == 0


def test_a_change_of_another_process_is_seen_here(designed_committed: Designed) -> None:
    designed_committed.object("project", field("name"))
    process = begin("""
        ensure()
        run_change(lambda change: add_field("project", FieldSpec({"en": "Size"}, "integer", key="size")))
        say("done", "size" in object_of("project").fields)
    """)
    assert line(process) == "done True"
    assert end(process) == 0
    assert "size" not in object_of("project").fields
    assert ensure()
    assert "size" in object_of("project").fields


@pytest.mark.parametrize("place", ["add_column", "add_index", "refresh"])
def test_a_process_killed_in_a_change_leaves_nothing(designed_committed: Designed, place: str) -> None:
    designed_committed.object("project", field("name"))
    process = begin(f"""
        from kontor.schema import ddl, views
        ensure()
        where = {{"add_column": ddl, "add_index": ddl, "refresh": views}}["{place}"]
        real = getattr(where, "{place}")
        def stop(*args, **kwargs):
            real(*args, **kwargs)
            say("inside")
            time.sleep(60)
        setattr(where, "{place}", stop)
        run_change(lambda change: add_field("project", FieldSpec({{"en": "M"}}, "relation", key="m", target="maker")))
        say("committed")
    """)
    assert line(process) == "inside"
    os.kill(process.pid, signal.SIGKILL)
    assert end(process) == -signal.SIGKILL
    assert doctor.drift() == []
    assert not FieldDef.objects.filter(key="m").exists()
    run_change(lambda _change: add_field("project", field("m", "relation", target="maker")))
    assert doctor.drift() == []


def test_a_process_that_is_behind_after_a_purge_recovers_with_its_next_read(
    designed_committed: Designed, client: Client
) -> None:
    """The token is answered as the process knows it, as if it had been read just before the purge."""
    designed_committed.object("project", field("name"), field("size", "integer"))
    made = save_record(actor=SYSTEM, object="project", values={"name": "x", "size": 3}).record
    role = builders.role(grants={"project": builders.ALL_BASIC})
    person = builders.person()
    builders.post(person, role)
    client.force_login(person)
    assert client.get("/api/v1/records/project").status_code == 200
    behind = definitions()
    run_change(lambda _change: trash_field("project", "size"))
    run_change(lambda _change: purge_field("project", "size"))
    hits = go_back(behind)
    answer = client.get("/api/v1/records/project")
    assert (answer.status_code, hits) == (200, ["behind"])
    assert "size" not in answer.json()["results"][0]
    hits = go_back(behind)
    answer = client.patch(
        f"/api/v1/records/project/{made.pk}", {"name": "y"}, content_type="application/json",
        headers={"If-Match": '"1"'},
    )  # fmt: skip
    assert (answer.status_code, hits, answer.headers["Retry-After"]) == (503, ["behind"], "1")
    answer = client.get(f"/api/v1/records/project/{made.pk}")
    assert answer.json()["name"] == "x"


def go_back(behind: Any) -> list[str]:
    """Lets this process believe in what was, until it is told once that it does not."""
    apply(behind)
    hits: list[str] = []
    real = registry.read_token

    def once() -> Any:
        hits.append("behind")
        registry.read_token = real
        return behind.token

    registry.read_token = once
    return hits


def test_doctor_finds_and_repairs_what_is_missing(designed_committed: Designed) -> None:
    designed_committed.object("project", field("name"), field("maker", "relation", target="maker"))
    designed_committed.object("task", field("title", unique=True), kind="line", parent="project")
    designed_committed.field("maker", "rating", "integer", indexed=True)
    assert doctor.drift() == []
    rating = FieldDef.objects.get(key="rating").column
    title = FieldDef.objects.get(key="title").column
    task = object_of("task").model._meta.db_table
    with connection.cursor() as cursor:
        for statement in (
            "DROP VIEW v_maker", "DROP VIEW v_task", f'DROP INDEX "{rating}_i"', f'DROP INDEX "{title}_u"',
            f'ALTER TABLE sample_maker DROP COLUMN "{rating}"', f'ALTER TABLE "{task}_history" DROP COLUMN "{title}"',
        ):  # fmt: skip
            cursor.execute(statement)
    found = [one.sentence for one in doctor.drift()]
    assert len(found) == 6
    with pytest.raises(CommandError):
        call_command("schema_doctor", stdout=StringIO())
    call_command("schema_doctor", "--repair", stdout=StringIO())
    assert doctor.drift() == []
    save_record(actor=SYSTEM, object="maker", values={"name": "x", "rating": 4})
