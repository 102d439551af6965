"""Reads of identity that every request needs: the actor of a person, the company's settings."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection

from kontor.core.actor import Actor, PostRight
from kontor.core.clock import Clock, system_clock
from kontor.core.cursors import lasting_cursor
from kontor.core.ids import new_id
from kontor.identity.models import CompanySettings, Person, Post, RightsState, Team

T = TypeVar("T")
_KEPT = 500
_posts: dict[tuple[str, UUID, date], tuple[tuple[PostRight, ...], UUID | None, UUID | None]] = {}
_zone: list[str] = []
_told: ContextVar[str] = ContextVar("told_rights", default="")
_settled: dict[str, dict[object, Any]] = {}


def company(version: str = "") -> CompanySettings:
    """The company's settings; defaults that are not stored when there are none yet.

    With the token of the rights in force they are read once per process: the token changes with them.
    """
    return settled(version, "company", _read_company)


def settled(version: str, key: object, read: Callable[[], T]) -> T:
    """What `read` answers, kept in the process as long as the rights token is `version`; read each time without one.

    For facts whose every change gives the rights a new token: settings, legal entities, posts.
    """
    if not version:
        return read()
    if version not in _settled:
        _settled.clear()
        _settled[version] = {}
    known = _settled[version]
    if key not in known:
        known[key] = read()
    found: T = known[key]
    return found


def _read_company() -> CompanySettings:
    return CompanySettings.objects.filter(trashed_at__isnull=True).order_by("id").first() or CompanySettings()


def business_clock() -> Clock:
    """The machine's clock with business dates in the company's time zone."""
    if not _zone:
        _zone.append(company().time_zone)
    return system_clock(_zone[0])


def forget_zone() -> None:
    """Makes the next `business_clock` read the company's time zone anew."""
    _zone.clear()


def rights_version() -> str:
    """The token of the rights in force; within a request the one that was read when it began."""
    told = _told.get()
    if told:
        return told
    with lasting_cursor(connection) as cursor:
        cursor.execute("SELECT token FROM identity_rightsstate WHERE id = 1")
        row = cursor.fetchone()
    return str(row[0] if isinstance(row[0], UUID) else UUID(row[0])) if row else ""


@contextmanager
def told_rights(token: UUID | None) -> Iterator[None]:
    """Inside, the token of the rights is known already; until they are touched."""
    before = _told.set(str(token) if token else "")
    try:
        yield
    finally:
        _told.reset(before)


def touch_rights() -> None:
    """Gives the rights a new token: every process compiles them anew at its next request."""
    _told.set("")
    token = new_id()
    if not RightsState.objects.filter(id=1).update(token=token):
        RightsState.objects.create(id=1, token=token)


def actor_of(
    person: Person, *, version: str | None = None, roles: Iterable[str] = (), read_only: bool = False
) -> Actor:
    """The actor a person is today; `roles` narrows to some of the roles held. Nobody's rights when not active.

    Posts are cached by rights version and day.
    """
    if version is None:
        version = str(getattr(person, "rights_version", None) or rights_version())
    posts, team_id, entity_id = _posts_of(person.pk, version) if person.is_active else ((), None, None)
    narrow = frozenset(roles)
    if narrow:
        posts = tuple(post for post in posts if post.role in narrow)
    return Actor(
        person_id=person.pk,
        name=person.name,
        posts=posts,
        language=person.language,
        zone=person.zone,
        read_only=read_only,
        rights_version=version,
        team_id=team_id,
        legal_entity_id=entity_id,
        rights_key=(version, posts),
    )


def actors_of(ids: Iterable[UUID]) -> dict[UUID, tuple[Person, Actor]]:
    """The active people of those ids with their actors of now; one query, and two more for posts not read yet."""
    people = list(
        Person.objects.filter(pk__in=set(ids), is_active=True, trashed_at__isnull=True).order_by("name", "id")
    )
    if not people:
        return {}
    version = rights_version()
    _posts_of_many([one.pk for one in people], version)
    return {one.pk: (one, actor_of(one, version=version)) for one in people}


Posts = tuple[tuple[PostRight, ...], UUID | None, UUID | None]


def _posts_of(person_id: UUID, version: str) -> Posts:
    return _posts_of_many([person_id], version)[person_id]


def _posts_of_many(ids: Sequence[UUID], version: str) -> dict[UUID, Posts]:
    today = business_clock().today()
    known = {one: _posts[version, one, today] for one in ids if (version, one, today) in _posts}
    missing = [one for one in ids if one not in known]
    if missing:
        if len(_posts) + len(missing) > _KEPT:
            _posts.clear()
        for one, held in _read_posts(missing, today).items():
            known[one] = _posts[version, one, today] = held
    return known


def _read_posts(ids: Sequence[UUID], today: date) -> dict[UUID, Posts]:
    teams = {
        team: (parent, entity)
        for team, parent, entity in Team.objects.filter(trashed_at__isnull=True).values_list(
            "id", "parent_id", "legal_entity_id"
        )
    }
    rights: dict[UUID, list[PostRight]] = {one: [] for one in ids}
    main_teams: dict[UUID, UUID] = {}
    held = Post.objects.filter(person_id__in=ids, trashed_at__isnull=True, role__trashed_at__isnull=True)
    for person, role, team, main, start, end in held.order_by("-main", "id").values_list(
        "person_id", "role__key", "team_id", "main", "valid_from", "valid_until"
    ):
        if (start and today < start) or (end and today > end):
            continue
        rights[person].append(PostRight(role, team, frozenset(_below(team, teams))))
        if main and team:
            main_teams.setdefault(person, team)
    return {one: _with_team(found, main_teams.get(one), teams) for one, found in rights.items()}


def _with_team(rights: list[PostRight], main: UUID | None, teams: dict[UUID, tuple[UUID | None, UUID | None]]) -> Posts:
    team_id = main or (rights[0].team_id if rights else None)
    return tuple(rights), team_id, _entity_of(team_id, teams)


def _below(team: UUID | None, teams: dict[UUID, tuple[UUID | None, UUID | None]]) -> set[UUID]:
    """A team with all teams below it."""
    if team is None:
        return set()
    found = {team}
    grown = True
    while grown:
        more = {one for one, (parent, _entity) in teams.items() if parent in found} - found
        grown = bool(more)
        found |= more
    return found


def _entity_of(team: UUID | None, teams: dict[UUID, tuple[UUID | None, UUID | None]]) -> UUID | None:
    """The legal entity of a team: its own or the nearest above."""
    seen: set[UUID] = set()
    while team is not None and team in teams and team not in seen:
        seen.add(team)
        parent, entity = teams[team]
        if entity is not None:
            return entity
        team = parent
    return None


def main_team(person_id: UUID, version: str) -> UUID | None:
    """The team of a person's main post today."""
    return _posts_of(person_id, version or rights_version())[1]
