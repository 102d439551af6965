"""The palette, favourites and what was looked at last."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from kontor.core.actor import SYSTEM
from kontor.identity.models import Role
from kontor.layouts.models import PersonLayout, Visited
from kontor.layouts.personal import MAX_FAVOURITES
from kontor.layouts.places import KEPT_VISITS
from kontor.records.services import save_record, trash_record
from tests import builders
from tests.platform.web.conftest import Visitor

Made = Callable[..., Visitor]


def lines(visitor: Visitor, words: str = "", here: str = "/") -> dict[str, list[str]]:
    """The lines of the palette by their headings."""
    html = str(visitor.part("/search", "div#found", q=words, here=here).content.decode())
    groups = re.split(r'<div role="group" aria-label="([^"]+)">', html)[1:]
    return {
        label: re.findall(r"</svg><span>(.*?)(?: <small>|</span>)", body)
        for label, body in zip(groups[::2], groups[1::2], strict=True)
    }


@pytest.fixture
def anvil(db: None) -> Any:
    return builders.record("asset", name="Anvil", rank=3)


def test_records_commands_and_pages_are_found_by_words(administrator: Visitor, anvil: Any) -> None:
    assert lines(administrator, "anv")["Records"] == ["Anvil"]
    found = lines(administrator, "asset")
    assert found["Create"] == ["New asset"]
    assert found["Go to"] == ["Assets"]
    assert lines(administrator, "prof")["Go to"] == ["Profile"]


def test_what_begins_with_the_words_comes_first(administrator: Visitor) -> None:
    builders.record("asset", name="The makers' asset")
    assert next(iter(lines(administrator, "makers"))) == "Go to"


def test_on_a_record_its_possible_actions_come_first(administrator: Visitor, anvil: Any) -> None:
    here = f"/o/asset/{anvil.pk}/"
    assert lines(administrator, "", here)["On this record"] == ["Put to use", "Edit"]
    html = administrator.part("/search", "div#found", q="put", here=here).content.decode()
    assert f'hx-post="{here}actions/use"' in html


def test_on_a_list_its_views_can_be_opened(administrator: Visitor, anvil: Any) -> None:
    offered = lines(administrator, "", "/o/quote/")["Views of this list"]
    assert "Open" in offered


def test_the_palette_offers_what_the_rights_allow(visitor: Made, anvil: Any) -> None:
    reader = visitor(builders.role(grants={"asset": {"read": "all"}}))
    here = f"/o/asset/{anvil.pk}/"
    found = lines(reader, "", here)
    assert "On this record" not in found
    assert "Create" not in found
    assert lines(reader, "design") == {}
    assert lines(reader, "quote") == {}
    stranger = visitor()
    assert lines(stranger, "anvil", here) == {}


@pytest.mark.parametrize("here", ["/o/nothing/", "/o/asset/not-an-id/", "/o/asset/" + "0" * 36 + "/", "x" * 900])
def test_a_strange_place_changes_nothing(administrator: Visitor, anvil: Any, here: str) -> None:
    assert lines(administrator, "anvil", here)["Records"] == ["Anvil"]


def test_what_was_looked_at_last_is_offered_first(administrator: Visitor, anvil: Any) -> None:
    bellows = builders.record("asset", name="Bellows")
    for record in (anvil, bellows, anvil):
        sent = {"object": "asset", "record": str(record.pk)}
        assert administrator.post("/visited", sent).status_code == 204
    assert lines(administrator)["Recent"] == ["Anvil", "Bellows"]
    save_record(actor=SYSTEM, object="asset", id=anvil.pk, values={"name": "Hammer"})
    trash_record(actor=SYSTEM, object="asset", id=bellows.pk)
    assert lines(administrator)["Recent"] == ["Hammer"]


def test_only_so_many_visits_are_kept(administrator: Visitor) -> None:
    for n in range(KEPT_VISITS + 3):
        record = builders.record("asset", name=f"Asset {n}")
        administrator.post("/visited", {"object": "asset", "record": str(record.pk)})
    assert Visited.objects.count() == KEPT_VISITS


def test_a_record_is_kept_at_hand_and_let_go(administrator: Visitor, anvil: Any) -> None:
    sent = {"object": "asset", "record": str(anvil.pk)}
    answer = administrator.post("/favourites", {**sent, "keep": "1"}).content.decode()
    assert f'href="/o/asset/{anvil.pk}/"' in answer
    side = administrator.text("/o/maker/")
    assert re.findall(r'id="favourites".*?<h2>Favourites</h2><a href="([^"]+)">', side) == [f"/o/asset/{anvil.pk}/"]
    assert 'aria-pressed="true"' in administrator.text(f"/o/asset/{anvil.pk}/")
    administrator.post("/favourites", {**sent, "keep": "1"})
    assert len(PersonLayout.objects.get().favourites) == 1
    administrator.post("/favourites", {**sent, "keep": ""})
    assert "<h2>Favourites</h2>" not in administrator.text("/o/maker/")


def test_a_list_is_kept_as_it_is_looked_at(administrator: Visitor) -> None:
    sent = {"object": "asset", "query": "sort=-rank", "label": "Best assets", "keep": "1"}
    administrator.post("/favourites", sent)
    assert re.findall(r'<a href="/o/asset/\?sort=-rank"><svg.*?</svg><span>(.*?)</span>', administrator.text("/")) == [
        "Best assets"
    ]


def test_what_may_not_be_read_any_more_is_not_named(visitor: Made, keeper_role: Role, anvil: Any) -> None:
    keeper = visitor(keeper_role)
    keeper.post("/favourites", {"object": "asset", "record": str(anvil.pk), "keep": "1"})
    keeper.post("/visited", {"object": "asset", "record": str(anvil.pk)})
    for post in keeper_role.posts.all():
        trash_record(actor=SYSTEM, object="post", id=post.pk)
    assert "Anvil" not in keeper.text("/profile")
    assert lines(keeper) == {}


@pytest.mark.parametrize(
    "sent",
    [
        {"object": "nothing"},
        {"object": "asset", "record": "nonsense"},
        {"object": "asset", "record": "01a20db0-1abc-701a-97e9-8168ecc22749"},
        {"object": "asset", "query": "x" * 3000},
        {},
    ],
)
def test_nonsense_is_not_kept(administrator: Visitor, sent: dict[str, str]) -> None:
    assert 400 <= administrator.post("/favourites", {**sent, "keep": "1"}).status_code < 500
    if "query" not in sent:
        assert 400 <= administrator.post("/visited", sent).status_code < 500
    assert (PersonLayout.objects.count(), Visited.objects.count()) == (0, 0)


def test_there_is_an_end_to_favourites(administrator: Visitor) -> None:
    for n in range(MAX_FAVOURITES):
        administrator.post("/favourites", {"object": "asset", "query": f"q={n}", "keep": "1"})
    refused = administrator.post("/favourites", {"object": "asset", "query": "q=more", "keep": "1"})
    assert refused.status_code == 400
    assert len(PersonLayout.objects.get().favourites) == MAX_FAVOURITES


def test_favourites_cost_one_query_and_one_per_object(
    administrator: Visitor, anvil: Any, django_assert_max_num_queries: Any
) -> None:
    for n in range(5):
        record = builders.record("asset", name=f"Asset {n}")
        administrator.post("/favourites", {"object": "asset", "record": str(record.pk), "keep": "1"})
    administrator.text("/o/maker/")
    with django_assert_max_num_queries(8):
        administrator.text("/o/maker/")
