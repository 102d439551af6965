"""Refusals as answers: a message on the page that asked, or a page of its own with one sentence."""

import json
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from kontor.core.errors import Refusal

ICONS = {400: "circle-help", 403: "lock", 404: "search-x", 409: "git-compare", 422: "ban", 503: "hourglass"}


def tell(
    response: HttpResponse, text: str, tone: str = "good", undo: str = "", events: Mapping[str, Any] | None = None
) -> HttpResponse:
    """Adds a short message to an answer, with the address that takes it back, and other events of the page."""
    toast = {"text": text, "tone": tone, **({"undo": undo} if undo else {})}
    response.headers["HX-Trigger"] = json.dumps({"toast": toast, **(events or {})})
    return response


def say(request: HttpRequest, text: str, tone: str = "good", undo: str = "") -> None:
    """Keeps a short message for the next page, with the address that takes back what it tells of."""
    messages.success(request, text, extra_tags=f"{tone} {undo}".strip())


def refused_part(status: int, sentence: str) -> HttpResponse:
    """A refusal for a part of a page: a message, and nothing on the page changes."""
    response = HttpResponse(status=status)
    response.headers["HX-Reswap"] = "none"
    return tell(response, sentence, "bad")


def answer_refusal(visit: Any, refusal: Refusal) -> HttpResponse:
    """The refusal as a message when a part of the page asked, else as a page."""
    if visit.by_htmx:
        answer = refused_part(refusal.status, refusal.message)
    else:
        answer = error_page(visit, refusal.status, refusal.message)
    if refusal.status == 503:
        answer.headers["Retry-After"] = str(getattr(refusal, "retry_after", 1))
    return answer


def error_page(visit: Any, status: int, sentence: str) -> HttpResponse:
    """A whole page with one sentence and a way on."""
    context = {"status": status, "sentence": sentence, "icon": ICONS.get(status, "triangle-alert")}
    answer: HttpResponse
    if visit.person.is_authenticated:
        answer = visit.page("errors/inside.html", context, status=status)
    else:
        answer = visit.show("errors/outside.html", context, status)
    return answer


def session_over() -> HttpResponse:
    """Tells a page whose session has ended to keep what was typed until its person has logged in again."""
    return refused_part(401, _("Your session has ended. Sign in again in another tab; what you typed here stays."))
