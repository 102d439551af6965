"""What may stand in the body of a form, and what distinguishes two of them."""

import copy
from typing import Any

import pytest

from kontor.layouts.bodies import check_form, without_place, without_unknown
from kontor.layouts.differences import differences
from kontor.layouts.forms import form_from
from kontor.layouts.shipped import shipped_form
from kontor.schema.registry import current, object_of


def body(*items: Any, **section: Any) -> dict[str, Any]:
    """A form of one section."""
    part = {"id": "s1", "type": "section", "label": {"en": "Basics"}, "columns": 2, "items": list(items), **section}
    return {"tabs": [{"id": "t1", "label": {"en": "General"}, "parts": [part]}]}


def said(given: Any, key: str = "asset") -> str:
    return "\n".join(str(one) for one in check_form(given, object_of(key)))


def test_every_shipped_form_may_be_kept() -> None:
    for found in current().objects.values():
        assert check_form(shipped_form(found), found) == []


def test_a_shipped_form_shows_every_field_the_object_shows() -> None:
    found = object_of("asset")
    assert set(found.fields) - form_from(shipped_form(found)).fields == {"number", "status"}


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ([], "A form needs at least one tab."),
        ({"tabs": []}, "A form needs at least one tab."),
        (body({"type": "field", "field": "nam"}), "section “Basics”, 1: There is no field “nam”."),
        (body(*[{"type": "field", "field": "name"}] * 2), "The field “Name” stands in the form twice."),
        (body({"type": "field", "field": "name", "span": 9}), "A field is 1 to 4 columns wide."),
        (body({"type": "field", "field": "name", "widget": "radios"}), "“Name” cannot be shown that way."),
        (body({"type": "field", "field": "name", "onclick": "x"}), "“onclick” has no meaning here."),
        (body({"type": "script"}), "An element is a field, a separator, a text or a button."),
        (body({"type": "text", "text": "hello"}), "A text is given per language"),
        (body({"type": "text", "text": {"fr": "bonjour"}}), "A text is given per language"),
        (body({"type": "button", "action": "explode"}), "There is no action “explode”."),
        (body({"type": "button"}), "A button runs an action or opens a form."),
        (body(columns=5), "A section has 1 to 4 columns."),
        (body(id=""), "Every part needs an id of its own."),
        ({"tabs": [{"id": "a", "parts": [{"id": "b", "type": "lines", "name": "wheels"}]}]}, "no lines “wheels”."),
        ({"tabs": [{"id": "a", "parts": [{"id": "b", "type": "related", "object": "x"}]}]}, "no object “x”."),
        ({"tabs": [{"id": "a", "parts": [{"id": "b", "type": "related", "object": "maker", "field": "x"}]}]}, "point"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_form_is_said_with_its_place(given: Any, complaint: str) -> None:
    assert complaint in said(given)


def test_a_needed_field_without_a_place_is_named() -> None:
    assert without_place(body({"type": "field", "field": "note"}), object_of("asset")) == ["name"]


def test_what_is_no_longer_there_is_left_out_of_a_form() -> None:
    given = body({"type": "field", "field": "gone"}, {"type": "field", "field": "name"})
    (item,) = without_unknown(given, object_of("asset"))["tabs"][0]["parts"][0]["items"]
    assert item["field"] == "name"


def test_equal_forms_do_not_differ() -> None:
    found = object_of("asset")
    assert differences(shipped_form(found), shipped_form(found), found) == []


def test_differences_are_sentences() -> None:
    found = object_of("asset")
    old = shipped_form(found)
    new = copy.deepcopy(old)
    parts = new["tabs"][0]["parts"]
    note = next(part for part in parts if part["type"] == "section" and part["label"]["en"] == "Notes")
    first = parts[0]
    moved = first["items"].pop(0)
    note["items"].append(moved)
    first["columns"] = 3
    first["items"][0]["span"] = 2
    first["label"] = {"en": "Basics"}
    new["tabs"].append({"id": "t2", "label": {"en": "More"}, "parts": []})
    grid = next(part for part in parts if part["type"] == "lines")
    grid["columns"].remove("price")
    words = differences(old, new, found)
    assert "Added the tab “More”." in words
    assert "Renamed “Details” to “Basics”." in words
    assert "“Basics” now has 3 columns." in words
    assert "Moved “Name” to the section “Notes”." in words
    assert any(one.startswith("Removed the column “Price”") for one in words)
    assert any(one.startswith("Changed how “") for one in words)
