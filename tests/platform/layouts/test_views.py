"""Views: what a body may be, who sees which, and views of one's own."""

from typing import Any

import pytest

from kontor.core.actor import SYSTEM
from kontor.core.errors import BadInput, NotFound, NotPermitted
from kontor.identity.services import actor_of
from kontor.layouts import stored
from kontor.layouts.models import Layout
from kontor.layouts.view_bodies import check_view, needed_paths
from kontor.layouts.view_differences import view_differences
from kontor.layouts.views import (
    default_view,
    delete_personal_view,
    problems_of,
    save_personal_view,
    seen_body,
    view_of,
    views_of,
)
from kontor.schema.registry import object_of
from tests import builders

pytestmark = pytest.mark.django_db
BOARD = {"columns": ["name"], "group": "kind"}


@pytest.fixture(autouse=True)
def only_what_is_stored_here(db: None) -> Any:
    stored.forget()
    yield
    stored.forget()


def reader(**fields: Any) -> Any:
    role = builders.role(grants={"asset": builders.ALL_BASIC, "maker": builders.ALL_BASIC}, **fields)
    return builders.actor(role)


GOOD = [
    ("list", {"columns": ["name", "maker.name"], "widths": {"name": 200}, "sums": ["price"]}),
    ("list", {"columns": ["name"], "group": "bought_on:month"}),
    ("board", {**BOARD, "sum": "price"}),
    ("calendar", {"columns": ["name"], "start": "bought_on", "end": "seen_at"}),
    ("gallery", {"columns": ["name"], "image": "picture"}),
    ("timeline", {"columns": [], "start": "bought_on", "scale": "month"}),
]


@pytest.mark.parametrize(("kind", "body"), GOOD)
def test_a_sound_body_has_no_problems(kind: str, body: dict[str, Any]) -> None:
    assert check_view(kind, body, object_of("asset")) == []


BAD = [
    ("list", {"columns": []}, "A list needs at least one column."),
    ("list", {"columns": ["nowhere"]}, "There is no field “nowhere”."),
    ("list", {"columns": ["name", "name"]}, "A field is named twice."),
    ("list", {"columns": ["name"], "widths": {"name": 4000}}, "40 to 900"),
    ("list", {"columns": ["name"], "sums": ["name"]}, "“Name” cannot be added up."),
    ("list", {"columns": ["name"], "group": "note"}, "has no groups"),
    ("list", {"columns": ["name"], "spell": 1}, "“spell” has no meaning here."),
    ("list", {"columns": ["name"], "filter": {"field": "nowhere", "op": "eq", "value": 1}}, "There is no field"),
    ("list", {"columns": ["name"], "colours": [{"tone": "pink", "filter": {"field": "name"}}]}, "a tone"),
    ("board", {"columns": ["name"]}, "A board needs a field"),
    ("board", {"columns": ["name"], "group": "price"}, "“Price” makes no columns"),
    ("calendar", {"columns": ["name"], "start": "name"}, "“Name” is no date."),
    ("calendar", {"columns": ["name"]}, "A date is needed"),
    ("gallery", {"columns": ["name"], "image": "manual"}, "“Manual” holds no picture."),
    ("tree", {"columns": ["name"], "parent": "maker"}, "does not link to the same object"),
    ("timeline", {"columns": [], "start": "bought_on", "scale": "century"}, "weeks or months"),
    ("spiral", {}, "There is no such kind of view."),
    ("list", [], "There is no such kind of view."),
]


@pytest.mark.parametrize(("kind", "body", "said"), BAD)
def test_what_is_wrong_is_said_in_a_sentence(kind: str, body: Any, said: str) -> None:
    assert said in " ".join(str(one) for one in check_view(kind, body, object_of("asset")))


def test_a_tree_is_of_an_object_that_links_to_itself() -> None:
    assert check_view("tree", {"columns": ["name"], "parent": "parent"}, object_of("team")) == []


def test_a_view_of_ones_own_is_kept_changed_and_taken_away() -> None:
    actor = reader()
    made = save_personal_view(actor, object="asset", kind="board", label={"en": "Kinds"}, body=BOARD)
    assert [one.label for one in views_of(actor, object_of("asset"))] == ["Kinds"]
    again = save_personal_view(
        actor, object="asset", kind="gallery", label={"en": "Cards"}, body={"columns": ["name"]}, name=made.name
    )
    assert (again.name, again.kind, Layout.objects.count()) == (made.name, "gallery", 1)
    delete_personal_view(actor, object="asset", name=made.name)
    assert views_of(actor, object_of("asset")) == []


def test_nobody_sees_changes_or_takes_away_anothers_view() -> None:
    actor, other = reader(), reader()
    made = save_personal_view(actor, object="asset", kind="board", label={"en": "Kinds"}, body=BOARD)
    with pytest.raises(NotFound):
        view_of(other, object_of("asset"), made.name)
    with pytest.raises(NotFound):
        save_personal_view(other, object="asset", kind="board", label={"en": "X"}, body=BOARD, name=made.name)
    with pytest.raises(NotFound):
        delete_personal_view(other, object="asset", name=made.name)
    assert Layout.objects.get().label == {"en": "Kinds"}


@pytest.mark.parametrize(
    "body",
    [
        {"columns": ["name", "cost"]},
        {"columns": ["name"], "filter": {"field": "cost", "op": "gt", "value": "1"}},
        {"columns": ["name"], "sort": ["-cost"]},
        {"columns": ["name"], "sums": ["cost"]},
        {"columns": ["name"], "colours": [{"tone": "bad", "filter": {"field": "cost", "op": "gt", "value": "1"}}]},
    ],
)
def test_a_view_never_names_what_its_maker_may_not_see(body: dict[str, Any]) -> None:
    actor = reader(asset={"cost": "hidden"})
    with pytest.raises(BadInput, match="There is no field “cost”"):
        save_personal_view(actor, object="asset", kind="list", label={"en": "Costs"}, body=body)
    assert not Layout.objects.exists()


def test_a_condition_that_means_nothing_is_refused() -> None:
    body = {"columns": ["name"], "filter": {"field": "rank", "op": "gt", "value": "many"}}
    assert problems_of(reader(), object_of("asset"), "list", body)


def test_a_view_needs_a_name_and_a_person() -> None:
    with pytest.raises(BadInput, match="name"):
        save_personal_view(reader(), object="asset", kind="board", label={"en": " "}, body=BOARD)
    with pytest.raises(NotPermitted):
        save_personal_view(SYSTEM, object="asset", kind="board", label={"en": "X"}, body=BOARD)
    with pytest.raises(NotFound):
        save_personal_view(builders.actor(), object="asset", kind="board", label={"en": "X"}, body=BOARD)


def shared(name: str, body: dict[str, Any], kind: str = "list", **values: Any) -> None:
    Layout.objects.create(object="asset", kind=kind, name=name, label={"en": name}, body=body, **values)


def test_a_view_that_rests_on_a_hidden_field_is_not_offered() -> None:
    shared("costs", {"columns": ["name"], "filter": {"field": "cost", "op": "gt", "value": "1"}})
    shared("board", {"columns": ["name", "cost"], "group": "kind", "sum": "cost"}, "board")
    actor = reader(asset={"cost": "hidden"})
    (view,) = views_of(actor, object_of("asset"))
    assert view.name == "board"
    assert seen_body(actor, object_of("asset"), view) == {"columns": ["name"], "group": "kind"}
    seeing = reader(asset={"cost": "read"})
    assert [one.name for one in views_of(seeing, object_of("asset"))] == ["board", "costs"]


def test_a_view_of_a_team_is_for_that_team() -> None:
    team, other = builders.team(), builders.team()
    shared("ours", {"columns": ["name"]}, shared="team", team_id=team.pk)
    role = builders.role(grants={"asset": builders.ALL_BASIC})
    seen = [views_of(builders.actor(role, where=where), object_of("asset")) for where in (team, other)]
    assert [[one.name for one in views] for views in seen] == [["ours"], []]


def test_a_view_for_a_role_opens_by_itself_for_that_role() -> None:
    role = builders.role("seller", {"asset": builders.ALL_BASIC})
    shared("mine", BOARD, "board", for_roles=["seller"])
    actor = builders.actor(role)
    opens = default_view(actor, views_of(actor, object_of("asset")))
    assert opens is not None
    assert opens.name == "mine"
    other = reader()
    assert default_view(other, views_of(other, object_of("asset"))) is None


def test_what_a_view_rests_on_is_named() -> None:
    body = {"group": "kind", "filter": {"or": [{"field": "rank", "op": "gt", "value": 1}, {"field": "name"}]}}
    assert needed_paths("board", body) == ["kind", "rank", "name"]


def test_differences_are_sentences() -> None:
    old = {"columns": ["name", "rank"], "group": "kind"}
    new = {"columns": ["rank", "name", "price"], "group": "status", "filter": {"field": "rank"}, "sums": ["price"]}
    said = view_differences(old, new, str.title)
    assert said == [
        "Shows “Price”.",
        "Changed the order of the fields.",
        "Arranged by Status.",
        "Changed the filter.",
        "Changed the sums.",
    ]


def test_a_person_with_posts_sees_his_views_by_his_identity() -> None:
    person = builders.person()
    builders.post(person, builders.role(grants={"asset": builders.ALL_BASIC}), None)
    actor = actor_of(person)
    save_personal_view(actor, object="asset", kind="board", label={"zh-hans": "看板"}, body=BOARD)
    assert view_of(actor_of(person), object_of("asset"), views_of(actor, object_of("asset"))[0].name).label == "看板"
