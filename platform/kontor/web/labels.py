"""Names of records by their ids, as far as the actor may read them."""

from collections.abc import Iterable
from uuid import UUID

from kontor.core.actor import Actor
from kontor.records.queries import list_records
from kontor.schema.registry import object_of
from kontor.web.sight import seen

LIMIT = 500


def labels_of(actor: Actor, key: str, ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names of those records that the actor may read; one query."""
    wanted = list(dict.fromkeys(ids))[:LIMIT]
    found = object_of(key)
    label = found.label_field
    if not wanted or label is None or seen(actor, found, label) is None:
        return {}
    condition = {"field": "id", "op": "in", "value": [str(one) for one in wanted]}
    page = list_records(actor=actor, object=key, fields=[label], filter=condition, page_size=LIMIT)
    return {row["id"]: str(row[label] or "") for row in page.rows}
