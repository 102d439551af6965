"""One thing done to many records: each on its own, once, with a report and a way back."""

from typing import Any
from uuid import UUID

import pytest

from kontor.core.actor import SYSTEM, Actor
from kontor.core.clock import system_clock
from kontor.core.errors import BadInput, Conflict, NotFound, NotPermitted
from kontor.identity.models import Post
from kontor.identity.services import actor_of
from kontor.jobs.errors import LeaseLost
from kontor.jobs.worker import drain
from kontor.records.bulk.models import BulkRow, BulkRun, BulkStatus, Doing, Outcome
from kontor.records.bulk.services import (
    AT_ONCE,
    Selection,
    bulk_actions,
    bulk_of,
    changeable_fields,
    count_selected,
    counts_of,
    may_undo,
    refused_rows,
    start_bulk,
    stop_bulk,
    undo_bulk,
)
from kontor.records.bulk.work import work_through
from kontor.records.queries import get_record
from kontor.records.services import save_record, trash_record
from kontor.schema.registry import object_of
from tests import builders
from tests.sample.models import Asset

pytestmark = pytest.mark.django_db
RIGHTS = {"asset": {**builders.ALL_BASIC, "asset.use": "all"}, "maker": {"read": "all"}}


@pytest.fixture
def keeper() -> Actor:
    person = builders.person()
    builders.post(person, builders.role(grants=RIGHTS))
    return actor_of(person)


def assets(count: int, **values: Any) -> list[UUID]:
    return [builders.record("asset", name=f"Asset {n:03}", rank=n, **values).pk for n in range(count)]


def chosen(*ids: UUID) -> Selection:
    return Selection("asset", tuple(ids))


def change(actor: Actor, selection: Selection, **values: Any) -> BulkRun:
    return start_bulk(actor=actor, chosen=selection, doing=Doing.CHANGE, values=values)


def notes() -> list[str]:
    return list(Asset._base_manager.order_by("name").values_list("note", flat=True))


def test_a_value_is_set_on_every_chosen_record_and_on_no_other(keeper: Actor) -> None:
    one, two, other = assets(3)
    run = change(keeper, chosen(one, two), note="checked")
    assert run.status == BulkStatus.DONE
    assert counts_of(run) == {"done": 2, "same": 0, "refused": 0}
    assert notes() == ["checked", "checked", ""]
    assert get_record(actor=keeper, object="asset", id=other).version == 1


def test_each_change_is_in_the_history_with_who_and_why(keeper: Actor) -> None:
    (one,) = assets(1)
    run = change(keeper, chosen(one), note="checked")
    row = Asset.history.filter(id=one).latest("history_id")
    assert (row.actor_id, row.cause, row.note) == (keeper.person_id, f"bulk:{run.pk}", "checked")


def test_records_that_have_the_value_already_get_no_version(keeper: Actor) -> None:
    ids = assets(2, note="checked")
    run = change(keeper, chosen(*ids), note="checked")
    assert counts_of(run)["same"] == 2
    assert set(Asset._base_manager.values_list("version", flat=True)) == {1}
    assert not may_undo(run)


def test_all_that_a_list_shows_are_meant_beyond_the_page(keeper: Actor) -> None:
    assets(60)
    selection = Selection("asset", everything=True, filter={"field": "rank", "op": "lt", "value": 55})
    assert count_selected(keeper, selection) == 55
    run = change(keeper, selection, note="checked")
    assert run.status == BulkStatus.RUNNING
    assert notes().count("checked") == 0
    drain()
    run = bulk_of(keeper, run.pk)
    assert run.status == BulkStatus.DONE
    assert counts_of(run)["done"] == 55
    assert notes().count("checked") == 55


def test_the_records_are_those_of_the_moment_it_was_asked(keeper: Actor) -> None:
    assets(AT_ONCE + 1)
    run = change(keeper, Selection("asset", everything=True), note="checked")
    late = builders.record("asset", name="Late").pk
    drain()
    assert counts_of(bulk_of(keeper, run.pk))["done"] == AT_ONCE + 1
    assert Asset._base_manager.get(pk=late).note == ""


def test_what_is_refused_is_listed_with_its_sentence_and_stops_nothing(keeper: Actor) -> None:
    draft, used = assets(2)
    start_bulk(actor=keeper, chosen=chosen(used), doing=Doing.ACTION, action="use")
    run = start_bulk(actor=keeper, chosen=chosen(used, draft), doing=Doing.ACTION, action="use")
    assert counts_of(run) == {"done": 1, "same": 0, "refused": 1}
    (row,) = refused_rows(run)
    assert (row.record_id, row.message) == (used, "Only possible while Draft; this is In use.")
    assert set(Asset._base_manager.values_list("status", flat=True)) == {"in_use"}


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({}, "Choose a field and its new value."),
        ({"nothing": "x"}, "There is no such field."),
        ({"number": "A-1"}, "There is no such field."),
        ({"status": "retired"}, "There is no such field."),
        ({"name": "All alike"}, "There is no such field."),
        ({"rank": "many"}, "A number is expected here."),
    ],
)
def test_what_no_record_could_take_is_refused_before_the_first(
    keeper: Actor, values: dict[str, Any], error: str
) -> None:
    ids = assets(2)
    with pytest.raises(BadInput) as refused:
        change(keeper, chosen(*ids), **values)
    assert error in refused.value.message
    assert BulkRun.objects.count() == 0
    assert set(Asset._base_manager.values_list("version", flat=True)) == {1}


def test_nothing_chosen_is_refused(keeper: Actor) -> None:
    with pytest.raises(BadInput, match="Choose at least one record"):
        change(keeper, chosen(), note="x")
    with pytest.raises(BadInput, match="Choose at least one record"):
        change(keeper, Selection("asset", everything=True), note="x")


def test_more_than_the_limit_is_refused(keeper: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kontor.records.bulk.services.MAX_RECORDS", 2)
    ids = assets(3)
    for selection in (chosen(*ids), Selection("asset", everything=True)):
        with pytest.raises(BadInput, match="At most 2 records"):
            change(keeper, selection, note="x")


def test_a_reader_changes_nothing_and_a_stranger_finds_nothing() -> None:
    (one,) = assets(1)
    reader, stranger = builders.person(), builders.person()
    builders.post(reader, builders.role(grants={"asset": {"read": "all"}}))
    with pytest.raises(BadInput, match="There is no such field"):
        change(actor_of(reader), chosen(one), note="x")
    with pytest.raises(NotPermitted):
        start_bulk(actor=actor_of(reader), chosen=chosen(one), doing=Doing.TRASH)
    with pytest.raises(NotPermitted):
        start_bulk(actor=actor_of(reader), chosen=chosen(one), doing=Doing.ACTION, action="use")
    with pytest.raises(NotFound):
        change(actor_of(stranger), chosen(one), note="x")
    assert Asset._base_manager.get(pk=one).version == 1


def test_records_out_of_reach_are_refused_like_those_that_are_not_there() -> None:
    person = builders.person()
    builders.post(person, builders.role(grants={"asset": {"read": "own", "update": "own"}}))
    own = builders.record("asset", name="Own", owner=person.pk).pk
    foreign = builders.record("asset", name="Foreign").pk
    run = change(actor_of(person), chosen(own, foreign), note="mine")
    assert counts_of(run) == {"done": 1, "same": 0, "refused": 1}
    assert refused_rows(run)[0].message == "This record does not exist."
    assert Asset._base_manager.get(pk=foreign).note == ""


def test_a_report_is_for_who_asked(keeper: Actor) -> None:
    run = change(keeper, chosen(*assets(1)), note="x")
    other = builders.person()
    builders.post(other, builders.role(grants=RIGHTS))
    with pytest.raises(NotFound):
        bulk_of(actor_of(other), run.pk)
    with pytest.raises(Conflict):
        undo_bulk(actor=actor_of(other), run=run)


def test_a_change_is_taken_back_but_for_what_was_changed_since(keeper: Actor) -> None:
    one, two = assets(2, note="before")
    run = change(keeper, chosen(one, two), note="after", rank="7")
    save_record(actor=keeper, object="asset", id=two, values={"factor": "2"})
    back = undo_bulk(actor=keeper, run=run)
    assert counts_of(back) == {"done": 1, "same": 0, "refused": 1}
    assert refused_rows(back)[0].message == "Somebody has changed it since."
    assert notes() == ["before", "after"]
    assert Asset._base_manager.get(pk=one).rank == 0


def test_it_is_taken_back_once(keeper: Actor) -> None:
    run = change(keeper, chosen(*assets(1)), note="x")
    undo_bulk(actor=keeper, run=run)
    with pytest.raises(Conflict):
        undo_bulk(actor=keeper, run=run)


def test_the_trash_and_back(keeper: Actor) -> None:
    ids = assets(2)
    run = start_bulk(actor=keeper, chosen=chosen(*ids), doing=Doing.TRASH)
    assert Asset._base_manager.filter(trashed_at=None).count() == 0
    undo_bulk(actor=keeper, run=run)
    assert Asset._base_manager.filter(trashed_at=None).count() == 2
    start_bulk(actor=keeper, chosen=chosen(*ids), doing=Doing.TRASH)
    back = start_bulk(actor=keeper, chosen=Selection("asset", everything=True, trashed=True), doing=Doing.RESTORE)
    assert counts_of(back)["done"] == 2


def test_a_run_that_broke_off_goes_on_where_it_was_and_doubles_nothing(
    keeper: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = assets(AT_ONCE + 5)
    run = start_bulk(actor=keeper, chosen=chosen(*ids), doing=Doing.ACTION, action="use")
    calls = 0

    def breaks(done: int, total: int) -> None:
        nonlocal calls
        calls += 1
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        work_through(keeper, run, system_clock(), breaks)
    assert calls == 1
    assert 0 < run.rows.count() < len(ids)
    drain()
    run = bulk_of(keeper, run.pk)
    assert counts_of(run) == {"done": len(ids), "same": 0, "refused": 0}
    numbers = list(Asset._base_manager.values_list("number", flat=True))
    assert len(set(numbers)) == len(ids)


def test_two_workers_with_one_run_do_each_record_once(keeper: Actor) -> None:
    run = start_bulk(actor=keeper, chosen=chosen(*assets(AT_ONCE + 1)), doing=Doing.ACTION, action="use")
    stale = BulkRun.objects.get(pk=run.pk)
    work_through(keeper, run, system_clock())
    with pytest.raises(LeaseLost):
        work_through(keeper, stale, system_clock())
    assert BulkRow.objects.filter(run=run, outcome=Outcome.DONE).count() == AT_ONCE + 1


def test_a_run_that_waits_is_stopped_and_does_nothing_more(keeper: Actor) -> None:
    run = change(keeper, chosen(*assets(AT_ONCE + 1)), note="x")
    assert stop_bulk(actor=keeper, run=run).status == BulkStatus.STOPPED
    drain()
    assert set(notes()) == {""}
    with pytest.raises(Conflict):
        stop_bulk(actor=keeper, run=run)


def test_rights_taken_away_while_it_waits_count(keeper: Actor) -> None:
    run = change(keeper, chosen(*assets(AT_ONCE + 1)), note="x")
    for post in Post._base_manager.filter(person_id=keeper.person_id):
        trash_record(actor=SYSTEM, object="post", id=post.pk)
    drain()
    assert set(notes()) == {""}
    assert counts_of(bulk_of(keeper, run.pk))["done"] == 0


def test_what_is_offered_follows_the_rights(keeper: Actor) -> None:
    found = object_of("asset")
    assert [one.name for one in bulk_actions(keeper, found)] == ["use"]
    names = {one.key for one in changeable_fields(keeper, found)}
    assert {"note", "rank", "maker", "owner", "tags"} <= names
    assert not names & {"number", "status", "name", "manual", "picture", "signature"}
