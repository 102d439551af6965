"""Menus and home pages by role: what may stand in them, and what a reader sees of them."""

from typing import Any

import pytest

from kontor.core.actor import SYSTEM
from kontor.layouts import menus, stored
from kontor.layouts.menus import check_home, check_menu, home_of, keep_menu, navigation_for, shipped_menu
from kontor.layouts.models import Layout
from kontor.records.queries import readable_objects
from tests import builders

pytestmark = pytest.mark.django_db
BODY = {
    "groups": [
        {
            "id": "g1",
            "label": {"en": "Things", "zh-hans": "物品"},
            "items": [
                {"object": "maker"},
                {"object": "asset", "view": "kinds"},
                {"page": "/profile", "label": {"en": "Me"}},
            ],
        }
    ],
    "hidden": ["person"],
}


@pytest.fixture(autouse=True)
def fresh(db: None) -> Any:
    for room in (stored, menus):
        room.forget()
    yield
    for room in (stored, menus):
        room.forget()


def named(actor: Any) -> dict[str, list[str]]:
    groups = navigation_for(readable_objects(actor), actor)
    return {str(one.label): [str(entry.label) for entry in one.entries] for one in groups}


def test_a_menu_shows_what_it_names_and_the_rest_last() -> None:
    keep_menu("everyone", body=BODY)
    shown = named(SYSTEM)
    assert next(iter(shown)) == "Things"
    assert shown["Things"] == ["Makers", "Me"]
    assert list(shown)[-1] == "More"
    assert "Assets" in shown["More"]
    assert not any("People" in entries or "Persons" in entries for entries in shown.values())


def test_a_menu_shows_no_more_than_its_reader_may_see() -> None:
    keep_menu("everyone", body=BODY)
    actor = builders.actor(builders.role(grants={"asset": builders.ALL_BASIC}))
    shown = named(actor)
    assert shown["Things"] == ["Me"]
    assert shown["More"] == ["Assets"]


def test_a_view_in_a_menu_is_shown_when_it_can_be_opened() -> None:
    Layout.objects.create(
        object="asset", kind="board", name="kinds", label={"en": "Kinds"}, body={"columns": ["name"], "group": "kind"}
    )
    keep_menu("everyone", body=BODY)
    assert "Kinds" in named(SYSTEM)["Things"]
    blind = builders.actor(builders.role(grants={"asset": builders.ALL_BASIC}, asset={"kind": "hidden"}))
    assert "Kinds" not in named(blind)["Things"]


def test_a_role_has_its_own_menu_before_everybodys() -> None:
    keep_menu("everyone", body=BODY)
    own = {"groups": [{"id": "g", "label": {"en": "Mine"}, "items": [{"object": "asset"}]}], "hidden": ["maker"]}
    keep_menu("seller", body=own)
    actor = builders.actor(builders.role("seller", {"asset": builders.ALL_BASIC, "maker": builders.ALL_BASIC}))
    assert named(actor) == {"Mine": ["Assets"]}


def test_without_a_menu_it_is_as_shipped() -> None:
    assert check_menu(shipped_menu(), [one.key for one in readable_objects(SYSTEM)]) == []
    keep_menu("everyone", body=BODY)
    keep_menu("everyone", body={})
    assert menus.kept_menu("everyone") is None
    assert "Things" not in named(SYSTEM)


@pytest.mark.parametrize(
    "body",
    [
        [],
        {"groups": "all"},
        {"groups": [], "other": 1},
        {"groups": [{"id": "g", "label": {}, "items": []}]},
        {"groups": [{"id": "g", "label": {"en": "A"}, "items": [{"object": "nothing"}]}]},
        {"groups": [{"id": "g", "label": {"en": "A"}, "items": [{"page": "//elsewhere", "label": {"en": "X"}}]}]},
        {"groups": [{"id": "g", "label": {"en": "A"}, "items": [{"page": "javascript:1", "label": {"en": "X"}}]}]},
        {"groups": [{"id": "g", "label": {"en": "A"}, "items": []}, {"id": "g", "label": {"en": "B"}, "items": []}]},
    ],
)
def test_a_menu_that_makes_no_sense_is_refused(body: Any) -> None:
    assert check_menu(body, ["asset"])


def test_a_home_page_names_what_is_there() -> None:
    known = {one.key: one for one in readable_objects(SYSTEM)}
    good = [
        {"type": "text", "text": {"en": "Hello"}},
        {"type": "view", "object": "asset", "column": 1},
        {"type": "figure", "object": "asset", "figure": "sum:price", "label": {"en": "Worth"}},
    ]
    assert check_home({"columns": 2, "blocks": good}, known) == []
    for bad in (
        {"type": "text"},
        {"type": "view", "object": "nothing"},
        {"type": "figure", "object": "asset", "figure": "sum:nowhere", "label": {"en": "X"}},
        {"type": "waiting", "list": "nothing"},
        {"type": "spell"},
        {"type": "text", "text": {"en": "A"}, "column": 7},
    ):
        assert check_home({"blocks": [bad]}, known)


def test_the_home_page_of_a_role_is_found() -> None:
    home = {"columns": 1, "blocks": [{"type": "text", "text": {"en": "Hello"}}]}
    keep_menu("seller", home=home)
    actor = builders.actor(builders.role("seller", {"asset": builders.ALL_BASIC}))
    assert home_of(actor) == home
    assert home_of(SYSTEM) == {}
