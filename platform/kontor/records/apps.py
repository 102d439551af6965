"""The room's Django configuration."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """The room `records`."""

    name = "kontor.records"
    label = "records"
