"""A field gets another type: its values are converted as far as they fit, and the old ones can be had back."""

from typing import Any

import pytest

from kontor.core.actor import SYSTEM
from kontor.core.errors import BadInput, Conflict
from kontor.jobs.models import Job
from kontor.jobs.worker import work_one
from kontor.records.queries import get_record
from kontor.records.services import save_record
from kontor.records.timeline import history
from kontor.schema import doctor
from kontor.schema.registry import ensure, object_of
from kontor.schema.services import check_convert, convert_field, restore_field
from tests import builders
from tests.designed import Designed, field


def save(key: str, **values: Any) -> Any:
    return save_record(actor=SYSTEM, object=key, values=values, cause="test").record


def shown(key: str, record: Any) -> dict[str, Any]:
    return get_record(actor=SYSTEM, object=key, id=record.pk).row


def test_a_field_is_converted_and_the_old_values_can_be_had_back(designed: Designed) -> None:
    designed.object("project", field("name"), field("size"))
    numbers = [save("project", name="x", size=str(at)) for at in range(3)]
    word = save("project", name="y", size="large")
    fit = check_convert("project", "size", "integer")
    assert (fit.total, fit.fit, [(one, text) for one, text, _why in fit.misfits]) == (4, 3, [(word.pk, "large")])
    with designed.changing():
        convert_field("project", "size", "integer")
    assert "size_new" not in object_of("project").fields
    with pytest.raises(Conflict), designed.changing():
        convert_field("project", "size", "integer")
    save_record(actor=SYSTEM, object="project", id=numbers[0].pk, values={"size": "70"})
    assert work_one()
    assert Job.objects.get(kind="schema.convert").error == ""
    assert ensure()
    assert object_of("project").fields["size"].type.key == "integer"
    assert [shown("project", one)["size"] for one in (*numbers, word)] == [70, 1, 2, None]
    assert [change.field for change in history(actor=SYSTEM, object="project", id=word.pk)[0].changes] == ["name"]
    with designed.changing():
        restore_field("project", "size_before")
    assert shown("project", word)["size_before"] == "large"
    assert doctor.drift() == []


@pytest.mark.parametrize(
    ("old", "new", "said", "value", "expected"),
    [
        ("choice", "text", {}, "a", "Alpha"),
        ("text", "choice", {"choices": [{"key": "a", "label": {"en": "Alpha"}}]}, "alpha", "a"),
        ("choice", "multi_choice", {}, "a", ["a"]),
        ("datetime", "date", {}, "2026-03-01T10:00:00Z", "2026-03-01"),
        ("date", "text", {}, "2026-03-01", "2026-03-01"),
        ("date", "datetime", {}, "2026-03-01", "2026-03-01T00:00:00Z"),
        ("integer", "money", {}, 7, "7.00"),
        ("money", "integer", {}, "7.00", 7),
        ("boolean", "integer", {}, True, 1),
        ("rich_text", "text", {}, "<p>Hi</p>", "Hi"),
        ("text", "relation", {"target": "maker"}, "Known", "Known"),
        ("relation", "text", {}, "Known", "Known"),
        ("address", "text", {}, {"city": "Lübeck"}, "Lübeck"),
    ],
)
def test_conversions(designed: Designed, old: str, new: str, said: dict[str, Any], value: Any, expected: Any) -> None:
    maker = builders.record("maker", name="Known")
    more: dict[str, Any] = {"choices": ({"key": "a", "label": {"en": "Alpha"}},)} if old == "choice" else {}
    if old == "relation":
        more, value = {"target": "maker"}, str(maker.pk)
    designed.object("project", field("name"), field("value", old, **more))
    made = save("project", name="x", value=value)
    assert check_convert("project", "value", new, **said).misfits == []
    with designed.changing():
        convert_field("project", "value", new, **said)
    assert work_one()
    assert ensure()
    shows = object_of("project").fields["value"].type.to_json(shown("project", made)["value"])
    assert (shows["label"] if new == "relation" else shows) == expected


def test_types_that_never_fit_are_refused(designed: Designed) -> None:
    designed.object("project", field("name"), field("photo", "image"), field("size", "integer"))
    for key, type_key in (("photo", "text"), ("size", "relation"), ("size", "nothing"), ("size", "date")):
        with pytest.raises(BadInput):
            check_convert("project", key, type_key)
    with pytest.raises(BadInput):
        check_convert("maker", "name", "text")
