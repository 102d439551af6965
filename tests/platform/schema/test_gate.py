"""Threads that read and write while classes change under them meet no error; changes from inside do not lock up."""

import threading
import time

import pytest
from django.db import connection, connections

from kontor.core.actor import SYSTEM
from kontor.core.errors import Busy
from kontor.records.queries import get_record, list_records
from kontor.records.services import save_record
from kontor.records.timeline import history
from kontor.schema.gate import Gate, gate
from kontor.schema.registry import ensure, object_of
from kontor.schema.services import add_field, changing, restore_field, run_change, trash_field
from kontor.schema.sync import served
from tests.databases import on_postgresql
from tests.designed import Designed, field

SECONDS = 6.0
READERS = 4


def reader(stop: threading.Event, done: list[int], failed: list[str]) -> None:
    try:
        while not stop.is_set():
            with served():
                made = save_record(actor=SYSTEM, object="project", values={"name": "x"}).record
                list_records(actor=SYSTEM, object="project", page_size=5, sort=["-name"])
                get_record(actor=SYSTEM, object="project", id=made.pk)
                history(actor=SYSTEM, object="project", id=made.pk)
                list_records(actor=SYSTEM, object="maker", page_size=5)
            done.append(1)
    except Exception as error:
        failed.append(f"{type(error).__name__}: {error}")
    finally:
        connections.close_all()


def test_threads_meet_no_error_while_the_schema_changes(designed_committed: Designed) -> None:
    designed_committed.object("project", field("name"))
    designed_committed.field("project", "size", "integer")
    designed_committed.field("maker", "rating", "integer")
    stop = threading.Event()
    done: list[int] = []
    failed: list[str] = []
    threads = [threading.Thread(target=reader, args=(stop, done, failed)) for _at in range(READERS)]
    for one in threads:
        one.start()
    changes = 0
    until = time.monotonic() + SECONDS
    while time.monotonic() < until and not failed:
        for change in (trash_field, restore_field):
            for key, name in (("project", "size"), ("maker", "rating")):
                run_change(lambda _change, change=change, key=key, name=name: change(key, name))
                ensure()
                changes += 1
    stop.set()
    for one in threads:
        one.join(30)
    assert failed == []
    assert changes >= 8
    assert len(done) >= READERS


def test_a_change_from_inside_a_request_is_followed_when_it_leaves(designed_committed: Designed) -> None:
    designed_committed.object("project", field("name"))
    with served():
        run_change(lambda _change: add_field("project", field("size", "integer")))
        assert "size" not in object_of("project").fields
        assert not ensure()
    assert "size" in object_of("project").fields


def test_two_changes_from_inside_two_requests_do_not_wait_for_each_other(designed_committed: Designed) -> None:
    designed_committed.object("project", field("name"))
    both = threading.Barrier(2, timeout=20)
    failed: list[BaseException] = []

    def change(name: str) -> None:
        try:
            with served():
                both.wait()
                run_change(lambda _change: add_field("project", field(name)))
        except BaseException as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=change, args=(f"field_{at}",)) for at in range(2)]
    begun = time.monotonic()
    for one in threads:
        one.start()
    for one in threads:
        one.join(30)
    assert failed == []
    assert time.monotonic() - begun < 15
    assert ensure()
    assert {"field_0", "field_1"} <= set(object_of("project").fields)


def test_a_long_reader_is_waited_for_a_short_while_only(designed_committed: Designed) -> None:
    designed_committed.object("project", field("name"))
    leave = threading.Event()
    inside = threading.Event()

    def read() -> None:
        with gate.shared():
            inside.set()
            leave.wait(20)

    thread = threading.Thread(target=read)
    thread.start()
    inside.wait(5)
    begun = time.monotonic()
    with changing():
        add_field("project", field("size", "integer"))
    assert time.monotonic() - begun < 5
    assert "size" not in object_of("project").fields
    leave.set()
    thread.join()
    until = time.monotonic() + 5
    while not ensure() and time.monotonic() < until:
        time.sleep(0.1)
    assert "size" in object_of("project").fields


def test_whoever_waits_to_change_lets_nobody_in_before() -> None:
    own = Gate()
    order: list[str] = []
    inside = threading.Event()

    def first() -> None:
        with own.shared():
            inside.set()
            time.sleep(0.3)
            order.append("first")

    def change() -> None:
        with own.exclusive() as won:
            assert won
            order.append("change")

    def second() -> None:
        with own.shared():
            order.append("second")

    threads = [threading.Thread(target=one) for one in (first, change, second)]
    threads[0].start()
    inside.wait(5)
    threads[1].start()
    time.sleep(0.1)
    threads[2].start()
    for one in threads:
        one.join(5)
    assert order == ["first", "change", "second"]


@pytest.mark.skipif(not on_postgresql(), reason="readers of SQLite hold nobody up")
def test_somebody_who_reads_for_long_is_told_of_and_nothing_changes(designed_committed: Designed) -> None:
    designed_committed.object("project", field("name"))
    table = object_of("project").model._meta.db_table
    holding, leave = threading.Event(), threading.Event()

    def hold() -> None:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute(f"SELECT count(*) FROM {table}")
            holding.set()
            leave.wait(30)
            cursor.execute("ROLLBACK")
        connections.close_all()

    thread = threading.Thread(target=hold)
    thread.start()
    holding.wait(5)
    with pytest.raises(Busy):
        run_change(lambda _change: add_field("project", field("size", "integer")))
    leave.set()
    thread.join()
    assert "size" not in object_of("project").fields
    run_change(lambda _change: add_field("project", field("size", "integer")))
    assert "size" in object_of("project").fields
