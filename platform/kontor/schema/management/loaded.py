"""Commands that look at every model: without the made classes they would overlook, or remove, what belongs to them."""

from typing import Any

from kontor.schema.registry import ensure


class LoadedCommand:
    """Loads what was made before the command begins."""

    def handle(self, *args: Any, **options: Any) -> Any:
        """Follows the schema first."""
        ensure()
        return super().handle(*args, **options)  # type: ignore[misc]
