"""The web room."""

from importlib import import_module

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The browser."""

    name = "kontor.web"
    label = "web"

    def ready(self) -> None:
        """Declares the action that invites people."""
        import_module("kontor.web.invitations")
