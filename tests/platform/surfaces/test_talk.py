"""Every object can be talked about, followed and told of, without a word of code for it."""

import pytest

from kontor.identity.models import Role
from tests import builders
from tests.platform.surfaces.test_queries import PAGE, counted
from tests.specimens import kinds, row_of
from tests.surfaces import Visitor

each = pytest.mark.parametrize("key", kinds())


@each
def test_a_record_is_talked_about_and_followed(administrator: Visitor, key: str) -> None:
    path = f"records/{key}/{row_of(key).pk}"
    made = administrator("POST", f"{path}/comments", {"text": f"About {key}"})
    assert made.status_code == 201
    assert administrator("GET", f"{path}/comments").data["results"][0]["id"] == made.data["id"]
    assert administrator("POST", f"{path}/follow", {}).data == {"following": True}
    side = administrator.page(f"{key}/{row_of(key).pk}/side")
    assert (side.status_code, f"About {key}" in side.text) == (200, True)
    assert 'aria-pressed="true"' in side.text


@each
def test_the_side_panel_takes_few_queries(administrator: Visitor, key: str) -> None:
    path = f"{key}/{row_of(key).pk}/side"
    administrator.page(path)
    with counted() as queries:
        assert administrator.page(path).status_code == 200
    assert len(queries) <= PAGE


@each
def test_nobody_without_the_right_talks_or_listens(filled: None, db: None, administrator: Visitor, key: str) -> None:
    record = row_of(key)
    path = f"records/{key}/{record.pk}"
    stranger = Visitor(builders.role(grants={key: {"read": "own"}}))
    assert [stranger("GET", f"{path}/{what}").status_code for what in ("comments", "files", "follow")] == [404] * 3
    assert stranger("POST", f"{path}/comments", {"text": "x"}).status_code == 404
    assert stranger.page(f"{key}/{record.pk}/side").status_code == 404
    name = stranger.person.name
    told = {"text": f"@{name}", "mentions": [str(stranger.person.pk)]}
    assert administrator("POST", f"{path}/comments", told).status_code == 422
    reader = Visitor(Role._base_manager.get(key="administrator"))
    listed = administrator(
        "POST", f"{path}/comments", {"text": f"@{reader.person.name}", "mentions": [str(reader.person.pk)]}
    )
    assert listed.status_code == 201
    (one,) = reader("GET", "notifications").data["results"]
    assert (one["kind"], one["record"]["object"], one["record"]["id"]) == ("mention", key, str(record.pk))
