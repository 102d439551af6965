"""The room's Django configuration."""

from importlib import import_module

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """What happened."""

    name = "kontor.audit"
    label = "audit"

    def ready(self) -> None:
        """Offers the event log as the outbox."""
        import_module("kontor.audit.outbox")
