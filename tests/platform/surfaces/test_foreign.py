"""A record out of reach is not there: every address answers as for an id that never was."""

from typing import Any
from urllib.parse import quote

import pytest

from kontor.core.ids import new_id
from kontor.records.actions import actions_of
from kontor.schema.registry import object_of
from tests import builders
from tests.specimens import kinds, row_of
from tests.surfaces import Visitor

each = pytest.mark.parametrize("key", kinds())


def stranger(key: str) -> Visitor:
    """Somebody who may do everything with his own records, and has none."""
    every = ("read", "create", "update", "delete", *(one.verb for one in actions_of(key)))
    return Visitor(builders.role(grants={key: dict.fromkeys(every, "own")}))


def doors(key: str) -> list[tuple[str, str, dict[str, Any] | None]]:
    """Every address of the API below one record."""
    fixed: list[tuple[str, str, dict[str, Any] | None]] = [
        ("GET", "", None),
        ("PATCH", "", {"version": 1}),
        ("DELETE", "", {"version": 1}),
        ("POST", "/preview", {}),
        ("POST", "/restore", {}),
        ("GET", "/history", None),
        ("GET", "/events", None),
    ]
    return [*fixed, *(("POST", f"/actions/{one.name}", {"reason": "x"}) for one in actions_of(key))]


@each
def test_the_api_answers_as_for_an_id_that_never_was(administrator: Any, key: str) -> None:
    record, visitor = row_of(key), stranger(key)
    before = administrator("GET", f"records/{key}/{record.pk}").data
    for method, tail, body in doors(key):
        answer = visitor(method, f"records/{key}/{record.pk}{tail}", body)
        never = visitor(method, f"records/{key}/{new_id()}{tail}", body)
        assert (answer.status_code, answer.data) == (404, never.data), (method, tail)
    assert administrator("GET", f"records/{key}/{record.pk}").data == before


@each
def test_no_list_search_export_or_figure_tells_of_it(filled: None, db: None, key: str) -> None:
    record, visitor = row_of(key), stranger(key)
    listed = visitor("GET", f"records/{key}?count=exact").data
    assert (listed["results"], listed["count"], listed["next"]) == ([], 0, None)
    one = f'{{"field":"id","op":"eq","value":"{record.pk}"}}'
    assert visitor("GET", f"records/{key}?filter={one}").data["results"] == []
    assert visitor("GET", f"records/{key}?search={quote(str(record))}").data["results"] == []
    assert visitor("POST", f"query/{key}", {"aggregates": ["count"]}).data["results"] == [{"count": 0}]
    assert len(visitor.table(key, "csv")) == 1
    assert str(record.pk) not in visitor.page(f"{key}/").text
    assert f"/o/{key}/{record.pk}" not in visitor.browser.get("/search", {"q": str(record)}).content.decode()


@each
def test_its_pages_answer_as_for_an_id_that_never_was(administrator: Any, key: str) -> None:
    record, visitor = row_of(key), stranger(key)
    before = administrator("GET", f"records/{key}/{record.pk}").data
    field = next(iter(object_of(key).fields))
    names = [one.name for one in actions_of(key)]
    opened = ["", "edit", f"fields/{field}", "versions/1", *(f"actions/{name}" for name in names)]
    posted = ["edit", "preview", "trash", "restore", f"fields/{field}", *(f"actions/{name}" for name in names)]
    for tail in opened:
        answer, never = (visitor.page(f"{key}/{pk}/{tail}") for pk in (record.pk, new_id()))
        assert (answer.status_code, never.status_code) == (404, 404), tail
        assert str(record.pk) not in answer.text
    for tail in posted:
        sent = {"version": "1", field: "x"}
        answer, never = (visitor.send(f"{key}/{pk}/{tail}", sent) for pk in (record.pk, new_id()))
        assert (answer.status_code, never.status_code) == (404, 404), tail
    assert administrator("GET", f"records/{key}/{record.pk}").data == before


@each
def test_somebody_without_any_right_does_not_learn_of_the_object(filled: None, db: None, key: str) -> None:
    record, visitor = row_of(key), Visitor(builders.role())
    nothing = visitor("GET", "records/x_absent")
    for path in (f"records/{key}", f"objects/{key}", f"records/{key}/{record.pk}", f"records/{key}/export"):
        assert visitor("GET", path).status_code == nothing.status_code == 404
    assert visitor("GET", "objects").data["results"] == []
    assert visitor("GET", "me").data["may"] == {}
    for path in (f"{key}/", f"{key}/{record.pk}/", f"{key}/export", f"{key}/filter", f"{key}/columns"):
        assert visitor.page(path).status_code == 404
    assert f"/o/{key}/" not in visitor.browser.get("/").content.decode()
