"""What is made on the way: a related record from a picker, and a record once more."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from tests import builders
from tests.platform.web.conftest import Visitor
from tests.sample.models import Asset, Maker

Made = Callable[..., Visitor]


def options(visitor: Visitor, path: str, **query: str) -> str:
    return str(visitor.part(f"/o/{path}", **query).content.decode())


def labels(html: str) -> list[str]:
    return re.findall(r'data-label="([^"]*)"', html)


@pytest.fixture
def makers(db: None) -> list[Any]:
    return [builders.record("maker", name=name) for name in ("Ajax", "Bosch", "Cooper")]


def test_what_was_looked_at_last_stands_first_in_a_picker(administrator: Visitor, makers: list[Any]) -> None:
    assert labels(options(administrator, "asset/pick/maker")) == ["Ajax", "Bosch", "Cooper"]
    administrator.post("/visited", {"object": "maker", "record": str(makers[2].pk)})
    assert labels(options(administrator, "asset/pick/maker")) == ["Cooper", "Ajax", "Bosch"]
    assert labels(options(administrator, "asset/pick/maker", q="bo")) == ["Bosch"]


def test_a_picker_offers_to_make_what_is_not_there(administrator: Visitor, makers: list[Any]) -> None:
    html = options(administrator, "asset/pick/maker", q="Dyson")
    assert labels(html) == []
    assert 'data-make="/o/maker/quick"' in html
    assert "Create “Dyson”" in html


def test_who_may_not_make_it_is_not_offered_it(visitor: Made, makers: list[Any]) -> None:
    reader = visitor(builders.role(grants={"asset": builders.ALL_BASIC, "maker": {"read": "all"}}))
    assert "data-make" not in options(reader, "asset/pick/maker", q="Dyson")
    assert reader.part("/o/maker/quick").status_code == 403
    assert reader.post("/o/maker/quick", {"name": "Dyson"}).status_code == 403
    assert Maker._base_manager.count() == 3


def test_a_document_is_not_made_from_a_picker(administrator: Visitor) -> None:
    assert administrator.post("/o/asset/quick", {"name": "Anvil"}).status_code == 403
    assert Asset._base_manager.count() == 0


def test_a_record_is_made_with_the_words_typed_and_handed_to_the_picker(administrator: Visitor, db: None) -> None:
    html = str(administrator.part("/o/maker/quick", name="Dyson").content.decode())
    assert 'value="Dyson"' in html
    response = administrator.post("/o/maker/quick", {"name": "Dyson"})
    assert response.status_code == 204
    told = json.loads(response.headers["HX-Trigger"])
    made = Maker._base_manager.get()
    assert told["pick:made"] == {"id": str(made.pk), "label": "Dyson"}


def test_what_is_missing_is_said_at_its_field_and_nothing_is_made(administrator: Visitor, db: None) -> None:
    response = administrator.post("/o/maker/quick", {"name": ""})
    assert response.status_code == 400
    assert 'id="quick-name-err"' in response.content.decode()
    assert Maker._base_manager.count() == 0


def test_the_copy_of_a_record_is_a_form_with_its_values_and_lines(administrator: Visitor, makers: list[Any]) -> None:
    one = builders.record(
        "asset",
        name="Anvil",
        rank=3,
        price="10.50",
        bought_on="2025-01-02",
        maker=makers[1].pk,
        tags=["heavy"],
        lines=[{"name": "Horn", "quantity": "2", "price": "1.25"}, {"name": "Face"}],
    )
    html = administrator.text(f"/o/asset/{one.pk}/copy")
    assert 'action="/o/asset/new"' in html
    assert re.search(r'name="name"[^>]*value="Anvil"', html)
    assert 'value="Bosch"' in html
    assert 'value="Horn"' in html
    assert 'value="Face"' in html
    assert "2025-01-02" not in html
    assert Asset._base_manager.count() == 1


def test_a_copy_is_for_who_may_create(visitor: Made) -> None:
    one = builders.record("asset", name="Anvil")
    reader = visitor(builders.role(grants={"asset": {"read": "all", "update": "all"}}))
    assert reader.get(f"/o/asset/{one.pk}/copy").status_code == 403
    assert f"/o/asset/{one.pk}/copy" not in reader.text(f"/o/asset/{one.pk}/")


def test_a_copy_holds_nothing_its_reader_may_not_see(visitor: Made) -> None:
    one = builders.record("asset", name="Anvil", cost="917.32")
    keeper = visitor(builders.role(grants={"asset": builders.ALL_BASIC}))
    assert "917" not in keeper.text(f"/o/asset/{one.pk}/copy")
