"""Derived fields are what they follow from."""

from collections.abc import Iterator

from kontor.core.registry import invariant
from kontor.identity.services import business_clock
from kontor.records.derive.plan import plan
from kontor.records.derive.values import Stored, batch_values
from kontor.records.formulas import moment
from kontor.schema.descriptor import ObjectDescriptor
from kontor.schema.registry import current

SHOWN = 5
BATCH = 1000


@invariant("derived_fields", "Fields that follow from others hold what follows.")
def derived_fields() -> list[str]:
    """Works every stored formula and roll-up out anew and compares; names formulas that cannot be worked out."""
    broken = [f"{object}.{key}: {why}" for (object, key), why in plan().broken.items()]
    for key in plan().own:
        for text in _of_object(current().objects[key]):
            broken.append(text)
            if len(broken) >= SHOWN:
                return broken
    return broken


def _of_object(found: ObjectDescriptor) -> Iterator[str]:
    checked = [
        one.field.attname for one in plan().own[found.key] if not (one.path or (one.program and one.program.volatile))
    ]
    if not checked:
        return
    last = None
    while True:
        rows = found.model._base_manager.order_by("pk")
        records = list((rows.filter(pk__gt=last) if last else rows)[:BATCH])
        if not records:
            return
        last = records[-1].pk
        before = {(record.pk, name): getattr(record, name) for record in records for name in checked}
        wanted = batch_values(Stored(moment(business_clock())), found, records)
        for (record_id, name), value in before.items():
            if value != wanted[record_id, name]:
                yield f"{found.key} {record_id}: {name} is {value}, should be {wanted[record_id, name]}"
