"""Records found by what they are called in a file, within the actor's reach: relations, and the records to update."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Lower

from kontor.core.actor import Actor
from kontor.core.clock import Clock
from kontor.records.read.positions import Reading
from kontor.schema.descriptor import ObjectDescriptor

KEYS = ("number", "code", "sku", "key", "email", "name")
TEXTS = frozenset({"text", "email", "number", "phone", "barcode", "url"})
STEP = 500


def keys_of(actor: Actor, found: ObjectDescriptor, clock: Clock) -> list[str]:
    """The fields a record can be called by: its name, its number, what is unique; those the actor may read."""
    reading = Reading(actor, found, clock)
    unique = [one.key for one in found.fields.values() if one.unique]
    names = dict.fromkeys([str(found.label_field or ""), *KEYS, *unique])
    return [name for name in names if name in found.fields and _plain(found, name) and reading.readable(name)]


def _plain(found: ObjectDescriptor, name: str) -> bool:
    one = found.fields[name]
    return one.stored and one.type.key in TEXTS


def find_named(
    actor: Actor, found: ObjectDescriptor, texts: Iterable[str], clock: Clock
) -> dict[str, tuple[UUID, ...]]:
    """The records each text names: two or more where it is not clear which; none are left out of the answer.

    As written first; what that does not find, without regard to capitals.
    """
    keys = keys_of(actor, found, clock)
    wanted = [text for text in dict.fromkeys(texts) if text and "\x00" not in text]
    hits: dict[str, tuple[UUID, ...]] = {}
    for key in keys:
        rest = [text for text in wanted if text not in hits]
        hits.update(_matching(actor, found, key, rest, clock, folded=False))
    for key in keys:
        rest = [text for text in wanted if text not in hits]
        hits.update(_matching(actor, found, key, rest, clock, folded=True))
    return hits


def _matching(
    actor: Actor, found: ObjectDescriptor, key: str, texts: Sequence[str], clock: Clock, *, folded: bool
) -> dict[str, tuple[UUID, ...]]:
    hits: dict[str, list[UUID]] = {}
    for start in range(0, len(texts), STEP):
        part = texts[start : start + STEP]
        by_word: dict[str, list[str]] = {}
        for text in part:
            by_word.setdefault(text.lower() if folded else text, []).append(text)
        reading = Reading(actor, found, clock)
        lookup = reading.position(key).lookup
        rows = reading.rows().annotate(**reading.annotations) if reading.annotations else reading.rows()
        name = lookup
        if folded:
            rows, name = rows.annotate(folded=Lower(lookup)), "folded"
        rows = rows.filter(Q((f"{name}__in", list(by_word))))
        for pk, word in rows.values_list("pk", name):
            for text in by_word.get(str(word), ()):
                hits.setdefault(text, []).append(pk)
    return {text: tuple(dict.fromkeys(ids)) for text, ids in hits.items()}


def find_by_key(
    actor: Actor, found: ObjectDescriptor, keys: Sequence[str], wanted: Iterable[tuple[Any, ...]], clock: Clock
) -> dict[tuple[Any, ...], tuple[UUID, ...]]:
    """The live records within reach whose key fields hold those values (relations as ids)."""
    rows = list(dict.fromkeys(wanted))
    hits: dict[tuple[Any, ...], list[UUID]] = {}
    for start in range(0, len(rows), STEP):
        part = rows[start : start + STEP]
        reading = Reading(actor, found, clock)
        lookups = [reading.position(key).lookup for key in keys]
        query = reading.rows().annotate(**reading.annotations) if reading.annotations else reading.rows()
        for place, lookup in enumerate(lookups):
            query = query.filter(Q((f"{lookup}__in", list({row[place] for row in part}))))
        asked = set(part)
        for pk, *values in query.values_list("pk", *lookups):
            held = tuple(values)
            if held in asked:
                hits.setdefault(held, []).append(pk)
    return {row: tuple(dict.fromkeys(ids)) for row, ids in hits.items()}
