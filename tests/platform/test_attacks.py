"""What somebody tries who wants more than is his: nothing is told, nothing is changed, nothing breaks."""

import json
import re
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver

from kontor.core.actor import SYSTEM
from kontor.core.ids import new_id
from kontor.identity.models import Person
from kontor.identity.services_account import set_password
from kontor.records.services import save_record
from tests import builders
from tests.platform.test_bad_input import footprint
from tests.sample.models import Asset
from tests.surfaces import Visitor, all_powerful

CANARY = "canary917"
GRANTS = {"read": "all", "create": "all", "update": "all", "asset.use": "all"}


@pytest.fixture
def rep(db: None) -> Visitor:
    """May read and write assets, but not their cost, note or kind."""
    role = builders.role(grants={"asset": GRANTS}, asset=dict.fromkeys(("note", "kind"), "hidden"))
    return Visitor(role, where=builders.team())


@pytest.fixture
def twins(rep: Visitor) -> list[Any]:
    """Two assets that differ in what is hidden only."""
    hidden = ({"cost": "917.31", "note": CANARY, "kind": "tool"}, {"cost": "8.02", "note": "x", "kind": "vehicle"})
    return [builders.record("asset", name="Twin", price="5", lines=[{"name": "Part"}], **one) for one in hidden]


def answers(visitor: Visitor, twins: list[Any]) -> list[Any]:
    """What the visitor is told in every way there is."""
    queries = (
        "",
        "sort=name",
        "sort=-price",
        "search=Twin",
        f"search={CANARY}",
        "count=exact",
        "page_size=1",
        "price=5",
    )
    told: list[Any] = [visitor("GET", f"records/asset?{query}").data for query in queries]
    cursor = told[-2]["next"]
    told.append(visitor("GET", f"records/asset?page_size=1&cursor={cursor}").data)
    for twin in twins:
        told += [visitor("GET", f"records/asset/{twin.pk}{tail}").data for tail in ("", "/history", "/events")]
        told.append(visitor.page(f"asset/{twin.pk}/").text)
        told.append(visitor.page(f"asset/{twin.pk}/edit").text)
    body = {"group_by": ["name"], "aggregates": ["count", "sum:price"]}
    told += [visitor("GET", "records/asset?sort=name").data, visitor("POST", "query/asset", body).data]
    told += [visitor("GET", "objects/asset").data, visitor("GET", "me").data]
    told += [visitor.page("asset/").text, visitor.page("asset/", q=CANARY).text, visitor.table("asset", "csv")]
    return [re.sub(r'value="[^"]{64}"|"X-CSRFToken": "[^"]+"', "", str(one)) for one in told]


def test_s01_s04_s06_s09_answers_do_not_depend_on_hidden_values(rep: Visitor, twins: list[Any]) -> None:
    before = answers(rep, twins)
    assert CANARY not in str(before).replace(f"q={CANARY}", "").replace(f'value="{CANARY}"', "")
    values = [(twin.cost, twin.note, twin.kind) for twin in twins]
    for twin, (cost, note, kind) in zip(twins, reversed(values), strict=True):
        # past the write path: nothing but the hidden values may differ
        Asset._base_manager.filter(pk=twin.pk).update(cost=cost, note=note, kind=kind)
    assert answers(rep, twins) == before


@pytest.mark.parametrize("field", ["cost", "note", "kind"])
def test_s02_s03_s05_no_question_about_a_hidden_value_is_answered(rep: Visitor, twins: list[Any], field: str) -> None:
    for op, value in (("gt", "900"), ("eq", "917.31"), ("in", ["tool"]), ("between", ["1", "2"]), ("is_empty", True)):
        for name in (field, "absent"):
            condition = quote(json.dumps({"or": [{"field": name, "op": op, "value": value}]}))
            for more in ("", "&count=exact", "&page_size=1"):
                answer = rep("GET", f"records/asset?filter={condition}{more}")
                assert (answer.status_code, answer.data["code"]) == (400, "unknown_field")
    for figure in ("min", "max", "sum", "avg", "count", "count_distinct"):
        for name in (field, "absent"):
            answer = rep("POST", "query/asset", {"aggregates": [f"{figure}:{name}"]})
            assert (answer.status_code, answer.data["code"]) == (400, "unknown_field")
    for group in ([field], [f"{field}:month"], ["name", field]):
        assert rep("POST", "query/asset", {"group_by": group}).status_code == 400


def test_s04_a_search_finds_nothing_by_hidden_words(rep: Visitor, twins: list[Any]) -> None:
    for words in (CANARY, CANARY[:6], "917", f"Twin {CANARY}"):
        assert rep("GET", f"records/asset?search={quote(words)}&count=exact").data["count"] == 0
        found = rep.browser.get("/search", {"q": words}).content.decode()
        assert not any(str(twin.pk) in found for twin in twins)
    assert rep("GET", "records/asset?search=Twin&count=exact").data["count"] == 2


MASS = (
    "cost", "note", "status", "number", "total", "version_", "id", "created_at", "created_by", "trashed_at",
    "is_superuser", "all_rights", "password", "double_rank", "__class__", "pk", "maker__secret", "lines__cost",
)  # fmt: skip


@pytest.mark.parametrize("name", MASS)
def test_s07_what_is_not_yours_to_set_cannot_be_sent(rep: Visitor, name: str) -> None:
    asset = builders.record("asset", name="Kept")
    before = footprint()
    sent = {name: "1"}
    calls: list[tuple[str, str, dict[str, Any]]] = [
        ("POST", "records/asset", {"name": "New", **sent}),
        ("POST", "records/asset/bulk", {"create": [{"name": "New", **sent}]}),
        ("PATCH", f"records/asset/{asset.pk}", {"version": 1, **sent}),
    ]
    for method, path, body in calls:
        answer = rep(method, path, body)
        assert answer.status_code == 400, path
        assert {one["field"] for one in answer.data["errors"]} == {name}
    update = rep("POST", "records/asset/bulk", {"update": [{"id": str(asset.pk), "version": 1, **sent}]})
    assert update.status_code == 400 if name != "id" else update.status_code in (400, 404)
    for path in ("asset/new", f"asset/{asset.pk}/edit"):
        assert rep.send(path, {"name": "New", "version": "1", **sent}).status_code == 400
    assert footprint() == before
    assert Asset._base_manager.get(pk=asset.pk).version == 1


def test_s07_an_owner_outside_the_scope_of_creating_is_refused(db: None) -> None:
    visitor, other = Visitor(builders.role(grants={"asset": {"read": "all", "create": "own"}})), builders.person()
    before = footprint()
    answer = visitor("POST", "records/asset", {"name": "New", "owner": str(other.pk)})
    assert answer.status_code in (400, 403)
    assert visitor.send("asset/new", {"name": "New", "owner": str(other.pk)}).status_code in (400, 403)
    assert footprint() == before


def test_s08_lines_and_relations_of_foreign_records_are_out_of_reach(db: None) -> None:
    grants = {"asset": dict.fromkeys(("read", "create", "update", "delete"), "own"), "maker": {"read": "own"}}
    visitor = Visitor(builders.role(grants=grants))
    foreign = save_record(actor=SYSTEM, object="asset", values={"name": "Kept", "lines": [{"name": "Part"}]})
    line, maker = foreign.lines["lines"][0], builders.record("maker", name="Foreign")
    own = visitor("POST", "records/asset", {"name": "Own"}).data
    before = footprint()
    stolen: tuple[dict[str, Any], ...] = (
        {"lines": [{"id": str(line.pk), "name": "Stolen"}]},
        {"lines": [{"id": str(line.pk), "delete": True}]},
        {"maker": str(maker.pk)},
        {"maker": {"name": "Foreign"}},
        {"lines": [{"name": "New", "maker": str(maker.pk)}]},
    )
    for values in stolen:
        assert visitor("PATCH", f"records/asset/{own['id']}", {"version": 1, **values}).status_code == 400
    change = {"id": str(foreign.record.pk), "version": 1, "name": "Stolen"}
    for body in ({"update": [change]}, {"delete": [{"id": change["id"], "version": 1}]}):
        assert visitor("POST", "records/asset/bulk", body).status_code == 404
    form = {"name": "Own", "version": "1", f"lines[{line.pk}][name]": "Stolen"}
    assert visitor.send(f"asset/{own['id']}/edit", form).status_code == 400
    assert "Foreign" not in visitor.page("asset/pick/maker", q="Foreign").text
    assert footprint() == before
    line.refresh_from_db()
    assert line.name == "Part"


PAYLOADS = (
    "'", '"', "\\", "%", "_", ";", "--", "' OR '1'='1", "'; DROP TABLE sample_asset; --", "1); SELECT pg_sleep(3); --",
    "name') OR 1=1 --", "${7*7}", "{{7*7}}", "{% debug %}", "%s", "%(name)s", "%%", "name; SELECT 1", "(SELECT 1)",
    "name__maker__secret", "_connector", "pk__in", "__class__", "../../../etc/passwd", "\\x27", "name COLLATE \"C\"",
    "1 UNION SELECT password FROM identity_person", "name desc nulls first", "🙂'", "a" * 3000,
)  # fmt: skip


@pytest.mark.parametrize("payload", PAYLOADS)
def test_s10_no_text_reaches_the_database_as_a_command(db: None, payload: str) -> None:
    visitor, raw = all_powerful(), quote(payload)
    builders.record("asset", name="Kept", note="Kept")
    before, started = footprint(), time.monotonic()
    condition = quote(json.dumps({"field": "name", "op": "contains", "value": payload}))
    paths = [
        f"records/asset?{name}={raw}" for name in ("name", "search", "sort", "fields", "cursor", "count", "filter")
    ]
    paths += [f"records/asset?filter={condition}", f"records/asset?{raw}=1", f"records/asset/{raw}", f"records/{raw}"]
    paths += [f"records/asset/export?format={raw}", f"records/asset?page_size={raw}", f"objects/{raw}"]
    assert {visitor("GET", path).status_code for path in paths} <= {200, 400, 404}
    for body in ({"group_by": [payload]}, {"aggregates": [f"sum:{payload}"]}, {"sort": [payload]}, {"limit": payload}):
        assert visitor("POST", "query/asset", body).status_code == 400
    for query in ({"q": payload}, {"sort": payload}, {"columns": payload}, {"filter": payload}, {"cursor": payload}):
        assert visitor.page("asset/", **query).status_code in (200, 400)
    assert visitor("POST", f"records/asset/{new_id()}/actions/use", {payload: 1}).status_code == 404
    assert visitor("POST", "records/asset", {"name": "New", payload: 1}).status_code == 400
    assert footprint() == before
    assert time.monotonic() - started < 3


# S17 ----------------------------------------------------------------------------------------------------------------


def addresses() -> Iterator[str]:
    """Every address of a page or of the API, for an asset that is there."""
    for pattern in get_resolver().url_patterns:
        for inner in getattr(pattern, "url_patterns", ()):
            yield f"/{inner.pattern}"


def test_s17_no_unsafe_request_is_taken_without_its_token(db: None) -> None:
    visitor = all_powerful()
    asset = builders.record("asset", name="Kept")
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(visitor.person, settings.AUTHENTICATION_BACKENDS[-1])
    before, refused = footprint(), 0
    names = {"key": "asset", "record_id": asset.pk, "pk": asset.pk, "file_id": asset.pk}
    names |= {"name": "use", "path": "maker", "number": 1}
    other = {"int": 1, "id": asset.pk, "uuid": asset.pk}
    for address in addresses():
        path = re.sub(r"<(?:(\w+):)?(\w+)>", lambda found: str(names.get(found[2], other.get(found[1], "x"))), address)
        for headers in ({}, {"HX-Request": "true"}, {"Origin": "https://evil.example"}):
            forged = {"name": "Forged", "version": "1"}
            as_json = {"content_type": "application/json"} if path.startswith("/api/") else {}
            answer = strict.post(path, forged, headers=headers, **as_json)
            # a token is asked for with name and password: no session is looked at, nothing done in anybody's name
            wanted = (400,) if path == "/api/v1/token" else (403, 405)
            assert answer.status_code in wanted, (path, answer.status_code)
            refused += answer.status_code == 403
    assert refused >= 60
    assert footprint() == before
    assert Asset._base_manager.get(pk=asset.pk).status == "draft"


def test_s17_a_session_with_its_token_may_use_the_api(db: None) -> None:
    visitor = all_powerful()
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(visitor.person, settings.AUTHENTICATION_BACKENDS[-1])
    browser.get("/o/asset/new")
    token = {"X-CSRFToken": browser.cookies["csrftoken"].value}
    made = browser.post("/api/v1/records/asset", '{"name": "A"}', content_type="application/json", headers=token)
    assert made.status_code == 201, made.content
    path = f"/api/v1/records/asset/{made.json()['id']}"
    body = '{"version": 1, "name": "B"}'
    assert browser.patch(path, body, content_type="application/json", headers=token).status_code == 200
    assert browser.patch(path, body, content_type="application/json").status_code == 403


# S18 ----------------------------------------------------------------------------------------------------------------


def test_s18_somebody_who_left_is_out_at_the_next_request(db: None) -> None:
    visitor = all_powerful()
    builders.record("asset", name="Kept")
    assert (visitor("GET", "records/asset").status_code, visitor.page("asset/").status_code) == (200, 200)
    save_record(actor=SYSTEM, object="person", id=visitor.person.pk, values={"is_active": False})
    assert visitor("GET", "records/asset").status_code == 401
    assert visitor.page("asset/").status_code == 302
    assert visitor.send("asset/new", {"name": "New"}).status_code == 302
    assert Asset._base_manager.count() == 1


def test_s18_logging_out_ends_the_session_for_good(db: None) -> None:
    visitor = all_powerful()
    stolen = visitor.browser.cookies["sessionid"].value
    visitor.browser.post("/logout")
    thief = Client()
    thief.cookies["sessionid"] = stolen
    assert thief.get("/o/asset/").status_code == 302


def test_s18_a_new_password_ends_all_other_sessions(db: None) -> None:
    visitor = all_powerful()
    person = Person._base_manager.get(pk=visitor.person.pk)
    set_password(person, "a-very-long-secret", "a-very-long-secret")
    assert visitor.page("asset/").status_code == 302
    assert visitor("GET", "records/asset").status_code == 401


def test_s18_rights_taken_away_are_gone_at_the_next_request(rep: Visitor) -> None:
    assert rep("GET", "records/asset").status_code == 200
    post = rep.person.posts.get()
    save_record(actor=SYSTEM, object="post", id=post.pk, values={"valid_until": "2020-01-01"})
    assert rep("GET", "records/asset").status_code == 404
    assert rep.page("asset/").status_code == 404


# S21 ----------------------------------------------------------------------------------------------------------------


def nested(depth: int) -> Any:
    condition: Any = {"field": "name", "op": "eq", "value": "x"}
    for _at in range(depth):
        condition = {"and": [condition]}
    return condition


@pytest.mark.parametrize(
    ("query", "limit"),
    [
        ("page_size=1000000000", "500"),
        ("page_size=501", "500"),
        ("page_size=0", "500"),
        ("sort=" + ",".join(["name"] * 6), "5"),
        ("fields=" + ",".join(f"f{at}" for at in range(101)), "100"),
        ("filter=" + quote(json.dumps([nested(0)] * 51)), "50"),
        ("filter=" + quote(json.dumps(nested(6))), "5"),
        ("filter=" + quote(json.dumps(nested(40))), "32"),
        ("name__in=" + ",".join("x" * 501), "500"),
        ("sort=" + ".".join(["maker"] * 20), ""),
        ("fields=" + ".".join(["maker"] * 20), ""),
        ("owner." * 20 + "name=x", ""),
    ],
)
def test_s21_a_list_has_limits_and_names_them(db: None, query: str, limit: str) -> None:
    answer = all_powerful()("GET", f"records/asset?{query}")
    assert answer.status_code == 400
    assert limit in answer.data["detail"]


@pytest.mark.parametrize(
    ("path", "body", "limit"),
    [
        ("query/asset", {"limit": 10**9}, "1000"),
        ("query/asset", {"group_by": ["name"] * 50}, ""),
        ("query/asset", {"aggregates": ["count"] * 500}, ""),
        ("records/asset/bulk", {"create": [{"name": "New"}] * 1001}, "1000"),
        ("records/asset/bulk", {"delete": [{"id": "x", "version": 1}] * 10_000}, "1000"),
    ],
)
def test_s21_questions_and_bulks_have_limits(db: None, path: str, body: Any, limit: str) -> None:
    visitor, before = all_powerful(), footprint()
    answer = visitor("POST", path, body)
    assert answer.status_code == 400
    assert limit in answer.data["detail"]
    assert footprint() == before


def test_s21_an_idempotency_key_has_a_limit(db: None) -> None:
    visitor, before = all_powerful(), footprint()
    for key in ("x" * 201, "é", "\t"):
        answer = visitor("POST", "records/asset", {"name": "New"}, **{"Idempotency-Key": key})
        assert answer.status_code == 400
    assert footprint() == before


def test_a_refused_row_leaves_nothing_in_a_bulk_with_a_key(db: None) -> None:
    visitor = all_powerful()
    rows = [{"name": "Good", "lines": [{"name": "A"}]}, {"name": "Bad", "price": "-1", "lines": [{"name": "B"}]}]
    body = {"create": rows, "atomic": False}
    answer = visitor("POST", "records/asset/bulk", body, **{"Idempotency-Key": "one"})
    assert [one["status"] for one in answer.data["results"]] == [201, 409]
    again = visitor("POST", "records/asset/bulk", body, **{"Idempotency-Key": "one"})
    assert again.data == answer.data
    assert [one.name for one in Asset._base_manager.all()] == ["Good"]
    assert footprint()[:2] == (1, 1)
