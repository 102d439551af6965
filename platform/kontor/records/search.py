"""Full-text search: kept by the write path, asked by the read path with the fields the actor may read."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils.html import strip_tags

from kontor.core.fetching import instance_of
from kontor.records.change import Change
from kontor.records.folding import spoken, terms, tokens
from kontor.records.models import SearchEntry
from kontor.schema.descriptor import ObjectDescriptor
from kontor.schema.registry import current

MAX_TERMS = 8
Pair = tuple[UUID, str]


def index_changes(changes: Iterable[Change]) -> list[SearchEntry]:
    """Forgets the search entries that what changed makes stale; answers the ones to insert instead."""
    fresh: dict[Pair, tuple[str, str]] = {}
    stale: set[Pair] = set()
    for change in changes:
        found = current().get(change.object)
        if found is None or not found.searchable:
            continue
        for name in found.searchable:
            if name not in change.new:
                continue
            pair = (change.record.pk, name)
            if change.kind != "create" and pair not in fresh:
                stale.add(pair)
            fresh[pair] = (found.key, entry_text(found, name, change.new[name]))
    if stale:
        SearchEntry.objects.filter(of_pairs(stale)).delete()
    return [
        instance_of(SearchEntry, {"id": None, "object": key, "record": record, "field": name, "text": text})
        for (record, name), (key, text) in fresh.items()
        if text
    ]


def entry_text(found: ObjectDescriptor, name: str, value: Any) -> str:
    """The folded words of one field's value; what may be a name, with its pinyin."""
    one = found.fields[name]
    text = strip_tags(one.type.to_text(value, field=one))
    return " ".join([*tokens(text), *(spoken(text) if one.type.key == "text" else ())])


def of_pairs(pairs: Iterable[Pair]) -> Q:
    """Exactly those fields of those records: one record's other fields stay out of it."""
    by_name: dict[str, list[UUID]] = {}
    for record, name in pairs:
        by_name.setdefault(name, []).append(record)
    condition = Q(pk__in=[])
    for name, records in by_name.items():
        condition |= Q(field=name, record__in=records)
    return condition


def match(key: str, fields: Sequence[str], text: str) -> list[RawSQL] | None:
    """One sub-select of record ids per word; None when there is no word, [] when no field may be searched."""
    words = terms(text)[:MAX_TERMS]
    if not words:
        return None
    if not fields:
        return []
    return [RawSQL(_sql(len(fields)), (_query([word]), key, *fields)) for word in words]  # noqa: S611 (names of our own)


def _sql(count: int) -> str:
    marks = ", ".join(["%s"] * count)
    if connection.vendor == "sqlite":
        return (
            "SELECT e.record FROM records_search_fts JOIN records_searchentry e ON e.id = records_search_fts.rowid "  # noqa: S608
            f"WHERE records_search_fts MATCH %s AND e.object = %s AND e.field IN ({marks})"
        )
    return (
        "SELECT e.record FROM records_searchentry e "  # noqa: S608
        f"WHERE to_tsvector('simple', e.text) @@ to_tsquery('simple', %s) AND e.object = %s AND e.field IN ({marks})"
    )


def _query(words: Sequence[str]) -> str:
    if connection.vendor == "sqlite":
        return " AND ".join(f'"{word}"*' for word in words)
    return " & ".join(f"'{word}':*" for word in words)


def find_anywhere(allowed: Sequence[tuple[str, Sequence[str]]], text: str, limit: int) -> list[tuple[str, UUID]]:
    """(object, record id) of entries that hold all words, newest first, among the allowed objects and fields."""
    words = terms(text)[:MAX_TERMS]
    if not words or not allowed:
        return []
    pairs = [(key, name) for key, names in allowed for name in names]
    condition = " OR ".join(["(e.object = %s AND e.field = %s)"] * len(pairs))
    head = (
        "records_search_fts JOIN records_searchentry e ON e.id = records_search_fts.rowid "
        "WHERE records_search_fts MATCH %s"
        if connection.vendor == "sqlite"
        else "records_searchentry e WHERE to_tsvector('simple', e.text) @@ to_tsquery('simple', %s)"
    )
    sql = f"SELECT DISTINCT e.object, e.record FROM {head} AND ({condition}) ORDER BY e.record DESC LIMIT %s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [_query(words), *(part for pair in pairs for part in pair), limit])
        return [(key, record if isinstance(record, UUID) else UUID(record)) for key, record in cursor.fetchall()]
