"""The room's Django configuration."""

from django.apps import AppConfig


class SchemaConfig(AppConfig):
    """The room `schema`."""

    name = "kontor.schema"
    label = "schema"
