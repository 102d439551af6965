"""Documents of a record: printed as it is now, frozen as copies, mailed."""

from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from rest_framework.request import Request

from kontor.api.base import ApiView, json_answer, record_id
from kontor.core.errors import BadInput
from kontor.documents.asking import period_in
from kontor.documents.issuing import Asked, copies_of, issue, may_issue, open_copy, print_record
from kontor.documents.mailing import Letter, mail_document
from kontor.documents.models import Copy, Mail
from kontor.documents.printables import find_printable, printables_of
from kontor.records.queries import get_record

NAMES = frozenset({"language", "from", "until"})
MAIL_NAMES = NAMES | {"to", "subject", "body"}


def pdf_answer(content: bytes, name: str) -> HttpResponse:
    """The bytes of a PDF, kept by nobody."""
    answer = HttpResponse(content, content_type="application/pdf", headers={"Cache-Control": "no-store"})
    answer.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def asked_in(payload: dict[str, Any], key: str, pk: str, kind: str, names: frozenset[str] = NAMES) -> Asked:
    """Which document a body asks for; BadInput for words that are not known or no texts."""
    for name, value in payload.items():
        if name not in names:
            raise BadInput(_("There is no such input."), field=name)
        if name != "to" and not isinstance(value, str):
            raise BadInput(_("A text is expected."), field=name)
    period = period_in(payload.get("from"), payload.get("until"), find_printable(key, kind))
    return Asked(key, record_id(pk), kind, payload.get("language", ""), period)


def copy_json(copy: Copy) -> dict[str, Any]:
    """A copy with its mails."""
    return {
        "id": str(copy.pk),
        "kind": copy.kind,
        "title": copy.title,
        "number": copy.number,
        "language": copy.language,
        "sha256": copy.sha256,
        "issued_at": copy.issued_at.isoformat(),
        "issued_by": copy.issued_name,
        "mails": [mail_json(one) for one in copy.mails.all()],
    }


def mail_json(mail: Mail) -> dict[str, Any]:
    """A mail with its state."""
    return {
        "id": str(mail.pk),
        "to": mail.recipients,
        "subject": mail.subject,
        "state": mail.state,
        "error": mail.error,
        "asked_at": mail.asked_at.isoformat(),
        "ended_at": mail.ended_at.isoformat() if mail.ended_at else None,
    }


class DocumentsView(ApiView):
    """/records/{object}/{id}/documents."""

    def get(self, request: Request, key: str, pk: str) -> HttpResponse:
        """The documents the record has, and the copies the caller may open, newest first."""
        detail = get_record(actor=self.actor, object=key, id=record_id(pk), fields=(), lines=False, clock=self.clock)
        record = detail.record
        kinds = [
            {
                "kind": one.kind,
                "label": str(one.label),
                "draft": one.is_draft(record),
                "reason": one.refusal(record),
                "may_issue": may_issue(self.actor, key, record) and not one.is_draft(record),
            }
            for one in printables_of(key, record)
            if one.is_whole_for(self.actor)
        ]
        copies = copies_of(actor=self.actor, object=key, id=detail.id, clock=self.clock)
        return json_answer({"documents": kinds, "copies": [copy_json(one) for one in copies]})


class DocumentView(ApiView):
    """/records/{object}/{id}/documents/{kind}: changes nothing."""

    unsafe_read = True

    def post(self, request: Request, key: str, pk: str, kind: str) -> HttpResponse:
        """The PDF of the record as it is now."""
        asked = asked_in(self.payload(), key, pk, kind)
        made = print_record(actor=self.actor, asked=asked, clock=self.clock)
        return pdf_answer(made.content, made.file_name)


class CopiesView(ApiView):
    """/records/{object}/{id}/documents/{kind}/copies."""

    def post(self, request: Request, key: str, pk: str, kind: str) -> HttpResponse:
        """Freezes the document as the next numbered copy."""
        asked = asked_in(self.payload(), key, pk, kind)
        return json_answer(copy_json(issue(actor=self.actor, asked=asked, clock=self.clock, **self.trace)), 201)


class CopyView(ApiView):
    """/records/{object}/{id}/copies/{copy}."""

    def get(self, request: Request, key: str, pk: str, copy: str) -> HttpResponse:
        """The bytes of a copy, as they were issued."""
        kept, content = open_copy(
            actor=self.actor, object=key, id=record_id(pk), copy_id=record_id(copy), clock=self.clock
        )
        return pdf_answer(content, kept.file.name)


class DocumentMailView(ApiView):
    """/records/{object}/{id}/documents/{kind}/mail."""

    def post(self, request: Request, key: str, pk: str, kind: str) -> HttpResponse:
        """Freezes a copy and mails it; 202, a worker sends it."""
        payload = self.payload()
        asked = asked_in(payload, key, pk, kind, MAIL_NAMES)
        to = payload.get("to", [])
        if not isinstance(to, list) or not all(isinstance(one, str) for one in to):
            raise BadInput(_("A list of addresses is expected."), field="to")
        letter = Letter(to, payload.get("subject", ""), payload.get("body", ""))
        mail = mail_document(actor=self.actor, asked=asked, letter=letter, clock=self.clock, **self.trace)
        return json_answer({**mail_json(mail), "copy": str(mail.copy_id)}, 202)
