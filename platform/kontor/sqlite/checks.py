"""Refuses to start on SQLite with Django's own engine: its table remakes would delete columns users made."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register
def our_sqlite_engine(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """An error for every SQLite database that is not served by kontor.sqlite."""
    return [
        Error(
            f"The database {alias} uses Django's SQLite engine.",
            hint='Set ENGINE to "kontor.sqlite": it keeps columns, indexes and triggers that migrations do not know.',
            id="kontor.sqlite.E001",
        )
        for alias, config in settings.DATABASES.items()
        if config["ENGINE"] == "django.db.backends.sqlite3"
    ]
