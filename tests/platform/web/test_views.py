"""Views on pages: what each kind shows, cards that move, the view designer, and what all that asks of the database."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from kontor.core.actor import SYSTEM
from kontor.layouts import menus, stored
from kontor.layouts.models import Layout
from kontor.layouts.services import Choosing, save_layout
from kontor.layouts.views import save_personal_view
from kontor.records.services import save_record
from kontor.schema.registry import object_of
from tests import builders
from tests.designed import Designed, field
from tests.platform.web.conftest import Visitor

BODIES: dict[str, dict[str, Any]] = {
    "list": {"columns": ["name", "maker", "price"], "group": "maker", "sums": ["price"], "widths": {"name": 240}},
    "board": {"columns": ["name", "maker", "price"], "group": "kind", "sum": "price"},
    "calendar": {"columns": ["name", "price"], "start": "bought_on"},
    "gallery": {"columns": ["name", "price"], "image": "picture"},
    "timeline": {"columns": ["name"], "start": "bought_on", "scale": "month"},
}
TREE_QUERIES, BRANCH_QUERIES = 8, 7
RED = [{"tone": "bad", "filter": {"field": "rank", "op": "gte", "value": 2}}]


@pytest.fixture(autouse=True)
def fresh(db: None) -> Any:
    for room in (stored, menus):
        room.forget()
    yield
    for room in (stored, menus):
        room.forget()


def made(visitor: Visitor, kind: str, body: dict[str, Any] | None = None, object: str = "asset") -> str:
    """The address of a view of the visitor's own."""
    label = {"en": f"My {kind}"}
    view = save_personal_view(visitor.actor, object=object, kind=kind, label=label, body=body or BODIES[kind])
    return f"/o/{object}/?view={view.name}"


def assets(count: int) -> list[Any]:
    maker = builders.record("maker", name=f"Bosch {count}")
    values = {"maker": maker.pk, "kind": "tool", "bought_on": "2026-03-05"}
    return [builders.record("asset", name=f"Drill {n}", rank=n, price=f"{n}.50", **values) for n in range(count)]


@pytest.mark.parametrize("kind", list(BODIES))
def test_each_kind_shows_its_records(administrator: Visitor, kind: str) -> None:
    assets(3)
    at = "&at=2026-03-01" if kind == "timeline" else "&at=2026-03"
    html = administrator.text(made(administrator, kind, {**BODIES[kind], "colours": RED}) + at)
    assert "Drill 0" in html
    assert "tone-bad" in html or kind == "calendar"
    assert re.search(rf'aria-current="true"[^>]*>.*?My {kind}', html)


@pytest.mark.parametrize("kind", list(BODIES))
def test_a_view_asks_as_little_for_many_as_for_few(
    administrator: Visitor, django_assert_max_num_queries: Any, kind: str
) -> None:
    url = made(administrator, kind, {**BODIES[kind], "colours": RED}) + "&at=2026-03"
    for count in (1, 12):
        assets(count)
        administrator.get(url)
        with django_assert_max_num_queries(10):
            assert administrator.get(url).status_code == 200


def test_a_grouped_list_says_how_many_and_how_much(administrator: Visitor) -> None:
    assets(3)
    html = administrator.text(made(administrator, "list"))
    head = re.search(r'<tr class="grp">.*?</tr>', html)
    assert head is not None
    assert 'Bosch 3 <span class="grp-n">3</span>' in head[0]
    assert "4.50" in head[0]
    assert re.search(r"<tfoot>.*3 in all.*4\.50.*</tfoot>", html, re.S)


def test_dates_group_by_the_period(administrator: Visitor) -> None:
    assets(2)
    html = administrator.text(made(administrator, "list", {"columns": ["name"], "group": "bought_on:month"}))
    assert 'March 2026 <span class="grp-n">2</span>' in html


def test_a_card_moves_and_the_field_is_saved_with_its_version(administrator: Visitor) -> None:
    (asset,) = assets(1)
    url = made(administrator, "board").replace("/?", "/move?")
    answer = administrator.post(url, {"card": str(asset.pk), "version": str(asset.version), "to": "vehicle"})
    assert answer.status_code == 200
    asset.refresh_from_db()
    assert asset.kind == "vehicle"
    stale = administrator.post(url, {"card": str(asset.pk), "version": "1", "to": "tool"})
    assert stale.status_code == 409
    asset.refresh_from_db()
    assert asset.kind == "vehicle"


def test_a_status_moves_by_its_action_or_says_why_not(administrator: Visitor) -> None:
    (asset,) = assets(1)
    url = made(administrator, "board", {"columns": ["name"], "group": "status"}).replace("/?", "/move?")
    refused = administrator.post(url, {"card": str(asset.pk), "version": str(asset.version), "to": "draft"})
    assert refused.status_code == 409
    assert "toast" in refused.headers["HX-Trigger"]
    asset.refresh_from_db()
    assert asset.status == "draft"


def test_a_status_moves_by_the_action_that_leads_there(administrator: Visitor) -> None:
    (asset,) = assets(1)
    url = made(administrator, "board", {"columns": ["name"], "group": "status"}).replace("/?", "/move?")
    moved = administrator.post(url, {"card": str(asset.pk), "version": str(asset.version), "to": "in_use"})
    assert moved.status_code == 200
    asset.refresh_from_db()
    assert asset.status == "in_use"
    version = {"card": str(asset.pk), "version": str(asset.version), "to": "retired"}
    worth = administrator.post(url, version)
    assert "still worth something" in json.loads(worth.headers["HX-Trigger"])["toast"]["text"]
    save_record(actor=SYSTEM, object="asset", id=asset.pk, values={"price": "0"})
    asked = administrator.post(url, version)
    assert json.loads(asked.headers["HX-Trigger"])["board:ask"]["url"].endswith("/actions/retire")
    asset.refresh_from_db()
    assert asset.status == "in_use"


def test_who_may_only_read_moves_nothing(visitor: Callable[..., Visitor]) -> None:
    (asset,) = assets(1)
    reader = visitor(builders.role(grants={"asset": {"read": "all"}}))
    url = made(reader, "board", {"columns": ["name"], "group": "kind"})
    assert "data-moves" not in reader.text(url)
    answer = reader.post(
        url.replace("/?", "/move?"), {"card": str(asset.pk), "version": str(asset.version), "to": "vehicle"}
    )
    assert answer.status_code == 403
    asset.refresh_from_db()
    assert asset.kind == "tool"


def test_a_full_column_is_read_on_in_parts(administrator: Visitor) -> None:
    assets(55)
    url = made(administrator, "board")
    html = administrator.text(url)
    assert html.count("data-card=") == 50
    more = re.search(r'hx-get="(/o/asset/cards[^"]+)"', html)
    assert more is not None
    part = administrator.part(more[1].replace("&amp;", "&").replace("%20", " "))
    rest = part.content.decode()
    assert rest.count("data-card=") == 5
    assert "hx-get" not in rest


def test_events_are_those_of_the_days_asked_for(administrator: Visitor) -> None:
    assets(1)
    url = made(administrator, "calendar").replace("/?", "/events?")
    found = administrator.get(f"{url}&from=2026-03-01&to=2026-04-01").json()
    assert [(one["title"], one["start"], one["allDay"]) for one in found] == [("Drill 0", "2026-03-05", True)]
    assert administrator.get(f"{url}&from=2026-04-01&to=2026-05-01").json() == []
    for bad in ("from=x&to=y", "from=2026-03-01&to=2026-01-01", "from=2000-01-01&to=2026-01-01"):
        assert administrator.get(f"{url}&{bad}").status_code == 400


def test_a_tree_opens_branch_by_branch(administrator: Visitor) -> None:
    top = builders.team("Headquarters")
    builders.team("North", parent=top)
    body = {"columns": ["name"], "parent": "parent"}
    html = administrator.text(made(administrator, "tree", body, "team"))
    assert "Headquarters" in html
    assert "North" not in html
    branch = re.search(r'data-branch="([^"]+)"', html)
    assert branch is not None
    part = administrator.part(branch[1].replace("&amp;", "&")).content.decode()
    assert "North" in part
    assert 'aria-level="2"' in part


def test_a_tree_asks_as_little_for_many_as_for_few(administrator: Visitor, django_assert_num_queries: Any) -> None:
    colours = [{"tone": "bad", "filter": {"field": "name", "op": "contains", "value": "Branch"}}]
    url = made(administrator, "tree", {"columns": ["name", "parent"], "parent": "parent", "colours": colours}, "team")
    for count in (1, 12):
        for number in range(count):
            builders.team(f"Branch {count}.{number}", parent=builders.team(f"Top {count}.{number}"))
        html = administrator.text(url)
        with django_assert_num_queries(TREE_QUERIES):
            assert administrator.get(url).status_code == 200
        branch = re.search(r'data-branch="([^"]+)"', html)
        assert branch is not None
        with django_assert_num_queries(BRANCH_QUERIES):
            assert administrator.get(branch[1].replace("&amp;", "&")).status_code == 200


def test_a_hidden_column_is_left_out_and_a_hidden_group_hides_the_view(visitor: Callable[..., Visitor]) -> None:
    assets(1)
    Layout.objects.create(
        object="asset", kind="board", name="b", label={"en": "B"}, body={"columns": ["name", "rank"], "group": "kind"}
    )
    blind = visitor(builders.role(grants={"asset": {"read": "all"}}, asset={"rank": "hidden"}))
    html = blind.text("/o/asset/?view=b")
    assert "Drill 0" in html
    assert "Rank" not in html
    blinder = visitor(builders.role(grants={"asset": {"read": "all"}}, asset={"kind": "hidden"}))
    assert blinder.get("/o/asset/?view=b").status_code == 400


def test_a_view_works_for_an_object_made_at_run_time(administrator: Visitor, designed: Designed) -> None:
    stages = [{"key": "new", "label": {"en": "New"}}, {"key": "old", "label": {"en": "Old"}}]
    designed.object("ticket", field("title"), field("stage", "choice", choices=stages))
    builders.touch_rights()
    ticket = save_record(actor=SYSTEM, object="ticket", values={"title": "Broken", "stage": "new"}).record
    url = made(administrator, "board", {"columns": ["title"], "group": "stage"}, "ticket")
    assert "Broken" in administrator.text(url)
    answer = administrator.post(url.replace("/?", "/move?"), {"card": str(ticket.pk), "version": "1", "to": "old"})
    assert answer.status_code == 200
    assert object_of("ticket").model._base_manager.get().stage == "old"


def test_the_view_designer_keeps_a_view_of_ones_own(administrator: Visitor) -> None:
    assets(1)
    assert "New view" in administrator.part("/o/asset/views/new").content.decode()
    posted = {
        "kind": "board", "label.en": "Mine", "c": ["name", "price"], "group": "kind", "sum": "price",
        "shared": "person",
        "sort0": "name", "sort0.down": "1", "a.group": "", "a.field": "rank", "a.op": "gte", "a.value": "0",
        "t.group": "tone-1", "t.field": "rank", "t.op": "gt", "t.value": "5", "tone-1.tone": "bad",
    }  # fmt: skip
    answer = administrator.post("/o/asset/views/save", posted)
    assert answer.status_code == 204
    row = Layout.objects.get()
    assert row.body == {
        "columns": ["name", "price"],
        "sort": ["-name"],
        "filter": {"and": [{"field": "rank", "op": "gte", "value": "0"}]},
        "colours": [{"tone": "bad", "filter": {"field": "rank", "op": "gt", "value": "5"}}],
        "group": "kind",
        "sum": "price",
    }
    assert "Drill 0" in administrator.text(answer.headers["HX-Redirect"])
    gone = administrator.post(f"/o/asset/views/{row.name}/remove")
    assert gone.status_code == 204
    assert not Layout.objects.exists()


def test_colours_keep_their_order_and_hold_several_conditions(administrator: Visitor) -> None:
    inner = {"or": [{"field": "name", "op": "eq", "value": "A"}]}
    grouped = {"and": [{"field": "rank", "op": "gt", "value": "1"}, inner]}
    posted = {
        "kind": "list", "label.en": "Toned", "c": ["name"], "shared": "person",
        "tone-b.tone": "good", "tone-b.joint": "or",
        "b1.group": "tone-b", "b1.field": "rank", "b1.op": "gt", "b1.value": "5",
        "b2.group": "tone-b", "b2.field": "name", "b2.op": "eq", "b2.value": "X",
        "tone-c.tone": "waiting", "tone-c.kept": json.dumps(grouped),
        "tone-a.tone": "bad", "a1.group": "tone-a", "a1.field": "rank", "a1.op": "gt", "a1.value": "1",
        "tone-d.tone": "neutral",
    }  # fmt: skip
    assert administrator.post("/o/asset/views/save", posted).status_code == 204
    row = Layout.objects.get()
    either = [{"field": "rank", "op": "gt", "value": "5"}, {"field": "name", "op": "eq", "value": "X"}]
    assert row.body["colours"] == [
        {"tone": "good", "filter": {"or": either}},
        {"tone": "waiting", "filter": grouped},
        {"tone": "bad", "filter": {"field": "rank", "op": "gt", "value": "1"}},
    ]
    html = administrator.part(f"/o/asset/views/{row.name}").content.decode()
    assert html.count('class="vd-colour"') == 3
    assert html.index('value="good" selected') < html.index('value="waiting" selected')
    assert "kept as it is" in html
    for wrong in ("7", "{", '{"and": 1}', '{"or": [{"x": 1}]}'):
        answer = administrator.post("/o/asset/views/save", {**posted, "tone-c.kept": wrong, "label.en": "Other"})
        assert answer.status_code == 400
    assert Layout.objects.count() == 1


def test_a_colour_on_what_the_reader_may_not_see_is_not_shown_to_him(
    administrator: Visitor, visitor: Callable[..., Visitor]
) -> None:
    colours = [{"tone": "bad", "filter": {"field": "cost", "op": "gt", "value": "4711"}}]
    save_layout(
        object="asset", kind="list", name="toned", body={"columns": ["name"], "colours": colours},
        choosing=Choosing(label={"en": "Toned"}, shared="everyone"),
    )  # fmt: skip
    seller = visitor(builders.role(grants={"asset": builders.ALL_BASIC}))
    assert "4711" in administrator.part("/o/asset/views/new?view=toned").content.decode()
    assert "4711" not in seller.part("/o/asset/views/new?view=toned").content.decode()


def test_a_view_for_everybody_is_looked_at_and_published(administrator: Visitor) -> None:
    posted = {"kind": "list", "label.en": "All of it", "c": ["name"], "shared": "everyone"}
    looked = administrator.post("/o/asset/views/save", posted).content.decode()
    assert "the new view “All of it” (List)" in looked
    url = re.search(r'hx-post="(/o/asset/views/[^"]+/publish)"', looked)
    seen = re.search(r'name="seen" value="([^"]+)"', looked)
    assert url is not None
    assert seen is not None
    assert not Layout.objects.exists()
    assert administrator.post(url[1], {"seen": seen[1]}).status_code == 204
    assert Layout.objects.get().shared == "everyone"


def test_who_may_not_design_shares_nothing(visitor: Callable[..., Visitor]) -> None:
    seller = visitor(builders.role(grants={"asset": builders.ALL_BASIC}))
    assert "Everyone" not in seller.part("/o/asset/views/new").content.decode()
    posted = {"kind": "list", "label.en": "All of it", "c": ["name"], "shared": "everyone"}
    answer = seller.post("/o/asset/views/save", posted)
    assert "may not change the structure" in answer.content.decode()
    assert not Layout.objects.exists()


def test_a_preview_shows_the_view_or_says_what_is_missing(administrator: Visitor) -> None:
    assets(1)
    shown = administrator.post("/o/asset/views/preview", {"kind": "board", "c": ["name"], "group": "kind"})
    assert "Drill 0" in shown.content.decode()
    empty = administrator.post("/o/asset/views/preview", {"kind": "list"})
    assert "A list needs at least one column." in empty.content.decode()


def test_the_catalogue_lists_the_views_its_caller_sees(visitor: Callable[..., Visitor]) -> None:
    Layout.objects.create(
        object="asset", kind="board", name="b", label={"en": "B"}, body={"columns": ["name", "rank"], "group": "kind"}
    )
    blind = visitor(builders.role(grants={"asset": {"read": "all"}}, asset={"rank": "hidden"}))
    (view,) = blind.get("/api/v1/objects/asset").json()["views"]
    assert view["body"] == {"columns": ["name"], "group": "kind"}
