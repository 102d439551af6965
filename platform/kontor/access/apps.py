"""The room's Django configuration."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """The room `access`."""

    name = "kontor.access"
    label = "access"
