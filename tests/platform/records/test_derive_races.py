"""Two who save at the same moment, one what the other's stored value follows from: nothing stale is left."""

import threading
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from kontor.core.actor import SYSTEM
from kontor.records import flush
from kontor.records.derive import follow
from kontor.records.derive.confirm import confirm
from kontor.records.derive.invariants import derived_fields
from kontor.records.services import save_record
from kontor.schema.registry import object_of
from tests.designed import Designed, field

pytestmark = [
    pytest.mark.designed,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time"),
]
SECONDS = 20.0


def derived(designed: Designed, key: str, name: str, kind: str, **settings: Any) -> None:
    designed.field(key, name, kind, settings={"kind": kind, **settings})


@pytest.fixture
def shop(designed_committed: Designed) -> Designed:
    """Jobs cost what their maker asks; makers and clients have figures over jobs."""
    made = designed_committed
    made.object("client", field("name"), field("bonus", "decimal"))
    made.object(
        "job_card",
        field("name"),
        field("hours", "decimal"),
        field("maker", "relation", target="maker"),
        field("client", "relation", target="client"),
    )
    made.field("maker", "rate", "decimal")
    derived(made, "job_card", "cost", "formula", formula="[hours] * [maker.rate]", result="decimal")
    derived(made, "client", "total", "rollup", over="job_card.client", field="cost", figure="sum", result="decimal")
    derived(made, "client", "due", "formula", formula="[total] + [bonus]", result="decimal")
    return made


class Stop:
    """Where one thread waits, until told to go on."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self.go = threading.Event()

    def here(self) -> None:
        self.reached.set()
        assert self.go.wait(SECONDS)


class Crowd:
    """Savers in threads of their own, each on its own connection."""

    def __init__(self) -> None:
        self.failures: list[BaseException] = []
        self.threads: list[threading.Thread] = []

    def start(self, function: Callable[[], Any], name: str) -> threading.Thread:
        def run() -> None:
            try:
                function()
            except BaseException as error:
                self.failures.append(error)
            finally:
                connections.close_all()

        thread = threading.Thread(target=run, name=name)
        self.threads.append(thread)
        thread.start()
        return thread

    def end(self) -> None:
        for thread in self.threads:
            thread.join(SECONDS)
        assert [thread for thread in self.threads if thread.is_alive()] == []
        assert self.failures == []


@pytest.fixture
def crowd() -> Crowd:
    return Crowd()


def stops(monkeypatch: pytest.MonkeyPatch, *, confirming: bool = True) -> tuple[Stop, Stop]:
    """The thread "slow" stops before and after it confirms what it has read."""
    before, after = Stop(), Stop()

    def stopping(work: Any) -> None:
        slow = threading.current_thread().name == "slow"
        if slow:
            before.here()
        if confirming:
            confirm(work)
        if slow:
            after.here()

    monkeypatch.setattr(flush, "confirm", stopping)
    return before, after


def save(key: str, record: Any = None, **values: Any) -> Any:
    return save_record(actor=SYSTEM, object=key, id=getattr(record, "pk", None), values=values).record


def stored(key: str, record_id: Any, name: str) -> Any:
    return object_of(key).model._base_manager.values_list(name, flat=True).get(pk=record_id)


def waits_for_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(cursor.fetchone()[0])


def until(condition: Callable[[], bool]) -> None:
    for _try in range(200):
        if condition():
            return
        threading.Event().wait(0.02)
    pytest.fail("It never came to that.")


@pytest.mark.parametrize("confirming", [True, False])
def test_a_value_read_before_it_changed_is_worked_out_anew(
    shop: Designed, crowd: Crowd, monkeypatch: pytest.MonkeyPatch, confirming: bool
) -> None:
    maker = save("maker", name="M", rate=10)
    before, after = stops(monkeypatch, confirming=confirming)
    after.go.set()
    crowd.start(lambda: save("job_card", name="J", hours=3, maker=maker.pk), "slow")
    assert before.reached.wait(SECONDS)
    save("maker", maker, rate=20)
    before.go.set()
    crowd.end()
    assert bool(derived_fields()) is not confirming
    assert object_of("job_card").model._base_manager.get().cost == (60 if confirming else 30)


@pytest.mark.parametrize("keeping_out", [True, False])
def test_who_changes_what_is_being_read_waits_and_tells_the_new_reader(
    shop: Designed, crowd: Crowd, monkeypatch: pytest.MonkeyPatch, keeping_out: bool
) -> None:
    if not keeping_out:
        monkeypatch.setattr(follow, "_keep_readers_out", lambda *_args: None)
    maker = save("maker", name="M", rate=10)
    before, after = stops(monkeypatch)
    before.go.set()
    crowd.start(lambda: save("job_card", name="J", hours=3, maker=maker.pk), "slow")
    assert after.reached.wait(SECONDS)
    crowd.start(lambda: save("maker", maker, rate=20), "other")
    until(waits_for_lock)
    after.go.set()
    crowd.end()
    assert bool(derived_fields()) is not keeping_out
    assert object_of("job_card").model._base_manager.get().cost == (60 if keeping_out else 30)


def test_a_record_saved_while_its_figures_change_keeps_both(
    shop: Designed, crowd: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    maker = save("maker", name="M", rate=10)
    client = save("client", name="C", bonus=1)
    before, after = stops(monkeypatch)
    after.go.set()
    crowd.start(lambda: save("client", client, bonus=100), "slow")
    assert before.reached.wait(SECONDS)
    save("job_card", name="J", hours=3, maker=maker.pk, client=client.pk)
    before.go.set()
    crowd.end()
    assert derived_fields() == []
    assert (stored("client", client.pk, "total"), stored("client", client.pk, "due")) == (Decimal(30), Decimal(130))


def test_many_at_once_leave_nothing_stale(shop: Designed, crowd: Crowd) -> None:
    makers = [save("maker", name=f"M{at}", rate=10) for at in range(2)]
    client = save("client", name="C", bonus=1)

    def add(at: int) -> None:
        for more in range(6):
            save("job_card", name=f"J{at}{more}", hours=more, maker=makers[more % 2].pk, client=client.pk)

    def change(at: int) -> None:
        for more in range(6):
            save("maker", makers[at], rate=more)

    for at in range(2):
        crowd.start(lambda at=at: add(at), f"adds {at}")
        crowd.start(lambda at=at: change(at), f"changes {at}")
    crowd.end()
    assert derived_fields() == []
    assert object_of("job_card").model._base_manager.count() == 12
    assert stored("client", client.pk, "total") == Decimal(5 * (0 + 1 + 2 + 3 + 4 + 5) * 2)


def test_confirming_costs_one_statement_for_every_object_read(shop: Designed) -> None:
    maker = save("maker", name="M", rate=10)
    save("job_card", name="J", hours=3, maker=maker.pk)
    with CaptureQueriesContext(connection) as counted:
        save("job_card", name="J", hours=3, maker=maker.pk)
    locks = [one["sql"] for one in counted.captured_queries if " FOR " in one["sql"]]
    assert len(locks) == 1, locks
    assert locks[0].endswith("FOR SHARE")
