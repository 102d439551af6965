"""Nothing hidden leaks: every position a field can stand in, and every row out of reach."""

from typing import Any

import pytest

from kontor.core.actor import SYSTEM, Actor
from kontor.core.errors import BadInput, NotFound, Refusal
from kontor.records.aggregates import aggregate
from kontor.records.export import export_records
from kontor.records.queries import get_record, list_records, pick_records, search_all
from kontor.records.services import save_record
from kontor.records.timeline import events, history
from tests import builders

pytestmark = pytest.mark.django_db
CANARY = "canary917"
READ = {"read": "all", "create": "all", "update": "all"}


@pytest.fixture
def rep() -> Actor:
    """May read all assets, but not their cost, note or kind, and only his own makers, without their secret."""
    role = builders.role(
        grants={"asset": READ, "maker": {"read": "own"}},
        asset={"note": "hidden", "kind": "hidden"},
        asset_part={"name": "hidden"},
    )
    return builders.actor(role, where=builders.team())


@pytest.fixture
def twins(rep: Actor) -> list[Any]:
    """Two assets that differ in hidden values only."""
    makers = [builders.record("maker", name=name, secret=name) for name in (CANARY, "other")]
    values = [
        {
            "cost": "917.31",
            "note": CANARY,
            "kind": "tool",
            "maker": makers[0].pk,
            "lines": [{"name": CANARY, "cost": "917.31"}],
        },
        {
            "cost": "8.02",
            "note": "plain",
            "kind": "vehicle",
            "maker": makers[1].pk,
            "lines": [{"name": "plain", "cost": "8.02"}],
        },
    ]
    return [builders.record("asset", name="Twin", **one) for one in values]


HIDDEN = ("cost", "note", "kind", "maker.secret", "maker.owner.password", "nothing")


@pytest.mark.parametrize("path", HIDDEN)
@pytest.mark.parametrize(
    "slot",
    [
        lambda path: {"fields": [path]},
        lambda path: {"sort": [path]},
        lambda path: {"sort": [f"-{path}"]},
        lambda path: {"filter": {"field": path, "op": "eq", "value": "917.31"}},
        lambda path: {"filter": {"field": path, "op": "gt", "value": "900"}, "count": "exact"},
        lambda path: {"filter": {"or": [{"field": path, "op": "is_empty", "value": True}]}},
        lambda path: {"filter": {"field": path, "op": "in", "value": ["tool"]}},
    ],
)
def test_a_hidden_field_answers_like_an_unknown_one(rep: Actor, twins: list[Any], slot: Any, path: str) -> None:
    with pytest.raises(BadInput) as refused:
        list_records(actor=rep, object="asset", **slot(path))
    with pytest.raises(BadInput) as unknown:
        list_records(actor=rep, object="asset", **slot("absent"))
    assert refused.value.message.replace(path, "?") == unknown.value.message.replace("absent", "?")
    assert refused.value.errors[0].code == unknown.value.errors[0].code


@pytest.mark.parametrize("path", HIDDEN)
@pytest.mark.parametrize("slot", ["group_by", "aggregates"])
def test_a_hidden_field_cannot_be_grouped_or_summed(rep: Actor, twins: list[Any], slot: str, path: str) -> None:
    wanted = {"group_by": {"group_by": [path]}, "aggregates": {"aggregates": [f"sum:{path}"]}}[slot]
    with pytest.raises(BadInput) as refused:
        aggregate(actor=rep, object="asset", **wanted)
    assert refused.value.reason == "unknown_field"


def test_answers_do_not_depend_on_hidden_values(rep: Actor, twins: list[Any]) -> None:
    rows = list_records(actor=rep, object="asset", sort=("maker", "name")).rows
    assert CANARY not in str(rows)
    assert {row["maker"].label for row in rows} == {""}
    assert "cost" not in rows[0]
    by_maker = aggregate(actor=rep, object="asset", group_by=["maker"])
    assert CANARY not in str(by_maker)
    for path in ("maker.name", "maker.active"):
        found = list_records(
            actor=rep, object="asset", filter={"field": path, "op": "eq", "value": CANARY if "name" in path else True}
        )
        assert found.rows == []


def test_search_does_not_find_by_hidden_values(rep: Actor, twins: list[Any]) -> None:
    assert list_records(actor=rep, object="asset", search=CANARY, count="exact").count == 0
    assert search_all(actor=rep, search=CANARY) == []
    assert pick_records(actor=rep, object="maker") == []
    assert list_records(actor=SYSTEM, object="asset", search=CANARY, count="exact").count == 1


def test_one_record_shows_nothing_hidden_in_fields_lines_history_and_events(rep: Actor, twins: list[Any]) -> None:
    save_record(actor=SYSTEM, object="asset", id=twins[0].pk, values={"cost": "917.32", "note": f"{CANARY} again"})
    detail = get_record(actor=rep, object="asset", id=twins[0].pk)
    told = [detail.row, detail.lines, detail.writable, detail.writable_lines]
    told += [history(actor=rep, object="asset", id=twins[0].pk), events(actor=rep, object="asset", id=twins[0].pk)]
    text = str(told)
    assert CANARY not in text
    assert "917.32" not in text
    assert "note" not in text
    assert {"cost", "note", "kind"}.isdisjoint(detail.row)
    assert "cost" not in detail.lines["lines"][0]


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_exports_show_nothing_hidden(rep: Actor, twins: list[Any], format: str) -> None:
    content = b"".join(export_records(actor=rep, object="asset", format=format))
    assert CANARY.encode() not in content
    assert b"917.31" not in content
    with pytest.raises(BadInput):
        export_records(actor=rep, object="asset", fields=["name", "cost"], format=format)


@pytest.mark.parametrize(
    "values", [{"cost": "1"}, {"note": "x"}, {"lines": [{"name": "x"}]}, {"lines": [{"cost": "1"}]}]
)
def test_what_is_hidden_cannot_be_written(rep: Actor, twins: list[Any], values: dict[str, Any]) -> None:
    with pytest.raises(BadInput) as refused:
        save_record(actor=rep, object="asset", id=twins[0].pk, values=values)
    with pytest.raises(BadInput):
        save_record(actor=rep, object="asset", values={"name": "New", **values})
    assert refused.value.errors[0].code == "unknown_field"


def test_rows_out_of_reach_are_not_there() -> None:
    north, south = builders.team("North"), builders.team("South")
    role = builders.role(grants={"asset": {**READ, "read": "team", "update": "team"}})
    mine, other = builders.actor(role, where=north), builders.actor(role, where=south)
    asset = save_record(actor=other, object="asset", values={"name": CANARY}).record
    assert list_records(actor=mine, object="asset", count="exact", search=CANARY).count == 0
    assert list_records(actor=mine, object="asset", count="exact").count == 0
    assert aggregate(actor=mine, object="asset")[0]["count"] == 0
    assert CANARY.encode() not in b"".join(export_records(actor=mine, object="asset"))
    for refused in (get_record, history, events):
        with pytest.raises(NotFound):
            refused(actor=mine, object="asset", id=asset.pk)
    with pytest.raises(NotFound):
        save_record(actor=mine, object="asset", id=asset.pk, values={"name": "taken"})
    assert list_records(actor=other, object="asset", count="exact").count == 1


def test_rights_are_judged_record_by_record_never_as_a_union_of_columns_and_rows() -> None:
    where = builders.team()
    all_plain = builders.role(grants={"asset": {"read": "all"}})
    own_cost = builders.role(grants={"asset": {"read": "own", "create": "own"}}, asset={"cost": "write"})
    both = builders.actor(all_plain, own_cost, where=where)
    save_record(actor=both, object="asset", values={"name": "Mine", "cost": "3"})
    other = builders.record("asset", name="Theirs", cost="917.31")
    rows = {row["name"]: row["cost"] for row in list_records(actor=both, object="asset", fields=["name", "cost"]).rows}
    assert str(rows["Mine"]) == "3.0000"
    assert rows["Theirs"] is None
    assert list_records(actor=both, object="asset", filter={"field": "cost", "op": "gt", "value": "900"}).rows == []
    assert str(aggregate(actor=both, object="asset", aggregates=["sum:cost"])[0]["sum:cost"]) == "3.0000"
    assert "cost" not in get_record(actor=both, object="asset", id=other.pk).row


def test_a_team_sees_the_teams_below_it_only() -> None:
    head = builders.team("Head")
    branch = builders.team("Branch", parent=head)
    role = builders.role(grants={"asset": {**READ, "read": "team"}})
    boss, clerk = builders.actor(role, where=head), builders.actor(role, where=branch)
    save_record(actor=clerk, object="asset", values={"name": "Below"})
    save_record(actor=boss, object="asset", values={"name": "Above"})
    assert {row["name"] for row in list_records(actor=boss, object="asset").rows} == {"Below", "Above"}
    assert {row["name"] for row in list_records(actor=clerk, object="asset").rows} == {"Below"}


def test_changed_rights_count_from_the_next_actor_on() -> None:
    role = builders.role()
    who = builders.person()
    builders.post(who, role)
    with pytest.raises(Refusal):
        list_records(actor=builders.actor_of(who), object="asset")
    builders.grant(role, {"asset": {"read": "all"}})
    assert list_records(actor=builders.actor_of(who), object="asset").rows == []
    save_record(actor=SYSTEM, object="person", id=who.pk, values={"is_active": False})
    who.refresh_from_db()
    with pytest.raises(Refusal):
        list_records(actor=builders.actor_of(who), object="asset")
