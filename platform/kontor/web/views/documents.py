"""Printed documents in the browser: looking, issuing, mailing, and the copies."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kontor.core.errors import Refusal
from kontor.documents.asking import period_in
from kontor.documents.issuing import Asked, Printed, issue, open_copy, print_record
from kontor.documents.mailing import Letter, Offer, mail_document, offer_mail
from kontor.documents.printables import find_printable
from kontor.records.queries import get_record
from kontor.web.links import record_url
from kontor.web.pages.papers import section_of
from kontor.web.pages.record import record_page
from kontor.web.refusals import tell
from kontor.web.views.lists import object_for
from kontor.web.views.records import detail_of
from kontor.web.visit import Visit, page

CHANGED = {"papers:changed": True, "happened": True, "modal:close": True}


def pdf_answer(content: bytes, name: str) -> HttpResponse:
    """A PDF that opens in the browser and that nobody keeps."""
    answer = HttpResponse(content, content_type="application/pdf")
    answer.headers["Content-Disposition"] = content_disposition_header(False, name) or "inline"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; object-src 'self'; frame-ancestors 'none'"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _asked(visit: Visit, key: str, record_id: UUID, kind: str, sent: Mapping[str, Any]) -> Asked:
    object_for(visit, key)
    period = period_in(sent.get("from", ""), sent.get("until", ""), find_printable(key, kind))
    return Asked(key, record_id, kind, sent.get("language", ""), period)


@require_GET
@page
def preview(visit: Visit, key: str, record_id: UUID, kind: str) -> HttpResponse:
    """The document as the record is now."""
    asked = _asked(visit, key, record_id, kind, visit.request.GET)
    made: Printed = print_record(actor=visit.actor, asked=asked, clock=visit.clock)
    return pdf_answer(made.content, made.file_name)


@require_GET
@page
def copy(visit: Visit, key: str, record_id: UUID, copy_id: UUID) -> HttpResponse:
    """An issued copy, as it was issued."""
    object_for(visit, key)
    kept, content = open_copy(actor=visit.actor, object=key, id=record_id, copy_id=copy_id, clock=visit.clock)
    return pdf_answer(content, kept.file.name)


@require_GET
@page
def section(visit: Visit, key: str, record_id: UUID) -> HttpResponse:
    """The issued copies; while a mail is under way it asks again, and the timeline with it when that has ended."""
    found = object_for(visit, key)
    detail = get_record(actor=visit.actor, object=key, id=record_id, fields=(), lines=False, clock=visit.clock)
    papers = section_of(visit, found, detail)
    response = visit.show("papers/section.html", {"papers": papers})
    before = visit.request.GET.get("waiting", "")
    if before and before != str(papers.waiting):
        response.headers["HX-Trigger"] = "happened"
    return response


@require_GET
@page
def period(visit: Visit, key: str, record_id: UUID, kind: str) -> HttpResponse:
    """The dialog that asks for the period of a document."""
    asked = _asked(visit, key, record_id, kind, {})
    get_record(actor=visit.actor, object=key, id=record_id, fields=(), lines=False, clock=visit.clock)
    base = f"{record_url(key, record_id)}documents/{kind}"
    label = find_printable(key, kind).label
    context = {"label": label, "url": base, "languages": settings.LANGUAGES, "language": visit.language,
               "period": _default_period(visit, asked)}  # fmt: skip
    return visit.show("papers/period.html", context)


def _default_period(visit: Visit, asked: Asked) -> dict[str, str]:
    if asked.period is not None:
        return {"from": asked.period.start.isoformat(), "until": asked.period.end.isoformat()}
    today = visit.clock.today()
    return {"from": today.replace(month=1, day=1).isoformat(), "until": today.isoformat()}


@require_POST
@page
def issue_copy(visit: Visit, key: str, record_id: UUID, kind: str) -> HttpResponse:
    """Freezes the document as the next copy."""
    asked = _asked(visit, key, record_id, kind, visit.request.POST)
    kept = issue(actor=visit.actor, asked=asked, clock=visit.clock, cause="web")
    words = _("Issued: %(title)s, copy %(number)s.") % {"title": kept.title, "number": kept.number}
    return tell(HttpResponse(status=204), words, events=CHANGED)


@page
def mail(visit: Visit, key: str, record_id: UUID, kind: str) -> HttpResponse:
    """The dialog that mails a document, and its sending."""
    data = visit.request.POST if visit.request.method == "POST" else visit.request.GET
    asked = _asked(visit, key, record_id, kind, data)
    if visit.request.method != "POST":
        offer = offer_mail(actor=visit.actor, asked=asked, clock=visit.clock)
        return _dialog(visit, asked, offer)
    letter = Letter([*data.getlist("to"), data.get("other", "")], data.get("subject", ""), data.get("body", ""))
    try:
        mail_document(actor=visit.actor, asked=asked, letter=letter, clock=visit.clock, cause="web")
    except Refusal as refusal:
        offer = offer_mail(actor=visit.actor, asked=asked, clock=visit.clock)
        kept = replace(offer, subject=letter.subject, body=letter.body)
        problems = {one.field: one.message for one in refusal.errors} or {"": refusal.message}
        typed = {"to": data.getlist("to"), "other": data.get("other", "")}
        return _dialog(visit, asked, kept, typed, problems, refusal.status)
    rec = record_page(visit, object_for(visit, key), detail_of(visit, key, record_id))
    response = visit.show("fragments/record.html", {"rec": rec, "alone": True})
    response.headers["HX-Retarget"] = "#rec"
    response.headers["HX-Reswap"] = "outerMorph"
    return tell(response, _("The mail is on its way."), events=CHANGED)


def _dialog(
    visit: Visit,
    asked: Asked,
    offer: Offer,
    typed: Mapping[str, Any] | None = None,
    problems: Mapping[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    chosen = typed["to"] if typed else [one.email for one in offer.recipients[:1]]
    context = {
        "url": f"{record_url(asked.object, asked.record_id)}documents/{asked.kind}/mail",
        "offer": offer,
        "chosen": chosen,
        "other": typed["other"] if typed else "",
        "problems": problems or {},
        "general": (problems or {}).get("", ""),
        "languages": settings.LANGUAGES,
        "period": _default_period(visit, asked) if find_printable(asked.object, asked.kind).period else None,
    }
    return visit.show("papers/mail.html", context, status)
