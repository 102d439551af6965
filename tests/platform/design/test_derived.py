"""Formulas and roll-ups that come with the fields they read, in one publication."""

from collections.abc import Callable
from typing import Any

import pytest

from kontor.core.actor import Actor
from kontor.design.impact import impact_of
from kontor.records.services import save_record
from tests.platform.design.conftest import again

pytestmark = [pytest.mark.designed]
TRIP = (
    {"op": "add_object", "key": "trip", "label": "Trip"},
    {"op": "add_object", "key": "trip_stop", "label": "Stop", "kind": "line", "parent": "trip"},
    {"op": "add_field", "object": "trip_stop", "key": "km", "label": "km", "type": "decimal"},
    {"op": "add_field", "object": "trip", "key": "rate", "label": "Rate", "type": "decimal"},
)
TOTAL = {"kind": "rollup", "over": "trip_stop_lines", "field": "km", "figure": "sum"}
COST = {"kind": "formula", "formula": "ROUND([total_km] * [rate], 2)"}


def derived(key: str, type: str, settings: dict[str, Any]) -> dict[str, Any]:
    """The change that adds such a field to the trip."""
    return {"op": "add_field", "object": "trip", "key": key, "label": key, "type": type, "settings": settings}


def test_a_formula_reads_fields_made_with_it(designer: Actor, published: Callable[..., Any]) -> None:
    published(designer, *TRIP, derived("total_km", "rollup", TOTAL), derived("cost", "formula", COST))
    values = {"rate": "2.5", "trip_stop_lines": [{"km": "10"}, {"km": "4.5"}]}
    saved = save_record(actor=again(designer), object="trip", values=values)
    assert (str(saved.record.total_km), str(saved.record.cost)) == ("14.500000", "36.250000")


def test_a_formula_that_reads_what_is_not_there_is_refused(designer: Actor) -> None:
    looked = impact_of(designer, [*TRIP, derived("cost", "formula", COST)])
    assert [problem.place for problem in looked.problems] == [4]
    assert "total_km" in looked.problems[0].message


def test_fields_that_follow_from_each_other_are_refused(designer: Actor, published: Callable[..., Any]) -> None:
    published(designer, *TRIP, derived("first", "formula", {"kind": "formula", "formula": "[rate] + 1"}))
    published(again(designer), derived("second", "formula", {"kind": "formula", "formula": "[first] + 1"}))
    again_first = {"kind": "formula", "formula": "[second] + 1"}
    circle = {"op": "change_field", "object": "trip", "field": "first", "settings": again_first}
    (problem,) = impact_of(again(designer), [circle]).problems
    assert "trip.first → trip.second → trip.first" in problem.message or "trip.second → trip.first" in problem.message


def test_what_a_formula_reads_cannot_go_unseen(designer: Actor, published: Callable[..., Any]) -> None:
    published(designer, *TRIP, derived("double", "formula", {"kind": "formula", "formula": "[rate] * 2"}))
    looked = impact_of(again(designer), [{"op": "trash_field", "object": "trip", "field": "rate"}])
    assert any(one.breaks and "double" in one.usage.label for one in looked.usages)
