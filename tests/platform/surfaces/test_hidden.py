"""A hidden field is nowhere, and answers like one that does not exist."""

import json
from typing import Any

import pytest

from kontor.api.views.openapi_collab import SCHEMAS
from kontor.core.actor import SYSTEM
from kontor.records.services import save_record
from kontor.schema.descriptor import ObjectDescriptor
from kontor.schema.registry import object_of
from tests import builders
from tests.specimens import CANARY, kinds, live, makable, make, row_of, savable, values_of, with_canary
from tests.surfaces import Visitor, read_table

each = pytest.mark.parametrize("key", kinds())
each_made = pytest.mark.parametrize("key", savable())


def left(found: ObjectDescriptor) -> str:
    """The one field that stays visible: the name, or the first field."""
    return found.label_field or next(iter(found.fields))


def hidden(found: ObjectDescriptor) -> list[str]:
    return [name for name in found.fields if name != left(found)]


def blinded(key: str) -> Visitor:
    """Somebody who may do everything with the records of an object, and sees nothing of them but their names."""
    found = object_of(key)
    rights = {key: dict.fromkeys(hidden(found), "hidden")}
    rights |= {line.key: dict.fromkeys(line.fields, "hidden") for line in found.lines.values()}
    return Visitor(builders.role(grants={key: builders.ALL_BASIC}, **rights))


def marked(key: str) -> Any:
    """A record with canaries in all its texts but the name, also in older versions; any record of a closed object."""
    if key not in makable():
        return row_of(key)
    found = object_of(key)
    texts = {name: value for name, value in with_canary(found).items() if name != left(found)}
    record = save_record(actor=SYSTEM, object=key, values={**values_of(key), **texts}).record
    newer = json.loads(json.dumps(texts).replace(CANARY, f"{CANARY}b"))
    return save_record(actor=SYSTEM, object=key, id=record.pk, values=newer).record


@each
def test_a_hidden_field_is_absent_from_every_answer_of_the_api(filled: None, db: None, key: str) -> None:
    found, record = object_of(key), marked(key)
    visitor, seen = blinded(key), left(object_of(key))
    listed = visitor("GET", f"records/{key}").data
    assert {frozenset(row) for row in listed["results"]} == {frozenset({"id", "version", seen})}
    read = visitor("GET", f"records/{key}/{record.pk}").data
    assert read.keys() == {"id", "version", seen, *found.lines}
    assert {tuple(row) for name in found.lines for row in read[name]} <= {("id",)}
    versions = visitor("GET", f"records/{key}/{record.pk}/history").data
    told = {change["field"] for row in versions["results"] for change in row["changes"]}
    assert told <= {seen}
    happened = visitor("GET", f"records/{key}/{record.pk}/events").data
    assert {name for row in happened["results"] for name in row["data"].get("fields", [])} <= {seen, *found.lines}
    described = visitor("GET", f"objects/{key}").data
    assert [one["key"] for one in described["fields"]] == [seen]
    assert [one["fields"] for one in described["lines"].values()] == [[]] * len(found.lines)
    assert CANARY not in json.dumps([listed, read, versions, happened, described])


@each
def test_a_hidden_field_is_absent_from_the_description_of_the_api(filled: None, db: None, key: str) -> None:
    found, visitor = object_of(key), blinded(key)
    answer = visitor.client.get("/api/openapi.json", headers={"Authorization": f"Bearer {visitor.token}"})
    schemas = answer.json()["components"]["schemas"]
    assert schemas.keys() - SCHEMAS.keys() == {key, *(line.key for line in found.lines.values())}
    assert schemas[key]["properties"].keys() - {"id", "version"} == {left(found), *found.lines}
    for line in found.lines.values():
        assert schemas[line.key]["properties"].keys() <= {"id", "version"}


@each
def test_a_hidden_field_is_absent_from_every_page(filled: None, db: None, key: str) -> None:
    found, record, visitor = object_of(key), marked(key), blinded(key)
    pages = {
        path: visitor.page(f"{key}/{path}")
        for path in ("", "filter", "columns", f"{record.pk}/", f"{record.pk}/versions/1")
    }
    assert {path: page.status_code for path, page in pages.items()} == dict.fromkeys(pages, 200)
    forms = {path: visitor.page(f"{key}/{path}") for path in ("new", f"{record.pk}/edit")}
    # where nothing that is left can be written there is no form
    writable = found.fields[left(found)].writable and not found.declare.closed
    assert forms["new"].status_code == (403 if found.declare.closed else 200)
    assert forms[f"{record.pk}/edit"].status_code in ((200,) if writable and not found.states else (200, 403))
    pages |= forms
    text = "\n".join(page.text for page in pages.values())
    assert CANARY not in text
    for name in hidden(found):
        assert f'name="{name}"' not in text
        assert f'value="{name}"' not in text
        assert f"/fields/{name}" not in text


@each_made
def test_what_may_be_seen_is_shown(administrator: Any, key: str) -> None:
    found, record = object_of(key), marked(key)
    wanted = sum(name != left(found) for name in with_canary(found))
    read = administrator("GET", f"records/{key}/{record.pk}").data
    assert json.dumps(read).count(f"{CANARY}b") == wanted
    told = administrator("GET", f"records/{key}/{record.pk}/history").data
    assert json.dumps(told).count(CANARY) >= 2 * wanted
    for path in ("", "edit"):
        text = administrator.page(f"{key}/{record.pk}/{path}").text
        assert (CANARY in text) == bool(wanted)


@each
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_hidden_field_is_absent_from_exports(filled: None, db: None, key: str, kind: str) -> None:
    found, _record, visitor = object_of(key), marked(key), blinded(key)
    answer = visitor("GET", f"records/{key}/export?format={kind}")
    for rows in (read_table(b"".join(answer.streaming_content), kind), visitor.table(key, kind)):
        assert rows[0] == [str(found.fields[left(found)].label)]
        assert len(rows) == live(key).count() + 1
        assert CANARY not in str(rows)


SLOTS = {
    "fields": ("GET", "records/{key}?fields={name}", None),
    "sort": ("GET", "records/{key}?sort={name}", None),
    "falling sort": ("GET", "records/{key}?sort=-{name}", None),
    "filter": ("GET", 'records/{key}?filter={{"field":"{name}","op":"is_empty"}}', None),
    "plain filter": ("GET", "records/{key}?{name}=1&count=exact", None),
    "export": ("GET", "records/{key}/export?fields={name}", None),
    "group": ("POST", "query/{key}", {"group_by": ["{name}"]}),
    "figure": ("POST", "query/{key}", {"aggregates": ["max:{name}"]}),
    "order of groups": ("POST", "query/{key}", {"aggregates": ["count"], "sort": ["max:{name}"]}),
    "create": ("POST", "records/{key}", {"{name}": "1"}),
    "change": ("PATCH", "records/{key}/{pk}", {"version": 0, "{name}": "1"}),
}


def asked(visitor: Visitor, slot: str, record: Any, key: str, name: str) -> tuple[int, Any]:
    """Status and body of a request that names a field somewhere, without the name."""
    method, path, body = SLOTS[slot]
    sent = None if body is None else json.loads(json.dumps(body).replace("{name}", name))
    if sent and "version" in sent:
        sent["version"] = record.version
    answer = visitor(method, path.format(key=key, name=name, pk=record.pk), sent)
    return answer.status_code, without(name, answer.data)


def without(name: str, value: Any) -> Any:
    """A JSON value with the name taken out of its texts."""
    if isinstance(value, dict):
        return {key: without(name, one) for key, one in value.items()}
    if isinstance(value, list):
        return [without(name, one) for one in value]
    return value.replace(name, "…") if isinstance(value, str) else value


@each
def test_a_hidden_field_answers_like_an_unknown_one_everywhere(filled: None, db: None, key: str) -> None:
    record, visitor = marked(key), blinded(key)
    slots = [slot for slot in SLOTS if not object_of(key).declare.closed or slot not in ("create", "change")]
    before = live(key).count()
    for slot in slots:
        unknown = asked(visitor, slot, record, key, "x_absent")
        assert unknown[0] == 400, (slot, unknown)
        answers = {name: asked(visitor, slot, record, key, name) for name in hidden(object_of(key))}
        assert {name: answer for name, answer in answers.items() if answer != unknown} == {}, slot
    assert live(key).count() == before
    assert live(key).get(pk=record.pk).version == record.version


@each
def test_a_page_refuses_a_hidden_field_in_its_address(filled: None, db: None, key: str) -> None:
    found, record, visitor = object_of(key), make(key) if key in makable() else row_of(key), blinded(key)
    for name in hidden(found):
        condition = json.dumps({"field": name, "op": "is_empty", "value": True})
        for query in ({"sort": name}, {"columns": name}, {"filter": condition}):
            answer = visitor.page(f"{key}/", **query)
            assert answer.status_code == 400, query
        assert visitor.page(f"{key}/{record.pk}/fields/{name}").status_code == 404
        assert visitor.page(f"{key}/pick/{name}").status_code == 404


@each_made
def test_a_form_cannot_write_a_hidden_field(filled: None, db: None, key: str) -> None:
    record, visitor, before = make(key), blinded(key), live(key).count()
    name = hidden(object_of(key))[0]
    answer = visitor.send(f"{key}/{record.pk}/edit", {"version": "1", name: "x"})
    assert answer.status_code == (400 if object_of(key).fields[left(object_of(key))].writable else 403)
    assert str(object_of(key).fields[name].label) + ":" not in answer.text
    assert visitor.send(f"{key}/new", {name: "x"}).status_code == 400
    assert live(key).get(pk=record.pk).version == 1
    assert live(key).count() == before
