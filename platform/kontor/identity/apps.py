"""The room's Django configuration."""

from importlib import import_module

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """The room `identity`."""

    name = "kontor.identity"
    label = "identity"

    def ready(self) -> None:
        """Registers the mails this room sends."""
        import_module("kontor.identity.mail")
