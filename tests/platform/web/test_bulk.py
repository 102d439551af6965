"""Several records of a list at once, as its page asks for it."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from kontor.identity.models import Role
from kontor.jobs.worker import drain
from kontor.records.bulk.models import BulkRun
from tests import builders
from tests.platform.web.conftest import Visitor
from tests.sample.models import Asset

Made = Callable[..., Visitor]


@pytest.fixture
def three(db: None) -> list[str]:
    return [str(builders.record("asset", name=f"Asset {n}", rank=n).pk) for n in range(3)]


def said(response: Any) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(response.headers["HX-Trigger"])
    return told


def page_of(response: Any) -> str:
    return str(response.content.decode())


def test_a_list_lets_choose_rows_and_says_what_can_be_done(administrator: Visitor, three: list[str]) -> None:
    html = administrator.text("/o/asset/")
    assert re.findall(r'name="ids" value="([^"]+)" aria-label="Choose (Asset \d)"', html) == [
        (one, f"Asset {n}") for n, one in enumerate(three)
    ]
    assert re.findall(r'hx-vals=\'{"do": "([^"]+)"}\'', html) == ["change", "trash", "action:use", "action:retire"]


def test_who_can_do_nothing_with_several_is_not_asked_to_choose(visitor: Made, three: list[str]) -> None:
    html = visitor(builders.role(grants={"asset": {"read": "all"}})).text("/o/asset/")
    assert "Asset 1" in html
    assert 'name="ids"' not in html
    assert 'id="bulk"' not in html


def test_the_dialog_says_how_many_and_asks_for_a_field(administrator: Visitor, three: list[str]) -> None:
    response = administrator.post("/o/asset/bulk/ask", {"do": "change", "ids": three[:2]})
    html = page_of(response)
    assert response.status_code == 200
    assert "Change 2 records" in html
    assert '<option value="note">Note</option>' in html
    row = page_of(administrator.part("/o/asset/bulk/field", f="rank"))
    assert 'name="rank"' in row


def test_all_that_match_are_counted_by_the_list_shown(administrator: Visitor, three: list[str]) -> None:
    query = 'filter={"field":"rank","op":"gte","value":1}'
    html = page_of(administrator.post("/o/asset/bulk/ask", {"do": "trash", "all": "1", "query": query}))
    assert "2 records" in html
    assert 'name="all" value="1"' in html
    administrator.post("/o/asset/bulk/run", {"do": "trash", "all": "1", "query": query})
    assert list(Asset._base_manager.filter(trashed_at=None).values_list("name", flat=True)) == ["Asset 0"]


def test_where_all_goes_well_a_message_with_the_way_back_says_so(administrator: Visitor, three: list[str]) -> None:
    response = administrator.post(
        "/o/asset/bulk/run", {"do": "change", "ids": three, "f": ["note", "rank"], "note": "seen", "rank": "5"}
    )
    assert response.status_code == 204
    told = said(response)
    assert told["toast"]["text"] == "3 records changed."
    assert told["modal:close"]
    assert told["list:changed"]
    assert set(Asset._base_manager.values_list("note", "rank")) == {("seen", 5)}
    back = administrator.post(told["toast"]["undo"])
    assert said(back)["toast"]["text"] == "3 records are as they were."
    assert sorted(Asset._base_manager.values_list("note", "rank")) == [("", 0), ("", 1), ("", 2)]


def test_what_was_refused_is_shown_with_its_reason(administrator: Visitor, three: list[str]) -> None:
    administrator.post("/o/asset/bulk/run", {"do": "action:use", "ids": three[:1]})
    response = administrator.post("/o/asset/bulk/run", {"do": "action:use", "ids": three})
    html = page_of(response)
    assert response.status_code == 200
    assert response.headers["HX-Retarget"] == "#modal-body"
    assert "Put to use: 2 records." in html
    assert "1 refused." in html
    assert "Only possible while Draft; this is In use." in html
    assert f'href="/o/asset/{three[0]}/"' in html


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"do": "change", "f": "rank", "rank": "many"}, "A number is expected here."),
        ({"do": "change", "f": ""}, "Choose a field and its new value."),
        ({"do": "change", "f": "status", "status": "retired"}, "There is no such field."),
        ({"do": "action:retire"}, "This field is required."),
    ],
)
def test_a_value_that_none_could_take_stays_in_the_dialog(
    administrator: Visitor, three: list[str], sent: dict[str, str], sentence: str
) -> None:
    response = administrator.post("/o/asset/bulk/run", {"ids": three, **sent})
    assert response.status_code == 400
    assert sentence in page_of(response)
    assert set(Asset._base_manager.values_list("version", flat=True)) == {1}


@pytest.mark.parametrize(
    "sent",
    [
        {"do": "explode", "ids": "x"},
        {"do": "trash", "ids": "not-an-id"},
        {"do": "trash"},
        {"do": "action:nothing", "ids": "01a20db0-1abc-701a-97e9-8168ecc22749"},
        {"do": "trash", "all": "1", "query": "filter=nonsense"},
        {"do": "trash", "all": "1", "query": "view=nothing"},
    ],
)
@pytest.mark.parametrize("step", ["ask", "run"])
def test_nonsense_is_refused_with_a_sentence(
    administrator: Visitor, three: list[str], sent: dict[str, str], step: str
) -> None:
    response = administrator.post(f"/o/asset/bulk/{step}", sent)
    assert 400 <= response.status_code < 500
    assert said(response)["toast"]["text"]
    assert Asset._base_manager.filter(trashed_at=None).count() == 3


def test_many_run_in_the_background_with_their_progress(administrator: Visitor, db: None) -> None:
    ids = [str(builders.record("asset", name=f"Asset {n:02}").pk) for n in range(30)]
    response = administrator.post("/o/asset/bulk/run", {"do": "change", "ids": ids, "f": "note", "note": "seen"})
    assert "0 / 30" in page_of(response)
    run = BulkRun.objects.get()
    address = f"/o/asset/bulk/{run.pk}/"
    assert f'hx-get="{address}"' in page_of(response)
    drain()
    assert said(administrator.part(address))["toast"]["text"] == "30 records changed."


def test_only_who_asked_sees_the_report(
    administrator: Visitor, visitor: Made, three: list[str], keeper_role: Role
) -> None:
    administrator.post("/o/asset/bulk/run", {"do": "change", "ids": three, "f": "note", "note": "seen"})
    address = f"/o/asset/bulk/{BulkRun.objects.get().pk}/"
    other = visitor(keeper_role)
    assert other.part(address).status_code == 404
    assert other.post(f"{address}undo").status_code == 404
    assert administrator.part(address.replace("asset", "maker")).status_code == 404
    assert set(Asset._base_manager.values_list("note", flat=True)) == {"seen"}


def test_several_come_back_from_the_trash(administrator: Visitor, three: list[str]) -> None:
    administrator.post("/o/asset/bulk/run", {"do": "trash", "ids": three})
    html = administrator.text("/o/asset/?trash=1")
    assert html.count('name="ids"') == 3
    response = administrator.post("/o/asset/bulk/run", {"do": "restore", "ids": three, "query": "trash=1"})
    assert said(response)["toast"]["text"] == "3 records restored."
    assert Asset._base_manager.filter(trashed_at=None).count() == 3


def test_a_field_changed_in_place_can_be_taken_back(administrator: Visitor, three: list[str]) -> None:
    response = administrator.post(f"/o/asset/{three[0]}/fields/note", {"note": "new", "version": "1"})
    undo = said(response)["toast"]["undo"]
    assert undo == f"/o/asset/{three[0]}/undo?version=2"
    assert administrator.post(undo).status_code == 204
    assert Asset._base_manager.get(pk=three[0]).note == ""
    again = administrator.post(undo)
    assert again.status_code == 409
    assert Asset._base_manager.get(pk=three[0]).version == 3


@pytest.mark.parametrize("version", ["", "x", "99", "1"])
def test_what_cannot_be_taken_back_says_so(administrator: Visitor, three: list[str], version: str) -> None:
    response = administrator.post(f"/o/asset/{three[0]}/undo?version={version}")
    assert response.status_code in (400, 409)
    assert said(response)["toast"]["text"]
    assert Asset._base_manager.get(pk=three[0]).version == 1


def test_a_record_out_of_reach_answers_like_one_that_is_not_there(visitor: Made, three: list[str]) -> None:
    own = visitor(builders.role(grants={"asset": {"read": "own", "update": "own"}}))
    for record, version in ((three[0], 1), (three[0], 2), ("01a20db0-1abc-701a-97e9-8168ecc22749", 1)):
        assert own.post(f"/o/asset/{record}/undo?version={version}").status_code == 404
