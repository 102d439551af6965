"""The content security policy every page is sent with."""

from typing import Any

from csp.constants import NONE, SELF


def content_security_policy() -> dict[str, Any]:
    """Scripts and styles from ourselves only; nothing is evaluated, nobody frames us."""
    return {
        "DIRECTIVES": {
            "default-src": [SELF],
            "script-src": [SELF],
            "style-src": [SELF],
            "style-src-elem": [SELF],
            # charts and the drag library set style attributes
            "style-src-attr": ["'unsafe-inline'"],
            "img-src": [SELF, "data:", "blob:"],
            "font-src": [SELF],
            "connect-src": [SELF],
            "form-action": [SELF],
            "object-src": [NONE],
            "base-uri": [NONE],
            "frame-ancestors": [NONE],
        }
    }
