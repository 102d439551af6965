"""Every door of the write path asks for its own right; a refused call changes nothing."""

from dataclasses import replace
from typing import Any

import pytest

from kontor.core.actor import SYSTEM, Actor
from kontor.core.errors import BadInput, NotPermitted
from kontor.identity.services import business_clock
from kontor.records.inputs import Input, clean_inputs
from kontor.records.names import names_of
from kontor.records.services import save_record, trash_record
from kontor.records.work import Work
from tests import builders
from tests.sample.models import Asset

pytestmark = pytest.mark.django_db
READS = {"read": "all", "create": "all", "update": "own"}


@pytest.fixture
def rep() -> Actor:
    """Reads all assets, changes his own, and sees his own makers."""
    return builders.actor(
        builders.role(grants={"asset": READS, "maker": {"read": "own"}}, asset={"note": "hidden"}),
        where=builders.team(),
    )


@pytest.fixture
def foreign() -> Any:
    """Somebody else's asset."""
    return builders.record("asset", name="Theirs")


def test_what_is_only_read_cannot_be_changed(rep: Actor, foreign: Any) -> None:
    with pytest.raises(NotPermitted):
        save_record(actor=rep, object="asset", id=foreign.pk, values={"name": "Mine"})
    assert Asset.objects.get(pk=foreign.pk).name == "Theirs"


def test_what_is_only_read_cannot_be_trashed(rep: Actor, foreign: Any) -> None:
    with pytest.raises(NotPermitted):
        trash_record(actor=rep, object="asset", id=foreign.pk)
    assert Asset.objects.get(pk=foreign.pk).trashed_at is None


def test_a_hidden_field_is_unknown_on_a_new_record_too(rep: Actor) -> None:
    told = []
    for name in ("note", "absent"):
        with pytest.raises(BadInput) as refused:
            save_record(actor=rep, object="asset", values={"name": "New", name: "x"})
        told.append([(one.message, one.code) for one in refused.value.errors])
    assert told[0] == told[1]
    assert not Asset.objects.exists()


def test_a_field_right_of_one_post_does_not_reach_the_records_of_another() -> None:
    where = builders.team()
    plain = builders.role(grants={"asset": {"read": "all", "update": "all"}}, asset={"rank": "read"})
    ranking = builders.role(grants={"asset": {"read": "own", "update": "own", "create": "own"}})
    both = builders.actor(plain, ranking, where=where)
    mine = save_record(actor=both, object="asset", values={"name": "Mine", "rank": 1}).record
    save_record(actor=both, object="asset", id=mine.pk, values={"rank": 2})
    theirs = builders.record("asset", name="Theirs", rank=7)
    save_record(actor=both, object="asset", id=theirs.pk, values={"name": "Renamed"})
    with pytest.raises(BadInput):
        save_record(actor=both, object="asset", id=theirs.pk, values={"rank": 8})
    assert Asset.objects.get(pk=theirs.pk).rank == 7


def test_a_record_out_of_reach_cannot_be_linked(rep: Actor) -> None:
    maker = builders.record("maker", name="Bosch")
    for value in (str(maker.pk), {"name": "Bosch"}):
        with pytest.raises(BadInput) as refused:
            save_record(actor=rep, object="asset", values={"name": "New", "maker": value})
        assert refused.value.errors[0].code == "no_such_record"
    with pytest.raises(BadInput):
        save_record(actor=rep, object="asset", values={"name": "New", "lines": [{"name": "a", "maker": str(maker.pk)}]})
    assert not Asset.objects.exists()


def test_an_input_of_an_action_reaches_no_further_than_the_actor(rep: Actor) -> None:
    maker = builders.record("maker", name="Bosch")
    wanted = (Input("maker", "relation", "Maker", target="maker"),)
    with pytest.raises(BadInput):
        clean_inputs(Work(actor=rep, clock=business_clock()), wanted, {"maker": str(maker.pk)})
    found = clean_inputs(Work(actor=SYSTEM, clock=business_clock()), wanted, {"maker": str(maker.pk)})
    assert found["maker"].pk == maker.pk


def test_an_action_asked_for_with_a_save_needs_its_own_grant(rep: Actor) -> None:
    with pytest.raises(NotPermitted):
        save_record(actor=rep, object="asset", values={"name": "New"}, then=[("use", {})])
    assert not Asset.objects.exists()


def test_names_are_told_only_where_they_may_be_read() -> None:
    maker = builders.record("maker", name="Bosch")
    nameless = builders.actor(builders.role(grants={"maker": {"read": "all"}}, maker={"name": "hidden"}))
    assert names_of(nameless, {"maker": [maker.pk]}) == {"maker": {}}
    assert names_of(SYSTEM, {"maker": [maker.pk]})["maker"][maker.pk].label == "Bosch"


def test_rights_lent_by_the_system_stay_with_that_call(rep: Actor, foreign: Any) -> None:
    lent = replace(rep, is_system=True)
    save_record(actor=lent, object="asset", id=foreign.pk, values={"note": "by the system"})
    with pytest.raises(NotPermitted):
        save_record(actor=rep, object="asset", id=foreign.pk, values={"name": "Mine"})
