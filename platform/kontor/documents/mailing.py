"""Asking for a document to be mailed: what is offered, what is checked, what is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError
from django.utils import translation
from django.utils.translation import gettext as _

from kontor.access.rights import may
from kontor.core.actor import Actor
from kontor.core.clock import Clock
from kontor.core.errors import Conflict
from kontor.core.transactions import atomic_retry
from kontor.documents.addresses import addresses_in, body_of, subject_of
from kontor.documents.issuing import (
    Asked,
    check_issuer,
    keep,
    locked_as_printed,
    print_issuable,
    reader_for,
)
from kontor.documents.models import Mail
from kontor.documents.printables import Printable, Recipient
from kontor.identity.models import Person
from kontor.identity.services import company
from kontor.jobs.queue import enqueue
from kontor.records.actions import find_action, perform
from kontor.records.flush import flush
from kontor.records.work import Work
from kontor.schema.registry import object_of

JOB = "documents.mail"


@dataclass(frozen=True, slots=True)
class Letter:
    """What goes with the document: to whom, and the words."""

    to: Sequence[str]
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Offer:
    """The dialog as it opens: whom it may go to, and words in the language of the document."""

    language: str
    recipients: tuple[Recipient, ...]
    subject: str
    body: str
    title: str


def offer_mail(*, actor: Actor, asked: Asked, clock: Clock) -> Offer:
    """Recipients and words to begin with; refusals as for issuing."""
    one, reader, addressee = reader_for(actor, asked, clock)
    check_issuer(actor, asked.object, reader.detail.record)
    with translation.override(reader.language):
        sheet = one.load(reader)
        house = reader.entity.name if reader.entity else company().company_name
        greeting = _("Dear %(name)s,") % {"name": addressee.name} if addressee.name else _("Dear Sir or Madam,")
        close = "\n".join((_("Kind regards"), actor.name, house))
        return Offer(
            language=reader.language,
            recipients=addressee.recipients,
            subject=f"{sheet.name} · {house}",
            body=f"{greeting}\n\n{one.sentence}\n\n{close}",
            title=sheet.name,
        )


def mail_document(
    *, actor: Actor, asked: Asked, letter: Letter, clock: Clock, cause: str = "api", request_id: str = ""
) -> Mail:
    """Freezes a copy, takes the action that sending means, and leaves the mail to a worker; one transaction.

    BadInput for addresses and words that cannot be sent; refusals as for issuing. Nothing is kept when refused.
    """
    to, subject, body = addresses_in(letter.to), subject_of(letter.subject), body_of(letter.body)
    one = reader_for(actor, asked, clock)[0]
    printed = print_issuable(actor, asked, clock)

    def run() -> Mail:
        work = Work(actor=actor, clock=clock, cause=cause, request_id=request_id)
        record = locked_as_printed(work, asked, printed)
        _take_action(work, one, record)
        copy = keep(work, asked, printed)
        mail = Mail(
            copy=copy, object=asked.object, record_id=asked.record_id, recipients=to, subject=subject, body=body,
            asked_at=clock.now(), asked_by=actor.person_id, asked_name=actor.name, **_sender(actor),
        )  # fmt: skip
        mail.job_id = enqueue(JOB, {"mail": str(mail.pk)}, person_id=actor.person_id).pk
        mail.save(force_insert=True)
        flush(work)
        return mail

    try:
        return atomic_retry(run)
    except IntegrityError as error:
        raise Conflict(_("Somebody else has issued a copy just now; try again.")) from error


def _take_action(work: Work, one: Printable, record: object) -> None:
    """The action that sending means, where the state allows it and the actor may; elsewhere the state stays."""
    if not one.send:
        return
    found, action = object_of(one.object), find_action(one.object, one.send)
    if getattr(record, "status", None) in action.from_states and may(work.actor, found, action.verb, record):
        perform(work, found, action, record, {}, actor=work.actor)


def _sender(actor: Actor) -> dict[str, str]:
    person = Person.objects.filter(pk=actor.person_id).first() if actor.person_id else None
    name = " · ".join(part for part in (actor.name, company().company_name) if part and not actor.is_system)
    return {"sender_name": (name or company().company_name)[:200], "reply_to": person.email if person else ""}


def mails_of(record_id: UUID) -> list[Mail]:
    """The mails that carried documents of a record, newest first; whether they may be seen is asked of their copies."""
    return list(Mail.objects.filter(record_id=record_id).order_by("-id"))
