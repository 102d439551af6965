"""Menus and home pages: how they are put together, looked at as a role, and published."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from kontor.identity.models import Role
from kontor.layouts import menus, stored
from kontor.layouts.menus import keep_menu
from kontor.layouts.services import Choosing, save_layout
from tests import builders
from tests.platform.web.conftest import Visitor
from tests.platform.web.test_views import BODIES, assets


@pytest.fixture(autouse=True)
def fresh(db: None) -> Any:
    for room in (stored, menus):
        room.forget()
    yield
    for room in (stored, menus):
        room.forget()


def test_the_navigation_designer_prepares_and_publishes(administrator: Visitor) -> None:
    assert "Menu and home" in administrator.text("/design/navigation")
    menu = {"groups": [{"id": "g", "label": {"en": "Things"}, "items": [{"object": "asset"}]}], "hidden": ["maker"]}
    home = {"columns": 2, "blocks": [{"type": "text", "text": {"en": "Welcome"}, "column": 0}]}
    sent = {"menu": json.dumps(menu), "home": json.dumps(home), "revision": "0"}
    said = administrator.post("/design/navigation/draft?role=everyone", sent).content.decode()
    assert "added the group “Things”" in said
    assert "Things" not in administrator.text("/profile")
    looked = administrator.part("/design/navigation/review", role="everyone").content.decode()
    seen = re.search(r'name="seen" value="([^"]+)"', looked)
    assert seen is not None
    assert administrator.post("/design/navigation/review?role=everyone", {"seen": seen[1]}).status_code == 204
    html = administrator.text("/")
    assert "<h2>Things</h2>" in html
    assert "Welcome" in html
    stale = administrator.post("/design/navigation/draft?role=everyone", {**sent, "menu": "nonsense"})
    assert stale.status_code == 400


def test_the_navigation_designer_is_for_designers(visitor: Callable[..., Visitor]) -> None:
    seller = visitor(builders.role(grants={"asset": builders.ALL_BASIC}))
    for path in ("/design/navigation", "/design/navigation/review"):
        assert seller.get(path).status_code == 403
    assert seller.post("/design/navigation/draft", {"menu": "{}", "home": "{}"}).status_code == 403


def test_a_home_page_shows_only_what_its_reader_may_see(visitor: Callable[..., Visitor]) -> None:
    assets(2)
    blocks = [
        {"type": "figure", "object": "asset", "figure": "sum:price", "label": {"en": "Worth"}, "column": 0},
        {"type": "figure", "object": "asset", "figure": "sum:cost", "label": {"en": "Costs"}, "column": 0},
        {"type": "view", "object": "asset", "column": 1},
        {"type": "view", "object": "maker", "column": 1},
    ]
    keep_menu("everyone", home={"columns": 2, "blocks": blocks})
    html = visitor(builders.role(grants={"asset": {"read": "all"}})).text("/")
    assert "Worth" in html
    assert "2.00" in html
    assert "Costs" not in html
    assert "Drill 0" in html
    assert "Makers" not in html


def test_groups_of_the_sidebar_have_icons_and_a_change_of_one_is_told(administrator: Visitor) -> None:
    group = {"id": "g0", "label": {"en": "Work"}, "items": [{"object": "asset"}]}
    keep_menu("everyone", body={"groups": [group], "hidden": []})
    assert re.search(r"<h2>\s*Work", administrator.text("/"))
    menu = json.dumps({"groups": [{**group, "icon": "truck"}], "hidden": []})
    said = administrator.post("/design/navigation/draft?role=everyone", {"menu": menu, "home": "{}", "revision": "0"})
    assert "changed the icon of the group “Work”" in said.content.decode()
    keep_menu("everyone", body=json.loads(menu))
    assert re.search(r"<h2><svg[^>]*>.*?</svg>Work", administrator.text("/"), re.S)


def home_draft(who: Visitor, role: str, *blocks: dict[str, Any]) -> str:
    """Puts a home page into the draft of a role; the answer."""
    menu = json.dumps(menus.shipped_menu())
    body = json.dumps({"columns": 2, "blocks": list(blocks)})
    who.post(f"/design/navigation/discard?role={role}")
    sent = {"menu": menu, "home": body, "revision": "0"}
    return str(who.post(f"/design/navigation/draft?role={role}", sent).content.decode())


def test_a_home_page_is_looked_at_as_a_role_before_it_is_published(
    administrator: Visitor, visitor: Callable[..., Visitor]
) -> None:
    assets(2)
    builders.role("seller", {"asset": {"read": "all"}})
    sums = [
        {"type": "figure", "object": "asset", "figure": f"sum:{one}", "label": {"en": one}} for one in ("price", "cost")
    ]
    home_draft(administrator, "seller", *sums, {"type": "view", "object": "maker"}, {"type": "view", "object": "asset"})
    shown = administrator.part("/design/navigation/home", role="seller").content.decode()
    assert "<span>price</span><b>2.00</b>" in shown
    assert "<span>cost</span>" not in shown
    assert "Drill 0" in shown
    assert "Makers" not in shown
    assert "<span>price</span>" not in administrator.text("/")
    assert visitor().get("/design/navigation/home?role=seller").status_code == 403


def test_looking_at_the_home_page_of_a_role_shows_nothing_one_may_not_see(visitor: Callable[..., Visitor]) -> None:
    assets(2)
    builders.role("seller", {"asset": {"read": "all"}, "maker": {"read": "all"}})
    role = builders.role("shaper", {"asset": {"read": "own"}}, asset={"price": "hidden"})
    Role._base_manager.filter(pk=role.pk).update(designs=True)
    builders.touch_rights()
    shaper = visitor(role)
    worth = {"type": "figure", "object": "asset", "figure": "sum:price", "label": {"en": "Worth"}}
    home_draft(shaper, "seller", worth, {"type": "view", "object": "asset"}, {"type": "view", "object": "maker"})
    shown = shaper.part("/design/navigation/home", role="seller").content.decode()
    assert "Assets" in shown
    for hidden in ("Drill", "Worth", "Bosch", "2.00"):
        assert hidden not in shown


def test_a_home_page_shows_galleries_as_what_they_are_and_refuses_what_is_too_large(administrator: Visitor) -> None:
    assets(8)
    for kind in ("gallery", "board"):
        label, body = {"en": f"Our {kind}"}, BODIES[kind]
        save_layout(object="asset", kind=kind, name=kind, body=body, choosing=Choosing(label=label))
    offered = administrator.text("/design/navigation")
    block = (
        "&quot;type&quot;: &quot;view&quot;, &quot;object&quot;: &quot;asset&quot;, &quot;view&quot;: &quot;{}&quot;"
    )
    assert block.format("gallery") in offered
    assert block.format("board") not in offered
    assert "Lists and galleries fit a home page" in offered
    refused = home_draft(administrator, "everyone", {"type": "view", "object": "asset", "view": "board"})
    assert "Block 1: Lists and galleries fit a home page" in refused
    home_draft(administrator, "everyone", {"type": "view", "object": "asset", "view": "gallery"})
    shown = administrator.part("/design/navigation/home", role="everyone").content.decode()
    assert shown.count('class="gcard') == 6
    keep_menu("everyone", home={"blocks": [{"type": "view", "object": "asset", "view": "gallery"}]})
    page = administrator.text("/")
    assert page.count('class="gcard') == 6
    assert "views.css" in page
