"""What the schema room does by itself: what has lain in the trash for 30 days goes for good."""

from collections.abc import Callable
from datetime import timedelta

from kontor.core.clock import system_clock
from kontor.core.errors import Refusal
from kontor.jobs.kinds import job
from kontor.jobs.run import Run
from kontor.schema.changing import run_change
from kontor.schema.models import FieldDef, ObjectDef, State
from kontor.schema.services_fields import purge_field
from kontor.schema.services_objects import purge_object

KEEP = timedelta(days=30)


@job("schema.purge", every=timedelta(hours=6))
def purge_old(run: Run) -> dict[str, int]:
    """Purges objects and fields trashed more than 30 days ago, each in a change of its own."""
    before = system_clock().now() - KEEP
    fields = list(FieldDef.objects.filter(state=State.TRASHED, trashed_at__lt=before).values_list("object", "key"))
    objects = list(ObjectDef.objects.filter(state=State.TRASHED, trashed_at__lt=before).values_list("key", flat=True))
    done = 0
    for object_key, key in fields:
        done += _purged(purge_field, object_key, key)
        run.check()
    for object_key in objects:
        done += _purged(purge_object, object_key)
        run.check()
    return {"purged": done}


def _purged(purge: Callable[..., object], *names: str) -> int:
    """1, or 0 when it went with another one or is in use just now: the next run tries again."""
    try:
        run_change(lambda _change: purge(*names))
    except Refusal:
        return 0
    return 1
