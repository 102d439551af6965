"""Publishing changes together, and taking publications back."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from kontor.audit import services as audit
from kontor.audit.models import Event
from kontor.core.actor import Actor
from kontor.core.clock import system_clock
from kontor.core.errors import BadInput, NotFound
from kontor.core.ids import new_id
from kontor.core.trace import current_request_id
from kontor.design.changes.base import Values, kind_of
from kontor.design.changes.purging import gone
from kontor.design.drafts import drop_draft
from kontor.design.impact import Impact, check_impact, impact_of
from kontor.design.models import Publication
from kontor.design.rights import check_designer, may_design
from kontor.schema.services import run_change

__all__ = ["impact_of", "may_design", "publications", "publish", "roll_back", "roll_back_impact"]
MAX_LABEL = 200


def publish(
    actor: Actor,
    changes: Sequence[Mapping[str, Any]],
    *,
    label: str = "",
    subject: str = "",
    seen: str = "",
    rolls_back_to: int | None = None,
) -> Publication:
    """Carries out all changes in one transaction, or none; the subject's draft ends with it.

    `seen` is the digest of the impact that was looked at; it may be left out only where nothing breaks. Every process
    works with the changes from its next request on. Raises BadInput (the change named), Conflict, NotPermitted, Busy.
    """
    check_designer(actor)
    if not changes:
        raise BadInput(_("There is nothing to publish."), field="changes")
    if len(label) > MAX_LABEL:
        raise BadInput(_("At most %(limit)s characters are allowed.") % {"limit": MAX_LABEL}, field="label")
    found = impact_of(actor, changes)
    check_impact(found, seen)
    return run_change(lambda _change: _apply(actor, found, label=label, subject=subject, rolls_back_to=rolls_back_to))


def _apply(actor: Actor, found: Impact, *, label: str, subject: str, rolls_back_to: int | None) -> Publication:
    inverse: list[Values] = []
    for place, values in enumerate(found.changes):
        inverse = [*kind_of(values, place).apply(values, actor), *inverse]
    now = system_clock().now()
    made = Publication.objects.create(
        number=(Publication.objects.aggregate(last=Max("number"))["last"] or 0) + 1,
        at=now,
        actor_id=actor.person_id,
        actor_name=actor.name,
        label=label,
        subject=subject,
        changes=found.changes,
        inverse=inverse,
        differences=found.differences,
        rolls_back_to=rolls_back_to,
    )
    cause = audit.Cause(actor, now, "design", new_id(), current_request_id())
    data = {"number": made.number, "differences": found.differences[:50]}
    event = audit.event(cause, verb="design.published", key="design", record_id=made.pk, root_id=made.pk, data=data)
    Event.objects.bulk_create([event])
    if subject:
        drop_draft(subject)
    return made


def publications(actor: Actor, *, subject: str = "", limit: int = 50) -> list[Publication]:
    """The latest publications, the newest first; of one subject if given."""
    check_designer(actor)
    rows = Publication.objects.order_by("-number")
    return list((rows.filter(subject=subject) if subject else rows)[:limit])


def _back_to(number: int) -> list[Values]:
    """The changes that lead back to how it was right after that publication (0: before the first)."""
    if number and not Publication.objects.filter(number=number).exists():
        raise NotFound(_("There is no such publication."))
    later = Publication.objects.filter(number__gt=number).order_by("-number").values_list("inverse", flat=True)
    return [values for inverse in later for values in inverse if not gone(values)]


def roll_back_impact(actor: Actor, number: int) -> Impact:
    """What going back to a publication would do."""
    check_designer(actor)
    return impact_of(actor, _back_to(number))


def roll_back(actor: Actor, number: int, *, seen: str) -> Publication:
    """Goes back to how it was right after that publication, as a publication of its own; data comes back with fields.

    NotFound for an unknown number; Conflict when the impact is not the one that was seen.
    """
    check_designer(actor)
    changes = _back_to(number)
    if not changes:
        raise BadInput(_("There is nothing to take back."), field="number")
    label = _("Back to publication %(number)s") % {"number": number}
    return publish(actor, changes, label=label, seen=seen, rolls_back_to=number)
