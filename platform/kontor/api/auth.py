"""Who calls: a bearer token or a browser session; one query brings person, rights version and schema token."""

import hashlib
import secrets
from typing import Any

from django.db.models import Q, Subquery
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from kontor.core.actor import Actor
from kontor.core.clock import Clock
from kontor.core.ids import new_id
from kontor.identity.models import ApiToken, Person, RightsState
from kontor.identity.services import actor_of

SCHEME = "bearer"
PREFIX = "kt_"


def digest(key: str) -> str:
    """What is kept of a key."""
    return hashlib.sha256(key.encode()).hexdigest()


def make_token(person: Person, *, name: str, clock: Clock, roles: Any = (), read_only: bool = False) -> str:
    """A fresh key for a person; it is shown once and only its digest is kept."""
    key = PREFIX + secrets.token_urlsafe(32)
    ApiToken(
        id=new_id(),
        person=person,
        name=name[:120],
        digest=digest(key),
        roles=list(roles),
        read_only=read_only,
        created_at=clock.now(),
    ).save(force_insert=True)
    return key


class BearerAuthentication(BaseAuthentication):
    """`Authorization: Bearer …` with a token of ours."""

    def authenticate(self, request: Request) -> tuple[Person, Actor] | None:
        """The person and the actor of the token; None without one."""
        scheme, _blank, key = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        if scheme.lower() != SCHEME:
            return None
        token = _token(key.strip(), request)
        if token is None:
            raise AuthenticationFailed(_("This token is not valid."))
        person = token.person
        version = str(getattr(token, "rights_version", "") or "")
        return person, actor_of(person, version=version, roles=token.roles, read_only=token.read_only)

    def authenticate_header(self, request: Request) -> str:
        """The scheme to ask for."""
        return "Bearer"


def _token(key: str, request: Request) -> ApiToken | None:
    now = request.clock.now()  # type: ignore[attr-defined]
    return (
        ApiToken.objects.filter(digest=digest(key), revoked_at__isnull=True, person__is_active=True)
        .filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now), person__trashed_at__isnull=True)
        .select_related("person")
        .annotate(rights_version=Subquery(RightsState.objects.values("token")[:1]))
        .first()
    )


class BrowserAuthentication(SessionAuthentication):
    """The session of the pages, with CSRF check on unsafe methods."""

    def authenticate(self, request: Request) -> tuple[Person, Actor] | None:
        """The person logged in, if any."""
        found = super().authenticate(request)
        if found is None:
            return None
        person = found[0]
        return person, actor_of(person)
