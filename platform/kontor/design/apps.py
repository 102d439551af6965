"""The design room."""

from importlib import import_module

from django.apps import AppConfig


class DesignConfig(AppConfig):
    """Changing the house at run time."""

    name = "kontor.design"
    label = "design"

    def ready(self) -> None:
        """Registers the kinds of changes of this room, and where it uses objects and fields."""
        for name in ("objects", "fields", "storage", "purging", "rights", "layouts", "rules", "menus"):
            import_module(f"kontor.design.changes.{name}")
        for name in ("usages", "packs.services"):
            import_module(f"kontor.design.{name}")
