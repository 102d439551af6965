"""Match keys: what records are compared by, kept by the write path beside the search entries."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from kontor.core.fetching import instance_of
from kontor.records.alike import key_of
from kontor.records.change import Change
from kontor.records.models import MatchKey
from kontor.records.search import of_pairs
from kontor.schema.descriptor import ObjectDescriptor
from kontor.schema.registry import current

Pair = tuple[UUID, str]


def compared(found: ObjectDescriptor) -> tuple[str, ...]:
    """Keys of the fields that records of an object are compared by."""
    return tuple(name for name in found.declare.alike if name in found.fields)


def keys_of(found: ObjectDescriptor, name: str, value: Any) -> list[tuple[str, str]]:
    """(kind, key) of one field's value."""
    pairs = [(kind, key_of(kind, value)) for kind in found.declare.alike.get(name, ())]
    return [pair for pair in pairs if pair[1]]


def match_changes(changes: Iterable[Change]) -> list[MatchKey]:
    """Forgets the keys that what changed makes stale; answers the ones to insert instead."""
    fresh: dict[Pair, tuple[ObjectDescriptor, Any]] = {}
    stale: set[Pair] = set()
    for change in changes:
        found = current().get(change.object)
        for name in compared(found) if found else ():
            if found is None or name not in change.new:
                continue
            pair = (change.record.pk, name)
            if change.kind != "create" and pair not in fresh:
                stale.add(pair)
            fresh[pair] = (found, change.new[name])
    if stale:
        MatchKey.objects.filter(of_pairs(stale)).delete()
    return [row for (record, name), (found, value) in fresh.items() for row in rows_of(found, record, name, value)]


def rows_of(found: ObjectDescriptor, record: UUID, name: str, value: Any) -> list[MatchKey]:
    """The keys of one field of one record, ready to be written."""
    return [
        instance_of(
            MatchKey, {"id": None, "object": found.key, "record": record, "field": name, "kind": kind, "key": key}
        )
        for kind, key in keys_of(found, name, value)
    ]
