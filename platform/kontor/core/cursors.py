"""Cursors for statements that are sent again and again."""

from functools import lru_cache
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper


@lru_cache(maxsize=1)
def _binding() -> Any:
    """psycopg's cursor that leaves the values to the server; only there on PostgreSQL."""
    psycopg = __import__("psycopg")
    return psycopg.Cursor


def lasting_cursor(connection: BaseDatabaseWrapper) -> Any:
    """A cursor whose statements PostgreSQL plans once and keeps; Django's ordinary cursor elsewhere.

    Django binds values into the text of each statement, which is then parsed and planned anew every time.
    """
    if connection.vendor != "postgresql":
        return connection.cursor()
    connection.ensure_connection()
    return connection._prepare_cursor(_binding()(connection.connection))  # type: ignore[attr-defined]
