"""The web room."""

from importlib import import_module

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The browser."""

    name = "kontor.web"
    label = "web"

    def ready(self) -> None:
        """Declares the action that invites people, and the parts addresses are made of."""
        for name in ("invitations", "converters"):
            import_module(f"kontor.web.{name}")
