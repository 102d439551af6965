"""The form designer's server side: who may, what it begins with, drafts, publishing, versions, the preview."""

import copy
import json
import re
from typing import Any

import pytest

from kontor.core.actor import SYSTEM
from kontor.design.models import Draft, Publication
from kontor.layouts import services
from kontor.layouts.bodies import check_form
from kontor.layouts.models import Layout
from kontor.layouts.queries import form_layout
from kontor.schema.registry import object_of
from kontor.web.designer.document import changes_of, document_of, empty, with_names
from kontor.web.designer.source import overs, source_of
from kontor.web.designer.words import words
from scripts.places import ROOT
from tests import builders
from tests.platform.web.conftest import Visitor

URL = "/design/o/asset/form/standard"


@pytest.fixture(autouse=True)
def nothing_remembered(db: None):
    services.stored.forget()
    services.queries.forget_forms()
    yield
    services.stored.forget()
    services.queries.forget_forms()


@pytest.fixture
def base(db: None) -> dict[str, Any]:
    return source_of(SYSTEM, object_of("asset"), "standard")


def document(base: dict[str, Any]) -> dict[str, Any]:
    return copy.deepcopy(empty(base))


def first_section(given: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = given["body"]["tabs"][0]["parts"][0]
    return found


def post(who: Visitor, path: str, **sent: Any) -> Any:
    return who.client.post(f"{URL}/{path}", json.dumps(sent), content_type="application/json")


def test_only_designers_see_the_designer(administrator: Visitor, keeper_role: Any) -> None:
    keeper = Visitor(keeper_role)
    assert keeper.get("/design/o/asset/form").status_code == 403
    assert post(keeper, "draft", document={}, revision=0).status_code == 403
    assert not Draft.objects.exists()
    assert "k-designer" in administrator.text("/design/o/asset/form")


def test_what_may_design_is_offered_on_the_page_of_a_record(administrator: Visitor, keeper_role: Any) -> None:
    asset = builders.record("asset", name="Saw")
    assert "/design/o/asset/form" in administrator.text(f"/o/asset/{asset.pk}/")
    assert "/design/o/asset/form" not in Visitor(keeper_role).text(f"/o/asset/{asset.pk}/")


def test_the_designer_knows_every_field_and_hides_what_its_user_may_not_see(keeper_role: Any) -> None:
    found = object_of("asset")
    fields = {one["key"]: one for one in source_of(Visitor(keeper_role).actor, found, "standard")["fields"]}
    assert set(fields) == set(found.fields)
    hidden = {key for key, one in found.fields.items() if one.sensitive}
    assert hidden
    assert all(set(fields[key]) == {"key", "hidden", "label", "type"} for key in hidden)


def test_a_document_becomes_changes_and_comes_back(base: dict[str, Any]) -> None:
    given = document(base)
    first_section(given)["label"] = {"en": "Basics"}
    given["added"]["new_ab12cd"] = {"label": {"en": "Region"}, "type": "text"}
    given["changed"]["note"] = {"label": {"en": "Remark"}, "required": True}
    given["rights"]["note"] = {"keeper": "read"}
    given["rules"] = []
    changes = changes_of(given, base)
    assert [one["op"] for one in changes] == [
        "add_field", "change_field", "set_field_rights", "set_rules", "set_layout",
    ]  # fmt: skip
    assert document_of(changes, base) == given


def test_an_unchanged_document_is_no_change(base: dict[str, Any]) -> None:
    assert changes_of(document(base), base) == []


def test_going_back_to_the_shipped_form_takes_the_kept_one_away(administrator: Visitor, base: dict[str, Any]) -> None:
    given = document(base)
    first_section(given)["columns"] = 4
    services.save_layout(object="asset", kind="form", body=given["body"])
    kept = source_of(SYSTEM, object_of("asset"), "standard")
    back = document(kept)
    back["body"], back["form"]["reset"] = copy.deepcopy(kept["shipped"]), True
    changes = changes_of(back, kept)
    assert [one["op"] for one in changes] == ["delete_layout"]
    assert document_of(changes, kept) == back
    first_section(back)["columns"] = 1
    assert [one["op"] for one in changes_of(back, kept)] == ["set_layout"]
    assert post(administrator, "draft", document=document(kept), revision=0).json() == {"revision": 0}


def test_new_fields_get_a_key_of_their_own_wherever_they_are_named(base: dict[str, Any]) -> None:
    given = document(base)
    given["added"]["new_ab12cd"] = {"label": {"en": "Name"}, "type": "text"}
    given["added"]["new_ef34gh"] = {
        "label": {"en": "Twice"}, "type": "formula", "settings": {"formula": "[new_ab12cd] & [new_ab12cd]"},
    }  # fmt: skip
    first_section(given)["items"].append({"type": "field", "field": "new_ab12cd"})
    changes = with_names(changes_of(given, base), object_of("asset"))
    assert [one["key"] for one in changes if one["op"] == "add_field"] == ["name_2", "twice"]
    assert changes[1]["settings"]["formula"] == "[name_2] & [name_2]"
    assert "new_" not in json.dumps(changes)


@pytest.mark.parametrize(
    "sent", [{}, {"document": []}, {"document": {"form": {}}}, {"document": None, "revision": "x"}]
)
def test_what_is_no_document_is_refused(administrator: Visitor, sent: dict[str, Any]) -> None:
    assert post(administrator, "draft", **sent).status_code == 400
    assert not Draft.objects.exists()


def test_a_second_designer_sees_both_versions_and_overwrites_nothing(
    administrator: Visitor, base: dict[str, Any]
) -> None:
    mine, theirs = document(base), document(base)
    first_section(theirs)["label"] = {"en": "Theirs"}
    first_section(mine)["label"] = {"en": "Mine"}
    assert post(administrator, "draft", document=theirs, revision=0).json() == {"revision": 1}
    answer = post(administrator, "draft", document=mine, revision=0)
    assert answer.status_code == 409
    assert answer.json()["draft"]["document"] == theirs
    assert "Mine" in " ".join(answer.json()["told"]["mine"])
    assert "Theirs" in " ".join(answer.json()["told"]["theirs"])
    assert post(administrator, "draft", document=mine, revision=1).json() == {"revision": 2}


def test_a_draft_without_changes_is_forgotten(administrator: Visitor, base: dict[str, Any]) -> None:
    given = document(base)
    first_section(given)["columns"] = 3
    post(administrator, "draft", document=given, revision=0)
    assert post(administrator, "draft", document=document(base), revision=1).json() == {"revision": 0}
    assert not Draft.objects.exists()


def test_publishing_needs_the_impact_to_be_seen_and_puts_the_form_in_force(
    administrator: Visitor, base: dict[str, Any]
) -> None:
    given = document(base)
    first_section(given)["items"] = [{"type": "field", "field": "name", "span": 2}]
    post(administrator, "draft", document=given, revision=0)
    seen = post(administrator, "impact").json()
    assert "Removed “" in seen["html"]
    assert not seen["blocked"]
    assert post(administrator, "publish", seen=seen["digest"], label="Shorter").status_code == 200
    assert Publication.objects.get().label == "Shorter"
    assert not Draft.objects.exists()
    assert form_layout(SYSTEM, object_of("asset")).sections[0].fields == ("name",)


def test_a_form_that_cannot_be_kept_is_not_published(administrator: Visitor, base: dict[str, Any]) -> None:
    given = document(base)
    first_section(given)["items"].append({"type": "field", "field": "nowhere"})
    post(administrator, "draft", document=given, revision=0)
    seen = post(administrator, "impact").json()
    assert seen["blocked"]
    assert post(administrator, "publish", seen=seen["digest"]).status_code == 400
    assert not Layout.objects.exists()


def test_presence_names_the_others_only(administrator: Visitor, visitor: Any, keeper_role: Any) -> None:
    assert post(administrator, "presence").json()["others"] == []


def test_versions_are_told_against_what_is_in_force(administrator: Visitor, base: dict[str, Any]) -> None:
    given = document(base)
    first_section(given)["columns"] = 4
    services.save_layout(object="asset", kind="form", body=given["body"])
    listed = administrator.get(f"{URL}/versions").json()["versions"]
    assert [one["number"] for one in listed] == [1, 0]
    assert listed[0]["differences"] == []
    assert listed[1]["differences"]


def test_any_two_versions_are_compared(administrator: Visitor, base: dict[str, Any]) -> None:
    given = document(base)
    section = first_section(given)
    for columns in (4, 3):
        section["columns"] = columns
        services.save_layout(object="asset", kind="form", body=copy.deepcopy(given["body"]))
    between = administrator.get(f"{URL}/compare?from=1&to=2").json()["differences"]
    assert len(between) == 1
    assert "now has 3 columns" in between[0]
    assert "now has 4 columns" in administrator.get(f"{URL}/compare?from=2&to=1").json()["differences"][0]
    assert administrator.get(f"{URL}/compare?from=2&to=2").json() == {"differences": []}
    assert administrator.get(f"{URL}/compare?from=0&to=1").json()["differences"]
    for wrong in ("from=1&to=9", "from=x&to=1", "to=1"):
        assert administrator.get(f"{URL}/compare?{wrong}").status_code == 404


def test_versions_are_compared_by_designers_only(keeper_role: Any) -> None:
    assert Visitor(keeper_role).get(f"{URL}/compare?from=0&to=0").status_code == 403


def test_templates_hold_every_field_of_the_shipped_form_once(base: dict[str, Any]) -> None:
    def fields(body: dict[str, Any]) -> list[str]:
        parts = [part for tab in body["tabs"] for part in tab["parts"]]
        return sorted(item["field"] for part in parts for item in part.get("items", ()))

    assert set(base["starts"]) == {"one", "two", "tabs"}
    for body in base["starts"].values():
        assert check_form(body, object_of("asset")) == []
        assert fields(body) == fields(base["shipped"])
    assert [tab["id"] for tab in base["starts"]["tabs"]["tabs"]][:2] == ["t-details", "t-lines"]


def test_roll_ups_go_over_lines_and_over_what_links_here(administrator: Visitor, keeper_role: Any) -> None:
    found = object_of("maker")
    (over,) = [one for one in overs(administrator.actor, found) if one["name"] == "asset.maker"]
    assert {"rank", "price", "cost"} <= {one["key"] for one in over["fields"]}
    assert "sum" in next(one["figures"] for one in over["fields"] if one["key"] == "price")
    (seen,) = [one for one in overs(Visitor(keeper_role).actor, found) if one["name"] == "asset.maker"]
    assert "cost" not in {one["key"] for one in seen["fields"]}
    assert "lines" in {one["name"] for one in overs(administrator.actor, object_of("asset"))}


def test_a_roll_up_over_what_links_here_can_be_drafted_in_the_form(administrator: Visitor) -> None:
    given = copy.deepcopy(empty(source_of(SYSTEM, object_of("maker"), "standard")))
    settings = {"kind": "rollup", "over": "asset.maker", "field": "price", "figure": "sum", "result": "money"}
    given["added"]["new_ab12cd"] = {"label": {"en": "Worth"}, "type": "rollup", "settings": settings}
    first_section(given)["items"].append({"type": "field", "field": "new_ab12cd"})
    url = "/design/o/maker/form/standard"
    sent = json.dumps({"document": given, "revision": 0})
    assert administrator.client.post(f"{url}/draft", sent, content_type="application/json").json() == {"revision": 1}
    seen = administrator.client.post(f"{url}/impact", "{}", content_type="application/json").json()
    assert not seen["blocked"], seen["html"]
    assert "Worth" in seen["html"]


def test_the_preview_shows_the_draft_on_a_real_record_and_may_be_framed_by_us_alone(
    administrator: Visitor, base: dict[str, Any]
) -> None:
    asset = builders.record("asset", name="Saw")
    given = document(base)
    given["added"]["new_ab12cd"] = {"label": {"en": "Region"}, "type": "text"}
    first_section(given)["items"].append({"type": "field", "field": "new_ab12cd"})
    post(administrator, "draft", document=given, revision=0)
    for mode in ("read", "edit"):
        response = administrator.get(f"{URL}/preview?record={asset.pk}&mode={mode}&theme=dark&lang=en")
        assert "Region" in response.content.decode()
        assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
        assert "frame-ancestors 'self'" in response.headers["Content-Security-Policy"]
    assert "Region" not in administrator.text(f"/o/asset/{asset.pk}/")
    assert "frame-ancestors 'none'" in administrator.get("/").headers["Content-Security-Policy"]


def test_the_preview_as_a_role_shows_no_more_than_the_role_sees(administrator: Visitor, keeper_role: Any) -> None:
    asset = builders.record("asset", name="Saw")
    found = object_of("asset")
    hidden = [str(one.label) for one in found.fields.values() if one.sensitive]
    mine = administrator.get(f"{URL}/preview?record={asset.pk}").content.decode()
    theirs = administrator.get(f"{URL}/preview?record={asset.pk}&as={keeper_role.key}").content.decode()
    assert all(f"<dt>{label}</dt>" in mine for label in hidden)
    assert not any(f"<dt>{label}</dt>" in theirs for label in hidden)


def test_a_further_form_begins_as_a_copy(administrator: Visitor) -> None:
    response = administrator.client.post("/design/o/asset/form/new", {"label": "Short form"})
    assert response.headers["Location"] == "/design/o/asset/form/short-form"
    assert "k-designer" in administrator.text("/design/o/asset/form/short-form")


def test_the_scripts_say_only_words_there_are() -> None:
    known = words()
    code = "".join(path.read_text() for path in (ROOT / "static" / "src" / "designer").glob("*.js"))
    said = set(re.findall(r'\bt\("([a-z0-9_]+)"', code)) | set(re.findall(r'show\("([a-z_]+)"[,)]', code))
    assert {one for one in said if one not in known} <= {"outline", "add", "panel", "canvas"}
