"""The room's Django configuration."""

from importlib import import_module

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """In the app and by mail."""

    name = "kontor.notifications"
    label = "notifications"

    def ready(self) -> None:
        """Registers who is told of what, the mails, and what a purge removes."""
        for name in ("telling", "mail"):
            import_module(f"kontor.notifications.{name}")
