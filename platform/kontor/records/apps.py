"""The room's Django configuration."""

from importlib import import_module

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """The two paths."""

    name = "kontor.records"
    label = "records"

    def ready(self) -> None:
        """Loads what declares itself."""
        names = ("services", "actions", "subscribers", "invariants", "housekeeping", "derive", "derive.invariants")
        for name in (*names, "importing.job", "bulk.work"):
            import_module(f"kontor.records.{name}")
