"""The core room."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """What every room builds on; no tables."""

    name = "kontor.core"
    label = "core"
