"""list_records: what may be seen, in what order, page by page."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kontor.core.actor import SYSTEM
from kontor.core.clock import FixedClock
from kontor.core.errors import BadInput
from kontor.records.queries import Ref, list_records, pick_records, search_all
from kontor.records.services import trash_record
from tests import builders

pytestmark = pytest.mark.django_db


def names(**options: Any) -> list[str]:
    page = list_records(**{"actor": SYSTEM, "object": "asset", "fields": ("name",), "sort": ("name",), **options})
    return [row["name"] for row in page.rows]


def condition(field: str, op: str, value: Any = None) -> dict[str, Any]:
    return {"field": field, "op": op, "value": value}


@pytest.fixture
def assets() -> list[Any]:
    bosch = builders.record("maker", name="Bosch")
    return [
        builders.record("asset", name="Anvil", price="5", rank=3, kind="tool", bought_on="2026-01-05", maker=bosch.pk),
        builders.record("asset", name="Barrow", price="7.5", kind="vehicle", uses=["tool"], bought_on="2026-02-10"),
        builders.record("asset", name="Crane", rank=1, insured=True, note="heavy, 起重机"),
    ]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (condition("price", "gte", "7.5"), ["Barrow"]),
        (condition("price", "between", ["5", "7"]), ["Anvil"]),
        (condition("price", "is_empty", True), ["Crane"]),
        (condition("kind", "in", ["tool", "vehicle"]), ["Anvil", "Barrow"]),
        (condition("kind", "ne", "tool"), ["Barrow", "Crane"]),
        (condition("uses", "contains", "tool"), ["Barrow"]),
        (condition("name", "contains", "AN"), ["Anvil", "Crane"]),
        (condition("insured", "eq", True), ["Crane"]),
        (condition("maker.name", "eq", "Bosch"), ["Anvil"]),
        (condition("maker", "is_empty", False), ["Anvil"]),
        (condition("bought_on", "within", "this_month"), ["Anvil"]),
        (condition("bought_on", "within", "next_30_days"), ["Barrow"]),
        (
            {"or": [condition("rank", "eq", 1), {"and": [condition("rank", "gt", 2), condition("price", "lt", 6)]}]},
            ["Anvil", "Crane"],
        ),
    ],
)
def test_filters(assets: list[Any], wanted: Any, expected: list[str]) -> None:
    clock = FixedClock(datetime(2026, 1, 20, 12, tzinfo=UTC))
    assert names(filter=wanted, clock=clock) == expected


@pytest.mark.parametrize(
    "wanted",
    [
        condition("nothing", "eq", 1),
        condition("price", "contains", "5"),
        condition("price", "eq", "much"),
        condition("price", "between", ["1"]),
        condition("bought_on", "within", "someday"),
        condition("maker.name.x", "eq", "1"),
        condition("maker.owner.team.parent.name", "eq", "1"),
        condition("password", "eq", "1"),
        {"nand": []},
        "price=5",
        {"and": [condition("rank", "eq", 1)] * 51},
        {"or": [{"or": [{"or": [{"or": [{"or": [condition("rank", "eq", 1)]}]}]}]}]},
        condition("name", "contains", "\x00"),
    ],
)
def test_bad_filters_are_refused(assets: list[Any], wanted: Any) -> None:
    with pytest.raises(BadInput):
        names(filter=wanted)


@pytest.mark.parametrize("sort", [("rank",), ("-rank",), ("price", "-name"), ("maker",), ("-bought_on",), ()])
def test_pages_join_to_the_whole_list_forwards_and_backwards(assets: list[Any], sort: tuple[str, ...]) -> None:
    for at in range(7):
        builders.record("asset", name=f"More {at}", rank=at % 3 or None, price=str(at % 2))
    whole = [row["id"] for row in list_records(actor=SYSTEM, object="asset", sort=sort, fields=()).rows]
    assert len(whole) == 10
    seen: list[Any] = []
    cursor, back = None, None
    for _page in range(4):
        page = list_records(actor=SYSTEM, object="asset", sort=sort, fields=(), page_size=3, cursor=cursor)
        seen += [row["id"] for row in page.rows]
        cursor, back = page.next_cursor, page.previous_cursor
    assert seen == whole
    assert cursor is None
    before = list_records(actor=SYSTEM, object="asset", sort=sort, fields=(), page_size=3, cursor=back)
    assert [row["id"] for row in before.rows] == whole[6:9]


def test_a_cursor_of_another_order_or_hand_is_refused(assets: list[Any]) -> None:
    page = list_records(actor=SYSTEM, object="asset", sort=("name",), page_size=1)
    assert page.next_cursor
    for cursor in (page.next_cursor + "x", "nonsense", "a:b"):
        with pytest.raises(BadInput):
            list_records(actor=SYSTEM, object="asset", sort=("name",), cursor=cursor)
    with pytest.raises(BadInput):
        list_records(actor=SYSTEM, object="asset", sort=("price",), cursor=page.next_cursor)


def test_rows_hold_python_values_and_named_relations(assets: list[Any]) -> None:
    page = list_records(actor=SYSTEM, object="asset", filter=condition("name", "eq", "Anvil"))
    row = page.rows[0]
    assert row["price"] == Decimal(5)
    assert row["maker"] == Ref(row["maker"].id, "maker", "Bosch")
    assert row["double_rank"] == 6
    assert row["version"] == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("anv", ["Anvil"]),
        ("BÖSCH", ["Anvil"]),
        ("起重", ["Crane"]),
        ("heavy cra", ["Crane"]),
        ("重机", ["Crane"]),
        ("zzz", []),
    ],
)
def test_search_folds_case_accents_and_chinese(assets: list[Any], text: str, expected: list[str]) -> None:
    assert names(search=text) == expected


def test_search_anywhere_names_what_it_finds(assets: list[Any]) -> None:
    assert {(one.object, one.label) for one in search_all(actor=SYSTEM, search="bosch")} == {("maker", "Bosch")}


def test_trashed_records_are_seen_in_the_trash_only(assets: list[Any]) -> None:
    trash_record(actor=SYSTEM, object="asset", id=assets[0].pk, version=1)
    assert names() == ["Barrow", "Crane"]
    assert names(trashed=True) == ["Anvil"]


def test_counting_is_only_done_when_asked(assets: list[Any]) -> None:
    with CaptureQueriesContext(connection) as plain:
        assert list_records(actor=SYSTEM, object="asset").count is None
    with CaptureQueriesContext(connection) as counted:
        assert list_records(actor=SYSTEM, object="asset", count="exact", page_size=1).count == 3
    assert (len(plain), len(counted)) == (1, 2)


def test_pickers_leave_archived_records_out() -> None:
    builders.record("maker", name="Bosch", active=False)
    builders.record("maker", name="Makita")
    assert [one.label for one in pick_records(actor=SYSTEM, object="maker")] == ["Makita"]


@pytest.mark.parametrize(
    "options",
    [
        {"page_size": 0},
        {"page_size": 10**9},
        {"sort": ["name"] * 6},
        {"fields": ["nothing"]},
        {"sort": ["note"]},
        {"count": "all"},
    ],
)
def test_bad_options_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        list_records(actor=SYSTEM, object="asset", **options)
