"""Frozen copies stay as they were; mails go out once, are tried again, or say why they were refused."""

import smtplib
from typing import Any

import pytest
from django.core import mail as outbox
from django.core.mail.backends.locmem import EmailBackend
from django.db import DatabaseError, transaction

from kontor.audit.models import Event
from kontor.core.actor import SYSTEM
from kontor.core.errors import BadInput, NotFound, NotPermitted, Refusal, WrongState
from kontor.documents.issuing import Asked, copies_of, issue, open_copy
from kontor.documents.mailing import Letter, mail_document, offer_mail
from kontor.documents.models import Copy, Mail, MailState
from kontor.documents.sending import ATTEMPTS, settle_mails
from kontor.files.models import StoredFile
from kontor.jobs.models import Job, JobStatus
from kontor.jobs.worker import work_one
from tests import builders
from tests.platform.documents.conftest import Office
from tests.platform.documents.papers import pages

LETTER = Letter(["martin@bolido.example"], "Our quote", "Dear Martín,\n\nhere it is.")


def asked(record: Any, kind: str = "quote") -> Asked:
    return Asked(record.declare.key, record.pk, kind, "en")


def send(office: Office, quote: Any, letter: Letter = LETTER, actor: Any = SYSTEM) -> Mail:
    return mail_document(actor=actor, asked=asked(quote), letter=letter, clock=office.clock)


def fresh(record: Any) -> Any:
    return type(record)._base_manager.get(pk=record.pk)


def test_a_copy_is_the_same_bytes_for_ever(office: Office) -> None:
    quote = office.offer()
    copy = issue(actor=SYSTEM, asked=asked(quote), clock=office.clock)
    kept = open_copy(actor=SYSTEM, object="quote", id=quote.pk, copy_id=copy.pk)[1]
    office.change(office.buyer, name="Another name")
    office.run(quote, "send")
    second = issue(actor=SYSTEM, asked=asked(quote), clock=office.clock)
    assert (copy.number, second.number) == (1, 2)
    assert open_copy(actor=SYSTEM, object="quote", id=quote.pk, copy_id=copy.pk)[1] == kept
    assert "Another name" not in pages(kept)[0]
    assert "Another name" in pages(open_copy(actor=SYSTEM, object="quote", id=quote.pk, copy_id=second.pk)[1])[0]
    assert Event.objects.filter(root_id=quote.pk, verb="quote.issued").count() == 2


def test_the_database_keeps_a_copy_as_it_is(office: Office) -> None:
    copy = issue(actor=SYSTEM, asked=asked(office.offer()), clock=office.clock)
    for write in (lambda: Copy.objects.filter(pk=copy.pk).update(title="x"), copy.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            write()


def test_a_damaged_copy_is_not_shown(office: Office, tmp_path: Any) -> None:
    quote = office.offer()
    copy = issue(actor=SYSTEM, asked=asked(quote), clock=office.clock)
    (tmp_path / copy.file.path).write_bytes(b"%PDF-1.7 something else")
    with pytest.raises(Refusal, match="damaged"):
        open_copy(actor=SYSTEM, object="quote", id=quote.pk, copy_id=copy.pk)


def test_a_draft_is_not_issued(office: Office) -> None:
    draft = office.quote(office.line(), customer=office.buyer)
    with pytest.raises(WrongState):
        issue(actor=SYSTEM, asked=asked(draft), clock=office.clock)
    assert not Copy.objects.exists()
    assert not StoredFile.objects.exists()


def test_who_may_only_read_issues_nothing_and_opens_only_what_he_may_read(office: Office) -> None:
    quote = office.offer()
    copy = issue(actor=SYSTEM, asked=asked(quote), clock=office.clock)
    reads = builders.actor(builders.role("reads", {"quote": {"read": "all"}}))
    with pytest.raises(NotPermitted):
        issue(actor=reads, asked=asked(quote), clock=office.clock)
    with pytest.raises(NotPermitted):
        send(office, quote, actor=reads)
    assert [one.pk for one in copies_of(actor=reads, object="quote", id=quote.pk)] == [copy.pk]
    blind = builders.actor(builders.role("blind", {"quote": {"read": "all"}}, quote={"total": "hidden"}))
    assert copies_of(actor=blind, object="quote", id=quote.pk) == []
    with pytest.raises(NotFound):
        open_copy(actor=blind, object="quote", id=quote.pk, copy_id=copy.pk)
    assert Copy.objects.count() == 1


def test_a_mail_carries_the_copy_and_takes_the_action(office: Office) -> None:
    quote = office.offer()
    mail = send(office, quote, Letter(["martin@bolido.example", "office@bolido.example"], "Our quote", "Here it is."))
    assert fresh(quote).status == "sent"
    assert (mail.state, outbox.outbox) == (MailState.WAITING, [])
    assert work_one()
    assert fresh(mail).state == MailState.SENT
    first, second = outbox.outbox
    assert [first.recipients(), second.recipients()] == [["martin@bolido.example"], ["office@bolido.example"]]
    assert first.to == second.to == ["martin@bolido.example", "office@bolido.example"]
    name, content, kind = first.attachments[0]
    assert (name, kind) == (f"Quote {quote.number}.pdf", "application/pdf")
    assert content == open_copy(actor=SYSTEM, object="quote", id=quote.pk, copy_id=mail.copy_id)[1]
    assert (first.subject, first.body) == ("Our quote", "Here it is.")
    told = Event.objects.get(root_id=quote.pk, verb="quote.mailed")
    assert told.data["to"] == ["martin@bolido.example", "office@bolido.example"]
    assert Event.objects.filter(root_id=quote.pk, verb="quote.send").count() == 1
    send(office, fresh(quote))
    assert fresh(quote).status == "sent", "sent again, the state stays"


def test_what_is_offered(office: Office) -> None:
    quote = office.offer()
    offer = offer_mail(actor=SYSTEM, asked=asked(quote), clock=office.clock)
    assert [one.email for one in offer.recipients] == ["martin@bolido.example", "office@bolido.example"]
    assert quote.number in offer.subject
    assert offer.body.startswith("Dear Martín Sommer,")
    chinese = offer_mail(actor=SYSTEM, asked=Asked("quote", quote.pk, "quote", "zh-hans"), clock=office.clock)
    assert chinese.body.startswith("尊敬的Martín Sommer：")
    assert "报价单" in chinese.subject


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"to": ["a@b.example\nBcc: c@d.example"]}, "to"),
        ({"to": ["a@b.example\r\nBcc: c@d.example"]}, "to"),
        ({"to": ["nobody"]}, "to"),
        ({"to": ["a@b.example", "x <y@z.example>"]}, "to"),
        ({"to": [" , ;"]}, "to"),
        ({"to": [f"a{place}@b.example" for place in range(21)]}, "to"),
        ({"subject": "Quote\nBcc: c@d.example"}, "subject"),
        ({"subject": "Quote\rBcc: c@d.example"}, "subject"),
        ({"subject": "Quote\u2028x"}, "subject"),
        ({"subject": " "}, "subject"),
        ({"subject": "x" * 201}, "subject"),
        ({"body": ""}, "body"),
        ({"body": "x" * 10_001}, "body"),
        ({"body": "a\x00b"}, "body"),
    ],
)
def test_what_cannot_be_sent_is_refused_and_nothing_is_kept(office: Office, values: Any, field: str) -> None:
    quote = office.offer()
    letter = Letter(**{"to": list(LETTER.to), "subject": LETTER.subject, "body": LETTER.body, **values})
    with pytest.raises(BadInput) as refused:
        send(office, quote, letter)
    assert [one.field for one in refused.value.errors] == [field]
    assert fresh(quote).status == "approved"
    assert not Copy.objects.exists()
    assert not Mail.objects.exists()
    assert not Job.objects.filter(kind="documents.mail").exists()


def answering(monkeypatch: pytest.MonkeyPatch, answer: Any) -> None:
    """The mail server answers by raising what `answer` says of an address."""
    taken = EmailBackend.send_messages

    def send_messages(self: Any, messages: Any) -> Any:
        for message in messages:
            error = answer(message.recipients()[0])
            if error is not None:
                raise error
        return taken(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", send_messages)


def again_now() -> None:
    Job.objects.filter(kind="documents.mail", status=JobStatus.WAITING).update(run_at="2020-01-01T00:00Z")
    assert work_one()


def test_passing_errors_are_tried_again_and_what_was_taken_is_not_sent_twice(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    quote = office.offer()
    busy = [smtplib.SMTPRecipientsRefused({"b@x.example": (450, b"greylisted")}), ConnectionRefusedError("no")]
    answering(monkeypatch, lambda to: busy.pop() if to == "b@x.example" and busy else None)
    mail = send(office, quote, Letter(["a@x.example", "b@x.example"], "Quote", "Text"))
    for _attempt in range(2):
        again_now()
        assert fresh(mail).state == MailState.WAITING
        assert fresh(mail).error
    again_now()
    assert fresh(mail).state == MailState.SENT
    assert [one.recipients() for one in outbox.outbox] == [["a@x.example"], ["b@x.example"]]
    assert Event.objects.filter(root_id=quote.pk, verb="quote.mailed").count() == 1


def test_what_is_refused_for_good_is_said_and_not_tried_again(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    quote = office.offer()
    refused = smtplib.SMTPRecipientsRefused({"gone@x.example": (550, b"no such user")})
    answering(monkeypatch, lambda to: refused if to == "gone@x.example" else None)
    mail = send(office, quote, Letter(["gone@x.example", "there@x.example"], "Quote", "Text"))
    again_now()
    mail = fresh(mail)
    assert mail.state == MailState.FAILED
    assert mail.error == "gone@x.example: 550 no such user"
    assert Job.objects.get(kind="documents.mail").status == JobStatus.FAILED
    assert [one.recipients() for one in outbox.outbox] == [["there@x.example"]]
    told = Event.objects.get(root_id=quote.pk, verb="quote.mail_failed")
    assert told.data["to"] == ["gone@x.example"]
    assert Event.objects.get(root_id=quote.pk, verb="quote.mailed").data["to"] == ["there@x.example"]


def test_when_every_attempt_has_failed_the_mail_says_so(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, lambda _to: smtplib.SMTPServerDisconnected("gone"))
    mail = send(office, office.offer())
    for _attempt in range(ATTEMPTS):
        again_now()
    assert fresh(mail).state == MailState.FAILED
    assert "gone" in fresh(mail).error


def test_a_mail_whose_job_is_over_does_not_wait_for_ever(office: Office) -> None:
    mail = send(office, office.offer())
    Job.objects.filter(pk=mail.job_id).update(status=JobStatus.FAILED)
    assert settle_mails(None) == {"failed": 1}
    assert fresh(mail).state == MailState.FAILED
