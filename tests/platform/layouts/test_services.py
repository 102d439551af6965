"""Keeping the company's layouts: versions, reset, roll back, and for whom which is in force."""

from typing import Any

import pytest

from kontor.core.actor import SYSTEM
from kontor.core.errors import BadInput, NotFound
from kontor.layouts import services, stored
from kontor.layouts.models import Layout
from kontor.layouts.queries import form_body, form_layout
from kontor.layouts.shipped import shipped_form
from kontor.schema.models import SchemaState
from kontor.schema.registry import object_of
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_remembered():
    services.stored.forget()
    services.queries.forget_forms()
    yield
    services.stored.forget()
    services.queries.forget_forms()


def form_of(*keys: str) -> dict[str, Any]:
    items = [{"type": "field", "field": key} for key in keys]
    part = {"id": "s1", "type": "section", "label": {"en": "Basics"}, "columns": 2, "items": items}
    return {"tabs": [{"id": "t1", "label": {}, "parts": [part]}]}


def keep(body: Any, **more: Any) -> Layout:
    return services.save_layout(object="asset", kind="form", body=body, **more)


def test_a_kept_form_stands_before_the_shipped_one_until_it_is_reset() -> None:
    found = object_of("asset")
    keep(form_of("name"))
    assert form_layout(SYSTEM, found).fields == {"name"}
    services.delete_layout(object="asset", kind="form")
    assert form_layout(SYSTEM, found).fields > {"name", "note"}
    assert form_body(found) == shipped_form(found)


def test_a_wrong_form_is_refused_and_nothing_is_kept() -> None:
    with pytest.raises(BadInput, match="There is no field"):
        keep(form_of("nam"))
    assert not Layout.objects.exists()


def test_saving_gives_the_schema_a_new_token() -> None:
    before = SchemaState.objects.values_list("token", flat=True).first()
    keep(form_of("name"))
    assert SchemaState.objects.values_list("token", flat=True).first() != before


def test_versions_are_numbered_and_outlive_a_reset() -> None:
    keep(form_of("name"))
    keep(form_of("name", "note"))
    services.delete_layout(object="asset", kind="form")
    keep(form_of("note"))
    rows = services.versions(object="asset", kind="form")
    assert [row.number for row in rows] == [4, 3, 2, 1]
    assert rows[1].body is None


def test_an_earlier_version_comes_back() -> None:
    keep(form_of("name"))
    keep(form_of("note"))
    services.roll_back(object="asset", kind="form", number=1)
    assert form_layout(SYSTEM, object_of("asset")).fields == {"name"}
    with pytest.raises(NotFound):
        services.roll_back(object="asset", kind="form", number=99)


def test_a_form_is_chosen_by_status_then_role_then_for_everybody() -> None:
    found = object_of("asset")
    keep(form_of("name"))
    keep(form_of("note"), name="buyers", choosing=services.Choosing(for_roles=("buyer",)))
    keep(form_of("rank"), name="used", choosing=services.Choosing(for_status=("in_use",)))
    keep(form_of("price"), name="short")
    buyer = builders.actor(builders.role("buyer", {"asset": builders.ALL_BASIC}))
    assert form_layout(SYSTEM, found, "draft").fields == {"name"}
    assert form_layout(buyer, found, "draft").fields == {"note"}
    assert form_layout(buyer, found, "in_use").fields == {"rank"}
    assert form_layout(SYSTEM, found, "draft", "short").fields == {"price"}
    assert form_layout(SYSTEM, found, "draft", "never heard of").fields == {"name"}


def test_a_body_is_tried_out_by_one_reader_alone() -> None:
    found = object_of("asset")
    with stored.trying("asset", "form", form_of("rank")):
        assert form_layout(SYSTEM, found).fields == {"rank"}
    assert "name" in form_layout(SYSTEM, found).fields
