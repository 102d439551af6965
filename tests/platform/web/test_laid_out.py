"""Record pages and forms as a kept layout has them: tabs, columns, texts, buttons, and only what one may see."""

from typing import Any

import pytest

from kontor.layouts import services
from kontor.layouts.rules import save_rules
from tests import builders
from tests.platform.web.conftest import Visitor


@pytest.fixture(autouse=True)
def nothing_remembered(db: None):
    services.layouts_changed()
    yield
    services.stored.forget()
    services.queries.forget_forms()


def section(place: str, *items: dict[str, Any], columns: int = 2) -> dict[str, Any]:
    label = {"en": f"Part {place}", "zh-hans": f"第{place}部分"}
    return {"id": place, "type": "section", "label": label, "columns": columns, "items": list(items)}


def field(key: str, **more: Any) -> dict[str, Any]:
    return {"type": "field", "field": key, **more}


def keep(*tabs: tuple[str, list[dict[str, Any]]], **more: Any) -> None:
    listed = [
        {"id": f"t{place}", "label": {"en": name}, "parts": parts} for place, (name, parts) in enumerate(tabs, start=1)
    ]
    services.save_layout(object="asset", kind="form", body={"tabs": listed}, **more)


@pytest.fixture
def asset(db: None) -> Any:
    return builders.record("asset", name="Saw", note="Sharp", rank=3)


def test_several_tabs_are_a_tablist_on_the_page_and_in_the_form(administrator: Visitor, asset: Any) -> None:
    keep(("Main", [section("a", field("name"))]), ("More", [section("b", field("note"), columns=4)]))
    for path in ("", "edit"):
        html = administrator.text(f"/o/asset/{asset.pk}/{path}")
        assert html.count('role="tab"') == 2
        assert 'aria-controls="tab-t2"' in html
        assert "-4" in html


def test_one_tab_alone_shows_no_tab_bar(administrator: Visitor, asset: Any) -> None:
    keep(("Main", [section("a", field("name"))]))
    assert 'role="tab"' not in administrator.text(f"/o/asset/{asset.pk}/")


def test_a_tab_says_how_many_problems_it_holds(administrator: Visitor, asset: Any) -> None:
    keep(("Main", [section("a", field("name"))]), ("More", [section("b", field("rank"))]))
    sent = {"version": "1", "name": "Saw", "rank": "many"}
    html = administrator.post(f"/o/asset/{asset.pk}/edit", sent).content.decode()
    assert "tab-wrong" in html
    assert 'href="#f-rank"' in html


def test_items_have_their_own_words_width_and_widget(administrator: Visitor, asset: Any) -> None:
    named = field(
        "name", span=2, label={"en": "Called"}, help={"en": "As on the plate"}, placeholder={"en": "e.g. Saw"}
    )
    text = {"type": "text", "text": {"en": "Look <twice>"}}
    parts = [named, {"type": "separator", "label": {"en": "Then"}}, text, field("kind", widget="radios")]
    keep(("Main", [section("a", *parts)]))
    html = administrator.text(f"/o/asset/{asset.pk}/edit")
    for words in (
        "Called",
        "As on the plate",
        'placeholder="e.g. Saw"',
        "span-2",
        "Then",
        "Look &lt;twice&gt;",
        'type="radio"',
    ):
        assert words in html, words
    assert "Called" in administrator.text(f"/o/asset/{asset.pk}/")


def test_an_action_stands_as_a_button_in_the_page_for_those_who_may_run_it(
    administrator: Visitor, asset: Any, visitor: Any
) -> None:
    keep(("Main", [section("a", field("name"), {"type": "button", "action": "use"})]))
    assert 'id="act-in-use"' in administrator.text(f"/o/asset/{asset.pk}/")
    reader = visitor(builders.role("reader", {"asset": {"read": "all"}}))
    assert 'id="act-in-use"' not in reader.text(f"/o/asset/{asset.pk}/")


def test_a_section_whose_fields_are_all_hidden_does_not_show(
    administrator: Visitor, asset: Any, keeper_role: Any
) -> None:
    secret = next(key for key, one in services.object_of("asset").fields.items() if one.sensitive)
    keep(("Main", [section("a", field("name"))]), ("Inner", [section("b", field(secret), {"type": "separator"})]))
    assert "Part b" in administrator.text(f"/o/asset/{asset.pk}/")
    assert "Part b" not in Visitor(keeper_role).text(f"/o/asset/{asset.pk}/")


def test_a_button_opens_the_form_it_names(administrator: Visitor, asset: Any) -> None:
    button = {"type": "button", "form": "short", "label": {"en": "Rename only"}}
    keep(("Main", [section("a", field("name"), field("note"), button)]))
    keep(("Short", [section("a", field("name"))]), name="short")
    assert "edit?form=short" in administrator.text(f"/o/asset/{asset.pk}/")
    html = administrator.text(f"/o/asset/{asset.pk}/edit?form=short")
    assert 'name="name"' in html
    assert 'name="note"' not in html


def test_rules_hide_lock_and_require_in_forms(administrator: Visitor, asset: Any) -> None:
    keep(("Main", [section("a", field("name"), field("note"), field("rank"), field("kind"))]))
    effects = [
        {"effect": "hide", "field": "note"},
        {"effect": "lock", "field": "rank"},
        {"effect": "require", "field": "kind"},
    ]
    save_rules("asset", [{"label": {"en": "Sharp"}, "when": '[name] = "Saw"', "effects": effects}])
    services.layouts_changed()
    html = administrator.text(f"/o/asset/{asset.pk}/edit")
    assert 'name="note"' not in html
    assert 'name="rank"' not in html
    assert "fld-locked" in html
    assert '<select class="inp" id="f-kind" name="kind" aria-required="true"' in html
    assert "Sharp" not in administrator.text(f"/o/asset/{asset.pk}/").partition("rec-side")[0]
