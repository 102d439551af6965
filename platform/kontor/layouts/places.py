"""Where one person likes to go: records and lists kept at hand, and the records looked at last."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from kontor.core.actor import Actor
from kontor.core.clock import system_clock
from kontor.core.errors import BadInput, NotPermitted
from kontor.core.transactions import atomic_retry
from kontor.layouts.models import Favourite, Visited
from kontor.records.queries import Picked, get_record, named_records, readable_object, readable_objects
from kontor.schema.descriptor import ObjectDescriptor

MAX_FAVOURITES = 30
MAX_QUERY, MAX_LABEL = 2000, 120
KEPT_VISITS = 50


@dataclass(frozen=True, slots=True)
class Place:
    """A record or a list that can be gone to, named as its person knows it."""

    found: ObjectDescriptor
    label: str
    record_id: UUID | None = None
    query: str = ""
    context: str = ""


def favourites(actor: Actor) -> list[Place]:
    """What the person keeps at hand, as far as it may be read today, in the order it was put there.

    One query, and one for every object whose records are among it.
    """
    if actor.person_id is None:
        return []
    return _readable(actor, list(Favourite.objects.filter(person_id=actor.person_id).order_by("id")))


def recent(actor: Actor, limit: int = 8) -> list[Place]:
    """The records the person looked at last, the latest first, as far as they may be read today."""
    if actor.person_id is None:
        return []
    return _readable(actor, list(Visited.objects.filter(person_id=actor.person_id).order_by("-at")[: limit * 2]))[
        :limit
    ]


def visited_ids(actor: Actor, object: str, limit: int) -> list[UUID]:
    """The records of an object the person looked at last, the latest first; whether they may be read is not asked."""
    if actor.person_id is None:
        return []
    own = Visited.objects.filter(person_id=actor.person_id, object=object)
    return list(own.order_by("-at").values_list("record_id", flat=True)[:limit])


def _readable(actor: Actor, rows: Sequence[Favourite | Visited]) -> list[Place]:
    known = {found.key: found for found in readable_objects(actor)} if rows else {}
    wanted: dict[str, list[UUID]] = {}
    for row in rows:
        if row.record_id is not None and row.object in known:
            wanted.setdefault(row.object, []).append(row.record_id)
    names: dict[UUID, Picked] = {}
    for key, ids in wanted.items():
        names |= {one.id: one for one in named_records(actor=actor, object=key, ids=ids)}
    return [
        place for row in rows if row.object in known and (place := _place(row, known[row.object], names)) is not None
    ]


def _place(row: Favourite | Visited, found: ObjectDescriptor, names: dict[UUID, Picked]) -> Place | None:
    if row.record_id is None:
        return Place(found, getattr(row, "label", "") or str(found.plural), query=getattr(row, "query", ""))
    named = names.get(row.record_id)
    return Place(found, named.label, row.record_id, context=named.context) if named else None


def keep_at_hand(
    *, actor: Actor, object: str, record_id: UUID | None = None, query: str = "", label: str = "", keep: bool = True
) -> bool:
    """Puts a record or a list among the favourites, or takes it away; whether it is there now. BadInput, NotFound."""
    person = _person(actor)
    found = readable_object(actor, object)
    if record_id is not None:
        get_record(actor=actor, object=object, id=record_id, fields=(), lines=False)
        query = label = ""
    if len(query) > MAX_QUERY:
        raise BadInput(_("This filter could not be understood."), field="query")
    same = Favourite.objects.filter(person_id=person, object=found.key, record_id=record_id, query=query)

    def change() -> bool:
        if not keep:
            same.delete()
            return False
        if same.exists():
            return True
        if Favourite.objects.filter(person_id=person).count() >= MAX_FAVOURITES:
            raise BadInput(_("At most %(limit)s favourites; take one away first.") % {"limit": MAX_FAVOURITES})
        Favourite(
            person_id=person, object=found.key, record_id=record_id, query=query, label=label.strip()[:MAX_LABEL]
        ).save(force_insert=True)
        return True

    return atomic_retry(change)


def note_visit(*, actor: Actor, object: str, record_id: UUID) -> None:
    """Remembers that the person looked at a record; NotFound when it is not hers to see."""
    person = _person(actor)
    get_record(actor=actor, object=object, id=record_id, fields=(), lines=False)

    def note() -> None:
        now = system_clock().now()
        _row, made = Visited.objects.update_or_create(
            person_id=person, record_id=record_id, defaults={"object": object, "at": now}
        )
        if made:
            own = Visited.objects.filter(person_id=person)
            own.filter(
                pk__in=list(own.order_by("-at").values_list("pk", flat=True)[KEPT_VISITS : 2 * KEPT_VISITS])
            ).delete()

    atomic_retry(note)


def _person(actor: Actor) -> UUID:
    if actor.person_id is None:
        raise NotPermitted(_("Only a person has favourites."))
    return actor.person_id
