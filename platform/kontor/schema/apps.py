"""The room's Django configuration."""

from importlib import import_module

from django.apps import AppConfig


class SchemaConfig(AppConfig):
    """Objects and fields."""

    name = "kontor.schema"
    label = "schema"

    def ready(self) -> None:
        """Registers the checks of declarations."""
        import_module("kontor.schema.checks")
