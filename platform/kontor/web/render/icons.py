"""Icons of the lucide set, drawn into the page."""

import json
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

FALLBACK = "box"


@cache
def _drawings() -> dict[str, str]:
    """The inner SVG of every icon, as the asset build left it."""
    path = Path(settings.ROOT) / "static" / "dist" / "icons.json"
    found: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    return found


def drawing(name: str) -> str:
    """What is drawn inside the icon `name`, for pages that draw icons themselves."""
    drawings = _drawings()
    return drawings.get(name) or drawings.get(FALLBACK, "")


@cache
def icon(name: str, label: str = "", css: str = "i") -> SafeString:
    """The icon `name`; with a label it is an image of that name, without it is decoration."""
    inner = drawing(name)
    role = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    return mark_safe(f'<svg class="{css}" viewBox="0 0 24 24" {role}>{inner}</svg>')  # noqa: S308 (our own drawing)
