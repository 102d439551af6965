"""The sqlite room."""

from importlib import import_module

from django.apps import AppConfig


class SqliteConfig(AppConfig):
    """Our thin SQLite backend."""

    name = "kontor.sqlite"
    label = "sqlite"

    def ready(self) -> None:
        """Registers the system check."""
        import_module("kontor.sqlite.checks")
