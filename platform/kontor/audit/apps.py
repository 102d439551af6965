"""The room's Django configuration."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The room `audit`."""

    name = "kontor.audit"
    label = "audit"
