"""The event log as the outbox: how the events handed to a consumer are read again."""

from collections.abc import Sequence
from uuid import UUID

from kontor.audit.models import Event
from kontor.jobs.outbox import events_from


@events_from
def events_by_id(ids: Sequence[UUID]) -> list[Event]:
    """The events with those ids, in the order they were written."""
    return list(Event.objects.filter(pk__in=ids).order_by("id"))
