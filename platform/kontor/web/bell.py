"""The bell asks every window's three quarters of a minute; while nothing has changed, two statements answer it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotModified
from django.utils.crypto import constant_time_compare

from kontor.identity.models import Person, RightsState
from kontor.identity.sessions import SessionStore
from kontor.notifications.models import Notification

PATH = "/notifications/bell"
# the browser may keep it, and asks whether it still holds
HEADERS = {"Cache-Control": "private, no-cache"}


class BellMiddleware:
    """Stands before everything else that asks the database: answers 304 to whoever knows the newest already."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """304, or whatever the others answer."""
        seen = request.headers.get("If-None-Match") if request.path == PATH and request.method == "GET" else None
        if seen and seen == _newest(request):
            return HttpResponseNotModified(headers={**HEADERS, "ETag": seen, "Vary": "Cookie, HX-Request"})
        return self.get_response(request)


def _newest(request: HttpRequest) -> str:
    """What the session's person would be answered; "" without a session that holds. Two statements."""
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    session = SessionStore(key) if key else None
    person_id = session.get(SESSION_KEY) if session is not None else None
    if session is None or person_id is None:
        return ""
    people = Person.objects.filter(pk=person_id, is_active=True, trashed_at__isnull=True)
    person = _with_state(people).only("password", "language").first()
    if person is None:
        return ""
    proof = session.get(HASH_SESSION_KEY, "")
    if not constant_time_compare(proof, person.get_session_auth_hash()):
        return ""
    return _etag(person.stamp_, person.language, person.rights_)


def _with_state(people: Any) -> Any:
    stamps = Notification.objects.filter(person_id=OuterRef("pk")).order_by("-stamp").values("stamp")[:1]
    return people.annotate(stamp_=Subquery(stamps), rights_=Subquery(RightsState.objects.values("token")[:1]))


def _etag(stamp: Any, language: str, rights: Any) -> str:
    return f'"{stamp or "none"}.{language}.{rights or ""}"'


def etag_of(person_id: UUID, language: str, rights: str) -> str:
    """The state of a person's notifications, his rights and his language as one word."""
    stamps = Notification.objects.filter(person_id=person_id).order_by("-stamp").values_list("stamp", flat=True)
    return _etag(stamps.first(), language, rights)
