"""The engine's own change subscribers."""

from typing import Any

from kontor.core.registry import subscriber
from kontor.identity.services import forget_zone, touch_rights

RIGHTS = frozenset({"person", "post", "role", "team", "company_settings", "legal_entity"})


@subscriber
def follow_rights(*, work: Any, changes: list[Any]) -> None:
    """Whoever changes posts, roles, teams, people or settings: every process reads them anew at its next request."""
    if not work.dry and any(change.object in RIGHTS for change in changes):
        touch_rights()


@subscriber
def follow_zone(*, work: Any, changes: list[Any]) -> None:
    """Business dates follow the company's time zone as soon as it is set."""
    if any(change.object == "company_settings" for change in changes):
        forget_zone()
