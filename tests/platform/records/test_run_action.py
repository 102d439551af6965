"""run_action: documents move by declared actions."""

from typing import Any

import pytest

from kontor.audit.models import Event
from kontor.core.actor import SYSTEM
from kontor.core.errors import BadInput, NotFound, NotPermitted, StaleVersion, WrongState
from kontor.records.actions import actions_for, run_action
from tests import builders
from tests.sample.models import Asset

pytestmark = pytest.mark.django_db


def act(asset: Any, name: str, actor: Any = SYSTEM, **inputs: Any) -> Any:
    return run_action(actor=actor, object="asset", id=asset.pk, action=name, inputs=inputs)


def test_an_action_moves_the_status_gives_the_number_and_leaves_an_event() -> None:
    builders.legal_entity()
    asset = builders.record("asset", name="Drill")
    act(asset, "use")
    fresh = Asset.objects.get()
    assert fresh.status == "in_use"
    assert fresh.number is not None
    assert fresh.number.endswith("-00001")
    event = Event.objects.get(verb="asset.use")
    assert event.data == {"from": "draft", "to": "in_use"}


def test_an_action_is_refused_in_the_wrong_state() -> None:
    asset = builders.record("asset", name="Drill")
    with pytest.raises(WrongState) as refused:
        act(asset, "retire", reason="old")
    assert refused.value.state == "draft"
    assert Asset.objects.get().version == 1


def test_a_guard_refuses_with_its_sentence() -> None:
    asset = builders.record("asset", name="Drill", price="5")
    act(asset, "use")
    with pytest.raises(WrongState, match="still worth"):
        act(asset, "retire", reason="old")


def test_inputs_are_checked() -> None:
    asset = builders.record("asset", name="Drill")
    act(asset, "use")
    with pytest.raises(BadInput) as refused:
        act(asset, "retire", why="old")
    assert {(one.field, one.code) for one in refused.value.errors} == {
        ("why", "unknown_field"),
        ("reason", "required"),
    }
    assert Asset.objects.get().status == "in_use"


def test_an_action_needs_its_own_grant() -> None:
    asset = builders.record("asset", name="Drill")
    reader = builders.actor(builders.role(grants={"asset": builders.ALL_BASIC}))
    with pytest.raises(NotPermitted):
        act(asset, "use", reader)
    stranger = builders.actor()
    with pytest.raises(NotFound):
        act(asset, "use", stranger)
    assert Asset.objects.get().status == "draft"


def test_a_stale_version_stops_an_action() -> None:
    asset = builders.record("asset", name="Drill")
    with pytest.raises(StaleVersion):
        run_action(actor=SYSTEM, object="asset", id=asset.pk, action="use", version=7)


def test_buttons_say_why_they_are_disabled() -> None:
    asset = builders.record("asset", name="Drill")
    states = {one.name: one for one in actions_for(actor=SYSTEM, object="asset", record=Asset.objects.get(pk=asset.pk))}
    assert states["use"].enabled
    assert not states["retire"].enabled
    assert "In use" in states["retire"].reason
