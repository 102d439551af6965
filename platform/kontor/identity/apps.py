"""The room's Django configuration."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """The room `identity`."""

    name = "kontor.identity"
    label = "identity"
