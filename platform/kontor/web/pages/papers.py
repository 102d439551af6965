"""The documents of a record as its page shows them: the menu that prints, and the copies that were issued."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from kontor.documents.issuing import copies_of, may_issue
from kontor.documents.models import Copy, Mail, MailState
from kontor.documents.printables import Printable, printables_of
from kontor.records.queries import Detail
from kontor.schema.descriptor import ObjectDescriptor
from kontor.web.links import record_url
from kontor.web.render.cells import moment

TONES = {MailState.WAITING: "waiting", MailState.SENT: "good", MailState.FAILED: "bad"}


@dataclass(frozen=True, slots=True)
class Paper:
    """A document in the menu: where it opens in which language, and what may be done with it."""

    label: str
    reason: str
    links: list[tuple[str, str]]
    period_url: str = ""
    issue_url: str = ""
    mail_url: str = ""


@dataclass(frozen=True, slots=True)
class MailRow:
    """A mail of a copy: to whom, and how far it is."""

    to: str
    state: str
    tone: str
    error: str
    when: str


@dataclass(frozen=True, slots=True)
class CopyRow:
    """An issued copy."""

    title: str
    number: int
    language: str
    who: str
    when: str
    url: str
    sha256: str
    mails: list[MailRow]


@dataclass(frozen=True, slots=True)
class Section:
    """The issued copies of a record; `poll_url` asks again while a mail is under way."""

    copies: list[CopyRow]
    waiting: int
    poll_url: str


def papers_url(found: ObjectDescriptor, detail: Detail) -> str:
    """Where the issued copies are; "" where nothing is ever issued."""
    there = not detail.trashed and printables_of(found.key, detail.record)
    return f"{record_url(found.key, detail.id)}documents" if there else ""


def papers_of(visit: Any, found: ObjectDescriptor, detail: Detail) -> list[Paper]:
    """The documents of the record, each with what may be done with it now."""
    if detail.trashed:
        return []
    issuer = may_issue(visit.actor, found.key, detail.record)
    shown = [one for one in printables_of(found.key, detail.record) if one.is_whole_for(visit.actor)]
    return [_paper(found, detail, one, issuer=issuer) for one in shown]


def _paper(found: ObjectDescriptor, detail: Detail, one: Printable, *, issuer: bool) -> Paper:
    base = f"{record_url(found.key, detail.id)}documents/{one.kind}"
    reason = one.refusal(detail.record)
    out = issuer and not reason and not one.is_draft(detail.record)
    return Paper(
        label=str(one.label),
        reason=reason,
        links=[] if reason or one.period else [(name, f"{base}?language={code}") for code, name in settings.LANGUAGES],
        period_url=f"{base}/period" if one.period and not reason else "",
        issue_url=f"{base}/issue" if out and not one.period else "",
        mail_url=f"{base}/mail" if out else "",
    )


def section_of(visit: Any, found: ObjectDescriptor, detail: Detail) -> Section:
    """The copies that the visitor may open, newest first."""
    copies = copies_of(actor=visit.actor, object=found.key, id=detail.id, clock=visit.clock)
    rows = [_copy(visit, one, list(one.mails.all())) for one in copies]
    waiting = sum(mail.state == MailState.WAITING for one in copies for mail in one.mails.all())
    poll = f"{record_url(found.key, detail.id)}documents?waiting={waiting}" if waiting else ""
    return Section(rows, waiting, poll)


def _copy(visit: Any, copy: Copy, mails: Sequence[Mail]) -> CopyRow:
    return CopyRow(
        title=copy.title,
        number=copy.number,
        language=dict(settings.LANGUAGES).get(copy.language, copy.language),
        who=copy.issued_name,
        when=moment(copy.issued_at, visit.language, visit.zone),
        url=f"{record_url(copy.object, copy.record_id)}documents/copies/{copy.pk}",
        sha256=copy.sha256,
        mails=[_mail(visit, one) for one in mails],
    )


def _mail(visit: Any, mail: Mail) -> MailRow:
    state = MailState(mail.state)
    retried = state == MailState.WAITING and mail.error
    return MailRow(
        to=", ".join(mail.recipients),
        state=_("Being tried again") if retried else str(state.label),
        tone=TONES[state],
        error=mail.error,
        when=moment(mail.ended_at or mail.asked_at, visit.language, visit.zone),
    )
