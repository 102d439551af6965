"""Views and menus are published like everything else, and taken back."""

from collections.abc import Callable
from typing import Any

import pytest

from kontor.core.actor import Actor
from kontor.core.errors import NotPermitted
from kontor.design.impact import impact_of
from kontor.design.services import publish, roll_back, roll_back_impact
from kontor.layouts.menus import kept_menu
from kontor.layouts.models import Layout
from kontor.layouts.views import save_personal_view, views_of
from kontor.schema.registry import object_of
from tests import builders

Published = Callable[..., Any]
VIEW = {
    "op": "set_layout",
    "object": "asset",
    "kind": "board",
    "name": "kinds",
    "label": {"en": "By kind"},
    "body": {"columns": ["name"], "group": "kind"},
}
MENU = {
    "op": "set_menu",
    "name": "everyone",
    "body": {"groups": [{"id": "g", "label": {"en": "Things"}, "items": [{"object": "asset"}]}], "hidden": []},
}


def test_a_view_is_published_for_everybody_and_taken_back(designer: Actor, published: Published) -> None:
    made = published(designer, VIEW)
    assert made.differences == ["Assets: the new view “By kind” (Board)"]
    assert [one.label for one in views_of(designer, object_of("asset"))] == ["By kind"]
    roll_back(designer, made.number - 1, seen=roll_back_impact(designer, made.number - 1).digest)
    assert not Layout.objects.exists()


def test_a_changed_view_says_what_changes(designer: Actor, published: Published) -> None:
    published(designer, VIEW)
    made = published(designer, {**VIEW, "body": {"columns": ["name", "price"], "group": "kind"}})
    assert made.differences == ["Assets › By kind: Shows “Price”."]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"body": {"columns": ["name"], "group": "price"}}, "“Price” makes no columns"),
        ({"body": {"columns": ["nowhere"], "group": "kind"}}, "There is no field “nowhere”"),
        ({"label": {}}, "A view needs a name"),
        ({"shared": "person"}, "A view of one person is not published."),
        ({"shared": "team"}, "Which team is to see it?"),
        ({"shared": "team", "team_id": "nonsense"}, "Which team is to see it?"),
    ],
)
def test_a_view_that_makes_no_sense_is_a_problem(designer: Actor, change: dict[str, Any], said: str) -> None:
    (problem,) = impact_of(designer, [{**VIEW, **change}]).problems
    assert said in problem.message


def test_a_view_may_show_a_field_of_the_same_publication(designer: Actor, published: Published) -> None:
    field = {"op": "add_field", "object": "maker", "key": "city", "type": "text", "label": {"en": "City"}}
    view = {**VIEW, "object": "maker", "kind": "list", "body": {"columns": ["name", "city"]}}
    published(designer, field, view)
    assert Layout.objects.get().body["columns"] == ["name", "city"]


def test_a_designer_cannot_show_what_he_may_not_see(designer: Actor) -> None:
    (problem,) = impact_of(designer, [{**VIEW, "body": {"columns": ["cost"], "group": "kind"}}]).problems
    assert "There is no field “cost”" in problem.message


def test_nobody_publishes_over_a_persons_view(designer: Actor) -> None:
    own = save_personal_view(designer, object="asset", kind="board", label={"en": "Own"}, body=VIEW["body"])
    (problem,) = impact_of(designer, [{**VIEW, "name": own.name}]).problems
    assert "one person" in problem.message
    delete = {"op": "delete_layout", "object": "asset", "kind": "board", "name": own.name}
    assert impact_of(designer, [delete]).problems


def test_who_may_not_design_publishes_no_view(designed: Any) -> None:
    actor = builders.actor(builders.role(grants={"asset": builders.ALL_BASIC}))
    with pytest.raises(NotPermitted):
        publish(actor, [VIEW])
    assert not Layout.objects.exists()


def test_a_menu_is_published_in_words_and_taken_back(designer: Actor, published: Published) -> None:
    made = published(designer, MENU)
    assert "Menu of everybody: added the group “Things”" in made.differences
    assert kept_menu("everyone").body == MENU["body"]  # type: ignore[union-attr]
    roll_back(designer, made.number - 1, seen=roll_back_impact(designer, made.number - 1).digest)
    assert kept_menu("everyone") is None


def test_a_pack_adds_its_group_and_leaves_the_others(designer: Actor, published: Published) -> None:
    published(designer, MENU)
    group = {"id": "p", "label": {"en": "Pack"}, "items": [{"object": "maker"}]}
    published(designer, {"op": "set_menu", "name": "everyone", "groups": [group]})
    row = kept_menu("everyone")
    assert row is not None
    assert [one["id"] for one in row.body["groups"]] == ["g", "p"]


def test_a_home_page_is_published_for_a_role_and_taken_back(designer: Actor, published: Published) -> None:
    home = {"columns": 1, "blocks": [{"type": "text", "text": {"en": "Hello"}}]}
    made = published(designer, {"op": "set_home", "name": "designer", "body": home})
    assert made.differences == ["Home page of designer: 1 blocks"]
    roll_back(designer, made.number - 1, seen=roll_back_impact(designer, made.number - 1).digest)
    assert kept_menu("designer") is None


def test_a_menu_of_an_unknown_role_is_a_problem(designer: Actor) -> None:
    (problem,) = impact_of(designer, [{**MENU, "name": "nobody"}]).problems
    assert problem.message == "There is no such role."


def test_a_field_that_a_view_rests_on_is_told_before_it_goes(designer: Actor, published: Published) -> None:
    published(designer, {"op": "add_field", "object": "maker", "key": "city", "type": "text", "label": {"en": "City"}})
    body = {"columns": ["name"], "filter": {"field": "city", "op": "eq", "value": "Rome"}}
    published(designer, {**VIEW, "object": "maker", "kind": "list", "body": body})
    looked = impact_of(designer, [{"op": "trash_field", "object": "maker", "field": "city"}])
    told = [(str(one.usage.kind), one.usage.label, one.breaks) for one in looked.usages]
    assert ("View", "Makers › By kind", True) in told
