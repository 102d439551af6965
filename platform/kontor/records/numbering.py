"""Number series: one counter row per series, legal entity and year of the document's date, locked last."""

from typing import Any
from uuid import UUID

from django.db import connection

from kontor.core.errors import RuleBroken
from kontor.core.ids import new_id
from kontor.records.models import Counter

NO_ENTITY = UUID(int=0)


def pattern_of(document: Any) -> str:
    """The number pattern of a document: its own `number_pattern`, or its object's."""
    return str(
        getattr(document, "number_pattern", None)
        or document.declare.number
        or f"{document.declare.key.upper()}-{{seq:06}}"
    )


def series_of(document: Any) -> str:
    """The name of the series: what stands before the first variable part of the pattern."""
    return pattern_of(document).split("{")[0].rstrip("-/ ") or document.declare.key


def give_numbers(work: Any, documents: list[Any]) -> None:
    """Numbers the documents in the order they were asked for; one counter statement per series."""
    groups: dict[tuple[str, UUID, int], list[Any]] = {}
    for document in documents:
        if document.number is not None:
            continue
        day = getattr(document, "document_date", None) or work.clock.today()
        key = (series_of(document), document.legal_entity_id or NO_ENTITY, day.year)
        groups.setdefault(key, []).append(document)
    for (series, entity, year), members in sorted(groups.items(), key=lambda item: (item[0][0], str(item[0][1]))):
        last = take_numbers(series, entity, year, len(members))
        for offset, document in enumerate(members):
            value = last - len(members) + 1 + offset
            document.number = pattern_of(document).format(year=year, seq=value)
    documents.clear()


def take_numbers(series: str, entity: UUID, year: int, count: int) -> int:
    """Advances a counter by `count` in the running transaction and answers its new value; the row stays locked."""
    if not connection.in_atomic_block:
        msg = "Numbers are only given inside a transaction."
        raise RuleBroken(msg)
    quote = connection.ops.quote_name
    table = quote(Counter._meta.db_table)
    columns = {field.name: field for field in Counter._meta.concrete_fields}
    values = {"id": new_id(), "series": series, "legal_entity": entity, "year": year, "value": count}
    names = ", ".join(quote(str(columns[name].column)) for name in values)
    marks = ", ".join(["%s"] * len(values))
    value = quote("value")
    sql = (
        f"INSERT INTO {table} ({names}) VALUES ({marks}) "  # noqa: S608 (names of our own)
        f"ON CONFLICT ({quote('series')}, {quote('legal_entity')}, {quote('year')}) "
        f"DO UPDATE SET {value} = {table}.{value} + excluded.{value} RETURNING {value}"
    )
    parameters = [columns[name].get_db_prep_save(one, connection) for name, one in values.items()]
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return int(cursor.fetchone()[0])
