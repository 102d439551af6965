"""The documents room."""

from importlib import import_module

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Documents as PDF, their frozen copies, and the mails that carry them."""

    name = "kontor.documents"
    label = "documents"

    def ready(self) -> None:
        """Declares what the database keeps as it is, and the job that mails."""
        import_module("kontor.documents.guards")
        import_module("kontor.documents.sending")
