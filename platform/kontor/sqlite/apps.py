"""The sqlite room."""

from django.apps import AppConfig


class SqliteConfig(AppConfig):
    """Our thin SQLite backend."""

    name = "kontor.sqlite"
    label = "sqlite"
