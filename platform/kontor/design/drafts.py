"""Drafts: changes being prepared, saved as they are made, so that two designers never overwrite one another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kontor.core.actor import Actor
from kontor.core.clock import system_clock
from kontor.core.errors import BadInput, Conflict
from kontor.design.models import Draft, Presence
from kontor.design.rights import check_designer

MAX_CHANGES = 2000
STILL_HERE = timedelta(seconds=60)


class StaleDraft(Conflict):
    """Somebody else saved the draft first; `draft` is how it is now."""

    code = "stale_draft"

    def __init__(self, message: str, *, draft: Draft) -> None:
        super().__init__(message)
        self.draft = draft


@dataclass(frozen=True, slots=True)
class Designer:
    """Somebody who has the same designer open."""

    name: str
    person_id: Any


def draft_of(actor: Actor, subject: str) -> Draft | None:
    """The draft of a subject, if there is one."""
    check_designer(actor)
    return Draft.objects.filter(subject=subject).first()


def save_draft(actor: Actor, subject: str, changes: Sequence[Mapping[str, Any]], *, revision: int) -> Draft:
    """Saves the changes over the revision last seen (0: none yet); StaleDraft when another one was saved meanwhile.

    A draft may hold what cannot be published yet; that is told by its impact.
    """
    check_designer(actor)
    if not 1 <= len(subject) <= 160 or len(changes) > MAX_CHANGES:
        raise BadInput(_("At most %(limit)s changes at once.") % {"limit": MAX_CHANGES}, field="changes")
    now = system_clock().now()
    values = {"changes": list(changes), "author_id": actor.person_id, "author_name": actor.name, "updated_at": now}
    if revision == 0:
        try:
            with transaction.atomic():
                return Draft.objects.create(subject=subject, created_at=now, **values)
        except IntegrityError:
            raise _stale(subject) from None
    saved = Draft.objects.filter(subject=subject, revision=revision).update(revision=revision + 1, **values)
    if not saved:
        raise _stale(subject)
    return Draft.objects.get(subject=subject)


def _stale(subject: str) -> Conflict:
    found = Draft.objects.filter(subject=subject).first()
    if found is None:
        return Conflict(_("The draft was published or discarded in the meantime."), code="draft_gone")
    message = _("%(name)s has changed the draft in the meantime.") % {"name": found.author_name}
    return StaleDraft(message, draft=found)


def discard_draft(actor: Actor, subject: str) -> None:
    """Forgets the draft; what is published stays as it is."""
    check_designer(actor)
    drop_draft(subject)


def drop_draft(subject: str) -> None:
    """Forgets a draft that has become a publication."""
    Draft.objects.filter(subject=subject).delete()


def drafts(actor: Actor) -> list[Draft]:
    """All drafts, the one changed last first."""
    check_designer(actor)
    return list(Draft.objects.order_by("-updated_at"))


def here(actor: Actor, subject: str) -> list[Designer]:
    """Says that the actor has this designer open; who else has."""
    check_designer(actor)
    now = system_clock().now()
    if actor.person_id is not None:
        Presence.objects.update_or_create(
            subject=subject, person_id=actor.person_id, defaults={"person_name": actor.name, "seen_at": now}
        )
    Presence.objects.filter(seen_at__lt=now - STILL_HERE * 10).delete()
    found = Presence.objects.filter(subject=subject, seen_at__gte=now - STILL_HERE).order_by("person_name")
    return [Designer(one.person_name, one.person_id) for one in found if one.person_id != actor.person_id]
