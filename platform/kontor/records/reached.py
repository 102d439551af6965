"""Which of some records of several objects an actor may read now; one query."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import CharField, Value

from kontor.access.grants import READ
from kontor.access.rights import access_to
from kontor.core.actor import Actor
from kontor.identity.services import business_clock
from kontor.records.read.positions import Reading
from kontor.schema.registry import current


@dataclass(frozen=True, slots=True)
class Reached:
    """What scopes judge a record by."""

    owner_id: UUID | None
    team_id: UUID | None


def reached(actor: Actor, wanted: Mapping[str, Iterable[UUID]]) -> dict[str, dict[UUID, Reached]]:
    """Those of the records that are live and within the actor's reach, by object and id."""
    parts = [part for key, ids in wanted.items() if (part := _rows(actor, key, list(ids))) is not None]
    found: dict[str, dict[UUID, Reached]] = {key: {} for key in wanted}
    if parts:
        for key, one, owner, team in parts[0].union(*parts[1:], all=True):
            found[key][one] = Reached(owner, team)
    return found


def _rows(actor: Actor, key: str, ids: list[UUID]) -> Any:
    there = current().get(key)
    if there is None or there.is_line or not ids or not access_to(actor, there).reach(READ):
        return None
    rows = Reading(actor, there, business_clock()).rows().filter(pk__in=ids)
    return rows.annotate(of_=Value(key, output_field=CharField())).values_list("of_", "id", "owner_id", "team_id")
