"""Who asks, in what language and zone, and how an answer is made: one `Visit` per request."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from kontor.core.actor import NOBODY, Actor
from kontor.core.clock import Clock
from kontor.core.errors import Refusal
from kontor.design.publishing import Publishing
from kontor.identity.models import Person
from kontor.identity.services import actor_of, business_clock
from kontor.layouts.personal import Personal, personal_of
from kontor.web.design.left import answer_left
from kontor.web.refusals import answer_refusal, session_over
from kontor.web.shell import shell_of

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of one person."""

    request: HttpRequest
    person: Person | AnonymousUser
    actor: Actor
    clock: Clock
    # fields (object, field) that are drawn without their values: somebody looks as a role that sees more than he does
    masked: frozenset[tuple[str, str]] = frozenset()

    @property
    def language(self) -> str:
        """The language of the answer."""
        return translation.get_language() or "en"

    @property
    def zone(self) -> str:
        """The zone times are shown in."""
        return self.actor.zone

    @property
    def theme(self) -> str:
        """How bright the page is: light, dark or system."""
        return str(getattr(self.person, "theme", "") or self.request.COOKIES.get("theme", "system"))

    @property
    def personal(self) -> Personal:
        """What the visitor has arranged for herself; asked once per request."""
        held: Personal | None = getattr(self.request, "kontor_personal", None)
        if held is None:
            held = personal_of(self.actor)
            self.request.kontor_personal = held  # type: ignore[attr-defined]
        return held

    def arranged_anew(self) -> None:
        """Forgets what was read: something of it was changed."""
        self.request.kontor_personal = None  # type: ignore[attr-defined]

    @property
    def by_htmx(self) -> bool:
        """Whether a part of the page asks, not the address bar or the back button."""
        headers = self.request.headers
        return "HX-Request" in headers and "HX-History-Restore-Request" not in headers

    def wants(self, part: str) -> bool:
        """Whether only the element with that id is to be renewed."""
        return self.by_htmx and self.request.headers.get("HX-Target", "").endswith(f"#{part}")

    def show(self, template: str, context: Mapping[str, Any], status: int = 200) -> HttpResponse:
        """A part of a page, or a page without the frame."""
        return render(self.request, template, {**context, "visit": self, "theme": self.theme}, status=status)

    def page(self, template: str, context: Mapping[str, Any], here: str = "", status: int = 200) -> HttpResponse:
        """A whole page in its frame; `here` is the object it shows."""
        return self.show(template, {**shell_of(self, here), **context}, status)


def visit_of(request: HttpRequest) -> Visit:
    """The visit of a request; nobody's when nobody is logged in."""
    person = request.user
    known = isinstance(person, Person)
    actor = actor_of(person) if isinstance(person, Person) else NOBODY
    if known:
        translation.activate(actor.language)
        timezone.activate(ZoneInfo(actor.zone))
    return Visit(request, person, actor, business_clock())


def page(view: View) -> View:
    """A view for people who are logged in: called with their visit; refusals become an answer, nothing is kept."""

    @wraps(view)
    def enter(request: HttpRequest, **words: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _ask_login(request)
        return _guarded(view, visit_of(request), words)

    return enter


def open_page(view: View) -> View:
    """A view for everybody, logged in or not."""

    @wraps(view)
    def enter(request: HttpRequest, **words: Any) -> HttpResponseBase:
        return _guarded(view, visit_of(request), words)

    return enter


def _guarded(view: View, visit: Visit, words: Mapping[str, Any]) -> HttpResponseBase:
    try:
        response = view(visit, **words)
    except Refusal as refusal:
        response = answer_refusal(visit, refusal)
    except Publishing as left:
        response = answer_left(visit.request, left.job_id)
    response.headers.setdefault("Cache-Control", "no-store")
    patch_vary_headers(response, ["Cookie", "HX-Request"])
    return response


def _ask_login(request: HttpRequest) -> HttpResponseBase:
    visit = visit_of(request)
    if visit.by_htmx:
        return session_over()
    return redirect_to_login(request.get_full_path())
