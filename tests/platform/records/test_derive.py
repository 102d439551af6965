"""Fields that follow from others: worked out where they are saved, and kept true."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from kontor.access.rights import access_to
from kontor.core.actor import SYSTEM
from kontor.core.clock import FixedClock
from kontor.core.errors import BadInput
from kontor.core.registry import stores
from kontor.jobs.models import Job
from kontor.records.derive import check_derived
from kontor.records.derive.follow import AT_ONCE
from kontor.records.derive.job import recompute_job, recompute_rows
from kontor.records.queries import get_record, list_records
from kontor.records.services import restore_record, save_record, trash_record
from kontor.schema.registry import object_of
from kontor.schema.services import add_field
from tests import builders
from tests.designed import Designed, field

CLOCK = FixedClock(datetime(2026, 11, 24, 8, tzinfo=UTC))


def derived(designed: Designed, object: str, key: str, type: str, **settings: Any) -> None:
    """A derived field, checked as a designer's."""
    spec = field(key, type, settings=settings)
    made = check_derived(SYSTEM, object, spec)
    with designed.changing():
        add_field(object, field(key, type, settings=made))


def save(object: str, record: Any = None, **values: Any) -> Any:
    saved = save_record(actor=SYSTEM, object=object, values=values, id=getattr(record, "pk", None), clock=CLOCK)
    return saved.record


def fresh(record: Any) -> Any:
    return type(record)._base_manager.get(pk=record.pk)


@pytest.fixture
def shop(designed: Designed) -> Designed:
    """Clients with a limit and jobs of theirs with items."""
    designed.object("client", field("name"), field("credit", "money"), field("town"))
    designed.object(
        "job_card",
        field("title"),
        field("client", "relation", target="client"),
        field("hours", "decimal"),
        field("rate", "money"),
        field("due", "date"),
        field("open", "boolean"),
    )
    designed.object("job_item", field("what"), field("amount", "money"), kind="line", parent="job_card")
    derived(designed, "job_card", "price", "formula", formula="[hours] * [rate]", result="money")
    derived(designed, "job_card", "items", "rollup", over="job_item_lines", field="amount", figure="sum")
    derived(designed, "job_card", "total", "formula", formula="SUM([price], [items])", result="money")
    derived(designed, "job_card", "risky", "formula", formula="[total] > [client.credit]", result="boolean")
    derived(designed, "client", "worth", "rollup", over="job_card.client", field="total", figure="sum", filter="[open]")
    derived(designed, "client", "jobs", "rollup", over="job_card.client", figure="count")
    derived(designed, "client", "left", "formula", formula="[credit] - [worth]", result="money")
    derived(designed, "job_card", "town_then", "snapshot", path="client.town")
    derived(designed, "job_card", "town_now", "lookup", path="client.town")
    return designed


def lines(**values: Any) -> dict[str, Any]:
    return {"job_item_lines": [{"what": "x", **values}]}


def test_formulas_and_rollups_follow_in_the_same_save(shop: Designed) -> None:
    client = save("client", name="Acme", credit="100", town="Ulm")
    card = save("job_card", title="a", client=client.pk, hours="2", rate="30", open=True, **lines(amount="5.50"))
    card, client = fresh(card), fresh(client)
    assert (card.price, card.items, card.total, card.risky) == (Decimal(60), Decimal("5.5"), Decimal("65.5"), False)
    assert (client.worth, client.jobs, client.left) == (Decimal("65.5"), 1, Decimal("34.5"))
    # neither versions nor history tell of derived columns
    assert (card.version, client.version) == (1, 1)
    assert (card.history.count(), client.history.count()) == (1, 1)


def test_a_field_of_a_related_record_is_followed(shop: Designed) -> None:
    client = save("client", name="Acme", credit="100")
    card = save("job_card", title="a", client=client.pk, hours="5", rate="30", open=True)
    assert fresh(card).risky is True
    save("client", client, credit="1000")
    assert fresh(card).risky is False
    assert fresh(card).version == 1


def test_children_that_change_move_go_and_come_back_are_counted(shop: Designed) -> None:
    first, second = save("client", name="A", credit="1"), save("client", name="B", credit="1")
    card = save("job_card", title="a", client=first.pk, hours="1", rate="10", open=True)
    other = save("job_card", title="b", client=first.pk, hours="1", rate="20", open=True)

    def worth() -> tuple[Any, ...]:
        return fresh(first).worth, fresh(first).jobs, fresh(second).worth, fresh(second).jobs

    assert worth() == (Decimal(30), 2, None, None) or worth() == (Decimal(30), 2, Decimal(0), 0)
    save("job_card", card, hours="3")
    assert worth()[:2] == (Decimal(50), 2)
    save("job_card", card, client=second.pk)
    assert worth() == (Decimal(20), 1, Decimal(30), 1)
    save("job_card", other, open=False)
    assert worth()[:2] == (Decimal(0), 1)
    trash_record(actor=SYSTEM, object="job_card", id=card.pk)
    assert worth()[2:] == (Decimal(0), 0)
    restore_record(actor=SYSTEM, object="job_card", id=card.pk)
    assert worth()[2:] == (Decimal(30), 1)
    assert stores.invariants["derived_fields"].broken() == []


def test_a_removed_line_is_taken_out(shop: Designed) -> None:
    client = save("client", name="A", credit="1")
    card = save("job_card", title="a", client=client.pk, open=True, **lines(amount="7"))
    line = card.job_item_lines.get()
    save("job_card", card, job_item_lines=[{"id": str(line.pk), "amount": "9"}])
    assert (fresh(card).items, fresh(client).worth) == (Decimal(9), Decimal(9))
    save("job_card", card, job_item_lines=[{"id": str(line.pk), "delete": True}])
    assert (fresh(card).items, fresh(client).worth) == (Decimal(0), Decimal(0))


def test_snapshots_stay_and_lookups_follow(shop: Designed) -> None:
    client = save("client", name="A", town="Ulm")
    card = save("job_card", title="a", client=client.pk)
    save("client", client, town="Bonn")
    save("job_card", card, hours="1")
    row = get_record(actor=SYSTEM, object="job_card", id=card.pk).row
    assert (row["town_then"], row["town_now"]) == ("Ulm", "Bonn")
    save("job_card", card, client=save("client", name="B", town="Köln").pk)
    row = get_record(actor=SYSTEM, object="job_card", id=card.pk).row
    assert (row["town_then"], row["town_now"]) == ("Köln", "Köln")
    found = list_records(
        actor=SYSTEM, object="job_card", fields=["town_now"], filter={"field": "town_now", "op": "eq", "value": "Köln"},
        sort=["town_now"],
    )  # fmt: skip
    assert [row["town_now"] for row in found.rows] == ["Köln"]


def test_a_preview_shows_derived_fields_and_writes_nothing(shop: Designed) -> None:
    client = save("client", name="A", credit="10", town="Ulm")
    values = {"title": "a", "client": str(client.pk), "hours": "2", "rate": "30", "open": True}
    saved = save_record(actor=SYSTEM, object="job_card", values=values, commit=False)
    assert (saved.record.total, saved.record.risky, saved.record.town_then) == (Decimal(60), True, "Ulm")
    assert fresh(client).jobs in (None, 0)


@pytest.mark.parametrize("value", ["99999999999999", "1"])
def test_what_does_not_fit_is_blank(shop: Designed, value: str) -> None:
    card = save("job_card", title="a", hours="99999999999", rate=value)
    assert fresh(card).price == (Decimal("99999999999.0000") if value == "1" else None)


def test_circles_are_refused_naming_their_path(shop: Designed) -> None:
    with pytest.raises(BadInput, match="follow from itself") as refused:
        check_derived(SYSTEM, "job_card", field("price", "formula", settings={"formula": "[client.left]"}))
    for node in ("client.left", "client.worth", "job_card.total", "job_card.price"):
        assert node in refused.value.message


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        ("formula", {"formula": "[nothing] + 1"}),
        ("formula", {"formula": "[hours] +"}),
        ("formula", {"formula": "[hours]", "result": "date"}),
        ("formula", {"formula": "[client]"}),
        ("rollup", {"over": "nothing", "figure": "count"}),
        ("rollup", {"over": "job_item_lines", "figure": "sum"}),
        ("rollup", {"over": "job_item_lines", "figure": "sum", "field": "what"}),
        ("rollup", {"over": "job_item_lines", "figure": "most", "field": "amount"}),
        ("rollup", {"over": "job_item_lines", "figure": "count", "filter": "[parent.hours] > 1"}),
        ("snapshot", {"path": "title"}),
        ("snapshot", {"path": "client.nothing"}),
        ("lookup", {"path": "client"}),
        ("lookup", {"path": "__class__.x"}),
    ],
)
def test_what_cannot_be_derived_is_refused(shop: Designed, kind: str, settings: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        check_derived(SYSTEM, "job_card", field("new", kind, settings=settings))


def test_nobody_derives_what_he_may_not_read(shop: Designed) -> None:
    everything = {"read": "all", "create": "all", "update": "all"}
    clerk = builders.actor(
        builders.role(grants={"job_card": everything, "client": everything}, client={"credit": "hidden"})
    )
    with pytest.raises(BadInput, match="credit"):
        check_derived(clerk, "job_card", field("sly", "formula", settings={"formula": "[client.credit] * 1"}))


def test_a_derived_field_is_as_hidden_as_what_it_reads(shop: Designed) -> None:
    everything = {"read": "all", "create": "all", "update": "all"}
    clerk = builders.actor(
        builders.role(grants={"job_card": everything, "client": everything}, client={"credit": "hidden"})
    )
    cards, clients = access_to(clerk, object_of("job_card")), access_to(clerk, object_of("client"))
    assert cards.field("total").read.everything
    assert not cards.field("risky").read
    assert not clients.field("left").read
    narrow = builders.actor(
        builders.role(grants={"job_card": everything, "client": {"read": "own"}}, job_card={"rate": "hidden"})
    )
    cards = access_to(narrow, object_of("job_card"))
    assert not cards.field("price").read
    assert not cards.field("total").read
    assert not cards.field("risky").read


def test_a_lookup_shows_only_what_may_be_read_there(shop: Designed) -> None:
    everything = {"read": "all", "create": "all", "update": "all"}
    clerk = builders.actor(builders.role(grants={"job_card": everything, "client": {"read": "own"}}))
    client = save("client", name="A", town="Ulm")
    card = save("job_card", title="a", client=client.pk)
    assert "town_now" not in get_record(actor=clerk, object="job_card", id=card.pk).row
    page = list_records(
        actor=clerk, object="job_card", fields=["title"], filter={"field": "town_now", "op": "eq", "value": "Ulm"}
    )
    assert page.rows == []
    blind = builders.actor(builders.role(grants={"job_card": everything}))
    with pytest.raises(BadInput):
        list_records(actor=blind, object="job_card", fields=["town_now"])


@pytest.mark.parametrize(
    ("formula", "queryable"),
    [("[due] < TODAY() and [open]", True), ("IF(WORKDAYS([due], TODAY()) > 5, true, false)", False)],
)
def test_formulas_of_the_day_are_worked_out_when_read(shop: Designed, formula: str, queryable: bool) -> None:
    derived(shop, "job_card", "late", "formula", formula=formula, result="boolean")
    card = save("job_card", title="a", due="2026-11-20", open=True)

    def late(days: int) -> Any:
        clock = FixedClock(CLOCK.now() + timedelta(days=days))
        return get_record(actor=SYSTEM, object="job_card", id=card.pk, clock=clock).row["late"]

    assert (late(-5), late(10)) == (False, True)
    wanted = {"field": "late", "op": "eq", "value": True}

    def found(days: int) -> int:
        clock = FixedClock(CLOCK.now() + timedelta(days=days))
        return len(list_records(actor=SYSTEM, object="job_card", filter=wanted, clock=clock).rows)

    if queryable:
        assert (found(-5), found(10)) == (0, 1)
    else:
        with pytest.raises(BadInput):
            found(0)


def test_a_core_object_can_be_derived_on(designed: Designed) -> None:
    derived(designed, "asset", "worth", "formula", formula="[price] * [amount]", result="money")
    derived(designed, "maker", "value", "rollup", over="assets", field="worth", figure="sum")
    maker = save("maker", name="Bosch")
    asset = save("asset", name="Drill", maker=maker.pk, price="12.50", amount="2")
    assert (fresh(asset).worth, fresh(maker).value) == (Decimal(25), Decimal(25))


class _Run:
    def progress(self, done: int, total: int) -> None:
        """Nothing."""


def corrupt(record: Any, key: str, value: Any) -> None:
    column = type(record)._meta.get_field(key)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {connection.ops.quote_name(record._meta.db_table)} SET {column.column} = %s WHERE id = %s",
            [column.get_db_prep_save(value, connection), type(record)._meta.pk.get_db_prep_save(record.pk, connection)],
        )


def test_a_corrupted_value_is_found_and_repaired_by_the_job(shop: Designed) -> None:
    client = save("client", name="A", credit="10")
    card = save("job_card", title="a", client=client.pk, hours="2", rate="30", open=True)
    broken: Callable[[], list[str]] = stores.invariants["derived_fields"].broken
    assert broken() == []
    corrupt(card, "total", Decimal(1))
    assert any("total is 1" in text for text in broken())
    assert recompute_rows(object_of("job_card"), [card.pk], CLOCK) == 1
    corrupt(client, "worth", Decimal(1))
    assert len(broken()) >= 1
    recompute_job(_Run(), "client")
    assert broken() == []
    assert (fresh(card).version, fresh(client).version) == (1, 1)


def test_beyond_some_rows_the_job_follows(shop: Designed, monkeypatch: pytest.MonkeyPatch) -> None:
    assert AT_ONCE == 500
    monkeypatch.setattr("kontor.records.derive.follow.AT_ONCE", 2)
    client = save("client", name="A", credit="10")
    cards = [save("job_card", title=str(at), client=client.pk, hours="2", rate="30") for at in range(3)]
    save("client", client, credit="1000")
    assert {fresh(one).risky for one in cards} == {True}
    job = Job.objects.get(kind="records.recompute")
    recompute_job(_Run(), **job.args)
    assert {fresh(one).risky for one in cards} == {False}


def test_a_new_derived_field_is_filled_by_the_job(shop: Designed) -> None:
    client = save("client", name="A", town="Ulm")
    card = save("job_card", title="a", client=client.pk, hours="2")
    derived(shop, "job_card", "double", "formula", formula="[hours] * 2", result="decimal")
    derived(shop, "job_card", "town_first", "snapshot", path="client.town")
    recompute_job(_Run(), "job_card", "town_first")
    assert (fresh(card).double, fresh(card).town_first) == (Decimal(4), "Ulm")
