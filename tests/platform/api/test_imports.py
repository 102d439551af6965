"""The API of imports."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from kontor.jobs.worker import drain
from tests import builders
from tests.platform.api.conftest import Caller
from tests.platform.records.importing.sheets import TO_IMPORT, csv_file
from tests.sample.models import Asset

pytestmark = pytest.mark.django_db
CHINESE = "Name,Note\n電鑽,很好用的工具\n"


@pytest.fixture
def importer(caller: Callable[..., Caller]) -> Caller:
    return caller(builders.role("", TO_IMPORT))


def upload(caller: Caller, text: str, written: str = "utf-8", name: str = "a.csv", **form: str) -> Any:
    file = csv_file(text, written)
    file.name = name
    response = caller.client.post(
        "/api/v1/imports",
        {"object": "asset", "file": file, **form},
        headers={
            "Authorization": f"Bearer {caller.token}",
            **({"Idempotency-Key": form["key"]} if "key" in form else {}),
        },
    )
    response.data = json.loads(response.content)
    return response


def test_an_import_goes_step_by_step(importer: Caller) -> None:
    run = upload(importer, "Name,Price\nDrill,1\nSaw,x\n")
    assert (run.status_code, run.data["status"]) == (201, "mapping")
    place = f"imports/{run.data['id']}"
    guess = importer("GET", f"{place}/map").data["mapping"]
    assert guess["columns"] == {"Name": "name", "Price": "price"}
    mapped = importer("POST", f"{place}/map", guess)
    assert (mapped.status_code, mapped.data["status"], mapped.data["unmatched"]) == (200, "mapped", [])
    rehearsed = importer("POST", f"{place}/rehearse")
    assert rehearsed.data["report"]["rehearsed"] == {"created": 1, "updated": 0, "unchanged": 0, "refused": 1}
    rows = importer("GET", f"{place}?rows=refused").data["rows"]
    assert rows[0]["line"] == 3
    assert rows[0]["errors"][0]["field"] == "price"
    assert importer("POST", f"{place}/run").status_code == 202
    drain()
    done = importer("GET", place).data
    assert (done["status"], done["counts"]) == ("done", {"created": 1, "refused": 1})
    file = importer("GET", f"{place}/errors")
    assert b"Saw" in b"".join(file.streaming_content)
    assert importer("POST", f"{place}/run").status_code == 409
    assert importer("POST", f"{place}/undo").status_code == 202
    drain()
    assert importer("GET", place).data["status"] == "undone"
    assert not Asset.objects.filter(trashed_at__isnull=True).exists()


def test_an_encoding_that_is_not_sure_is_asked_for(importer: Caller) -> None:
    run = upload(importer, "Name,Note\nBohrer,für große Löcher\n", "cp1252")
    assert run.data["status"] == "encoding"
    assert "cp1252" in run.data["encodings"]
    place = f"imports/{run.data['id']}/map"
    assert importer("POST", place, {"encoding": "klingon"}).status_code == 400
    wrong = importer("POST", place, {"encoding": "utf-8"}).data
    assert (wrong["status"], "Line 2" in wrong["error"]) == ("encoding", True)
    assert importer("POST", place, {"encoding": "cp1252"}).data["status"] == "mapping"
    told = upload(importer, CHINESE, "big5", encoding="big5")
    assert told.data["status"] == "mapping"


def test_a_file_sent_twice_with_one_key_is_one_import(importer: Caller) -> None:
    first = upload(importer, "Name\nDrill\n", key="k1")
    second = upload(importer, "Name\nDrill\n", key="k1")
    assert first.data["id"] == second.data["id"]
    assert upload(importer, "Name\nSaw\n", key="k1").status_code == 422


def test_what_is_sent_wrong_is_refused_with_a_sentence(importer: Caller, caller: Callable[..., Caller]) -> None:
    assert importer("POST", "imports", {"object": "asset"}).status_code == 400
    assert upload(importer, "Name\nA\n", object="nothing").status_code == 404
    assert upload(importer, "Name\nA\n", object="asset_part").status_code in (403, 404)
    assert upload(importer, "Name\nA\n", name="a.exe").status_code == 400
    assert upload(importer, "Name\n", name="a.csv").data["status"] == "refused"
    run = upload(importer, "Name\nA\n").data["id"]
    assert importer("GET", f"imports/{run}?rows=all").status_code == 400
    assert importer("GET", f"imports/{run}?rows=refused&after=x").status_code == 400
    assert importer("POST", f"imports/{run}/rehearse").status_code == 409
    for body in (
        {"columns": ["Name"]},
        {"columns": {"Name": 1}},
        {"columns": {"x": "name"}},
        {"what": 1},
        {"key": "a"},
        {},
    ):
        assert importer("POST", f"imports/{run}/map", body).status_code == 400, body
    stranger = caller(builders.role("", TO_IMPORT))
    assert stranger("GET", f"imports/{run}").status_code == 404
    assert importer("GET", "imports/nothing").status_code == 404
    reader = caller(builders.role("", {"asset": {"read": "all"}}))
    assert upload(reader, "Name\nA\n").status_code == 403
