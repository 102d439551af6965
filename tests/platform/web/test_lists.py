"""Lists: what they show, how they are narrowed, and what their address says."""

import json
import re
from collections.abc import Callable
from urllib.parse import quote

import pytest

from kontor.identity.models import Role
from kontor.layouts.models import PersonLayout
from tests import builders
from tests.platform.web.conftest import Visitor


def names(html: str) -> list[str]:
    return re.findall(r'<td class="t[^"]*"><a href="[^"]+">([^<]*)</a>', html)


def filtered(*conditions: object, joint: str = "and") -> str:
    return quote(json.dumps({joint: list(conditions)}))


@pytest.fixture
def assets(db: None) -> None:
    bosch = builders.record("maker", name="Bosch")
    for name, rank, price in (("Anvil", 3, "10"), ("Bellows", 1, "30.5"), ("Chisel", 2, "20")):
        builders.record("asset", name=name, rank=rank, price=price, maker=bosch.pk, kind="tool")
    builders.record("asset", name="Dray", rank=9, kind="vehicle")


def test_a_list_shows_every_record_with_its_link(administrator: Visitor, assets: None) -> None:
    assert names(administrator.text("/o/asset/")) == ["Anvil", "Bellows", "Chisel", "Dray"]


def test_a_list_is_sorted_by_its_address(administrator: Visitor, assets: None) -> None:
    assert names(administrator.text("/o/asset/?sort=-rank")) == ["Dray", "Anvil", "Chisel", "Bellows"]


def test_the_heading_of_the_sorted_column_says_so_and_turns_the_order(administrator: Visitor, assets: None) -> None:
    html = administrator.text("/o/asset/?sort=-price&columns=name,price")
    assert 'aria-sort="descending"' in html
    assert "/o/asset/?sort=price&amp;columns=name%2Cprice" in html


def test_a_list_shows_the_chosen_columns_only(administrator: Visitor, assets: None) -> None:
    html = administrator.text("/o/asset/?columns=rank,maker.name")
    assert re.findall(r"<th[^>]*>(?:<a[^>]*>)?([^<]+)", html) == ["Rank", "Maker · Name"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (filtered({"field": "kind", "op": "eq", "value": "vehicle"}), ["Dray"]),
        (filtered({"field": "maker.name", "op": "contains", "value": "bos"}), ["Anvil", "Bellows", "Chisel"]),
        (
            filtered(
                {"field": "rank", "op": "gte", "value": 2},
                {
                    "or": [
                        {"field": "name", "op": "eq", "value": "Dray"},
                        {"field": "price", "op": "lt", "value": "15"},
                    ]
                },
            ),
            ["Anvil", "Dray"],
        ),
    ],
)
def test_a_list_is_filtered_by_its_address(administrator: Visitor, assets: None, query: str, found: list[str]) -> None:
    assert names(administrator.text(f"/o/asset/?filter={query}")) == found


def test_conditions_are_told_in_words_each_with_a_way_out(administrator: Visitor, assets: None) -> None:
    query = filtered({"field": "kind", "op": "in", "value": ["tool", "vehicle"]})
    html = administrator.text(f"/o/asset/?filter={query}")
    assert re.search(r'class="chip">Kind is one of <b>Tool, Vehicle</b><a href="/o/asset/"', html)


def test_search_finds_by_name_and_by_the_maker(administrator: Visitor, assets: None) -> None:
    assert names(administrator.text("/o/asset/?q=chis")) == ["Chisel"]
    assert names(administrator.text("/o/asset/?q=bosch")) == ["Anvil", "Bellows", "Chisel"]


def test_pages_follow_each_other_and_lead_back(administrator: Visitor) -> None:
    for number in range(60):
        builders.record("maker", name=f"Maker {number:03}")
    first = administrator.text("/o/maker/?sort=name")
    assert names(first)[0] == "Maker 000"
    assert len(names(first)) == 50
    onward = re.search(r'href="([^"]+cursor[^"]+)"', first)
    assert onward
    second = administrator.text(onward[1].replace("&amp;", "&"))
    assert names(second) == [f"Maker {number:03}" for number in range(50, 60)]
    back = re.search(r'href="([^"]+cursor[^"]+)"', second)
    assert back
    assert names(administrator.text(back[1].replace("&amp;", "&")))[0] == "Maker 000"


def test_a_part_of_the_page_gets_the_list_alone(administrator: Visitor, assets: None) -> None:
    html = administrator.part("/o/asset/", "div#list").content.decode()
    assert html.lstrip().startswith('<div class="list-page" id="list"')
    assert "<html" not in html


def test_the_back_button_gets_the_whole_page(administrator: Visitor, assets: None) -> None:
    headers = {"HX-Request": "true", "HX-Target": "div#list", "HX-History-Restore-Request": "true"}
    assert "<html" in administrator.get("/o/asset/", **headers).content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "filter=%7B", "filter=[1]", 'filter={"field":"nope","op":"eq","value":1}', "sort=nope", "columns=nope",
        "view=nope", "cursor=nonsense", 'filter={"field":"rank","op":"eq","value":"a lot"}', "columns=maker.nope",
    ],
)  # fmt: skip
def test_an_address_that_means_nothing_is_a_page_with_one_sentence(
    administrator: Visitor, assets: None, query: str
) -> None:
    response = administrator.get(f"/o/asset/?{query}")
    assert response.status_code == 400
    assert '<div class="blank">' in response.content.decode()


def test_a_hidden_field_is_answered_like_one_that_does_not_exist(
    visitor: Callable[..., Visitor], keeper_role: object, assets: None
) -> None:
    keeper = visitor(keeper_role)
    for query in ("columns={}", "sort={}", 'filter={{"field":"{}","op":"is_empty","value":true}}'):
        hidden = keeper.get(f"/o/asset/?{query.format('cost')}")
        unknown = keeper.get(f"/o/asset/?{query.format('nope')}")
        assert hidden.status_code == unknown.status_code == 400
        assert "Cost" not in hidden.content.decode()


def test_an_object_one_may_not_read_is_not_found(visitor: Callable[..., Visitor], keeper_role: object) -> None:
    assert visitor(keeper_role).get("/o/role/").status_code == 404
    assert visitor(keeper_role).get("/o/asset_part/").status_code == 404
    assert visitor(keeper_role).get("/o/nothing/").status_code == 404


def test_the_sidebar_names_what_one_may_read(visitor: Callable[..., Visitor], keeper_role: object) -> None:
    html = visitor(keeper_role).text("/")
    assert 'href="/o/asset/"' in html
    assert 'href="/o/role/"' not in html


def test_the_export_holds_what_the_list_shows(administrator: Visitor, assets: None) -> None:
    response = administrator.get("/o/asset/export?columns=name,price&sort=name&q=bosch&format=csv")
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    head, *rows = b"".join(response.streaming_content).decode("utf-8-sig").split()
    assert head == "Name,Price"
    assert [(row.split(",")[0], float(row.split(",")[1])) for row in rows] == [
        ("Anvil", 10.0),
        ("Bellows", 30.5),
        ("Chisel", 20.0),
    ]


def test_the_trash_offers_to_restore(administrator: Visitor, assets: None) -> None:
    gone = builders.record("asset", name="Gone")
    administrator.post(f"/o/asset/{gone.pk}/trash", {"version": "1"})
    assert "Gone" not in names(administrator.text("/o/asset/"))
    html = administrator.text("/o/asset/?trash=1")
    assert f'hx-post="/o/asset/{gone.pk}/restore"' in html
    assert administrator.post(f"/o/asset/{gone.pk}/restore", {"version": "2"}, "tr").status_code == 200
    assert "Gone" in names(administrator.text("/o/asset/"))


def test_an_empty_list_says_what_to_do(administrator: Visitor) -> None:
    html = administrator.text("/o/asset/")
    assert "No Assets yet." in html
    assert 'href="/o/asset/new"' in html


def test_the_builder_comes_filled_with_the_filter(administrator: Visitor, assets: None) -> None:
    query = filtered(
        {"field": "rank", "op": "between", "value": [1, 3]},
        {"or": [{"field": "kind", "op": "in", "value": ["tool"]}, {"field": "insured", "op": "eq", "value": True}]},
    )
    html = administrator.part(f"/o/asset/filter?filter={query}").content.decode()
    assert html.count('class="filter-row"') == 3
    assert html.count('class="filter-group"') == 1
    assert 'value="3" aria-label="To"' in html


def test_what_the_builder_says_becomes_the_address(administrator: Visitor, assets: None) -> None:
    inputs = {
        "q": "x", "joint": "and",
        "a.field": "rank", "a.op": "between", "a.value": ["1", "3"], "a.group": "",
        "b.field": "kind", "b.op": "in", "b.value": ["tool", "vehicle"], "b.group": "g", "g.joint": "or",
        "c.field": "name", "c.op": "contains", "c.value": "dr", "c.group": "g",
        "d.field": "note", "d.op": "contains", "d.value": "", "d.group": "",
    }  # fmt: skip
    response = administrator.client.get("/o/asset/filter/apply", inputs)
    assert response.status_code == 302
    listed = administrator.client.get(response.headers["Location"].replace("q=x", "q="))
    assert names(listed.content.decode()) == ["Anvil", "Bellows", "Chisel"]


def test_every_field_can_be_filtered_by_every_operator_it_has(administrator: Visitor, assets: None) -> None:
    html = administrator.part("/o/asset/filter/row", **{"row": "k", "k.field": "price", "k.op": "gte"}).content.decode()
    fields = re.findall(r'<option value="([a-z_]+)"', html.split("</optgroup>")[0])
    assert {"name", "price", "kind", "uses", "bought_on", "seen_at", "insured", "maker", "status"} <= set(fields)
    for name in fields:
        row = administrator.part("/o/asset/filter/row", **{"row": "k", "k.field": name}).content.decode()
        for op in re.findall(r'<option value="([a-z_]+)"', row.split("k.op")[1].split("</select>")[0]):
            changed = administrator.part("/o/asset/filter/row", **{"row": "k", "k.field": name, "k.op": op})
            assert 'name="k.value"' in changed.content.decode(), (name, op)


def test_chosen_columns_and_widths_are_kept_for_their_person(
    administrator: Visitor, visitor: Callable[..., Visitor], keeper_role: Role, assets: None
) -> None:
    sent = {"c": ["rank", "name"], "width.rank": "120", "width.name": "", "sort": "-rank"}
    response = administrator.client.post("/o/asset/columns/apply", sent)
    assert response.headers["Location"] == "/o/asset/?sort=-rank"
    html = administrator.text("/o/asset/")
    assert re.findall(r'<th scope="col" data-path="([^"]+)"(?: style="width:(\d+)px)?', html) == [
        ("rank", "120"),
        ("name", ""),
    ]
    assert 'data-path="price"' in visitor(keeper_role).text("/o/asset/")
    dialog = administrator.text("/o/asset/columns")
    assert re.findall(r'name="c" value="([^"]+)" checked', dialog) == ["rank", "name"]
    assert 'name="width.rank" type="number" min="40" max="900" step="10" value="120"' in dialog
    administrator.client.post("/o/asset/columns/apply", {"reset": "1"})
    assert 'data-path="price"' in administrator.text("/o/asset/")


def test_a_drawn_width_is_kept_and_let_go(administrator: Visitor, assets: None) -> None:
    assert administrator.post("/o/asset/widths", {"path": "name", "width": "300"}).status_code == 204
    assert 'data-path="name" style="width:300px' in administrator.text("/o/asset/")
    assert administrator.post("/o/asset/widths", {"path": "name", "width": ""}).status_code == 204
    assert 'data-path="name" style' not in administrator.text("/o/asset/")


@pytest.mark.parametrize(
    "sent",
    [
        {"path": "nope", "width": "100"},
        {"path": "name", "width": "9"},
        {"path": "name", "width": "99999"},
        {"path": "name", "width": "wide"},
        {},
    ],
)
def test_a_width_that_cannot_be_is_refused(administrator: Visitor, assets: None, sent: dict[str, str]) -> None:
    assert administrator.post("/o/asset/widths", sent).status_code == 400
    assert PersonLayout.objects.count() == 0


def test_columns_one_may_not_see_any_more_fall_away(
    visitor: Callable[..., Visitor], keeper_role: Role, assets: None
) -> None:
    keeper = visitor(keeper_role)
    assert keeper.client.post("/o/asset/columns/apply", {"c": ["cost", "name"]}).status_code == 400
    kept = {"asset?": {"columns": ["cost", "gone", "name"]}}
    PersonLayout.objects.create(person_id=keeper.person.pk, lists=kept)
    html = keeper.text("/o/asset/")
    assert re.findall(r'<th scope="col" data-path="([^"]+)"', html) == ["name"]
