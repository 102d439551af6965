"""Rules: what they do to a save is what a form shows, whatever the door."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from kontor.core.actor import SYSTEM
from kontor.core.errors import BadInput, Refusal, RuleBroken
from kontor.core.registry import stores
from kontor.layouts.rules import check_rules, rules_for, rules_of, save_rules
from kontor.records.services import RowInput, save_record, save_records
from kontor.schema.registry import object_of
from kontor.schema.services import trash_field
from tests.designed import Designed, field
from tests.rules_cases import CASES, LINES, OBJECT, Case, effect, make_rules_object, rule


@pytest.fixture
def cards(designed: Designed) -> Designed:
    make_rules_object(designed)
    return designed


def use(designed: Designed, rules: list[dict[str, Any]]) -> None:
    with designed.changing():
        save_rules(OBJECT, rules)


def sent(values: Mapping[str, Any]) -> dict[str, Any]:
    values = dict(values)
    if values.get("firm"):
        firm = save_record(actor=SYSTEM, object="rule_firm", values={"name": "Acme", "limit": "1500"})
        values["firm"] = firm.record.pk
    return {"title": "a", **values}


def start(case: Case, designed: Designed) -> Any:
    """The record as it was before the rules came."""
    if case.before is None:
        return None
    return save_record(actor=SYSTEM, object=OBJECT, values=sent(case.before)).record


def holds(record: Any, key: str, wanted: Any) -> bool:
    row = record
    if key.startswith(f"{LINES}."):
        row, key = record.rule_item_lines.order_by("position")[0], key.removeprefix(f"{LINES}.")
    value = getattr(row, key)
    return value == (Decimal(wanted) if isinstance(value, Decimal) else wanted)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_preview_shows_exactly_what_a_save_enforces(cards: Designed, case: Case) -> None:
    record = start(case, cards)
    use(cards, case.rules)
    values, record_id = sent(case.sent), getattr(record, "pk", None)
    found = object_of(OBJECT)
    shown = save_record(actor=SYSTEM, object=OBJECT, id=record_id, values=values, commit=False)
    state = rules_for(SYSTEM, found, shown.record, shown.lines)
    held = [frozenset(one) for one in (state.hidden, state.required, state.locked)]
    assert held == [case.hidden, case.required, case.locked]
    assert state.choices == case.choices
    assert tuple(warning.message for warning in shown.warnings) == case.warnings
    assert {problem.field for problem in shown.problems} == set(case.refused)
    if case.line_hidden:
        assert tuple(frozenset(one.hidden) for one in state.lines[LINES]) == case.line_hidden
    if case.line_required:
        assert tuple(frozenset(one.required) for one in state.lines[LINES]) == case.line_required
    count = found.model._base_manager.count()
    if case.refused:
        with pytest.raises(RuleBroken) as refused:
            save_record(actor=SYSTEM, object=OBJECT, id=record_id, values=values)
        assert {problem.field for problem in refused.value.errors} == set(case.refused)
        assert found.model._base_manager.count() == count
        return
    saved = save_record(actor=SYSTEM, object=OBJECT, id=record_id, values=values)
    assert tuple(warning.message for warning in saved.warnings) == case.warnings
    fresh = found.model._base_manager.get(pk=saved.record.pk)
    for key, wanted in case.holds.items():
        assert holds(fresh, key, wanted), key
    # the stored record draws the same form
    assert rules_for(SYSTEM, found, fresh).hidden == case.hidden


def test_every_door_is_guarded(cards: Designed) -> None:
    use(cards, [rule(effect("refuse", "amount", message="Never so much."), when="[amount] > 1000")])
    with pytest.raises(Refusal, match="Never so much"):
        save_records(actor=SYSTEM, object=OBJECT, rows=[RowInput({"title": "a", "amount": "2000"})])
    assert object_of(OBJECT).model._base_manager.count() == 0


def test_rules_are_kept_by_keys_and_given_back(cards: Designed) -> None:
    wanted = [rule(effect("set", "discount", formula="[Amount] / 100"), when='[Kind] = "Big"')]
    use(cards, wanted)
    (kept,) = rules_of(OBJECT)
    assert kept["when"] == '[kind] = "big"'
    assert kept["effects"][0]["formula"] == "[amount] / 100"
    with cards.changing():
        assert save_rules(OBJECT, []) == [kept]
    assert rules_of(OBJECT) == []


@pytest.mark.parametrize(
    ("wrong", "part"),
    [
        (rule(effect("hide", "nothing")), "effects.0"),
        (rule(effect("vanish", "amount")), "effects.0"),
        (rule(), "effects"),
        (rule(effect("hide", "amount"), when="[amount] >"), "when"),
        (rule(effect("hide", "amount"), when="[amount]"), "when"),
        (rule(effect("hide", "amount"), condition={"and": [{"field": "nothing", "op": "eq", "value": 1}]}), "when"),
        (
            rule(effect("hide", "amount"), condition={"and": [{"field": "amount", "op": "like", "value": 1}]}),
            "condition",
        ),
        (rule(effect("hide", "amount"), condition="x"), "condition"),
        (rule(effect("refuse", "amount")), "effects.0"),
        (rule(effect("restrict", "kind", value=["none"])), "effects.0"),
        (rule(effect("restrict", "amount", value=["1"])), "effects.0"),
        (rule(effect("set", "amount", value="much")), "effects.0"),
        (rule(effect("set", "amount", formula='"a"')), "when"),
        (rule(effect("set", "created_at", value="now")), "effects.0"),
        (rule(effect("hide", "amount"), effect("hide", f"{LINES}.note")), "effects"),
        (rule(effect("hide", "nolines.note")), "effects"),
    ],
)
def test_what_is_no_rule_is_refused_with_its_part(cards: Designed, wrong: dict[str, Any], part: str) -> None:
    (problem,) = check_rules(object_of(OBJECT), [wrong])
    assert (problem["rule"], problem["part"]) == (0, part)
    assert problem["message"]
    with pytest.raises(BadInput), cards.changing():
        save_rules(OBJECT, [wrong])
    assert rules_of(OBJECT) == []


def test_where_rules_use_a_field_is_told(cards: Designed) -> None:
    use(cards, [rule(effect("hide", "reason"), when="[amount] > [firm.limit]")])

    def used(object: str, key: str) -> bool:
        return any(one.kind == "Rule" for finder in stores.usages for one in finder(object, key))

    assert used(OBJECT, "reason")
    assert used(OBJECT, "amount")
    assert used("rule_firm", "limit")
    assert not used(OBJECT, "due")


def test_a_rule_whose_field_is_gone_rests_and_is_told_by_prove(cards: Designed) -> None:
    use(cards, [rule(effect("refuse", "amount", message="No."), when="[discount] > 1")])
    assert stores.invariants["rules"].broken() == []
    with cards.changing():
        trash_field(OBJECT, "discount")
    assert len(stores.invariants["rules"].broken()) == 1
    save_record(actor=SYSTEM, object=OBJECT, values={"title": "a", "amount": "2000"})


@pytest.fixture
def trips(designed: Designed) -> Designed:
    """Trips whose cost follows from what is sent, and from their stops."""
    designed.object("trip", field("title"), field("km", "decimal"), field("rate", "decimal"), field("grade"))
    designed.object("trip_stop", field("toll", "decimal"), kind="line", parent="trip")
    toll = {"kind": "rollup", "over": "trip_stop_lines", "field": "toll", "figure": "sum", "result": "decimal"}
    designed.field("trip", "tolls", "rollup", settings=toll)
    cost = {"kind": "formula", "formula": "SUM([km] * [rate], [tolls])", "result": "decimal"}
    designed.field("trip", "cost", "formula", settings=cost)
    return designed


def trip(record: Any = None, **values: Any) -> Any:
    saved = save_record(actor=SYSTEM, object="trip", id=getattr(record, "pk", None), values=values)
    return object_of("trip").model._base_manager.get(pk=saved.record.pk)


def above(limit: str) -> dict[str, Any]:
    return {"and": [{"field": "cost", "op": "gt", "value": limit}]}


def use_for(designed: Designed, object: str, *rules: dict[str, Any]) -> None:
    with designed.changing():
        save_rules(object, list(rules))


def test_a_rule_that_sets_sees_derived_values_as_they_follow_from_what_is_sent(trips: Designed) -> None:
    use_for(trips, "trip", rule(effect("set", "grade", value="dear"), condition=above("100")))
    assert trip(title="a", km=5, rate=10).grade is None
    made = trip(title="b", km=20, rate=10)
    assert (made.cost, made.grade) == (Decimal(200), "dear")
    stops = trip(title="c", km=5, rate=10, trip_stop_lines=[{"toll": 60}])
    assert (stops.tolls, stops.cost, stops.grade) == (Decimal(60), Decimal(110), "dear")
    shown = save_record(actor=SYSTEM, object="trip", values={"title": "d", "km": 20, "rate": 10}, commit=False)
    assert shown.record.grade == "dear"


def test_later_rules_see_what_follows_from_what_earlier_ones_set(trips: Designed) -> None:
    use_for(
        trips,
        "trip",
        rule(
            effect("set", "rate", value="30"), condition={"and": [{"field": "title", "op": "eq", "value": "express"}]}
        ),
        rule(effect("set", "grade", value="dear"), condition=above("100")),
    )
    made = trip(title="express", km=5, rate=1)
    assert (made.rate, made.cost, made.grade) == (Decimal(30), Decimal(150), "dear")


def test_a_rule_that_sets_what_its_own_formula_reads_runs_once(trips: Designed) -> None:
    use_for(trips, "trip", rule(effect("set", "km", formula="[cost] + 1"), condition=above("0")))
    made = trip(title="a", km=2, rate=10)
    assert (made.km, made.cost) == (Decimal(21), Decimal(210))
