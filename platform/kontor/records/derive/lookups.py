"""Look-ups of a row at hand: for previews, which no query can read."""

from typing import Any

from kontor.access.rights import access_to
from kontor.core.actor import Actor
from kontor.core.fetching import rows_by
from kontor.records.derive.plan import hops
from kontor.records.formulas import value_at
from kontor.schema.descriptor import FieldDescriptor, ObjectDescriptor
from kontor.schema.registry import current


def looked_up(actor: Actor, found: ObjectDescriptor, one: FieldDescriptor, record: Any) -> Any:
    """The value a look-up shows this actor for a row that may not be stored yet; None for what he may not read."""
    path = str(one.settings.get("path", ""))

    def fetch(model: Any, record_id: Any) -> Any:
        return next(iter(rows_by(model, "id", [record_id])), None) if record_id else None

    row, names = record, path.split(".")
    for (_before, (holder, key)), name in zip(hops(found, path), names, strict=False):
        target = current().get(holder)
        reach = access_to(actor, target).field(key).read if target else None
        if reach is None or not (reach.everything or (row is not None and reach.covers(actor, row))):
            return None
        if name != names[-1]:
            column = row._meta.get_field(name)
            row = fetch(column.related_model, getattr(row, column.attname))
            if row is None:
                return None
    return value_at(record, found, path, fetch)
