"""Number series: one counter row per series, legal entity and year of the document's date, locked last."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from kontor.core.cursors import lasting_cursor
from kontor.core.errors import RuleBroken
from kontor.core.ids import new_id
from kontor.records.models import Counter

NO_ENTITY = UUID(int=0)
Series = tuple[str, UUID, int]


def pattern_of(document: Any) -> str:
    """The number pattern of a document: its own `number_pattern`, or its object's."""
    return str(
        getattr(document, "number_pattern", None)
        or document.declare.number
        or f"{document.declare.key.upper()}-{{seq:06}}"
    )


def series_of(document: Any) -> str:
    """The name of the series: what stands before the first variable part of the pattern; a made object's is its key."""
    if document.declare.made:
        return str(document.declare.key)
    return pattern_of(document).split("{")[0].rstrip("-/ ") or document.declare.key


def give_numbers(work: Any, documents: list[Any]) -> None:
    """Numbers the documents in the order they were asked for; one counter statement."""
    groups: dict[Series, list[Any]] = {}
    for document in documents:
        if document.number is not None:
            continue
        day = getattr(document, "document_date", None) or work.clock.today()
        key = (series_of(document), document.legal_entity_id or NO_ENTITY, _year(document, day.year))
        groups.setdefault(key, []).append(document)
    keys = sorted(groups, key=lambda key: (key[0], str(key[1]), key[2]))
    last = take_numbers([(*key, len(groups[key])) for key in keys]) if keys else {}
    for key in keys:
        members = groups[key]
        for offset, document in enumerate(members):
            value = last[key] - len(members) + 1 + offset
            document.number = pattern_of(document).format(year=key[2], seq=value)
    documents.clear()


def _year(document: Any, year: int) -> int:
    """The year a document counts in; one series for all time where a made pattern does not name the year."""
    return 0 if document.declare.made and "{year}" not in pattern_of(document) else year


def take_numbers(wanted: Sequence[tuple[str, UUID, int, int]]) -> dict[Series, int]:
    """Advances counters (series, entity, year, by how much) in one statement; their new values.

    The rows stay locked until the running transaction ends; `wanted` is sorted so that two callers cannot cross.
    """
    if not connection.in_atomic_block:
        msg = "Numbers are only given inside a transaction."
        raise RuleBroken(msg)
    quote = connection.ops.quote_name
    table = quote(Counter._meta.db_table)
    columns = {field.name: field for field in Counter._meta.concrete_fields}
    names = ("id", "series", "legal_entity", "year", "value")
    marks = f"({', '.join(['%s'] * len(names))})"
    key = ", ".join(quote(name) for name in names[1:4])
    value = quote("value")
    sql = (
        f"INSERT INTO {table} ({', '.join(quote(name) for name in names)}) "  # noqa: S608 (names of our own)
        f"VALUES {', '.join([marks] * len(wanted))} ON CONFLICT ({key}) "
        f"DO UPDATE SET {value} = {table}.{value} + excluded.{value} RETURNING {key}, {value}"
    )
    parameters = [
        columns[name].get_db_prep_save(one, connection)
        for row in wanted
        for name, one in zip(names, (new_id(), *row), strict=True)
    ]
    with lasting_cursor(connection) as cursor:
        cursor.execute(sql, parameters)
        return {(series, _uuid(entity), year): int(last) for series, entity, year, last in cursor.fetchall()}


def _uuid(value: UUID | str) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)
