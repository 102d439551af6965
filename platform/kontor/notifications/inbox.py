"""A person's notifications as he may see them today, and marking them read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kontor.access.rights import access_to
from kontor.core.actor import Actor
from kontor.core.clock import Clock
from kontor.core.errors import BadInput, NotFound
from kontor.core.ids import new_id
from kontor.core.registry import stores
from kontor.notifications.models import Kind, Mail, Notification, Preference
from kontor.records.names import names_of
from kontor.records.reached import Reached, reached
from kontor.schema.descriptor import ObjectDescriptor
from kontor.schema.registry import current, object_of

LIMIT = 100


@dataclass(frozen=True, slots=True)
class Told:
    """A notification whose record its reader may read now: with what he may know of it."""

    row: Notification
    found: ObjectDescriptor
    name: str
    fields: tuple[str, ...]
    excerpt: str

    @property
    def unread(self) -> bool:
        """Whether nobody has looked at it yet."""
        return self.row.read_at is None

    @property
    def path(self) -> str:
        """The page of the record."""
        return f"/o/{self.row.object}/{self.row.record_id}/"


def inbox(actor: Actor, *, unread: bool = False, limit: int = LIMIT) -> list[Told]:
    """The actor's notifications, newest first, without those of records he may not read any more; four queries."""
    rows = Notification.objects.filter(person_id=actor.own_id, in_app=True)
    if unread:
        rows = rows.filter(read_at__isnull=True)
    return told(actor, list(rows.order_by("-at", "-id")[:limit]))


def told(actor: Actor, rows: Sequence[Notification]) -> list[Told]:
    """What the actor may know of those notifications now."""
    wanted = _by_object(rows)
    allowed = reached(actor, wanted)
    kept = [row for row in rows if row.record_id in allowed.get(row.object, {})]
    names = names_of(actor, _by_object(kept))
    said = [row.comment_id for row in kept if row.comment_id is not None]
    excerpts: dict[UUID, str] = stores.ask["excerpts"](said) if said else {}
    return [
        Told(
            row=row,
            found=object_of(row.object),
            name=_name(names, row),
            fields=_labels(actor, row, allowed[row.object][row.record_id]),
            excerpt=excerpts.get(row.comment_id, "") if row.comment_id else "",
        )
        for row in kept
    ]


def _by_object(rows: Iterable[Notification]) -> dict[str, set[UUID]]:
    wanted: dict[str, set[UUID]] = {}
    for row in rows:
        if current().get(row.object) is not None:
            wanted.setdefault(row.object, set()).add(row.record_id)
    return wanted


def _name(names: dict[str, Any], row: Notification) -> str:
    named = names.get(row.object, {}).get(row.record_id)
    return (named.label if named else "") or str(object_of(row.object).label)


def _labels(actor: Actor, row: Notification, record: Reached) -> tuple[str, ...]:
    """The labels of the changed fields that the actor may read on that record."""
    found = object_of(row.object)
    access = access_to(actor, found)
    shown = (found.fields[name] for name in row.fields if name in found.fields)
    return tuple(str(one.label) for one in shown if access.field(one.key).read.covers(actor, record))


def unread_count(actor: Actor) -> int:
    """How many notifications the actor has not looked at, of records he may read; at most a hundred; two queries."""
    mine = Notification.objects.filter(person_id=actor.own_id, in_app=True, read_at__isnull=True)
    rows = list(mine.order_by("-at").only("object", "record_id")[:LIMIT])
    allowed = reached(actor, _by_object(rows))
    return sum(row.record_id in allowed.get(row.object, {}) for row in rows)


def mark_read(*, actor: Actor, clock: Clock, ids: Iterable[UUID] | None = None, unread: bool = False) -> int:
    """Marks the actor's notifications read, or unread again: those of `ids`, or all; their number."""
    mine = Notification.objects.filter(person_id=actor.own_id, read_at__isnull=not unread)
    if ids is not None:
        mine = mine.filter(pk__in=list(ids))
    # with a stamp of its own, so that every window of this person counts anew
    return mine.update(read_at=None if unread else clock.now(), stamp=new_id())


def open_notification(*, actor: Actor, clock: Clock, id: UUID) -> Told:
    """Marks one read and answers it; NotFound when it is not the actor's, or its record is not his to see now."""
    rows = list(Notification.objects.filter(pk=id, person_id=actor.own_id))
    shown = told(actor, rows)
    if not shown:
        raise NotFound(_("There is nothing here, or it is not yours to see."))
    mark_read(actor=actor, clock=clock, ids=[id])
    return shown[0]


def preference_of(person_id: UUID) -> Preference:
    """How a person wants to be told."""
    return Preference.objects.filter(pk=person_id).first() or Preference(person_id=person_id)


def save_preference(*, actor: Actor, choices: dict[str, dict[str, Any]]) -> Preference:
    """Keeps how the actor wants to be told: {kind: {"app": true or false, "mail": off, now or daily}}."""
    for kind, said in choices.items():
        known = kind in Kind.values and set(said) <= {"app", "mail"} and said.get("mail", Mail.OFF) in Mail.values
        if not known or not isinstance(said.get("app", True), bool):
            raise BadInput(_("Say for each kind whether the app tells it, and when mail does."), field=str(kind)[:80])
    row = preference_of(actor.own_id)
    row.choices = {**row.choices, **choices}
    Preference.objects.update_or_create(person_id=actor.own_id, defaults={"choices": row.choices})
    return row
