"""Events as the outbox: whoever must act on an event outside the transaction consumes it as a job.

The room that writes events calls `publish` in the same transaction: one job per consumer that listens. A cursor over
event ids would miss rows: a transaction that started earlier may commit later, and its ids would lie behind the cursor.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from kontor.core.errors import DeclarationError
from kontor.jobs.errors import PermanentError
from kontor.jobs.kinds import job
from kontor.jobs.queue import enqueue
from kontor.jobs.run import Run

BATCH = 200


class EventLike(Protocol):
    """What of an event the outbox needs."""

    id: UUID
    verb: str


Consume = Callable[[Sequence[Any]], None]
Load = Callable[[Sequence[UUID]], Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Consumer:
    """A function that acts on events whose verb starts with one of the prefixes."""

    name: str
    prefixes: tuple[str, ...]
    consume: Consume


_consumers: dict[str, Consumer] = {}
_loaders: list[Load] = []


def outbox(*prefixes: str, name: str) -> Callable[[Consume], Consume]:
    """Registers a consumer of events whose verb starts with a prefix; at least once, in the order of their ids."""

    def register(function: Consume) -> Consume:
        if name in _consumers and _consumers[name].consume is not function:
            msg = f"The consumer {name} is declared twice."
            raise DeclarationError(msg)
        _consumers[name] = Consumer(name, prefixes, function)
        return function

    return register


def events_from(load: Load) -> Load:
    """Registers how events are read again by id; called by the room that owns them."""
    _loaders[:] = [load]
    return load


def publish(events: Iterable[EventLike]) -> None:
    """Hands written events to their consumers, in the transaction that wrote them."""
    written = list(events)
    for consumer in _consumers.values():
        ids = [str(event.id) for event in written if event.verb.startswith(consumer.prefixes)]
        for start in range(0, len(ids), BATCH):
            enqueue("jobs.deliver", {"consumer": consumer.name, "events": ids[start : start + BATCH]})


@job("jobs.deliver", attempts=12)
def deliver(run: Run, *, consumer: str, events: list[str]) -> None:
    """Runs one consumer on one batch of events."""
    known = _consumers.get(consumer)
    if known is None or not _loaders:
        msg = f"No consumer {consumer} is registered."
        raise PermanentError(msg)
    known.consume(_loaders[0]([UUID(one) for one in events]))
