"""Which layout is in force: stored, declared or derived."""

import pytest

from kontor.core.actor import SYSTEM
from kontor.core.errors import DeclarationError
from kontor.layouts import Lines, Section, declare, stored
from kontor.layouts.checks import check_layouts
from kontor.layouts.declare import declared
from kontor.layouts.forms import Form
from kontor.layouts.menus import navigation_for
from kontor.layouts.models import Layout
from kontor.layouts.parts import FormLayout, ListLayout
from kontor.layouts.queries import forget_forms, form_layout, list_layout, page_layout, tone_of
from kontor.schema.registry import current, object_of
from tests import builders


@pytest.fixture(autouse=True)
def only_what_is_stored_here(db: None):
    stored.forget()
    forget_forms()
    yield
    stored.forget()
    forget_forms()


def fields_of(layout: Form) -> list[str]:
    return [key for section in layout.sections for key in section.fields]


def test_an_undeclared_object_has_a_form_with_every_field_but_number_and_status() -> None:
    found = object_of("asset")
    named = set(fields_of(form_layout(SYSTEM, found)))
    assert set(found.fields) - named == {"number", "status", "legal_entity"}


def test_a_derived_form_has_every_collection_of_lines_with_all_columns() -> None:
    (grid,) = form_layout(SYSTEM, object_of("asset")).grids
    assert grid.name == "lines"
    assert list(grid.columns) == ["name", "quantity", "price", "maker", "cost"]


def test_the_legal_entity_is_shown_once_there_are_two() -> None:
    builders.legal_entity()
    found = object_of("asset")
    assert "legal_entity" not in fields_of(form_layout(SYSTEM, found))
    builders.legal_entity()
    who = builders.actor(builders.role("seller", {"asset": builders.ALL_BASIC}))
    assert "legal_entity" in fields_of(form_layout(who, found))


def test_a_derived_list_begins_with_the_name_and_shows_the_status() -> None:
    layout = list_layout(SYSTEM, object_of("asset"))
    assert layout.columns[0] == "name"
    assert "status" in layout.columns


def test_a_derived_page_has_the_states_as_its_path() -> None:
    assert page_layout(SYSTEM, object_of("asset")).path == ("draft", "in_use", "retired")


def test_a_stored_layout_goes_before_the_derived_one() -> None:
    Layout.objects.create(object="maker", kind="list", body={"columns": ["active", "name"], "sort": ["-name"]})
    assert list_layout(SYSTEM, object_of("maker")) == ListLayout(("active", "name"), ("-name",))


def test_a_layout_stored_for_a_role_goes_before_the_one_for_everybody() -> None:
    Layout.objects.create(object="maker", kind="list", body={"columns": ["name"]})
    Layout.objects.create(
        object="maker", kind="list", name="role-buyer", for_roles=["buyer"], body={"columns": ["active"]}
    )
    buyer = builders.actor(builders.role("buyer", {"maker": builders.ALL_BASIC}))
    assert list_layout(buyer, object_of("maker")).columns == ("active",)
    assert list_layout(SYSTEM, object_of("maker")).columns == ("name",)


def test_a_stored_form_that_says_so_is_completed_like_a_declared_one() -> None:
    items = [{"type": "field", "field": "name"}]
    basics = {"id": "p1", "type": "section", "label": {"en": "Basics", "zh-hans": "基本"}, "columns": 1, "items": items}
    lines = {"id": "p2", "type": "lines", "name": "lines", "columns": [], "totals": []}
    body = {"tabs": [{"id": "t1", "label": {}, "parts": [basics, lines]}], "complete": True}
    Layout.objects.create(object="asset", kind="form", body=body)
    layout = form_layout(SYSTEM, object_of("asset"))
    assert str(layout.sections[0].label) == "Basics"
    assert layout.grids[0].columns
    assert "owner" in fields_of(layout)


def test_the_sidebar_holds_readable_objects_only_and_each_once() -> None:
    readable = [found for found in current().objects.values() if found.key in ("asset", "maker", "person")]
    groups = navigation_for(readable)
    named = [found.key for group in groups for found in group.objects]
    assert sorted(named) == ["asset", "maker", "person"]


def test_a_state_has_the_tone_of_its_field_before_that_of_the_house(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(declared.tones, "asset.status", {"draft": "waiting"})
    assert tone_of("asset.status", "draft") == "waiting"
    assert tone_of("other.status", "draft") == "neutral"
    assert tone_of("other.status", "never heard of") == "neutral"


def test_declaring_a_layout_twice_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(declared, "forms", {})
    declare.form("maker", Section("Maker", ["name"]))
    with pytest.raises(DeclarationError, match="declared twice"):
        declare.form("maker", Section("Maker", ["name"]))


def test_unknown_tones_are_refused() -> None:
    with pytest.raises(DeclarationError, match="Unknown tones: loud"):
        declare.tones({"draft": "loud"})


@pytest.mark.parametrize(
    ("store", "key", "layout", "complaint"),
    [
        ("forms", "maker", FormLayout((Section("X", ["nam"]),)), "Form of maker: there is no field nam."),
        ("forms", "nobody", FormLayout(()), "Form: there is no object nobody."),
        ("forms", "maker", FormLayout((Lines("wheels"),)), "Form of maker: there are no lines wheels."),
        ("lists", "asset", ListLayout(("maker.nam",)), "List of asset: there is no field maker.nam."),
    ],
)
def test_wrong_declarations_are_found_by_the_system_check(
    monkeypatch: pytest.MonkeyPatch, store: str, key: str, layout: object, complaint: str
) -> None:
    monkeypatch.setattr(declared, store, {key: layout})
    assert complaint in [str(error.msg) for error in check_layouts()]


def test_the_declarations_of_the_house_are_right() -> None:
    assert check_layouts() == []
