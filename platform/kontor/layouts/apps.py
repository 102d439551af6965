"""The layouts room."""

from django.apps import AppConfig


class LayoutsConfig(AppConfig):
    """How records are shown."""

    name = "kontor.layouts"
    label = "layouts"
