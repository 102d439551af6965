"""Erasing what is personal in made fields of some records: in the table and in all versions, trashed fields as well."""

from collections.abc import Sequence
from uuid import UUID

from django.db import connection, models

from kontor.schema.models import FieldDef, State
from kontor.schema.services_fields import made
from kontor.schema.services_objects import tables_of


def erase(object_key: str, ids: Sequence[UUID]) -> int:
    """Empties every personal made field of those records, past versions included; how many columns that were."""
    rows = FieldDef.objects.filter(object=object_key, personal=True).exclude(state=State.PURGED)
    columns = [row for row in rows if made(row).stored]
    if not columns or not ids:
        return 0
    quote = connection.ops.quote_name
    held = [models.UUIDField().get_db_prep_save(one, connection) for one in ids]
    versioned = [row for row in columns if not made(row).derived]
    marks = ", ".join(["%s"] * len(held))
    for table, kept in zip(tables_of(object_key), (columns, versioned), strict=True):
        if kept:
            sets = ", ".join(f"{quote(row.column)} = NULL" for row in kept)
            with connection.cursor() as cursor:
                # names of our own, quoted
                cursor.execute(f"UPDATE {quote(table)} SET {sets} WHERE id IN ({marks})", held)  # noqa: S608
    return len(columns)
