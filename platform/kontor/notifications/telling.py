"""Who is told of a unit of work: in its transaction, one row per person and record, a constant number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from kontor.access.grants import READ
from kontor.access.rights import may
from kontor.core.actor import Actor
from kontor.core.ids import new_id
from kontor.core.registry import on_purge, stores, teller
from kontor.identity.services import actors_of
from kontor.jobs.queue import enqueue
from kontor.notifications.models import Kind, Mail, Notification, Preference
from kontor.records.change import Change, root_of_row
from kontor.records.subscribers import RIGHTS
from kontor.records.work import Work
from kontor.schema.descriptor import ObjectDescriptor
from kontor.schema.registry import current

# what brings in the past, or thousands of rows at once, tells nobody
SILENT = frozenset({"demo", "set-up", "import", "import undone"})
# one thing done to many records at once is mailed with the daily digest, however else the person is told
MANY = ("bulk", "undo")
COMMENTED = (".commented", ".comment_edited")
PLAIN = (".created", ".updated", ".trashed", ".restored", ".comment_deleted")
FIELDS = 20


@dataclass(slots=True)
class Happened:
    """What became of one record."""

    found: ObjectDescriptor
    record: Any
    created: bool = False
    changed: bool = False
    fields: dict[str, None] = field(default_factory=dict)
    verb: str = ""
    assigned: set[UUID] = field(default_factory=set)
    comment: UUID | None = None
    said: bool = False
    mentioned: set[UUID] = field(default_factory=set)


@teller
def tell(*, work: Work) -> list[Notification]:
    """The notifications of a unit of work; what is not read yet of the same record grows instead."""
    if work.cause.cause in SILENT:
        return []
    _recount(work)
    happened = _happened(work)
    wanted = _wanted(happened, work.actor.person_id)
    people = actors_of({person for person, _record in wanted}) if wanted else {}
    allowed = {pair: kind for pair, kind in wanted.items() if _reads(people, pair[0], happened[pair[1]])}
    if not allowed:
        return []
    choices = {one.person_id: one for one in Preference.objects.filter(person_id__in={who for who, _ in allowed})}
    made = []
    for (person, record_id), kind in allowed.items():
        in_app, mail = (choices.get(person) or Preference()).of(kind)
        mail = Mail.DAILY.value if mail == Mail.NOW and work.cause.cause.startswith(MANY) else mail
        if in_app or mail != Mail.OFF:
            made.append(_notification(work, person, happened[record_id], kind, in_app=in_app, mail=mail))
    if any(one.mail == Mail.NOW for one in made):
        enqueue("notifications.mail", key="notifications.mail")
    return _merged(made)


def _recount(work: Work) -> None:
    """Lets those who were told of a record count anew when who may see it may have changed; else asks nothing."""
    moved = [
        change.record.pk
        for change in work.changes
        if change.kind in ("trash", "restore") or (change.kind == "update" and {"owner", "team"} & set(change.new))
    ]
    if moved:
        Notification.objects.filter(record_id__in=moved, read_at__isnull=True).update(stamp=new_id())


def _reads(people: dict[UUID, tuple[Any, Actor]], person: UUID, one: Happened) -> bool:
    return person in people and may(people[person][1], one.found, READ, one.record)


def _happened(work: Work) -> dict[UUID, Happened]:
    """What became of each record that people look at, its lines counting as the record itself."""
    found: dict[UUID, Happened] = {}
    for change in work.changes:
        if change.derived or change.kind in ("trash", "restore"):
            continue
        one = _take(work, found, change.object, root_of_row(change.record))
        if one is None:
            continue
        if change.record is one.record:
            _note(work, one, change)
        else:
            one.changed = True
    for event in work.events:
        if event.record_id is not None:
            _hear(work, found, event)
    return found


def _take(work: Work, found: dict[UUID, Happened], key: str, record_id: UUID, *, said: bool = False) -> Happened | None:
    """The record whose page shows a row; None for changes (not what is `said`) of what nobody follows."""
    if record_id in found:
        return found[record_id]
    there = current().get(key)
    if there is not None and there.is_line:
        there = current().get(str(there.parent_key))
    if there is None or (not said and _is_quiet(there)):
        return None
    held = work.tracked.get((there.model, record_id))
    if held is None or held.record.trashed_at is not None:
        return None
    found[record_id] = Happened(there, held.record)
    return found[record_id]


def _is_quiet(there: ObjectDescriptor) -> bool:
    """Whether changes of an object are told to nobody: it only keeps books, or says who is who."""
    return there.key in RIGHTS or there.declare.internal or there.declare.closed


def _note(work: Work, one: Happened, change: Change) -> None:
    created = change.kind == "create"
    one.created = one.created or created
    one.changed = one.changed or not created
    one.fields |= dict.fromkeys(change.new)
    given = work.given.get((type(change.record), change.record.pk), {})
    for key, value in change.new.items():
        field = one.found.fields.get(key)
        # what a new document takes over from another one is nobody's decision
        if field and field.type.key == "user" and field.writable and value and (key in given or not created):
            one.assigned.add(value)


def _hear(work: Work, found: dict[UUID, Happened], event: Any) -> None:
    """Takes the verb of an action, or a comment with those it mentions."""
    if event.verb.endswith(PLAIN):
        return
    one = _take(work, found, event.object, event.record_id, said=event.verb.endswith(COMMENTED))
    if one is None:
        return
    if not event.verb.endswith(COMMENTED):
        one.verb, one.changed = event.verb, True
        return
    one.mentioned |= {UUID(each) for each in event.data["mentions"]}
    one.comment = UUID(event.data["comment"])
    one.said = event.verb.endswith(COMMENTED[0])


def _wanted(happened: dict[UUID, Happened], but: UUID | None) -> dict[tuple[UUID, UUID], str]:
    """(person, record) → the kind of what he is told; the strongest reason counts."""
    told = {key: one for key, one in happened.items() if one.changed or one.said}
    followers: dict[UUID, set[UUID]] = {}
    if told:
        records = [(one.found, one.record) for one in told.values()]
        fresh = [key for key, one in told.items() if one.created]
        followers = stores.ask["followers"](records, fresh=fresh)
    wanted: dict[tuple[UUID, UUID], str] = {}
    for key, one in happened.items():
        kind = Kind.COMMENT if one.said else Kind.CHANGED
        reasons: list[tuple[Iterable[UUID], str]] = [
            (() if one.created else followers.get(key, ()), kind),
            (one.assigned, Kind.ASSIGNED),
            (one.mentioned, Kind.MENTION),
        ]
        for people, reason in reasons:
            wanted |= {(person, key): reason for person in people if person != but}
    return wanted


def _notification(work: Work, person: UUID, one: Happened, kind: str, *, in_app: bool, mail: str) -> Notification:
    spoken = kind in (Kind.COMMENT, Kind.MENTION)
    return Notification(
        person_id=person,
        kind=kind,
        object=one.found.key,
        record_id=one.record.pk,
        actor_id=work.actor.person_id,
        actor_name=work.actor.name,
        at=work.cause.at,
        verb="" if spoken else one.verb,
        fields=[] if spoken else list(one.fields)[:FIELDS],
        comment_id=one.comment if spoken else None,
        in_app=in_app,
        mail=mail,
    )


def _merged(made: list[Notification]) -> list[Notification]:
    """Those that are new; changes of a record of which an unread notification tells already are added to that."""
    changes = {(one.person_id, one.record_id): one for one in made if one.kind == Kind.CHANGED and one.in_app}
    if not changes:
        return made
    unread = Notification.objects.filter(
        person_id__in={person for person, _ in changes},
        record_id__in={record for _, record in changes},
        kind=Kind.CHANGED,
        in_app=True,
        read_at__isnull=True,
    )
    grown = {}
    for row in unread:
        fresh = changes.get((row.person_id, row.record_id))
        if fresh is None:
            continue
        row.times += 1
        row.stamp, row.at, row.verb = new_id(), fresh.at, fresh.verb
        row.actor_id, row.actor_name = fresh.actor_id, fresh.actor_name
        row.mail, row.mailed_at = fresh.mail, None
        row.fields = list(dict.fromkeys([*row.fields, *fresh.fields]))[:FIELDS]
        grown[row.person_id, row.record_id] = row
    if grown:
        names = ["times", "stamp", "at", "verb", "actor_id", "actor_name", "mail", "mailed_at", "fields"]
        Notification.objects.bulk_update(grown.values(), names)
    return [one for one in made if one.kind != Kind.CHANGED or (one.person_id, one.record_id) not in grown]


@on_purge
def purge(key: str) -> None:
    """Nobody is told of records whose object is gone for good."""
    Notification.objects.filter(object=key).delete()
