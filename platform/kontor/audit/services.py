"""The only writers of history and events, set-wise, inside the transaction of what they tell of."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from kontor.audit.models import Event
from kontor.core.actor import Actor
from kontor.core.fetching import instance_of
from kontor.core.ids import new_id
from kontor.core.registry import on_schema_change

TYPES = {"create": "+", "update": "~", "trash": "~", "restore": "~", "remove": "-"}


@dataclass(frozen=True, slots=True)
class Cause:
    """Why and by whom: the same for everything one unit of work writes."""

    actor: Actor
    at: datetime
    cause: str
    change_id: UUID
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """A state of a row worth keeping; `root_id` is the record whose timeline shows it."""

    record: Any
    kind: str
    root_id: UUID


@lru_cache(maxsize=1000)
def history_model(model: Hashable) -> Any:
    """The model of a record class's versions (asking the class for it builds a manager each time)."""
    return model.history.model  # type: ignore[attr-defined]


on_schema_change(history_model.cache_clear)


def versions(rows: Iterable[Version], cause: Cause) -> dict[type, list[Any]]:
    """The history rows for those states, by history model; written by the unit of work."""
    found: dict[type, list[Any]] = {}
    for row in rows:
        kept: Any = type(row.record)
        model = history_model(kept)
        values = {name: getattr(row.record, name) for name in _tracked(model)}
        values |= {
            **_rest(model),
            "history_id": new_id(),
            "history_date": cause.at,
            "history_type": TYPES[row.kind],
            "actor_id": cause.actor.person_id,
            "actor_name": cause.actor.name,
            "cause": cause.cause,
            "change_id": cause.change_id,
            "root_id": row.root_id,
        }
        found.setdefault(model, []).append(instance_of(model, values))
    return found


@lru_cache(maxsize=1000)
def _tracked(model: Any) -> tuple[str, ...]:
    return tuple(field.attname for field in model.tracked_fields)


@lru_cache(maxsize=1000)
def _rest(model: Any) -> dict[str, Any]:
    """What a history row holds beside the state and its circumstances."""
    known = set(_tracked(model))
    fields = [field for field in model._meta.concrete_fields if field.attname not in known]
    return {field.attname: None if callable(field.default) else field.get_default() for field in fields}


on_schema_change(_tracked.cache_clear)
on_schema_change(_rest.cache_clear)


def event(
    cause: Cause, *, verb: str, key: str, record_id: UUID | None, root_id: UUID | None, data: dict[str, Any]
) -> Event:
    """An event row, not yet written."""
    return Event(
        id=new_id(),
        at=cause.at,
        verb=verb,
        object=key,
        record_id=record_id,
        root_id=root_id or record_id,
        actor_id=cause.actor.person_id,
        actor_name=cause.actor.name,
        cause=cause.cause,
        request_id=cause.request_id,
        change_id=cause.change_id,
        data=data,
    )
