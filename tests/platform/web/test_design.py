"""The object designer's pages: what a dialog has no input for stays, and nothing is done by opening an address."""

from typing import Any

import pytest
from django.http import QueryDict
from django.urls import reverse

from kontor.design.drafts import draft_of, save_draft
from kontor.identity.models import Role
from kontor.identity.services import actor_of
from kontor.schema.registry import object_of
from kontor.web.design.field_form import form_of, read_form
from tests import builders
from tests.designed import Designed, field
from tests.surfaces import Visitor, all_powerful

pytestmark = [pytest.mark.designed]
CHOICES = (
    {"key": "low", "label": {"en": "Low"}, "tone": "good", "active": True},
    {"key": "old", "label": {"en": "Old"}, "tone": "bad", "active": False},
)
ROLLUP = {"kind": "rollup", "over": "trip_stop_lines", "field": "km", "figure": "sum", "result": "decimal"}


def sent(**values: Any) -> QueryDict:
    """The dialog as a browser sends it."""
    form = QueryDict(mutable=True)
    for name, value in values.items():
        form.setlist(name.replace("__", "."), value if isinstance(value, list) else [value])
    return form


def test_keeping_a_dialog_unchanged_changes_nothing(designed: Designed) -> None:
    designed.object("trip", field("name"), field("level", "choice", choices=CHOICES))
    before = form_of(object_of("trip"), "level", [])
    rows = {"choice__key": ["low", "old"], "choice__en": ["Low", "Old"], "choice__zh": ["", ""]}
    form = sent(type="choice", label__en="Level", choice__tone=["good", "bad"], **rows)
    assert read_form(object_of("trip"), form, before) == []


def test_a_closed_choice_stays_closed_when_another_is_renamed(designed: Designed) -> None:
    designed.object("trip", field("name"), field("level", "choice", choices=CHOICES))
    before = form_of(object_of("trip"), "level", [])
    rows = {"choice__key": ["low", "old"], "choice__en": ["Lowest", "Old"], "choice__zh": ["", ""]}
    form = sent(type="choice", label__en="Level", choice__tone=["good", "bad"], **rows)
    (change,) = read_form(object_of("trip"), form, before)
    assert [(one["label"]["en"], one["active"]) for one in change["choices"]] == [("Lowest", True), ("Old", False)]


def test_a_renamed_roll_up_keeps_its_filter(designed: Designed) -> None:
    designed.object("trip", field("name"))
    designed.object("trip_stop", field("km", "decimal"), kind="line", parent="trip")
    designed.field("trip", "far", "rollup", settings={**ROLLUP, "filter": "[km] > 100"})
    before = form_of(object_of("trip"), "far", [])
    given = {"over": "trip_stop_lines", "over_field": "km", "figure": "sum"}
    assert read_form(object_of("trip"), sent(type="rollup", label__en="Far", **given), before) == []
    (change,) = read_form(object_of("trip"), sent(type="rollup", label__en="Far", **{**given, "figure": "max"}), before)
    assert (change["settings"]["filter"], change["settings"]["figure"]) == ("[km] > 100", "max")


def test_a_formula_is_shown_by_labels_and_kept_by_keys(designed: Designed) -> None:
    designed.object("trip", field("name"), field("km", "decimal"))
    settings = {"kind": "formula", "formula": "[km] * 2", "result": "decimal", "inputs": ["km"]}
    designed.field("trip", "double", "formula", settings=settings)
    before = form_of(object_of("trip"), "double", [])
    form = sent(type="formula", label__en="Double", formula=before.formula_text)
    assert read_form(object_of("trip"), form, before) == []


@pytest.mark.parametrize("address", ["undo/0", "discard", "change"])
def test_opening_an_address_prepares_and_discards_nothing(db: None, address: str) -> None:
    visitor = all_powerful()
    change = {"op": "add_field", "object": "asset", "label": {"en": "Region"}, "type": "text"}
    save_draft(actor_of(visitor.person), "object:asset", [change], revision=0)
    assert visitor.browser.get(f"/design/o/asset/{address}").status_code == 405
    draft = draft_of(actor_of(visitor.person), "object:asset")
    assert draft is not None
    assert draft.changes == [change]


def test_opening_an_address_restores_no_object(designed: Designed) -> None:
    assert all_powerful().browser.get(reverse("design_restore", args=["trip"])).status_code == 405


def test_a_designer_gives_no_scope_wider_than_his_own(db: None) -> None:
    role = builders.role("narrow", {"maker": {"read": "own"}})
    Role._base_manager.filter(pk=role.pk).update(designs=True)
    builders.touch_rights()
    builders.role("other")
    visitor = Visitor(role, where=builders.team())
    for scope in ("own", "team", "all"):
        changes = [{"op": "set_grants", "object": "maker", "role": "other", "grants": {"read": scope}}]
        answer = visitor("POST", "publications?preview=1", {"changes": changes})
        assert (answer.status_code, bool(answer.data["problems"])) == (200, scope != "own")
