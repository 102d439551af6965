"""The base of every business module's AppConfig."""

from importlib import import_module
from importlib.util import find_spec
from typing import ClassVar

from django.apps import AppConfig

DECLARING = ("services", "actions", "guards", "invariants", "subscribers", "flows", "layouts", "documents", "reports")


class ModuleConfig(AppConfig):
    """Loads the files in which a module declares itself, once its models are ready."""

    declaring: ClassVar[tuple[str, ...]] = DECLARING

    def ready(self) -> None:
        """Imports those declaring files that exist."""
        for name in self.declaring:
            if find_spec(f"{self.name}.{name}") is not None:
                import_module(f"{self.name}.{name}")
