"""How far a right reaches: nothing, own records, records of some teams, or everything."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from kontor.core.actor import Actor


@dataclass(frozen=True, slots=True)
class Reach:
    """A union of scopes in its shortest form."""

    everything: bool = False
    own: bool = False
    teams: frozenset[UUID] = frozenset()

    def __or__(self, other: "Reach") -> "Reach":
        if self.everything or other.everything:
            return EVERYTHING
        return Reach(own=self.own or other.own, teams=self.teams | other.teams)

    def __and__(self, other: "Reach") -> "Reach":
        """What both surely cover; where that cannot be said in these terms, less."""
        if self.everything:
            return other
        if other.everything:
            return self
        return Reach(own=self.own and other.own, teams=self.teams & other.teams)

    def __bool__(self) -> bool:
        return self.everything or self.own or bool(self.teams)

    def condition(self, actor: Actor, prefix: str = "") -> Q | None:
        """The rows within reach, seen over the relation path `prefix` ("customer__"); None when all are."""
        if self.everything:
            return None
        allowed = Q(pk__in=[])
        if self.own and actor.person_id is not None:
            allowed = Q(**{f"{prefix}owner_id": actor.person_id})
        if self.teams:
            teams = Q(**{f"{prefix}team_id__in": sorted(self.teams)})
            allowed = allowed | teams if self.own else teams
        return allowed

    def covers(self, actor: Actor, record: Any) -> bool:
        """Whether a record (anything with owner_id and team_id) is within reach."""
        if self.everything:
            return True
        if self.own and actor.person_id is not None and record.owner_id == actor.person_id:
            return True
        return record.team_id is not None and record.team_id in self.teams


EVERYTHING = Reach(everything=True)
NOTHING = Reach()
