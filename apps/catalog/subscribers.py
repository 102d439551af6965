"""What the house keeps in mind for as long as nothing of it changes."""

from kontor.core import registry
from kontor.identity.services import touch_rights
from kontor.records.change import Change
from kontor.records.work import Work

SETTLED = frozenset({"currency", "account"})


@registry.subscriber
def forget_settled(*, work: Work, changes: list[Change]) -> None:
    """Whoever changes currencies or accounts: every process reads them anew at its next request."""
    if not work.dry and any(change.object in SETTLED for change in changes):
        touch_rights()
