"""Who acts: a person with posts, a token, or the system itself."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class PostRight:
    """One role held in one team; `team_ids` is that team with all teams below it."""

    role: str
    team_id: UUID | None
    team_ids: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Actor:
    """The identity every service and query is asked with."""

    person_id: UUID | None
    name: str
    posts: tuple[PostRight, ...] = ()
    language: str = "en"
    zone: str = "UTC"
    read_only: bool = False
    is_system: bool = False
    rights_version: str = ""
    team_id: UUID | None = None
    legal_entity_id: UUID | None = None
    # two actors with the same key may do the same things: the cache key of compiled rights
    rights_key: tuple[object, ...] = field(default=(), compare=False)
    # rights that are not in force, for who only looks: see kontor.access.ahead
    ahead: Any = field(default=None, compare=False, repr=False)

    @property
    def own_id(self) -> UUID:
        """The id under which what is his own is kept; nobody's for who is no person."""
        return self.person_id or UUID(int=0)

    @property
    def roles(self) -> frozenset[str]:
        """The keys of all roles held."""
        return frozenset(post.role for post in self.posts)


SYSTEM = Actor(person_id=None, name="System", is_system=True, rights_key=("system",))
NOBODY = Actor(person_id=None, name="", rights_key=("nobody",))
