"""The pages Django asks for when a request goes wrong outside a view of ours."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from kontor.web.refusals import error_page, refused_part
from kontor.web.visit import visit_of


def _answer(request: HttpRequest, status: int, sentence: str) -> HttpResponse:
    """The page; a bare one where the request failed before it had a session."""
    if "HX-Request" in request.headers:
        return refused_part(status, sentence)
    if not hasattr(request, "user"):
        return _bare(status, sentence)
    return error_page(visit_of(request), status, sentence)


def _bare(status: int, sentence: str) -> HttpResponse:
    context = {"status": status, "sentence": sentence, "static_url": settings.STATIC_URL}
    return HttpResponse(render_to_string("errors/broken.html", context), status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    return _answer(request, 400, _("This address or form could not be understood."))


def not_permitted(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return _answer(request, 403, _("You may not do this."))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return _answer(request, 404, _("There is nothing here, or it is not yours to see."))


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form without its token: an old page, or somebody else's."""
    return _answer(request, 403, _("This page was open for too long. Reload it and try again."))


def broken(request: HttpRequest) -> HttpResponse:
    """500; touches neither database nor session, which may be what is broken."""
    return _bare(500, _("Something went wrong on our side. It has been noted; try again in a moment."))
