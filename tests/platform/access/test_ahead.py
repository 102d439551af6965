"""Looking as a role, or with rights that are not in force: never further than whoever looks may go himself."""

import pytest

from kontor.access.ahead import alone, looking
from kontor.access.rights import access_to
from kontor.core.actor import Actor
from kontor.core.errors import NotFound
from kontor.records.queries import get_record
from kontor.schema.registry import object_of
from tests import builders


@pytest.fixture
def reader(db: None) -> Actor:
    """Reads his own team's assets, but not their prices."""
    grants = {"asset": {"read": "team", "update": "team", "asset.use": "team"}}
    return builders.actor(builders.role("reader", grants, asset={"price": "hidden"}), where=builders.team("North"))


def test_a_role_is_looked_at_within_ones_own_rights(reader: Actor) -> None:
    builders.role("buyer", {"asset": {"read": "own"}}, asset={"cost": "read", "note": "hidden"})
    actor = looking(reader, role="buyer")
    found = object_of("asset")
    mine = builders.record("asset", name="Saw", note="Sharp", price=5, cost=7, team=reader.team_id)
    others = builders.record("asset", name="Drill", team=builders.team("South").pk)
    row = get_record(actor=actor, object="asset", id=mine.pk).row
    assert row["name"] == "Saw"
    assert not {"note", "price", "cost"} & set(row)
    with pytest.raises(NotFound):
        get_record(actor=actor, object="asset", id=others.pk)
    assert not access_to(actor, found).reach("update")
    assert not access_to(actor, found).reach("asset.use")
    assert access_to(alone(actor), found).field("cost").read.everything
    assert access_to(alone(actor), found).field("price").read.everything


def test_rights_ahead_hide_at_once_and_show_nothing_more(reader: Actor) -> None:
    found = object_of("asset")
    rights = {"note": {"reader": "hidden"}, "price": {"reader": "write"}, "name": {"reader": "read"}}
    actor = looking(reader, found=found, rights=rights)
    access = access_to(actor, found)
    assert not access.field("note").read
    assert not access.field("price").read
    assert access.field("name").read
    assert not access.field("name").update
    assert access_to(alone(actor), found).field("price").update
    assert access_to(reader, found).field("note").read
    assert access_to(reader, found).field("name").update


def test_whoever_may_do_everything_sees_exactly_what_the_role_sees(reader: Actor) -> None:
    boss = builders.role("boss")
    type(boss)._base_manager.filter(pk=boss.pk).update(all_rights=True)
    builders.touch_rights()
    actor = looking(builders.actor(boss), role="reader")
    found = object_of("asset")
    assert access_to(actor, found).field("note").read.everything
    assert not access_to(actor, found).field("price").read
    assert access_to(actor, found).reach("asset.use").everything
    assert not access_to(actor, found).reach("asset.retire")
    assert not access_to(actor, object_of("maker")).reach("read")
