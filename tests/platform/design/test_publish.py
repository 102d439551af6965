"""Changes are looked at first, published together, and taken back."""

from collections.abc import Callable
from typing import Any

import pytest

from kontor.access.rights import access_to
from kontor.audit.models import Event
from kontor.core.actor import Actor
from kontor.core.errors import BadInput, Conflict, NotPermitted
from kontor.design.impact import impact_of
from kontor.design.models import Publication
from kontor.design.services import publish, roll_back, roll_back_impact
from kontor.records.queries import list_records
from kontor.records.services import save_record
from kontor.schema.models import FieldDef, ObjectDef
from kontor.schema.registry import current, ensure, object_of
from tests import builders
from tests.platform.design.conftest import ALL, again

pytestmark = [pytest.mark.designed]
REGION = {"op": "add_field", "object": "asset", "label": {"en": "Region", "zh-hans": "地区"}, "type": "text"}


def test_published_together_an_object_with_fields_is_there(designer: Actor, published: Callable[..., Any]) -> None:
    made = published(
        designer,
        {"op": "add_object", "key": "project", "label": {"en": "Project"}, "plural": {"en": "Projects"}},
        {"op": "add_field", "object": "project", "label": {"en": "Title"}, "type": "text", "key": "title"},
        {"op": "add_field", "object": "project", "label": "Asset", "type": "relation", "target": "asset"},
        {"op": "change_object", "object": "project", "name_field": "title"},
    )
    assert made.number == 1
    assert made.differences[0] == "New object “Project”"
    now = again(designer)
    saved = save_record(actor=now, object="project", values={"title": "House"})
    assert list_records(actor=now, object="project").rows[0]["title"] == "House"
    assert str(saved.record) == "House"
    event = Event.objects.get(verb="design.published")
    assert event.actor_id == designer.person_id


def test_who_may_not_design_changes_nothing(designed: Any) -> None:
    actor = builders.actor(builders.role("clerk", {"asset": ALL}))
    for ask in (lambda: impact_of(actor, [REGION]), lambda: publish(actor, [REGION])):
        with pytest.raises(NotPermitted):
            ask()
    assert not FieldDef.objects.exists()


def test_nothing_that_breaks_is_applied_before_it_was_seen(designer: Actor, published: Callable[..., Any]) -> None:
    published(designer, REGION)
    builders.record("asset", name="Crane", region="North")
    trash = {"op": "trash_field", "object": "asset", "field": "region"}
    looked = impact_of(designer, [trash])
    assert looked.misfits[0].count == 1
    assert not looked.harmless
    for seen in ("", "somethingelse"):
        with pytest.raises(Conflict) as refusal:
            publish(designer, [trash], seen=seen)
        assert refusal.value.reason == "impact_not_seen"
    assert "region" in object_of("asset").fields
    published(designer, trash)
    assert "region" not in object_of("asset").fields


def test_the_impact_seen_must_be_the_impact_now(designer: Actor, published: Callable[..., Any]) -> None:
    published(designer, REGION)
    builders.record("asset", name="Crane", region="North")
    trash = {"op": "trash_field", "object": "asset", "field": "region"}
    seen = impact_of(designer, [trash]).digest
    builders.record("asset", name="Digger", region="South")
    with pytest.raises(Conflict):
        publish(designer, [trash], seen=seen)
    assert "region" in object_of("asset").fields


def test_one_bad_change_publishes_none(designer: Actor) -> None:
    bad = {"op": "add_field", "object": "asset", "label": {"en": "X"}, "type": "nonsense"}
    with pytest.raises(BadInput) as refusal:
        publish(designer, [REGION, bad])
    assert refusal.value.errors[0].field.startswith("changes.1")
    assert not FieldDef.objects.exists()
    assert not Publication.objects.exists()


def test_going_back_brings_structure_and_values_back(designer: Actor, published: Callable[..., Any]) -> None:
    published(designer, REGION)
    crane = builders.record("asset", name="Crane", region="North")
    published(designer, {"op": "change_field", "object": "asset", "field": "region", "label": {"en": "District"}})
    published(designer, {"op": "trash_field", "object": "asset", "field": "region"})
    looked = roll_back_impact(designer, 1)
    made = roll_back(designer, 1, seen=looked.digest)
    ensure()
    one = object_of("asset").fields["region"]
    assert (str(one.label), made.rolls_back_to) == ("Region", 1)
    wanted = {"field": "id", "op": "eq", "value": str(crane.pk)}
    (row,) = list_records(actor=again(designer), object="asset", filter=wanted).rows
    assert row["region"] == "North"


def test_back_to_before_the_first_hides_what_was_made(designer: Actor, published: Callable[..., Any]) -> None:
    published(designer, {"op": "add_object", "key": "trip", "label": "Trip"})
    published(designer, REGION)
    roll_back(designer, 0, seen=roll_back_impact(designer, 0).digest)
    ensure()
    assert current().get("trip") is None
    assert "region" not in object_of("asset").fields
    assert ObjectDef.objects.get(key="trip").state == "trashed"
    assert Publication.objects.count() == 3


def test_words_of_a_shipped_object_are_overridden_and_reset(designer: Actor, published: Callable[..., Any]) -> None:
    shipped = str(object_of("asset").fields["name"].label)
    published(designer, {"op": "change_field", "object": "asset", "field": "name", "label": {"en": "Title"}})
    assert str(object_of("asset").fields["name"].label) == "Title"
    roll_back(designer, 0, seen=roll_back_impact(designer, 0).digest)
    ensure()
    assert str(object_of("asset").fields["name"].label) == shipped


def test_what_a_module_needs_cannot_be_loosened(designer: Actor) -> None:
    loosen = {"op": "change_field", "object": "asset", "field": "name", "required": False}
    assert impact_of(designer, [loosen]).problems
    for change in (
        {"op": "trash_field", "object": "asset", "field": "name"},
        {"op": "trash_object", "object": "asset"},
    ):
        assert impact_of(designer, [change]).problems


def test_a_new_field_is_hidden_from_roles_kept_from_others(designer: Actor, published: Callable[..., Any]) -> None:
    found = object_of("asset")
    kept = builders.role("kept", {"asset": ALL}, asset={"note": "hidden"})
    free = builders.role(
        "free", {"asset": ALL}, asset={one.key: "write" for one in found.fields.values() if one.sensitive}
    )
    published(designer, REGION)
    found = object_of("asset")
    sees = {role.key: bool(access_to(builders.actor(role), found).field("region").read) for role in (kept, free)}
    assert sees == {"kept": False, "free": True}


def test_a_designer_gives_no_right_he_has_not(designer: Actor) -> None:
    builders.role("other", {"asset": ALL})
    secret = next(one.key for one in object_of("asset").fields.values() if one.sensitive)
    give = {"op": "set_field_rights", "object": "asset", "field": secret, "rights": {"other": "read"}}
    (problem,) = impact_of(designer, [give]).problems
    assert "do not have yourself" in problem.message


def test_duplicates_forbid_uniqueness_and_are_listed(designer: Actor, published: Callable[..., Any]) -> None:
    published(designer, REGION)
    for name in ("Crane", "Digger"):
        builders.record("asset", name=name, region="North")
    unique = {"op": "set_unique", "object": "asset", "field": "region", "unique": True}
    looked = impact_of(designer, [unique])
    assert looked.blocked
    assert looked.misfits[0].examples[0][1] == "North"
    with pytest.raises(Conflict):
        publish(designer, [unique], seen=looked.digest)


def test_what_is_gone_for_good_does_not_stand_in_the_way_back(designer: Actor, published: Callable[..., Any]) -> None:
    published(designer, {"op": "add_object", "key": "trip", "label": "Trip"})
    published(designer, REGION)
    published(designer, {"op": "trash_field", "object": "asset", "field": "region"})
    published(designer, {"op": "trash_object", "object": "trip"})
    gone = [{"op": "purge_field", "object": "asset", "field": "region"}, {"op": "purge_object", "object": "trip"}]
    with pytest.raises(BadInput):
        publish(designer, [{"op": "purge_field", "object": "asset", "field": "name"}])
    published(designer, *gone)
    assert FieldDef.objects.get(object="asset", key="region").state == "purged"
    assert ObjectDef.objects.get(key="trip").state == "purged"
    assert not roll_back_impact(designer, 0).problems
    again_region = impact_of(designer, [{**REGION, "key": "region"}])
    assert again_region.problems


def test_going_back_over_a_trash_and_a_restore_is_possible(designer: Actor, published: Callable[..., Any]) -> None:
    first = published(designer, REGION)
    builders.record("asset", name="Crane", region="North")
    for op in ("trash_field", "restore_field"):
        published(designer, {"op": op, "object": "asset", "field": "region"})
    looked = roll_back_impact(designer, first.number)
    assert not looked.blocked, looked.problems
    roll_back(designer, first.number, seen=looked.digest)
    ensure()
    assert list_records(actor=again(designer), object="asset").rows[0]["region"] == "North"
