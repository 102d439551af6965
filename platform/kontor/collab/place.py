"""The record something hangs on: found by its rights, and told of in the log of events."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kontor.access.grants import UPDATE
from kontor.access.rights import may
from kontor.core.actor import Actor
from kontor.core.clock import Clock
from kontor.core.errors import NotPermitted
from kontor.identity.services import business_clock
from kontor.records.flush import flush
from kontor.records.queries import get_record
from kontor.records.work import Work
from kontor.schema.descriptor import ObjectDescriptor
from kontor.schema.registry import object_of


@dataclass(frozen=True, slots=True)
class Place:
    """A live record the actor may read, and when and why something is done there."""

    actor: Actor
    found: ObjectDescriptor
    record: Any
    clock: Clock
    cause: str
    request_id: str

    def tell(self, verb: str, **data: Any) -> None:
        """Writes the event of it, which also tells those who follow the record."""
        work = Work(actor=self.actor, clock=self.clock, cause=self.cause, request_id=self.request_id)
        work.event(f"{self.found.key}.{verb}", work.take(self.record), **data)
        flush(work)


def place_of(
    actor: Actor, object: str, id: UUID, *, clock: Clock | None = None, cause: str = "api", request_id: str = ""
) -> Place:
    """Where the actor may say something: a record he may read; NotFound, or NotPermitted for who only reads."""
    clock = clock or business_clock()
    detail = get_record(actor=actor, object=object, id=id, fields=(), lines=False, clock=clock)
    if actor.read_only:
        raise NotPermitted(_("This token may only read."))
    return Place(actor, object_of(object), detail.record, clock, cause, request_id)


def may_attach(actor: Actor, found: ObjectDescriptor, record: Any) -> bool:
    """Whether the actor may add files to a record and remove them: who may change it may."""
    return may(actor, found, UPDATE, record)
