"""The room's Django configuration."""

from importlib import import_module

from django.apps import AppConfig


class SchemaConfig(AppConfig):
    """Objects and fields."""

    name = "kontor.schema"
    label = "schema"

    def ready(self) -> None:
        """Registers the checks of declarations and the room's own jobs; reads nothing."""
        for name in ("checks", "sync", "jobs", "convert", "views"):
            import_module(f"kontor.schema.{name}")
