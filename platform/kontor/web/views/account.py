"""Signing in and out, a new password, an invitation, one's own profile."""

from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kontor.core.errors import BadInput, Refusal
from kontor.identity.models import Language, Person, Theme
from kontor.identity.services import actor_of
from kontor.identity.services_account import INVITE, RESET, ask_reset, person_of_link
from kontor.web.profile import save_password, save_profile
from kontor.web.refusals import tell
from kontor.web.views.notifications import choices_of
from kontor.web.visit import Visit, open_page, page, visit_of

MONTH = 30 * 24 * 60 * 60


def _safe_next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else "/"


@open_page
def sign_in(visit: Visit) -> HttpResponse:
    """The way in; a wrong name and a wrong password get the same answer."""
    request = visit.request
    if request.method != "POST":
        if request.user.is_authenticated:
            return HttpResponseRedirect(_safe_next(request))
        return visit.show("account/login.html", {"next": _safe_next(request)})
    email = request.POST.get("email", "").strip()[:254]
    person = authenticate(request, username=email, password=request.POST.get("password", "")[:1000])
    if person is None:
        wrong = {"next": _safe_next(request), "email": email, "error": _("Email or password is wrong.")}
        return visit.show("account/login.html", wrong, status=401)
    login(request, person)
    return HttpResponseRedirect(_safe_next(request))


def locked_out(request: HttpRequest, *_args: Any, **_more: Any) -> HttpResponse:
    """The answer after too many wrong passwords."""
    sentence = _("Too many wrong passwords. Wait a quarter of an hour, or set a new password.")
    return visit_of(request).show("account/login.html", {"next": "/", "error": sentence}, status=429)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """The way out."""
    logout(request)
    return HttpResponseRedirect("/login")


@open_page
def reset(visit: Visit) -> HttpResponse:
    """Asks for a link that sets a new password; the answer never says whether the address is known."""
    request = visit.request
    if request.method != "POST":
        return visit.show("account/reset.html", {})
    ask_reset(request.POST.get("email", "").strip(), f"{settings.SITE_URL}/", visit.clock.now())
    return visit.show("account/reset.html", {"done": True})


@open_page
def reset_link(visit: Visit, who: str, proof: str) -> HttpResponse:
    """Sets a new password by a mailed link."""
    return _by_link(visit, who, proof, RESET)


@open_page
def invitation(visit: Visit, who: str, proof: str) -> HttpResponse:
    """Accepts an invitation by choosing a password."""
    return _by_link(visit, who, proof, INVITE)


def _by_link(visit: Visit, who: str, proof: str, purpose: str) -> HttpResponse:
    request = visit.request
    person = person_of_link(who, proof, purpose)
    context: dict[str, Any] = {"name": person.name, "email": person.email, "purpose": purpose}
    if request.method != "POST":
        return visit.show("account/password.html", context)
    try:
        save_password(
            actor=actor_of(person),
            clock=visit.clock,
            person=person,
            password=request.POST.get("password", ""),
            again=request.POST.get("again", ""),
            cause=purpose,
        )
    except BadInput as refusal:
        return visit.show("account/password.html", {**context, "errors": _by_field(refusal)}, status=400)
    messages.success(request, _("Your password is set. Sign in with it."), extra_tags="good")
    return HttpResponseRedirect("/login")


def _by_field(refusal: Refusal) -> dict[str, str]:
    return {problem.field: problem.message for problem in refusal.errors}


@page
def profile(visit: Visit) -> HttpResponse:
    """One's own name, language, zone, theme and password."""
    request = visit.request
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            return _save_profile(visit)
        except BadInput as refusal:
            errors = _by_field(refusal) or {"": refusal.message}
    person: Any = visit.person
    sent = request.POST
    values = {name: sent.get(name, getattr(person, name)) for name in ("name", "phone", "language", "zone", "theme")}
    context = {
        "values": values,
        "errors": errors,
        "email": person.email,
        "language_choices": Language.choices,
        "theme_choices": Theme.choices,
        "zones": sorted(available_timezones()),
        "told": choices_of(visit),
    }
    return visit.page("account/profile.html", context, here="profile", status=400 if errors else 200)


def _save_profile(visit: Visit) -> HttpResponse:
    request = visit.request
    if "password" in request.POST:
        known: Any = visit.person
        person = Person.objects.get(pk=known.pk)
        if not person.check_password(request.POST.get("current", "")):
            raise BadInput(_("This is not your present password."), field="current")
        words = {name: request.POST.get(name, "") for name in ("password", "again")}
        save_password(actor=visit.actor, clock=visit.clock, person=person, cause="profile", **words)
        update_session_auth_hash(request, person)
    else:
        names = ("name", "phone", "language", "zone", "theme")
        values = {name: request.POST[name] for name in names if name in request.POST}
        save_profile(actor=visit.actor, values=values)
        translation.activate(values.get("language", visit.language))
    messages.success(request, _("Saved."), extra_tags="good")
    return HttpResponseRedirect("/profile")


@page
def preference(visit: Visit) -> HttpResponse:
    """Language or theme, changed from the menu."""
    sent = visit.request.POST
    values = {name: sent[name] for name in ("language", "theme") if name in sent}
    save_profile(actor=visit.actor, values=values)
    response = HttpResponse(status=204)
    if "language" in values:
        response.headers["HX-Refresh"] = "true"
        return response
    return tell(response, "")


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """The language of pages before one has signed in, kept by a cookie."""
    response = HttpResponseRedirect(_safe_next(request))
    wanted = request.POST.get("language", "")
    if wanted in dict(settings.LANGUAGES):
        cookie: dict[str, Any] = {"max_age": MONTH, "samesite": "Lax", "secure": request.is_secure(), "httponly": True}
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, wanted, **cookie)
    return response
