"""Who calls: a bearer token or a browser session; one query brings person, rights version and schema token."""

import hashlib
import json
import secrets
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from kontor.core.actor import Actor
from kontor.core.clock import Clock
from kontor.core.cursors import lasting_cursor
from kontor.core.ids import new_id
from kontor.identity.models import ApiToken, Person
from kontor.identity.services import actor_of

SCHEME = "bearer"
PREFIX = "kt_"


def digest(key: str) -> str:
    """What is kept of a key."""
    return hashlib.sha256(key.encode()).hexdigest()


def make_token(person: Person, *, name: str, clock: Clock, roles: Any = (), read_only: bool = False) -> str:
    """A fresh key for a person; it is shown once and only its digest is kept."""
    key = PREFIX + secrets.token_urlsafe(32)
    # house: allow direct-write (a token is no record)
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
        found = _holder(key.strip(), request)
        if found is None:
            raise AuthenticationFailed(_("This token is not valid."))
        return found

    def authenticate_header(self, request: Request) -> str:
        """The scheme to ask for."""
        return "Bearer"


_HOLDER = """
SELECT p.id, p.name, p.language, p.zone, t.roles, t.read_only, (SELECT token FROM identity_rightsstate LIMIT 1)
FROM identity_apitoken t JOIN identity_person p ON p.id = t.person_id
WHERE t.digest = %s AND t.revoked_at IS NULL AND p.is_active AND p.trashed_at IS NULL
AND (t.expires_at IS NULL OR t.expires_at > %s)
"""


def _holder(key: str, request: Request) -> tuple[Person, Actor] | None:
    """The person of a live token and its actor, by one statement: it stands before every request."""
    now = ApiToken._meta.get_field("expires_at").get_db_prep_value(request.clock.now(), connection)  # type: ignore[attr-defined]
    with lasting_cursor(connection) as cursor:
        cursor.execute(_HOLDER, [digest(key), now])
        row = cursor.fetchone()
    if row is None:
        return None
    identifier, name, language, zone, roles, read_only, version = row
    person = Person(pk=_uuid(identifier), name=name, language=language, zone=zone, is_active=True)
    narrowed = json.loads(roles) if isinstance(roles, str) else roles
    actor = actor_of(person, version=str(_uuid(version) if version else ""), roles=narrowed, read_only=bool(read_only))
    return person, actor


def _uuid(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)


class BrowserAuthentication(SessionAuthentication):
    """The session of the pages, with CSRF check on unsafe methods."""

    def enforce_csrf(self, request: Request) -> None:
        """Checks the plain request: the framework's own would parse the body as a form."""
        super().enforce_csrf(request._request)  # type: ignore[arg-type]

    def authenticate(self, request: Request) -> tuple[Person, Actor] | None:
        """The person logged in, if any."""
        found = super().authenticate(request)
        if found is None:
            return None
        person = found[0]
        return person, actor_of(person)
