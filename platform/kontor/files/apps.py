"""The files room."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Stored files and pictures."""

    name = "kontor.files"
    label = "files"
