"""A field of every type lives: made, filled, filtered, sorted, grouped, kept in history, trashed, restored, purged."""

from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from kontor.core.actor import SYSTEM
from kontor.core.errors import BadInput, NotFound
from kontor.core.ids import new_id
from kontor.files.services import store_file
from kontor.records.aggregates import aggregate
from kontor.records.queries import get_record, list_records
from kontor.records.services import save_record
from kontor.records.timeline import history
from kontor.schema import doctor
from kontor.schema.field_types import TYPES
from kontor.schema.registry import object_of
from kontor.schema.services import add_field, purge_field, restore_field, trash_field
from tests import builders
from tests.designed import Designed, field

CHOICES = ({"key": "low", "label": {"en": "Low", "zh-hans": "低"}}, {"key": "top", "label": {"en": "Top"}})
VALUES: dict[str, tuple[Any, Any]] = {
    "text": ("Abel", "Berta"),
    "long_text": ("One\nTwo", "Zwei"),
    "rich_text": ("<p>Rich</p>", "<p>Zwei</p>"),
    "integer": (7, 9),
    "decimal": ("0.125", "7.5"),
    "money": ("12.50", "99.95"),
    "unit_price": ("0.123456", "7.50"),
    "percent": ("12.5", "40"),
    "quantity": ("2.5", "3"),
    "rate": ("1.0000000001", "2"),
    "date": ("2026-03-01", "2026-04-01"),
    "datetime": ("2026-03-01T10:00:00Z", "2026-04-01T10:00:00Z"),
    "boolean": (False, True),
    "choice": ("low", "top"),
    "multi_choice": (["low"], ["low", "top"]),
    "email": ("abel@example.com", "berta@example.com"),
    "phone": ("+49 30 11", "+49 30 22"),
    "url": ("https://abel.example", "https://berta.example"),
    "address": ({"city": "Lübeck"}, {"city": "Zwickau"}),
    "relation": ("maker", "maker"),
    "user": ("person", "person"),
    "team": ("team", "team"),
    "file": ("file", "file"),
    "image": ("image", "image"),
    "duration": ("PT1H30M", "PT30H"),
    "rating": (2, 5),
    "colour": ("#2f6fed", "#ff0000"),
    "barcode": ("4006381333931", "A-17 B"),
    "geo_point": ("52.520008,13.404954", "60.000000,10.000000"),
    "tags": (["red"], ["round", "square"]),
    "signature": ("image", "image"),
}
SAID: dict[str, dict[str, Any]] = {
    "choice": {"choices": CHOICES},
    "multi_choice": {"choices": CHOICES},
    "relation": {"target": "maker"},
}


def picture() -> BytesIO:
    """A small picture."""
    content = BytesIO()
    Image.new("RGB", (4, 4)).save(content, "PNG")
    content.seek(0)
    return content


def value_of(kind: Any) -> Any:
    """The value as sent; words stand for records that are made now."""
    if kind in ("maker", "person", "team") and isinstance(kind, str):
        made: dict[str, Any] = {
            "maker": lambda: builders.record("maker", name=f"Maker {new_id()}"),
            "person": builders.person,
            "team": builders.team,
        }
        return str(made[kind]().pk)
    if kind in ("file", "image"):
        return str(store_file(actor=SYSTEM, name="a.png", upload=picture()).pk)
    return kind


def test_every_designable_type_is_tried() -> None:
    assert {key for key, one in TYPES.items() if one.designable} == set(VALUES)


@pytest.mark.parametrize("key", ["project", "maker"])
@pytest.mark.parametrize("kind", sorted(VALUES))
def test_a_field_lives(designed: Designed, kind: str, key: str) -> None:
    if key == "project":
        designed.object("project", field("name"))
    found = designed.field(key, "extra", kind, **SAID.get(kind, {}))
    one = found.fields["extra"]
    assert (one.made, one.type.key, one.nullable) == (True, kind, True)
    low, high = (value_of(value) for value in VALUES[kind])
    first = save_record(actor=SYSTEM, object=key, values={"name": "First", "extra": low}).record
    second = save_record(actor=SYSTEM, object=key, values={"name": "Second", "extra": high}).record
    empty = save_record(actor=SYSTEM, object=key, values={"name": "Third"}).record
    shown = get_record(actor=SYSTEM, object=key, id=first.pk).row["extra"]
    answered = one.type.to_json(shown)
    assert answered == low or answered["id"] == low
    assert {row["id"] for row in rows(key, "is_empty", value=True)} >= ({empty.pk} if kind != "boolean" else set())
    if "eq" in one.type.ops:
        # what was never said is no
        expected = {first.pk, empty.pk} if kind == "boolean" else {first.pk}
        assert {row["id"] for row in rows(key, "eq", low)} == expected
    if one.type.sortable and kind not in ("relation", "user", "team", "file", "image"):
        page = list_records(actor=SYSTEM, object=key, sort=["-extra", "name"], fields=["extra", "name"])
        order = [row["name"] for row in page.rows if row["name"] != "Third"]
        assert order == ["Second", "First"]
        groups = aggregate(actor=SYSTEM, object=key, group_by=["extra"], aggregates=["count"])
        assert sum(row["count"] for row in groups) == 3
    save_record(actor=SYSTEM, object=key, id=first.pk, values={"extra": value_of(VALUES[kind][1])})
    told = [change.field for change in history(actor=SYSTEM, object=key, id=first.pk)[0].changes]
    assert told == ["extra"]
    assert second.pk != first.pk
    shown = get_record(actor=SYSTEM, object=key, id=first.pk).row["extra"]
    trash_and_back(designed, key, first.pk, one.type.to_json(shown))


def rows(key: str, op: str, value: Any) -> list[dict[str, Any]]:
    if op == "is_empty" and "is_empty" not in TYPES[str(kind_of(key))].ops:
        return []
    wanted = {"field": "extra", "op": op, "value": value}
    return list_records(actor=SYSTEM, object=key, filter=wanted, fields=["extra"]).rows


def kind_of(key: str) -> str:
    return object_of(key).fields["extra"].type.key


def trash_and_back(designed: Designed, key: str, record_id: Any, held: Any) -> None:
    with designed.changing():
        trash_field(key, "extra")
    assert "extra" not in get_record(actor=SYSTEM, object=key, id=record_id).row
    with pytest.raises(BadInput):
        save_record(actor=SYSTEM, object=key, id=record_id, values={"extra": None})
    save_record(actor=SYSTEM, object=key, id=record_id, values={"name": "Changed meanwhile"})
    with pytest.raises(BadInput), designed.changing():
        add_field(key, field("extra"))
    with designed.changing():
        restore_field(key, "extra")
    row = get_record(actor=SYSTEM, object=key, id=record_id).row
    assert type_json(key, row["extra"]) == held
    with designed.changing():
        trash_field(key, "extra")
    with designed.changing():
        purge_field(key, "extra")
    assert doctor.drift() == []
    with pytest.raises(BadInput), designed.changing():
        add_field(key, field("extra"))
    with pytest.raises(NotFound), designed.changing():
        restore_field(key, "extra")
    save_record(actor=SYSTEM, object=key, id=record_id, values={"name": "Still there"})


def type_json(key: str, value: Any) -> Any:
    return object_of(key).fields["extra"].type.to_json(value)
