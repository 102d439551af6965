"""The contract of /records: lists, single records, previews, actions, history, bulk, export."""

import re
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kontor.api.views.openapi_collab import SCHEMAS
from tests import builders
from tests.sample.models import Asset


def test_a_record_is_created_read_changed_and_trashed(administrator: Any) -> None:
    made = administrator(
        "POST", "records/asset", {"name": "Drill", "price": "12.50", "lines": [{"name": "Bit", "price": "3"}]}
    )
    assert made.status_code == 201
    assert (made.data["price"], made.data["total"], made.data["version"]) == ("12.50", "3.00", 1)
    address = f"records/asset/{made.data['id']}"
    read = administrator("GET", address)
    people = {"owner", "created_by", "updated_by"}
    assert {k: v for k, v in read.data.items() if k not in people} == {
        k: v for k, v in made.data.items() if k not in people
    }
    assert read.headers["ETag"] == '"1"'
    changed = administrator("PATCH", address, {"version": 1, "price": "13"})
    assert (changed.status_code, changed.data["price"], changed.data["version"]) == (200, "13.00", 2)
    stale = administrator("PATCH", address, {"version": 1, "price": "14"})
    assert stale.status_code == 409
    assert stale.headers["Content-Type"] == "application/problem+json"
    assert stale.data["difference"]["price"]["theirs"] == "13.00"
    assert administrator("DELETE", address, **{"If-Match": '"2"'}).status_code == 204
    assert administrator("GET", address).status_code == 404
    assert administrator("POST", f"{address}/restore").status_code == 200
    assert administrator("GET", address).status_code == 200


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_a_change_needs_the_version_last_seen(administrator: Any, method: str) -> None:
    asset = builders.record("asset", name="Drill")
    answer = administrator(method, f"records/asset/{asset.pk}", {})
    assert (answer.status_code, answer.data["errors"][0]["field"]) == (400, "version")


def test_a_list_pages_filters_and_counts(administrator: Any) -> None:
    for at in range(5):
        builders.record("asset", name=f"Asset {at}", price=str(at), kind="tool" if at % 2 else "vehicle")
    page = administrator(
        "GET", "records/asset?kind=tool&price__gte=1&sort=-price&fields=name,price&count=exact&page_size=1"
    )
    assert page.status_code == 200
    assert [row["name"] for row in page.data["results"]] == ["Asset 3"]
    assert page.data["count"] == 2
    again = administrator(
        "GET", f"records/asset?kind=tool&price__gte=1&sort=-price&page_size=1&cursor={page.data['next']}"
    )
    assert [row["name"] for row in again.data["results"]] == ["Asset 1"]
    wanted = '{"field":"name","op":"contains","value":"set%204"}'
    assert len(administrator("GET", f"records/asset?filter={wanted}").data["results"]) == 1


def test_a_list_takes_two_queries_and_the_token_of_the_schema_whatever_its_size(administrator: Any) -> None:
    maker = builders.record("maker", name="Bosch")
    builders.record("asset", name="One", maker=maker.pk)
    administrator("GET", "records/asset")
    with CaptureQueriesContext(connection) as few:
        administrator("GET", "records/asset")
    for at in range(30):
        builders.record("asset", name=f"Asset {at}", maker=maker.pk)
    with CaptureQueriesContext(connection) as many:
        assert len(administrator("GET", "records/asset").data["results"]) == 31
    assert len(few) == len(many) == 3


def test_a_preview_answers_totals_and_problems_and_writes_nothing(administrator: Any) -> None:
    answer = administrator(
        "POST", "records/asset/preview", {"lines": [{"name": "Bit", "quantity": "2", "price": "4"}, {"price": "x"}]}
    )
    assert answer.status_code == 200
    assert answer.data["record"]["total"] == "8.00"
    assert {(one["collection"], one["field"], one["line"]) for one in answer.data["problems"]} == {
        ("", "name", None),
        ("lines", "name", 2),
        ("lines", "price", 2),
    }
    assert not Asset.objects.exists()


def test_an_action_runs_and_is_told_in_events_and_history(administrator: Any) -> None:
    asset = builders.record("asset", name="Drill")
    answer = administrator("POST", f"records/asset/{asset.pk}/actions/use", {"version": 1})
    assert (answer.status_code, answer.data["record"]["status"]) == (200, "in_use")
    wrong = administrator("POST", f"records/asset/{asset.pk}/actions/use")
    assert (wrong.status_code, wrong.data["state"]) == (409, "in_use")
    verbs = [row["verb"] for row in administrator("GET", f"records/asset/{asset.pk}/events").data["results"]]
    assert verbs[0] == "asset.use"
    versions = administrator("GET", f"records/asset/{asset.pk}/history").data["results"]
    assert {change["field"] for change in versions[0]["changes"]} == {"status", "number"}


def test_a_record_can_be_created_and_moved_in_one_request(administrator: Any) -> None:
    made = administrator("POST", "records/asset", {"name": "Drill", "use": True})
    assert (made.status_code, made.data["status"], made.data["version"]) == (201, "in_use", 1)
    refused = administrator("POST", "records/asset", {"name": "Saw", "retire": {"reason": "old"}})
    assert refused.status_code == 409
    assert list(Asset.objects.values_list("name", flat=True)) == ["Drill"]


def test_bulk_is_whole_or_reports_each_row(administrator: Any) -> None:
    old = builders.record("asset", name="Old")
    body = {"create": [{"name": "New"}, {"price": "1"}], "update": [{"id": str(old.pk), "version": 1, "name": "Newer"}]}
    assert administrator("POST", "records/asset/bulk", body).status_code == 400
    assert [one.name for one in Asset.objects.all()] == ["Old"]
    report = administrator("POST", "records/asset/bulk", {**body, "atomic": False}).data["results"]
    assert [one["status"] for one in report] == [201, 400, 200]
    assert sorted(Asset.objects.values_list("name", flat=True)) == ["New", "Newer"]


def test_query_answers_groups_and_sums(administrator: Any) -> None:
    for at in range(4):
        builders.record(
            "asset", name=f"A{at}", price="2.5", kind="tool" if at else "vehicle", bought_on=f"2026-0{at + 1}-05"
        )
    body = {"group_by": ["kind"], "aggregates": ["count", "sum:price", "avg:price"], "sort": ["-count"]}
    rows = administrator("POST", "query/asset", body).data["results"]
    assert rows[0] == {"kind": "tool", "count": 3, "sum:price": "7.50", "avg:price": "2.50"}
    months = administrator("POST", "query/asset", {"group_by": ["bought_on:month"]}).data["results"]
    assert [row["bought_on:month"] for row in months] == ["2026-01-01", "2026-02-01", "2026-03-01", "2026-04-01"]


def test_export_answers_a_file_without_live_formulas(administrator: Any) -> None:
    builders.record("asset", name="=1+1", price="1.5")
    answer = administrator("GET", "records/asset/export?fields=name,price")
    content = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert content.splitlines() == ["Name,Price", "'=1+1,1.50"]
    assert administrator("GET", "records/asset/export?format=pdf").status_code == 400


def test_the_catalogue_names_fields_actions_and_rights(caller: Any) -> None:
    reader = caller(builders.role(grants={"asset": {"read": "all", "update": "own"}}))
    assert [one["key"] for one in reader("GET", "objects").data["results"]] == ["asset"]
    body = reader("GET", "objects/asset").data
    fields = {one["key"]: one for one in body["fields"]}
    assert "cost" not in fields
    assert (fields["price"]["type"], fields["price"]["right"], fields["status"]["right"]) == ("money", "write", "read")
    assert body["actions"] == []
    assert reader("GET", "objects/maker").status_code == 404
    assert reader("GET", "me").data["may"] == {"asset": ["read", "update"]}
    described = reader.client.get("/api/openapi.json", headers={"Authorization": f"Bearer {reader.token}"}).json()
    assert set(described["components"]["schemas"]) - set(SCHEMAS) == {"asset", "asset_part"}
    assert "cost" not in described["components"]["schemas"]["asset"]["properties"]


@pytest.mark.parametrize(
    "pk", ["01900000-0000-7000-8000-000000000000", "1", "%D9%A1", "null", "00000000-0000-0000-0000-00000000000g"]
)
def test_what_is_not_there_is_a_404(administrator: Any, pk: str) -> None:
    assert administrator("GET", f"records/asset/{pk}").status_code == 404
    assert administrator("GET", f"records/nothing/{pk}").status_code == 404


def test_without_a_token_or_with_a_wrong_one_nothing_is_told(administrator: Any) -> None:
    for key in ("", "nonsense", "kt_" + "x" * 43):
        administrator.token = key
        answer = administrator("GET", "records/asset")
        assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


def test_a_token_is_given_for_name_and_password_only(administrator: Any) -> None:
    name = administrator.person.email
    good = administrator("POST", "token", {"username": name, "password": "kontor-test"})
    assert good.status_code == 200
    wrong = administrator("POST", "token", {"username": name, "password": "wrong"})
    unknown = administrator("POST", "token", {"username": "nobody@example.com", "password": "wrong"})
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.data == unknown.data


def test_decimals_in_json_numbers_stay_exact(administrator: Any) -> None:
    raw = b'{"name": "Drill", "price": 12345678901234.5678}'
    made = administrator("POST", "records/asset", raw=raw)
    assert Asset.objects.get(pk=made.data["id"]).price == Decimal("12345678901234.5678")


def test_the_page_of_the_api_loads_nothing_from_elsewhere(administrator: Any) -> None:
    browser = Client()
    assert browser.get("/api/docs/").status_code == 403
    browser.force_login(administrator.person, settings.AUTHENTICATION_BACKENDS[-1])
    page = browser.get("/api/docs/")
    assert page.status_code == 200
    sources = re.findall(r'(?:src|href)="([^"]+)"', page.content.decode())
    assert len(sources) == 4
    assert all(source.startswith("/") for source in sources)
    script = browser.get(sources[-1])
    assert "/api/openapi.json" in script.content.decode()
