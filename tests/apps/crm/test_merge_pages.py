"""Possible duplicates and merging as pages and the API show them."""

import json
import re
from typing import Any

import pytest

from kontor.audit.models import Event
from kontor.records.models import Merged
from tests import builders
from tests.apps.house import House, again
from tests.platform.api.conftest import Caller
from tests.platform.web.conftest import Visitor
from tests.surfaces import all_powerful


@pytest.fixture
def visitor(house: House) -> Visitor:
    """Somebody who may do everything."""
    known = all_powerful()
    made = Visitor.__new__(Visitor)
    made.person, made.client = known.person, known.browser
    return made


@pytest.fixture
def pair(house: House) -> tuple[Any, Any]:
    keep = house.customer(name="Acme", code="A", region="North")
    other = house.customer(name="ACME Ltd.", code="B", phone="030 123456", region="South")
    house.save("contact", name="Ann", customer=other.pk)
    return keep, other


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_a_form_names_what_may_be_there_already(visitor: Visitor, pair: tuple[Any, Any]):
    html = text(visitor.post("/o/customer/preview", {"name": "Acme GmbH"}))
    assert re.search(rf'<a href="/o/customer/{pair[0].pk}/" target="_blank" rel="noopener">Acme<', html)
    assert "Same: Name" in html
    assert 'aria-live="polite"' in html
    assert "Same:" not in text(visitor.post("/o/customer/preview", {"name": "Zenith"}))


def test_an_edited_record_is_not_its_own_duplicate(visitor: Visitor, pair: tuple[Any, Any]):
    keep, other = pair
    html = text(visitor.post(f"/o/customer/{keep.pk}/preview", {"name": "Acme AG"}))
    assert f"/o/customer/{other.pk}/" in html
    assert f'<a href="/o/customer/{keep.pk}/" target="_blank"' not in html
    assert "Same:" not in text(visitor.post(f"/o/customer/{keep.pk}/preview", {"name": "Acme", "region": "West"}))


def test_the_quick_dialog_names_them_too(visitor: Visitor, pair: tuple[Any, Any]):
    html = text(visitor.part("/o/customer/quick", name="acme"))
    assert f"/o/customer/{pair[0].pk}/" in html
    assert 'hx-post="/o/customer/quick/preview"' in html
    part = text(visitor.post("/o/customer/quick/preview", {"name": "ACME"}))
    assert f"/o/customer/{pair[1].pk}/" in part
    assert "<form" not in part


def test_a_duplicate_is_saved_all_the_same(visitor: Visitor, pair: tuple[Any, Any]):
    assert visitor.post("/o/customer/new", {"name": "Acme"}).status_code == 204


def test_the_menu_leads_to_a_choice_and_to_both_side_by_side(visitor: Visitor, pair: tuple[Any, Any]):
    keep, other = pair
    assert f'href="/o/customer/{keep.pk}/merge"' in visitor.text(f"/o/customer/{keep.pk}/")
    html = visitor.text(f"/o/customer/{keep.pk}/merge")
    assert f"merge?with={other.pk}" in html
    found = text(visitor.part(f"/o/customer/{keep.pk}/merge", target="div#merge-found", q="nothing like it"))
    assert "Nothing found" in found
    assert "<html" not in found
    html = visitor.text(f"/o/customer/{keep.pk}/merge?with={other.pk}")
    assert "Contacts 1" in html
    assert re.search(r'name="take\[phone\]" value="other"[^>]* checked', html)
    assert re.search(r'name="take\[region\]" value="keep"[^>]* checked', html)
    html = text(visitor.post(f"/o/customer/{keep.pk}/merge/preview?with={other.pk}", {"take[region]": "other"}))
    assert re.search(r'name="take\[region\]" value="other"[^>]* checked', html)
    assert again(keep).region == "North"


def test_a_merge_leads_to_the_one_that_stays_and_so_does_the_old_address(visitor: Visitor, pair: tuple[Any, Any]):
    keep, other = pair
    data = {"version": "1", "other_version": "1", "take[region]": "other"}
    response = visitor.post(f"/o/customer/{keep.pk}/merge?with={other.pk}", data)
    assert (response.status_code, response.headers["HX-Redirect"]) == (204, f"/o/customer/{keep.pk}/")
    assert (again(keep).region, again(keep).phone) == ("South", "")
    assert visitor.get(f"/o/customer/{other.pk}/").headers["Location"] == f"/o/customer/{keep.pk}/"
    assert "merged “ACME Ltd.” into this" in text(visitor.part(f"/o/customer/{keep.pk}/side"))


def test_a_stale_merge_shows_both_again_with_what_was_chosen(visitor: Visitor, house: House, pair: tuple[Any, Any]):
    keep, other = pair
    house.change(other, note="Changed")
    data = {"version": "1", "other_version": "1", "take[region]": "other"}
    response = visitor.post(f"/o/customer/{keep.pk}/merge?with={other.pk}", data)
    assert response.status_code == 409
    html = text(response)
    assert "Somebody else has changed this" in html
    assert re.search(r'name="take\[region\]" value="other"[^>]* checked', html)
    assert again(other).trashed_at is None


@pytest.mark.parametrize("query", ["", "?with=nonsense", "?with=0190a1b2-0000-7000-8000-000000000000"])
def test_what_is_no_record_is_refused(visitor: Visitor, pair: tuple[Any, Any], query: str):
    assert visitor.post(f"/o/customer/{pair[0].pk}/merge{query}").status_code == 404
    assert Merged.objects.count() == 0


def test_who_may_not_delete_is_not_offered_it(house: House, pair: tuple[Any, Any]):
    keep, other = pair
    clerk = Visitor(builders.role(grants={"customer": {"read": "all", "update": "all"}}))
    assert "/merge" not in clerk.text(f"/o/customer/{keep.pk}/")
    assert clerk.get(f"/o/customer/{keep.pk}/merge").status_code == 403
    assert clerk.get(f"/o/customer/{keep.pk}/merge?with={other.pk}").status_code == 403
    assert clerk.post(f"/o/customer/{keep.pk}/merge?with={other.pk}").status_code == 403
    assert again(other).trashed_at is None


def test_the_api_warns_of_duplicates_and_merges(house: House, pair: tuple[Any, Any]):
    keep, other = pair
    caller: Caller = all_powerful()
    (first, *_more) = caller("POST", "records/customer/preview", {"name": "acme", "phone": "030123456"}).data[
        "warnings"
    ]
    assert first["code"] == "possible_duplicate"
    assert first["record"] == {"id": str(other.pk), "label": "ACME Ltd."}
    path = f"records/customer/{keep.pk}/merge"
    for body in ({}, {"from": str(other.pk), "take": "phone"}, {"from": str(other.pk), "take": ["nonsense"]},
                 {"from": str(other.pk), "version": "x"}, {"from": str(other.pk), "surplus": 1}):  # fmt: skip
        assert caller("POST", path, body).status_code in (400, 404), body
    assert caller("POST", path, {"from": str(other.pk), "from_version": 9}).status_code == 409
    answer = caller("POST", path, {"from": str(other.pk), "take": ["phone"], "version": 1})
    assert (answer.status_code, answer.data["phone"]) == (200, "030 123456")
    assert Event.objects.filter(verb="contact.updated").exists()
    assert caller("POST", f"records/customer/{other.pk}/restore").status_code == 409


def test_the_description_of_the_api_names_merging(house: House):
    paths = json.loads(all_powerful().browser.get("/api/openapi.json").content)["paths"]
    assert "/records/customer/{id}/merge" in paths
    assert "/records/order/{id}/merge" not in paths
