"""The web room."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The browser."""

    name = "kontor.web"
    label = "web"
