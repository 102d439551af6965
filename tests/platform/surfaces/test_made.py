"""What follows from hidden values on a made object is as hidden as they are, without a word in the rights about it."""

import base64
import json
from typing import Any
from urllib.parse import quote

import pytest

from kontor.access.models import FieldRight
from kontor.core.actor import SYSTEM
from kontor.records.services import save_record
from kontor.schema.registry import object_of
from tests import builders
from tests.platform.surfaces.test_hidden import SLOTS, asked
from tests.specimens import CANARY
from tests.surfaces import Visitor, read_table

KEY = "voyage"
LINES = "voyage_leg_lines"
# what a right names, and what follows from that without being named
INPUTS = ("remark", "fee")
FOLLOWING = ("fee_twice", "echo", "length", "far", "costs", "industry_then", "industry_now")
SEEN = ("miles", "per_day")
FIGURE, DOUBLE, SUM = "917.31", "1834.62", "2751.93"
SIGNS = (CANARY, FIGURE, DOUBLE, SUM, CANARY.upper())


@pytest.fixture
def clerk(filled: None, db: None) -> Visitor:
    """Sees voyages but for a remark, a fee and the costs of legs; of customers nothing."""
    rights: dict[str, Any] = {KEY: dict.fromkeys(INPUTS, "hidden"), "voyage_leg": {"cost": "hidden"}}
    return Visitor(builders.role(grants={KEY: builders.ALL_BASIC}, **rights))


@pytest.fixture
def voyage(filled: None, db: None) -> Any:
    """A voyage with canaries in everything that is hidden, in an older version too."""
    customer = builders.record("customer", name="Ernst", industry=CANARY)
    values = {
        "name": "Round trip",
        "remark": f"{CANARY} aboard",
        "fee": FIGURE,
        "days": 4,
        "customer": customer.pk,
        LINES: [{"stop": "Oslo", "cost": FIGURE, "miles": 10}, {"stop": "Bergen", "cost": "1834.62", "miles": 22}],
    }
    made = save_record(actor=SYSTEM, object=KEY, values=values).record
    return save_record(actor=SYSTEM, object=KEY, id=made.pk, values={"harbour": "Kiel"}).record


def signs(value: Any) -> list[str]:
    """The signs of hidden values in an answer, however it is written."""
    text = value if isinstance(value, str) else json.dumps(value, default=str)
    plain = text.replace(",", "").replace(" ", "")
    return [sign for sign in SIGNS if sign in plain]


def test_whoever_may_see_all_sees_what_follows(administrator: Visitor, voyage: Any) -> None:
    read = administrator("GET", f"records/{KEY}/{voyage.pk}").data
    assert read["echo"] == f"{CANARY} ABOARD".upper()
    assert [str(read[key]).rstrip("0") for key in ("fee_twice", "costs")] == [DOUBLE, SUM]
    assert (read["industry_then"], read["industry_now"]) == (CANARY, CANARY)
    assert (read["far"], int(read["miles"]), float(read["per_day"])) == (True, 32, 8)
    assert signs(administrator.page(f"{KEY}/{voyage.pk}/").text) == list(SIGNS)


def test_what_follows_is_absent_from_every_answer(clerk: Visitor, voyage: Any) -> None:
    listed = clerk("GET", f"records/{KEY}?count=exact&page_size=1").data
    read = clerk("GET", f"records/{KEY}/{voyage.pk}").data
    known = clerk("GET", f"objects/{KEY}").data
    told = [clerk("GET", f"records/{KEY}/{voyage.pk}/{what}").data for what in ("history", "events")]
    api = clerk.client.get("/api/openapi.json", headers={"Authorization": f"Bearer {clerk.token}"}).json()
    gone = {*INPUTS, *FOLLOWING}
    assert not gone & {*listed["results"][0], *read, *(one["key"] for one in known["fields"])}
    assert set(SEEN) <= read.keys()
    assert not gone & api["components"]["schemas"][KEY]["properties"].keys()
    assert not gone & {change["field"] for row in told[0]["results"] for change in row["changes"]}
    assert not [name for name in gone if f'"{name}"' in json.dumps(told)]
    assert "cost" not in read[LINES][0]
    assert signs([listed, read, known, told, api]) == []


def test_what_follows_cannot_be_asked_for(clerk: Visitor, voyage: Any) -> None:
    for slot in SLOTS:
        if slot in ("create", "change"):
            continue
        unknown = asked(clerk, slot, voyage, KEY, "x_absent")
        answers = {name: asked(clerk, slot, voyage, KEY, name) for name in (*INPUTS, *FOLLOWING)}
        assert {name: answer for name, answer in answers.items() if answer != unknown} == {}, slot
    for path in ("customer.industry", f"{LINES}.cost"):
        condition = json.dumps({"field": path, "op": "is_empty", "value": False})
        assert clerk("GET", f"records/{KEY}?count=exact&filter={quote(condition)}").status_code == 400, path


def test_what_follows_orders_counts_and_groups_nothing(clerk: Visitor, voyage: Any) -> None:
    for name in SEEN:
        builders.record(KEY, name=f"Other {name}", remark="plain", fee="1")
        page = clerk("GET", f"records/{KEY}?page_size=1&sort={name}&count=exact").data
        assert page["count"] >= 2
        cursor = str(page["next"]).rpartition("cursor=")[2].partition(":")[0]
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        assert (text[:1], signs(text)) == ("[", [])
        grouped = clerk("POST", f"query/{KEY}", {"group_by": [name], "aggregates": ["count"]})
        assert (grouped.status_code, signs(grouped.data)) == (200, [])


def test_what_is_hidden_is_not_found(administrator: Visitor, clerk: Visitor, voyage: Any) -> None:
    path = f"records/{KEY}?search={CANARY}"
    assert [row["id"] for row in administrator("GET", path).data["results"]] == [str(voyage.pk)]
    assert clerk("GET", path).data["results"] == []
    assert str(voyage.pk) in administrator.browser.get("/search", {"q": CANARY}).content.decode()
    assert str(voyage.pk) not in clerk.browser.get("/search", {"q": CANARY}).content.decode()


def test_what_follows_is_on_no_page_and_in_no_file(clerk: Visitor, voyage: Any) -> None:
    record = [f"{voyage.pk}/{part}" for part in ("", "side", "edit", "versions/1")]
    paths = ("", "filter", "columns", "new", *record)
    for path in paths:
        page = clerk.page(f"{KEY}/{path}")
        assert (page.status_code, signs(page.text)) == (200, []), path
        labels = [str(object_of(KEY).fields[name].label) for name in (*INPUTS, *FOLLOWING)]
        assert [label for label in labels if f">{label}<" in page.text] == [], path
    for kind in ("csv", "xlsx"):
        answer = clerk("GET", f"records/{KEY}/export?format={kind}")
        for rows in (read_table(b"".join(answer.streaming_content), kind), clerk.table(KEY, kind)):
            assert len(rows) >= 2
            assert signs(rows) == []
    draft = clerk("POST", f"records/{KEY}/{voyage.pk}/preview", {"days": 2})
    assert (draft.status_code, signs(draft.data)) == (200, [])


def test_somebody_without_any_post_is_refused_as_always(filled: None, db: None, voyage: Any) -> None:
    nobody = Visitor()
    for path in (f"records/{KEY}", f"records/{KEY}/{voyage.pk}", f"objects/{KEY}", f"records/{KEY}/export"):
        assert nobody("GET", path).status_code in (403, 404), path


@pytest.mark.parametrize("right", ["read", "write"])
def test_a_right_to_what_follows_gives_nothing_of_what_it_reads(clerk: Visitor, voyage: Any, right: str) -> None:
    role = FieldRight.objects.filter(object=KEY, field="fee").latest("pk").role
    for name in FOLLOWING:
        FieldRight.objects.create(role=role, object=KEY, field=name, right=right)
    builders.touch_rights()
    read = clerk("GET", f"records/{KEY}/{voyage.pk}").data
    assert not set(FOLLOWING) & read.keys()
    assert signs([read, clerk("GET", f"records/{KEY}").data]) == []


@pytest.mark.parametrize("freed", INPUTS)
def test_what_follows_comes_with_what_it_reads(clerk: Visitor, voyage: Any, freed: str) -> None:
    FieldRight.objects.filter(object=KEY, field=freed).delete()
    builders.touch_rights()
    wanted = {"remark": {"remark", "echo", "length", "far"}, "fee": {"fee", "fee_twice"}}[freed]
    read = clerk("GET", f"records/{KEY}/{voyage.pk}").data
    assert {*INPUTS, *FOLLOWING} & read.keys() == wanted


def test_a_hidden_value_is_not_learnt_by_a_rule_or_a_refused_save(clerk: Visitor, voyage: Any) -> None:
    for body in ({"fee_twice": "1"}, {"costs": "1"}, {"industry_now": "x"}, {"fee": "x"}):
        answer = clerk("PATCH", f"records/{KEY}/{voyage.pk}", {"version": voyage.version, **body})
        assert (answer.status_code, signs(answer.data)) == (400, [])
    stale = clerk("PATCH", f"records/{KEY}/{voyage.pk}", {"version": 1, "harbour": "Ulm"})
    assert (stale.status_code, signs(stale.data)) == (409, [])
