"""The preview of a form: drafted rules act, drafted rights apply, and nobody sees through a role what is not his."""

import copy
import json
import re
from typing import Any

import pytest

from kontor.core.actor import SYSTEM
from kontor.identity.models import Role
from kontor.layouts import services
from kontor.schema.registry import object_of
from kontor.web.designer.document import empty
from kontor.web.designer.source import source_of
from tests import builders
from tests.platform.web.conftest import Visitor

URL = "/design/o/asset/form/standard"
COST = "4711.00"
READ_MODE, READ_QUERIES = "read", 8
EDIT_MODE, EDIT_QUERIES = "edit", 8
EVERYTHING = {"asset": builders.ALL_BASIC, "maker": {"read": "all"}, "person": {"read": "all"}, "team": {"read": "all"}}


@pytest.fixture(autouse=True)
def nothing_remembered(db: None) -> Any:
    services.stored.forget()
    services.queries.forget_forms()
    yield
    services.stored.forget()
    services.queries.forget_forms()


@pytest.fixture
def document(db: None) -> dict[str, Any]:
    return copy.deepcopy(empty(source_of(SYSTEM, object_of("asset"), "standard")))


@pytest.fixture
def saw(db: None) -> Any:
    maker = builders.record("maker", name="Bosch")
    part = {"name": "Blade", "cost": "12.34", "price": 5}
    return builders.record("asset", name="Saw", note="Sharp", cost=COST, rank=3, maker=maker.pk, lines=[part])


@pytest.fixture
def designer(db: None) -> Visitor:
    """May design, and sees everything of assets but what they cost."""
    role = builders.role("designer", EVERYTHING)
    Role._base_manager.filter(pk=role.pk).update(designs=True)
    builders.touch_rights()
    return Visitor(role)


@pytest.fixture
def buyer(db: None) -> Role:
    """Sees what assets cost, but not their notes; only those of the own team."""
    grants = {**EVERYTHING, "asset": dict.fromkeys(builders.ALL_BASIC, "team")}
    return builders.role("buyer", grants, asset={"cost": "write", "note": "hidden"}, asset_part={"cost": "read"})


def looked_at(who: Visitor, record: Any, document: dict[str, Any], **query: str) -> str:
    """What the preview shows of a record with that draft."""
    who.client.post(f"{URL}/discard")
    sent = {"document": document, "revision": 0}
    who.client.post(f"{URL}/draft", json.dumps(sent), content_type="application/json")
    answer = who.client.get(f"{URL}/preview", {"record": str(record.pk), **query})
    assert answer.status_code == 200, answer.content
    return str(answer.content.decode())


def rule(*effects: dict[str, Any], when: str = "") -> dict[str, Any]:
    return {"label": {"en": "A rule"}, "when": when, "condition": {}, "effects": list(effects), "active": True}


def shows(html: str, label: str) -> bool:
    return re.search(rf"<dt[^>]*>\s*{label}\s*</dt>", html) is not None


def test_drafted_rules_hide_what_they_hide(administrator: Visitor, saw: Any, document: dict[str, Any]) -> None:
    hide = {"effect": "hide", "field": "note"}
    document["rules"] = [rule(hide, when="[rank] > 2")]
    assert not shows(looked_at(administrator, saw, document), "Note")
    document["rules"] = [rule(hide, when="[rank] > 3")]
    assert shows(looked_at(administrator, saw, document), "Note")
    assert shows(administrator.text(f"/o/asset/{saw.pk}/"), "Note")


def test_drafted_rules_require_lock_set_restrict_warn_and_refuse(
    administrator: Visitor, saw: Any, document: dict[str, Any]
) -> None:
    document["rules"] = [
        rule({"effect": "require", "field": "email"}, {"effect": "lock", "field": "rank"}),
        rule({"effect": "set", "field": "note", "value": "Set by a rule"}),
        rule({"effect": "restrict", "field": "kind", "value": ["tool"]}),
        rule({"effect": "warn", "field": "", "message": {"en": "Mind the blade"}}),
        rule({"effect": "refuse", "field": "phone", "message": {"en": "Nobody to call"}}),
    ]
    html = looked_at(administrator, saw, document, mode="edit")
    assert re.search(r'name="email"[^>]*(required|aria-required)', html)
    assert 'name="rank"' not in html
    assert "Set by a rule" in html
    assert 'value="tool"' in html
    assert re.search(r'name="kind"[^>]*>(?:(?!</select>).)*value="vehicle"', html, re.S) is None
    assert "Mind the blade" in html
    assert "Nobody to call" in html
    saw.refresh_from_db()
    assert saw.note == "Sharp"


def test_rules_of_a_draft_act_on_its_new_fields_and_on_lines(
    administrator: Visitor, saw: Any, document: dict[str, Any]
) -> None:
    document["added"]["new_ab12cd"] = {"label": {"en": "Region"}, "type": "text"}
    document["body"]["tabs"][0]["parts"][0]["items"].append({"type": "field", "field": "new_ab12cd"})
    document["rules"] = [
        rule({"effect": "set", "field": "new_ab12cd", "value": "North"}, when="ISBLANK([new_ab12cd])"),
        rule({"effect": "lock", "field": "lines.name"}, {"effect": "set", "field": "lines.price", "value": "9.99"}),
    ]
    html = looked_at(administrator, saw, document, mode="edit")
    assert 'value="North"' in html
    assert "9.99" in html
    line = str(saw.lines.get().pk)
    assert f"lines[{line}][name]" not in html
    document["rules"] = [rule({"effect": "hide", "field": "new_ab12cd"})]
    assert "new_ab12cd" not in looked_at(administrator, saw, document, mode="edit")


def test_rules_that_cannot_be_understood_are_named_and_do_not_act(
    administrator: Visitor, saw: Any, document: dict[str, Any]
) -> None:
    document["rules"] = [{**rule({"effect": "hide", "field": "note"}, when="[nowhere] = 1"), "label": {"en": "Odd"}}, 7]
    html = looked_at(administrator, saw, document)
    assert "cannot be understood and do not act: Odd, 2." in html
    assert shows(html, "Note")


def test_drafted_rights_apply_to_the_role_looked_at(
    administrator: Visitor, saw: Any, keeper_role: Role, document: dict[str, Any]
) -> None:
    before = looked_at(administrator, saw, document, **{"as": "keeper"})
    assert shows(before, "Note")
    assert not shows(before, "Cost")
    document["rights"] = {"note": {"keeper": "hidden"}, "cost": {"keeper": "read"}, "email": {"keeper": "read"}}
    after = looked_at(administrator, saw, document, **{"as": "keeper"})
    assert not shows(after, "Note")
    assert shows(after, "Cost")
    assert "4,711" in after
    form = looked_at(administrator, saw, document, mode="edit", **{"as": "keeper"})
    assert 'name="email"' not in form
    assert 'name="phone"' in form
    assert not shows(Visitor(keeper_role).text(f"/o/asset/{saw.pk}/"), "Cost")


def test_a_new_field_is_hidden_from_whom_it_will_be_hidden_from(
    administrator: Visitor, saw: Any, keeper_role: Role, document: dict[str, Any]
) -> None:
    document["added"]["new_ab12cd"] = {"label": {"en": "Region"}, "type": "text"}
    document["body"]["tabs"][0]["parts"][0]["items"].append({"type": "field", "field": "new_ab12cd"})
    assert "Region" not in looked_at(administrator, saw, document, **{"as": "keeper"})
    document["rights"] = {"new_ab12cd": {"keeper": "read"}}
    assert "Region" in looked_at(administrator, saw, document, **{"as": "keeper"})


@pytest.mark.parametrize("mode", ["read", "edit"])
def test_a_role_one_does_not_hold_is_looked_at_without_the_values_one_may_not_see(
    designer: Visitor, saw: Any, buyer: Role, document: dict[str, Any], mode: str
) -> None:
    html = looked_at(designer, saw, document, mode=mode, **{"as": buyer.key})
    assert "Cost" in html
    assert "You may not see this value." in html
    assert "4,711" not in html
    assert "12.34" not in html
    assert COST not in html
    assert "Sharp" not in html
    assert "Saw" in html


def test_what_both_may_see_is_seen(administrator: Visitor, saw: Any, buyer: Role, document: dict[str, Any]) -> None:
    html = looked_at(administrator, saw, document, **{"as": buyer.key})
    assert "4,711" in html
    assert "12.34" in html
    assert "Sharp" not in html
    assert "You may not see this value." not in html


def test_a_draft_shows_its_maker_nothing_that_is_hidden_from_him(
    designer: Visitor, saw: Any, document: dict[str, Any]
) -> None:
    document["rights"] = {"cost": {"designer": "write"}}
    document["rules"] = [
        rule({"effect": "set", "field": "note", "formula": "TEXT([cost])"}),
        rule({"effect": "hide", "field": "email"}, when="[cost] > 4000"),
        rule({"effect": "warn", "field": "lines.name", "message": {"en": "A blade is dear"}}, when="[cost] > 10"),
    ]
    html = looked_at(designer, saw, document, mode="edit")
    assert "read what you may not see and do not act here" in html
    assert "You may not see this value." in html
    assert 'name="email"' in html
    assert "4711" not in html.replace(",", "")
    assert "A blade is dear" not in html


def test_a_record_that_is_not_ones_own_to_see_stays_out_of_sight(
    saw: Any, buyer: Role, document: dict[str, Any]
) -> None:
    role = builders.role("narrow", {**EVERYTHING, "asset": dict.fromkeys(builders.ALL_BASIC, "own")})
    Role._base_manager.filter(pk=role.pk).update(designs=True)
    builders.touch_rights()
    who = Visitor(role)
    assert "Saw" not in looked_at(who, saw, document)
    assert "Saw" not in looked_at(who, saw, document, **{"as": buyer.key})
    mine = builders.record("asset", name="Drill", owner=who.person.pk)
    assert "Drill" in looked_at(who, mine, document, **{"as": buyer.key})


def test_there_is_no_looking_as_a_role_that_is_none(administrator: Visitor, saw: Any, document: dict[str, Any]) -> None:
    answer = administrator.client.get(f"{URL}/preview", {"record": str(saw.pk), "as": "nobody"})
    assert answer.status_code == 400
    assert "nobody" in answer.content.decode()


def test_a_preview_asks_as_little_for_many_lines_as_for_few(
    administrator: Visitor, saw: Any, buyer: Role, document: dict[str, Any], django_assert_num_queries: Any
) -> None:
    document["rules"] = [rule({"effect": "lock", "field": "lines.name"}, when="[price] > 1")]
    document["rights"] = {"note": {buyer.key: "read"}}
    parts = [{"name": f"Part {number}", "price": number} for number in range(12)]
    many = builders.record("asset", name="Bench", maker=saw.maker_id, lines=parts)
    looked_at(administrator, saw, document)
    for record in (saw, many):
        for mode, queries in ((READ_MODE, READ_QUERIES), (EDIT_MODE, EDIT_QUERIES)):
            asked = {"record": str(record.pk), "mode": mode, "as": buyer.key}
            administrator.client.get(f"{URL}/preview", asked)
            with django_assert_num_queries(queries):
                assert administrator.client.get(f"{URL}/preview", asked).status_code == 200
