"""Names of records by their ids, as far as the actor may read them."""

from collections.abc import Iterable
from uuid import UUID

from kontor.core.actor import Actor
from kontor.core.errors import NotFound
from kontor.records.queries import named_records

LIMIT = 500


def labels_of(actor: Actor, key: str, ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names of those records that the actor may read; one query."""
    wanted = list(dict.fromkeys(ids))[:LIMIT]
    try:
        return {one.id: one.label for one in named_records(actor=actor, object=key, ids=wanted)} if wanted else {}
    except NotFound:
        return {}


def small(label: str) -> str:
    """A label as it stands inside a sentence: small, unless it is an abbreviation."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label
