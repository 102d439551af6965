"""The job that mails: one message per address, so that each is known to be taken or refused."""

import smtplib
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from email.utils import formataddr, parseaddr
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils.translation import gettext as _

from kontor.core.actor import SYSTEM
from kontor.core.clock import system_clock
from kontor.core.errors import Refusal
from kontor.core.transactions import atomic_retry
from kontor.documents.issuing import bytes_of
from kontor.documents.mailing import JOB
from kontor.documents.models import Mail, MailState
from kontor.identity.services import business_clock
from kontor.jobs.errors import PassingError, PermanentError
from kontor.jobs.kinds import job
from kontor.jobs.models import Job, JobStatus
from kontor.jobs.run import Run
from kontor.records.flush import flush
from kontor.records.work import Work
from kontor.schema.registry import object_of

ATTEMPTS = 6
TAKEN = ""


class _Message(EmailMessage):
    """A message that names all recipients and goes to one of them."""

    envelope: str = ""

    def recipients(self) -> list[str]:
        """The one it goes to."""
        return [self.envelope]


@job(JOB, attempts=ATTEMPTS)
def send_mail(run: Run, *, mail: str) -> dict[str, int]:
    """Sends to every address that has no outcome yet; tries again what passes, and keeps what is refused for good."""
    found = Mail.objects.select_related("copy__file").filter(pk=UUID(mail), state=MailState.WAITING).first()
    if found is None:
        return {"sent": 0}
    try:
        passing = _send_all(found, bytes_of(found.copy))
    except Refusal as error:
        _settle(found, error.message)
        raise PermanentError(error.message) from error
    if passing and run.attempt < ATTEMPTS:
        found.error = passing
        found.save(update_fields=["error"])
        raise PassingError(passing)
    if passing:
        for address in _without_outcome(found):
            found.outcomes[address] = passing
    _settle(found)
    if found.state == MailState.FAILED:
        raise PermanentError(found.error)
    return {"sent": len(found.recipients)}


def _without_outcome(mail: Mail) -> list[str]:
    return [address for address in mail.recipients if address not in mail.outcomes]


def _send_all(mail: Mail, content: bytes) -> str:
    """Tries every address left; answers what stood in the way for now, "" when every one has its outcome."""
    passing = ""
    with _Connection() as line:
        for address in _without_outcome(mail):
            try:
                line.send(_message(mail, address, content))
                outcome = TAKEN
            except smtplib.SMTPException as error:
                code, words = said_of(error, address)
                if not 500 <= code < 600:
                    passing = words
                    continue
                outcome = words
            except OSError as error:
                passing = _("The mail server does not answer: %(error)s") % {"error": error}
                break
            mail.outcomes[address] = outcome
            # kept at once: what was taken is not sent twice when the next one breaks off
            mail.save(update_fields=["outcomes"])
    return passing


class _Connection:
    """A connection to the mail server that is opened with the first message and closed at the end."""

    def __enter__(self) -> "_Connection":
        self.line = get_connection(fail_silently=False)
        return self

    def send(self, message: EmailMessage) -> None:
        message.connection = self.line
        message.send()

    def __exit__(self, *_error: object) -> None:
        self.line.close()


def _message(mail: Mail, address: str, content: bytes) -> EmailMessage:
    _name, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    message = _Message(
        subject=mail.subject,
        body=mail.body,
        from_email=formataddr((mail.sender_name, sender)),
        to=list(mail.recipients),
        reply_to=[mail.reply_to] if mail.reply_to else [],
        headers={"Message-ID": f"<{mail.pk}.{mail.recipients.index(address)}@{sender.rpartition('@')[2]}>"},
    )
    message.envelope = address
    message.attach(mail.copy.file.name, content, "application/pdf")
    return message


def said_of(error: smtplib.SMTPException, address: str) -> tuple[int, str]:
    """The code and the words of the mail server; 0 where it said none."""
    code: int
    said: Any
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = error.recipients.get(address) or next(iter(error.recipients.values()), (0, b""))
    elif isinstance(error, smtplib.SMTPResponseException):
        code, said = error.smtp_code, error.smtp_error
    else:
        code, said = 0, str(error)
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return code, f"{code} {words}".strip() if code else words


def _refused(mail: Mail) -> Iterable[tuple[str, str]]:
    return ((address, words) for address, words in mail.outcomes.items() if words != TAKEN)


def _settle(mail: Mail, error: str = "") -> None:
    """Says how the mail ended, on it and on the timeline of its record."""
    refused = dict(_refused(mail))
    mail.error = error or "; ".join(f"{address}: {words}" for address, words in refused.items())
    mail.state = MailState.FAILED if mail.error else MailState.SENT
    mail.ended_at = system_clock().now()
    taken = [address for address, words in mail.outcomes.items() if words == TAKEN]

    def run() -> None:
        mail.save(update_fields=["outcomes", "error", "state", "ended_at"])
        record = object_of(mail.object).model._base_manager.filter(pk=mail.record_id).first()
        if record is None:
            return
        asker = replace(SYSTEM, person_id=mail.asked_by, name=mail.asked_name or SYSTEM.name)
        work = Work(actor=asker, clock=business_clock(), cause=JOB)
        told = {"document": mail.copy.title, "copy": mail.copy.number}
        if taken:
            work.event(f"{mail.object}.mailed", record, to=taken, **told)
        if mail.error:
            lost = list(refused) or list(mail.recipients)
            work.event(f"{mail.object}.mail_failed", record, to=lost, error=mail.error, **told)
        flush(work)

    atomic_retry(run)


@job("documents.settle_mails", every=timedelta(minutes=10))
def settle_mails(run: Run) -> dict[str, int]:
    """Says of mails whose job ended without a word that they failed: nothing waits for ever."""
    waiting = list(Mail.objects.select_related("copy").filter(state=MailState.WAITING).order_by("asked_at")[:500])
    jobs = {one.job_id for one in waiting if one.job_id}
    over = set(
        Job.objects.filter(pk__in=jobs, status__in=(JobStatus.FAILED, JobStatus.CANCELLED)).values_list("pk", flat=True)
    )
    lost = [one for one in waiting if one.job_id in over]
    for one in lost:
        _settle(one, one.error or _("The worker ended before the mail was sent."))
    return {"failed": len(lost)}
