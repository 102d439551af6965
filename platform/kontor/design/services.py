"""Publishing changes together, and taking publications back."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

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
from kontor.design.publishing import ATTEMPTS, PUBLISH, in_the_name_of, leave_to_worker, left_to_worker
from kontor.design.rights import check_designer, may_design
from kontor.jobs.kinds import job
from kontor.jobs.run import Run
from kontor.records.importing import services as importing
from kontor.records.importing.store import import_of
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
    import_run: UUID | None = None,
) -> Publication:
    """Carries out all changes in one transaction, or none; the subject's draft ends with it.

    `seen` is the digest of the impact that was looked at; it may be left out only where nothing breaks. Every process
    works with the changes from its next request on. Raises BadInput (the change named), Conflict, NotPermitted, Busy;
    Publishing where the worker makes them. `import_run` is an import whose rows go to the object made first.
    """
    check_designer(actor)
    if not changes:
        raise BadInput(_("There is nothing to publish."), field="changes")
    if len(label) > MAX_LABEL:
        raise BadInput(_("At most %(limit)s characters are allowed.") % {"limit": MAX_LABEL}, field="label")
    found = impact_of(actor, changes)
    check_impact(found, seen)
    more: dict[str, Any] = {"label": label, "subject": subject, "rolls_back_to": rolls_back_to}
    if left_to_worker(found.changes):
        run = str(import_run or "")
        raise leave_to_worker(actor, PUBLISH, changes=found.changes, seen=seen, import_run=run, **more)
    return run_change(lambda _change: _apply(actor, found, import_run=import_run, **more))


@job(PUBLISH, attempts=ATTEMPTS, atomic=True)
def publish_job(
    run: Run, *, roles: list[str], language: str, import_run: str, changes: list[Values], **more: Any
) -> dict[str, Any]:
    """Publishes in the name of whoever asked for it; what is refused is told and changes nothing."""
    given = UUID(import_run) if import_run else None
    return in_the_name_of(run, roles, language, lambda actor: publish(actor, changes, import_run=given, **more))


def _apply(
    actor: Actor, found: Impact, *, label: str, subject: str, rolls_back_to: int | None, import_run: UUID | None
) -> Publication:
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
    if import_run:
        importing.give_object(actor=actor, run=import_of(actor, import_run), object=str(found.changes[0]["key"]))
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
