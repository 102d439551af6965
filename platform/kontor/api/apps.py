"""The api room."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """REST, derived from descriptors."""

    name = "kontor.api"
    label = "api"
