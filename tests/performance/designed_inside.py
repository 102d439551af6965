"""What the measurements of run-time objects do inside the house: makes fields, fills them, works formulas out."""

import json
import resource
import sys
import time
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402 (after the set-up)

from kontor.core.actor import SYSTEM  # noqa: E402
from kontor.identity.services import business_clock  # noqa: E402
from kontor.records.derive import check_derived  # noqa: E402
from kontor.records.derive.job import BATCH, recompute_rows  # noqa: E402
from kontor.schema.models import FieldDef  # noqa: E402
from kontor.schema.registry import ensure, object_of  # noqa: E402
from kontor.schema.services import FieldSpec, ObjectSpec, add_field, add_object, changing  # noqa: E402

STAGES = ("qualification", "needs", "proposal", "negotiation")
TYPES = ("text", "integer", "money", "date", "choice", "relation")
OBJECTS, FIELDS = 100, 30
COPIED = {"made_stage": "stage", "made_probability": "probability", "made_amount": "amount", "made_close": "close_date"}


def spec(key: str, kind: str, **said: Any) -> FieldSpec:
    """A field named by its key."""
    return FieldSpec({"en": key}, kind, key=key, **said)


def fields() -> dict[str, Any]:
    """Fields like those of the code: a stage, a probability, an amount, a date."""
    choices = tuple({"key": key, "label": {"en": key}} for key in STAGES)
    with changing():
        add_field("opportunity", spec("made_stage", "choice", choices=choices))
        add_field("opportunity", spec("made_probability", "integer"))
        add_field("opportunity", spec("made_amount", "money", indexed=True))
        add_field("opportunity", spec("made_close", "date"))
    return {}


def fill() -> dict[str, Any]:
    """The made columns hold what the core columns hold, under an index of the same shape."""
    columns = dict(FieldDef.objects.filter(key__in=COPIED).values_list("key", "column"))
    pairs = ", ".join(f'"{columns[made]}" = "{core}"' for made, core in COPIED.items())
    index = f'(owner_id, "{columns["made_stage"]}", "{columns["made_amount"]}" DESC, id DESC)'
    with connection.cursor() as cursor:
        cursor.execute(f'UPDATE crm_opportunity SET {pairs} WHERE "{columns["made_stage"]}" IS NULL')
        cursor.execute(f"CREATE INDEX IF NOT EXISTS bench_made_deals ON crm_opportunity {index}")
    with connection.cursor() as cursor:
        # updated rows have moved: both indexes are built over the table as it lies now
        cursor.execute("REINDEX TABLE crm_opportunity")
        cursor.execute("VACUUM ANALYZE crm_opportunity")
    return {}


def recompute() -> dict[str, Any]:
    """Adds a formula and works it out for every row, in the batches of the job."""
    wanted = spec("made_weighted", "formula", settings={"formula": "[made_amount] * [made_probability] / 100"})
    settings = check_derived(SYSTEM, "opportunity", wanted)
    with changing():
        add_field("opportunity", spec("made_weighted", "formula", settings=settings))
    found, clock = object_of("opportunity"), business_clock()
    ids = list(found.model._base_manager.order_by("pk").values_list("pk", flat=True))
    begun, cpu, changed = time.perf_counter(), time.process_time(), 0
    for at in range(0, len(ids), BATCH):
        changed += recompute_rows(found, ids[at : at + BATCH], clock, "made_weighted")
    seconds, used = time.perf_counter() - begun, time.process_time() - cpu
    assert changed >= 0.9 * len(ids), changed
    return {"rows": len(ids), "seconds": seconds, "cpu": used}


def objects() -> dict[str, Any]:
    """A large schema."""
    with changing():
        for at in range(OBJECTS):
            key = f"thing_{at}"
            add_object(ObjectSpec({"en": key}, key=key))
            for number in range(FIELDS):
                kind = TYPES[number % len(TYPES)]
                more: dict[str, Any] = {"choices": ({"key": "a", "label": {"en": "A"}},)} if kind == "choice" else {}
                if kind == "relation":
                    more = {"target": f"thing_{max(0, at - number)}"}
                add_field(key, spec(f"field_{number}", kind, **more))
    return {}


def cold() -> dict[str, Any]:
    """This process takes the schema in for the first time."""
    connection.ensure_connection()
    begun, cpu = time.perf_counter(), time.process_time()
    ensure()
    assert len(object_of("thing_99").fields) >= FIELDS
    seconds, used = time.perf_counter() - begun, time.process_time() - cpu
    begun = time.perf_counter()
    for _at in range(100):
        ensure()
    warm = (time.perf_counter() - begun) / 100
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"seconds": seconds, "cpu": used, "warm_us": warm * 1e6, "megabytes": kilobytes / 1024}


if __name__ == "__main__":
    steps = {one.__name__: one for one in (fields, fill, recompute, objects, cold)}
    if sys.argv[1] != "cold":
        ensure()
    sys.stdout.write("\n" + json.dumps(steps[sys.argv[1]]()) + "\n")
