"""The room's Django configuration."""

from importlib import import_module

from django.apps import AppConfig


class CollabConfig(AppConfig):
    """Comments, follows, attached files, the timeline."""

    name = "kontor.collab"
    label = "collab"

    def ready(self) -> None:
        """Registers what this room answers to others, its sources of the timeline, and what a purge removes."""
        for name in ("following", "comments", "merging", "pointing", "purging"):
            import_module(f"kontor.collab.{name}")
