"""The layouts room."""

from importlib import import_module

from django.apps import AppConfig


class LayoutsConfig(AppConfig):
    """How records are shown."""

    name = "kontor.layouts"
    label = "layouts"

    def ready(self) -> None:
        """Declares the engine's own layouts and registers the checks and usages of all."""
        for name in ("own", "checks", "usages", "rules", "rule_effects"):
            import_module(f"kontor.layouts.{name}")
