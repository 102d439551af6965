"""Where the web's database role owns nothing, publishing is the worker's: with the roles that operations.md sets up."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import ProgrammingError, connection

from kontor.core.actor import SYSTEM, Actor
from kontor.core.errors import BadInput, Conflict, NotFound
from kontor.design.impact import impact_of
from kontor.design.models import Publication
from kontor.design.packs.services import install, look_at, shipped_pack
from kontor.design.publishing import Publishing, outcome_of
from kontor.design.services import publish, roll_back, roll_back_impact
from kontor.jobs import worker
from kontor.records.queries import list_records
from kontor.records.services import save_record
from kontor.schema import ddl
from kontor.schema.models import FieldDef
from kontor.schema.registry import current, ensure
from tests import builders
from tests.designed import Designed
from tests.platform.api.conftest import Caller
from tests.platform.design.conftest import again, designer_role
from tests.platform.web.conftest import Visitor

pytestmark = [
    pytest.mark.designed,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no roles"),
]
ROOT = Path(__file__).resolve().parents[3]
REGION = {"op": "add_field", "object": "asset", "key": "region", "label": {"en": "Region"}, "type": "text"}
PROJECT = [
    {"op": "add_object", "key": "project", "label": {"en": "Project"}},
    {"op": "add_field", "object": "project", "label": {"en": "Title"}, "type": "text", "key": "title"},
    {"op": "add_field", "object": "project", "label": {"en": "Asset"}, "type": "relation", "target": "asset"},
    {"op": "change_object", "object": "project", "name_field": "title"},
]
# a superuser's tables cannot be reassigned at once
TAKE_OVER = """DO $$ DECLARE one record; BEGIN
FOR one IN SELECT c.oid::regclass AS name FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
    AND c.relkind IN ('r', 'v') LOOP EXECUTE format('ALTER TABLE %s OWNER TO kontor_owner', one.name); END LOOP;
FOR one IN SELECT p.oid::regprocedure AS name FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
    LOOP EXECUTE format('ALTER FUNCTION %s OWNER TO kontor_owner', one.name); END LOOP; END $$"""


class House:
    """A database whose web role owns nothing."""

    def __init__(self, settings: Any, suffix: str) -> None:
        self.settings = settings
        self.suffix = suffix
        self.names = [f"kontor_{name}_{suffix}" for name in ("worker", "web", "owner")]
        settings.OWNER_ROLE = self.names[2]
        self.before = {name: connection.settings_dict[name] for name in ("USER", "PASSWORD")}

    def sql(self, text: str) -> str:
        """With the roles of this test run."""
        return re.sub(r"kontor_(owner|worker|web)", rf"kontor_\1_{self.suffix}", text)

    def prepare(self) -> None:
        """As operations.md says."""
        blocks = re.findall(r"```sql\n(.*?)```", (ROOT / "docs" / "operations.md").read_text(), re.DOTALL)
        assert connection.settings_dict["NAME"].startswith("test_"), connection.settings_dict["NAME"]
        self.remove()
        for statement in (*blocks[0].split(";")[:-1], TAKE_OVER):
            ddl.run(self.sql(statement))

    def remove(self) -> None:
        """Takes the roles away, with what they own."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)", [self.names])
            found = [row[0] for row in cursor.fetchall()]
        for name in found:
            ddl.run(f'DROP OWNED BY "{name}" CASCADE')
        for name in found:
            ddl.run(f'DROP ROLE "{name}"')

    @contextmanager
    def process(self, kind: str) -> Iterator[None]:
        """As a process of that kind: connected as its role."""
        connection.close()
        connection.settings_dict.update(USER=f"kontor_{kind}_{self.suffix}", PASSWORD="choose one")
        self.settings.PROCESS = kind
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict.update(self.before)
            self.settings.PROCESS = "command"

    def work(self) -> None:
        """The worker does what is due."""
        with self.process("worker"):
            while worker.work_one():
                pass


@pytest.fixture
def house(designed_committed: Designed, settings: Any, worker_id: str) -> Iterator[House]:
    made = House(settings, f"{worker_id}{os.environ.get('KONTOR_TEST_SUFFIX', '')}".lower())
    made.prepare()
    try:
        yield made
    finally:
        made.remove()


@pytest.fixture
def chief(house: House) -> Actor:
    return builders.actor(designer_role(), where=builders.team())


def left(function: Callable[[], Any]) -> Any:
    """The job a publication was left to."""
    with pytest.raises(Publishing) as publishing:
        function()
    return publishing.value.job_id


def test_the_web_role_can_change_no_structure(house: House) -> None:
    tries = (
        "CREATE TABLE mine (id int)",
        "ALTER TABLE sample_asset ADD COLUMN mine text",
        "DROP TABLE sample_asset",
        "CREATE INDEX mine ON sample_asset (id)",
        "TRUNCATE sample_asset",
        house.sql("SET ROLE kontor_owner"),
    )
    with house.process("web"):
        for text in tries:
            with pytest.raises(ProgrammingError, match=r"must be owner|permission denied"):
                ddl.run(text)
    with house.process("worker"), pytest.raises(ProgrammingError, match="must be owner"):
        ddl.run("ALTER TABLE sample_asset ADD COLUMN mine text")


def test_the_worker_publishes_what_the_web_asks_for_and_the_web_works_with_it(house: House, chief: Actor) -> None:
    with house.process("web"):
        job = left(lambda: publish(chief, [*PROJECT, REGION], label="Projects", subject="object:asset"))
        assert not outcome_of(chief, job).over
        assert not FieldDef.objects.exists()
    house.work()
    with house.process("web"):
        found = outcome_of(chief, job)
        assert found.publication is not None
        assert (found.publication.label, found.publication.actor_id) == ("Projects", chief.person_id)
        ensure()
        now = again(chief)
        asset = save_record(actor=SYSTEM, object="asset", values={"name": "Crane", "region": "North"}).record
        saved = save_record(actor=now, object="project", values={"title": "House", "asset": asset.pk}).record
        save_record(actor=now, object="project", id=saved.pk, values={"title": "Home"}, version=1)
        assert list_records(actor=now, object="project").rows[0]["title"] == "Home"
        with connection.cursor() as cursor:
            cursor.execute("SELECT title FROM v_project")
            assert cursor.fetchall() == [("Home",)]
            cursor.execute("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'")
            assert cursor.fetchall() == [(house.names[2],)]
        with pytest.raises(NotFound):
            outcome_of(builders.actor(), job)


def test_trash_restore_purge_and_roll_back_are_the_workers_too(house: House, chief: Actor) -> None:
    def through(function: Callable[[], Any]) -> Publication:
        with house.process("web"):
            job = left(function)
        house.work()
        found = outcome_of(chief, job)
        assert found.publication is not None, found.refusal
        ensure()
        return found.publication

    def changed(*changes: dict[str, Any]) -> Publication:
        return through(lambda: publish(again(chief), changes, seen=impact_of(again(chief), changes).digest))

    place = {"object": "asset", "field": "region"}
    first = changed(REGION)
    changed({"op": "trash_field", **place})
    changed({"op": "restore_field", **place})
    assert "region" in current().objects["asset"].fields
    back = through(
        lambda: roll_back(again(chief), first.number, seen=roll_back_impact(again(chief), first.number).digest)
    )
    assert back.rolls_back_to == first.number
    changed({"op": "trash_field", **place})
    changed({"op": "purge_field", **place})
    assert FieldDef.objects.get().state == "purged"


def test_what_the_worker_refuses_is_told_in_the_same_words(house: House, chief: Actor) -> None:
    with house.process("web"):
        with pytest.raises(BadInput, match="There is no object nothing"):
            publish(chief, [{**REGION, "object": "nothing"}])
        first = left(lambda: publish(chief, [REGION]))
        second = left(lambda: publish(chief, [REGION]))
    house.work()
    assert outcome_of(chief, first).publication is not None
    refusal = outcome_of(chief, second).refusal
    ensure()
    with pytest.raises(BadInput) as inline:
        publish(chief, [REGION])
    assert refusal is not None
    assert (refusal.message, refusal.status, refusal.reason) == (inline.value.message, 400, inline.value.reason)
    assert [one.field for one in refusal.errors] == [one.field for one in inline.value.errors]
    assert Publication.objects.count() == 1


def test_an_impact_that_has_changed_meanwhile_is_refused_by_the_worker(house: House, chief: Actor) -> None:
    publish(chief, [REGION])
    ensure()
    trash = [{"op": "trash_field", "object": "asset", "field": "region"}]
    with house.process("web"):
        job = left(lambda: publish(again(chief), trash, seen=impact_of(again(chief), trash).digest))
        save_record(actor=SYSTEM, object="asset", values={"name": "Crane", "region": "North"})
    house.work()
    refusal = outcome_of(chief, job).refusal
    assert refusal is not None
    assert (refusal.reason, refusal.status) == ("impact_not_seen", Conflict.status)
    assert FieldDef.objects.get().state == "live"


def test_what_needs_no_structure_is_published_at_once(house: House, chief: Actor) -> None:
    change = {"op": "set_field_rights", "object": "asset", "field": "name", "rights": {}}
    with house.process("web"):
        assert publish(chief, [change]).number == 1


def test_a_pack_is_brought_in_by_the_worker(house: House) -> None:
    role = builders.role("admin")
    type(role)._base_manager.filter(pk=role.pk).update(all_rights=True, designs=True)
    builders.touch_rights()
    chief = builders.actor(role)
    pack = shipped_pack("project_management")
    with house.process("web"):
        job = left(lambda: install(chief, pack, seen=look_at(chief, pack).impact.digest, samples=True))
    house.work()
    assert outcome_of(chief, job).publication is not None, outcome_of(chief, job).refusal
    with house.process("web"):
        ensure()
        assert set(pack.objects) <= set(current().objects)
        for key, rows in pack.records.items():
            assert len(list_records(actor=SYSTEM, object=key, page_size=100).rows) == len(rows)


def test_page_and_api_say_publishing_and_then_what_became_of_it(house: House) -> None:
    role = builders.role("admin")
    type(role)._base_manager.filter(pk=role.pk).update(all_rights=True, designs=True)
    builders.touch_rights()
    visitor, caller = Visitor(role), Caller(role)
    field = {name: value for name, value in REGION.items() if name not in ("op", "object")}
    form = {"label.en": "Machine", "field.label": "Name", "field.type": "text"}
    with house.process("web"):
        page = visitor.client.post("/design/new", form)
        place = page.headers["Location"]
        assert place.startswith("/design/publishing/")
        assert "Publishing…" in visitor.text(place)
        assert "hx-get" in visitor.part(place, "publishing").content.decode()
        answer = caller("POST", "objects/asset/fields", field)
        assert answer.status_code == 202, answer.data
        told = caller("GET", answer.headers["Location"].removeprefix("/api/v1/"))
        assert told.data["status"] == "running"
        twice = caller("POST", "objects/asset/fields", field)
    house.work()
    with house.process("web"):
        assert visitor.get(place).headers["Location"].startswith("/design/o/")
        assert visitor.part(place, "publishing").headers["HX-Redirect"].startswith("/design/o/")
        told = caller("GET", answer.headers["Location"].removeprefix("/api/v1/"))
        assert told.data["status"] == "published"
        assert told.data["publication"]["differences"]
        told = caller("GET", twice.headers["Location"].removeprefix("/api/v1/"))
        assert told.data["status"] == "refused"
        assert told.data["problem"]["status"] == 400
        assert Visitor(role).get(place).status_code == 404


def test_migrate_runs_as_the_owner(house: House) -> None:
    one = connection.settings_dict
    url = house.sql(
        f"postgres://kontor_worker:x@{one['HOST']}:{one['PORT'] or 5432}/{one['NAME']}?options=-c%20role%3Dkontor_owner"
    )
    env = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "kontor.config.settings_test"}
    env["PYTHONPATH"] = os.pathsep.join([str(ROOT / "platform"), str(ROOT)])
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate", "-v", "0"],
        cwd=ROOT,
        env=env,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
