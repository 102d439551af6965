"""How long a hundred objects of thirty fields take: to be taken in by a process, to be looked at, to be changed."""

import time
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from kontor.schema import doctor
from kontor.schema.models import FieldDef, ObjectDef
from kontor.schema.registry import ensure, object_of, unload
from kontor.schema.services import ObjectSpec, add_field, add_object, changing
from tests.designed import Designed, field

OBJECTS, FIELDS = 100, 30
TYPES = ("text", "integer", "money", "date", "choice", "relation")
CHOICES = ({"key": "a", "label": {"en": "A"}},)


def timed(function: Callable[[], object]) -> float:
    begun = time.perf_counter()
    function()
    return time.perf_counter() - begun


def test_a_large_schema_is_taken_in_within_its_budget(designed: Designed) -> None:
    with changing():
        for at in range(OBJECTS):
            key = f"thing_{at}"
            add_object(ObjectSpec({"en": key}, key=key))
            for number in range(FIELDS):
                kind = TYPES[number % len(TYPES)]
                more: dict[str, Any] = {"choices": CHOICES} if kind == "choice" else {}
                if kind == "relation":
                    more = {"target": f"thing_{max(0, at - number)}"}
                add_field(key, field(f"field_{number}", kind, **more))
    cold = timed(ensure)
    warm = min(timed(ensure) for _at in range(20))
    with changing():
        add_field("thing_7", field("one_more", "integer"))
    applied = timed(ensure)
    unload()
    again = timed(ensure)
    told = f"cold {cold:.3f} s, again {again:.3f} s, one field more {applied:.3f} s, ensure {warm * 1e6:.0f} us"
    assert "one_more" in object_of("thing_7").fields
    assert (ObjectDef.objects.count(), FieldDef.objects.count()) == (OBJECTS, OBJECTS * FIELDS + 1)
    assert doctor.drift() == []
    # budgets of the design, doubled for a busy machine
    assert cold < 2, told
    assert applied < 1, told
    assert warm < 0.002, told
    with CaptureQueriesContext(connection) as asked:
        ensure()
    assert len(asked) == 1
