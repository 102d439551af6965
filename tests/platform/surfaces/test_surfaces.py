"""List, page, form, create, edit, trash, restore, history and export of every object."""

from typing import Any

import pytest
from django.utils.html import escape

from kontor.audit.models import Event
from kontor.schema.registry import object_of
from tests.specimens import (
    MADE,
    ONLY_BY_ACTIONS,
    change_of,
    closed,
    kinds,
    live,
    makable,
    make,
    needed,
    row_of,
    savable,
    values_of,
)
from tests.surfaces import complaints, form_of, read_table

each = pytest.mark.parametrize("key", kinds())
each_made = pytest.mark.parametrize("key", savable())
each_closed = pytest.mark.parametrize("key", closed())


@each
def test_a_list_shows_every_record_by_api_and_page(administrator: Any, key: str) -> None:
    found, ids = object_of(key), {str(pk) for pk in live(key).values_list("pk", flat=True)}
    answer = administrator("GET", f"records/{key}?page_size=500")
    assert answer.status_code == 200
    assert {row["id"] for row in answer.data["results"]} == ids
    assert answer.data["results"][0].keys() == {"id", "version", *found.fields}
    page = administrator.page(f"{key}/")
    assert page.status_code == 200
    assert str(found.plural) in page.text
    assert [pk for pk in sorted(ids)[:50] if f"/o/{key}/{pk}/" in page.text] == sorted(ids)[:50]


@each
def test_a_record_is_the_same_by_api_and_on_its_page(administrator: Any, key: str) -> None:
    found, record = object_of(key), row_of(key)
    answer = administrator("GET", f"records/{key}/{record.pk}")
    assert answer.status_code == 200
    assert answer.data.keys() == {"id", "version", *found.fields, *found.lines}
    page = administrator.page(f"{key}/{record.pk}/")
    assert page.status_code == 200
    name = answer.data.get(str(found.label_field))
    assert escape(name or str(found.label)) in page.text


@each_made
def test_a_record_is_created_by_api(administrator: Any, key: str) -> None:
    values = values_of(key)
    answer = administrator("POST", f"records/{key}", values)
    assert answer.status_code == 201, answer.data
    read = administrator("GET", f"records/{key}/{answer.data['id']}").data
    assert {name: _plain(read[name]) for name in values} == {name: _plain(values[name]) for name in values}
    assert read["version"] == 1
    assert list(Event.objects.filter(record_id=read["id"]).values_list("verb", flat=True)) == [f"{key}.created"]


def _plain(value: Any) -> Any:
    return value["id"] if isinstance(value, dict) and "id" in value else value


@each_made
def test_a_record_is_created_by_its_form(administrator: Any, key: str) -> None:
    values, before = values_of(key), live(key).count()
    form = administrator.form(f"{key}/new")
    assert {one.key for one in needed(object_of(key))} <= form.keys()
    answer = administrator.send(f"{key}/new", {**form, **form_of(object_of(key), values)})
    assert answer.status_code == 302, complaints(answer.text)
    assert live(key).count() == before + 1
    made = live(key).order_by("-id").first()
    assert answer.headers["Location"] == f"/o/{key}/{made.pk}/"
    read = administrator("GET", f"records/{key}/{made.pk}").data
    assert {name: _plain(read[name]) for name in values} == {name: _plain(values[name]) for name in values}


@pytest.mark.parametrize("key", [*MADE, *(key for key in makable() if needed(object_of(key)))])
def test_without_a_needed_value_nothing_is_created(administrator: Any, key: str) -> None:
    values, before = values_of(key), live(key).count()
    missing = needed(object_of(key))[0]
    del values[missing.key]
    answer = administrator("POST", f"records/{key}", values)
    assert answer.status_code == 400
    assert [(one["field"], one["code"]) for one in answer.data["errors"]] == [(missing.key, "required")]
    page = administrator.send(f"{key}/new", form_of(object_of(key), values))
    assert page.status_code == 400
    assert f'id="f-{missing.key}-err"' in page.text
    assert live(key).count() == before


@each_made
def test_a_record_is_changed_by_api_once_per_version(administrator: Any, key: str) -> None:
    record, (field, value) = make(key), change_of(object_of(key))
    path = f"records/{key}/{record.pk}"
    answer = administrator("PATCH", path, {"version": 1, field.key: value})
    assert (answer.status_code, answer.data.get("version")) == (200, 2), answer.data
    assert _plain(administrator("GET", path).data[field.key]) == value
    stale = administrator("PATCH", path, {"version": 1, field.key: change_of(object_of(key))[1]})
    assert (stale.status_code, stale.data["version"]) == (409, 2)
    assert _plain(administrator("GET", path).data[field.key]) == value


@each_made
@pytest.mark.parametrize("age", ["first", "last"])
def test_a_form_sent_back_as_it_is_changes_nothing(administrator: Any, key: str, age: str) -> None:
    # the first documents have gone all the way, the last ones are drafts
    record = getattr(live(key).order_by("id"), age)()
    before = administrator("GET", f"records/{key}/{record.pk}").data
    form = administrator.form(f"{key}/{record.pk}/edit")
    assert form["version"] == [str(record.version)]
    answer = administrator.send(f"{key}/{record.pk}/edit", form)
    assert answer.status_code == 302, complaints(answer.text)
    assert administrator("GET", f"records/{key}/{record.pk}").data == before


@each_made
def test_a_record_is_changed_by_its_form(administrator: Any, key: str) -> None:
    record, (field, value) = make(key), change_of(object_of(key))
    path = f"{key}/{record.pk}"
    form = administrator.form(f"{path}/edit")
    assert field.key in form
    answer = administrator.send(f"{path}/edit", {**form, **form_of(object_of(key), {field.key: value})})
    assert answer.status_code == 302, complaints(answer.text)
    read = administrator("GET", f"records/{path}").data
    assert (read["version"], _plain(read[field.key])) == (2, value)
    stale = administrator.send(f"{path}/edit", form)
    assert stale.status_code == 409
    assert administrator("GET", f"records/{path}").data == read


@each_made
def test_a_record_is_trashed_and_restored_by_api(administrator: Any, key: str) -> None:
    record = make(key)
    path = f"records/{key}/{record.pk}"
    before = administrator("GET", path).data
    assert administrator("DELETE", path, {"version": 9}).status_code == 409
    assert administrator("DELETE", path, {"version": 1}).status_code == 204
    assert administrator("GET", path).status_code == 404
    assert not live(key).filter(pk=record.pk).exists()
    trashed = administrator("GET", f"records/{key}?trashed=1&fields=version").data["results"]
    assert str(record.pk) in {row["id"] for row in trashed}
    assert administrator("POST", f"{path}/restore").status_code == 200
    after = administrator("GET", path).data
    changed = {name for name in after if after[name] != before[name]}
    assert changed <= {"version", "updated_at", "updated_by"}


@each_made
def test_a_record_is_trashed_and_restored_on_its_pages(administrator: Any, key: str) -> None:
    record = make(key)
    path = f"{key}/{record.pk}"
    gone = administrator.send(f"{path}/trash", {"version": "1"})
    assert (gone.status_code, gone.headers["HX-Redirect"]) == (204, f"/o/{key}/")
    listed = administrator.page(f"{key}/").text
    assert f'href="/o/{path}/"' not in listed
    assert f"good /o/{path}/restore " in listed
    assert f'hx-post="/o/{path}/restore"' in administrator.page(f"{key}/", trash="1").text
    back = administrator.send(f"{path}/restore", {})
    assert (back.status_code, back.headers["HX-Redirect"]) == (204, f"/o/{path}/")
    assert live(key).filter(pk=record.pk).exists()


@each_made
def test_a_history_tells_who_changed_what(administrator: Any, key: str) -> None:
    record, (field, value) = make(key), change_of(object_of(key))
    path = f"records/{key}/{record.pk}"
    before = administrator("GET", path).data[field.key]
    administrator("PATCH", path, {"version": 1, field.key: value})
    newest, oldest = administrator("GET", f"{path}/history").data["results"]
    change = next(one for one in newest["changes"] if one["field"] == field.key)
    assert (newest["kind"], newest["actor"]) == ("update", administrator.person.name)
    assert _plain(change["new"]) == value
    assert change["old"] == before
    assert oldest["kind"] == "create"
    verbs = [one["verb"] for one in administrator("GET", f"{path}/events").data["results"]]
    assert verbs == [f"{key}.updated", f"{key}.created"]
    timeline = administrator.page(f"{key}/{record.pk}/side").text
    assert administrator.person.name in timeline
    assert str(field.label) in timeline


@each
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_holds_what_the_list_shows(administrator: Any, key: str, kind: str) -> None:
    found = object_of(key)
    answer = administrator("GET", f"records/{key}/export?format={kind}")
    heading, *rows = read_table(b"".join(answer.streaming_content), kind)
    assert heading == [str(one.label) for one in found.fields.values()]
    assert len(rows) == live(key).count()
    heading, *shown = administrator.table(key, kind)
    page = administrator.page(f"{key}/").text
    assert [label for label in heading if f"{escape(label)}</" not in page] == []
    assert len(shown) == len(rows)


@each_closed
def test_a_closed_object_is_not_written_from_outside(administrator: Any, key: str) -> None:
    record, before = row_of(key), live(key).count()
    path, field = f"records/{key}/{record.pk}", next(iter(object_of(key).fields))
    stored = administrator("GET", path).data
    assert administrator("POST", f"records/{key}", {}).status_code == 403
    assert administrator("PATCH", path, {"version": record.version, field: None}).status_code == 403
    assert administrator("DELETE", path, {"version": record.version}).status_code == 403
    assert administrator.page(f"{key}/new").status_code == 403
    assert administrator.send(f"{key}/new", {}).status_code == 403
    assert administrator.page(f"{key}/{record.pk}/edit").status_code == 403
    assert administrator.send(f"{key}/{record.pk}/edit", {"version": str(record.version)}).status_code == 403
    assert administrator.send(f"{key}/{record.pk}/trash", {"version": str(record.version)}).status_code == 403
    assert f"/o/{key}/new" not in administrator.page(f"{key}/").text
    assert administrator("GET", path).data == stored
    assert live(key).count() == before


@pytest.mark.parametrize("key", sorted(ONLY_BY_ACTIONS))
def test_what_only_actions_make_is_refused_from_outside(administrator: Any, key: str) -> None:
    before = live(key).count()
    answer = administrator("POST", f"records/{key}", {})
    assert (answer.status_code, bool(answer.data["detail"])) == (422, True)
    assert administrator.send(f"{key}/new", {}).status_code == 422
    assert live(key).count() == before
