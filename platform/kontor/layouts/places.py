"""Where one person likes to go: what she keeps at hand, and the records she looked at last."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from kontor.core.actor import Actor
from kontor.core.clock import system_clock
from kontor.core.errors import NotPermitted
from kontor.core.transactions import atomic_retry
from kontor.layouts.models import Visited
from kontor.layouts.personal import Personal
from kontor.records.queries import Picked, get_record, named_records, readable_objects
from kontor.schema.descriptor import ObjectDescriptor

KEPT_VISITS = 50
# an object, and a record of it or the parameters of its list with a name
Kept = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Place:
    """A record or a list that can be gone to, named as its person knows it."""

    found: ObjectDescriptor
    label: str
    record_id: UUID | None = None
    query: str = ""
    context: str = ""


def favourites(actor: Actor, personal: Personal) -> list[Place]:
    """What the person keeps at hand, as far as it may be read today, in the order it was put there.

    One query for every object whose records are among it.
    """
    return _readable(actor, personal.favourites)


def recent(actor: Actor, limit: int = 8) -> list[Place]:
    """The records the person looked at last, the latest first, as far as they may be read today."""
    if actor.person_id is None:
        return []
    rows = Visited.objects.filter(person_id=actor.person_id).order_by("-at").values_list("object", "record_id")
    kept = [{"object": key, "record": str(record_id)} for key, record_id in rows[: limit * 2]]
    return _readable(actor, kept)[:limit]


def visited_ids(actor: Actor, object: str, limit: int) -> list[UUID]:
    """The records of an object the person looked at last, the latest first; whether they may be read is not asked."""
    if actor.person_id is None:
        return []
    own = Visited.objects.filter(person_id=actor.person_id, object=object)
    return list(own.order_by("-at").values_list("record_id", flat=True)[:limit])


def _readable(actor: Actor, kept: Sequence[Kept]) -> list[Place]:
    known = {found.key: found for found in readable_objects(actor)} if kept else {}
    wanted: dict[str, list[UUID]] = {}
    for one in kept:
        if "record" in one and one["object"] in known:
            wanted.setdefault(one["object"], []).append(UUID(one["record"]))
    names: dict[str, Picked] = {}
    for key, ids in wanted.items():
        names |= {str(one.id): one for one in named_records(actor=actor, object=key, ids=ids)}
    places = (_place(one, known.get(one["object"]), names) for one in kept)
    return [place for place in places if place is not None]


def _place(one: Kept, found: ObjectDescriptor | None, names: Mapping[str, Picked]) -> Place | None:
    if found is None:
        return None
    if "record" not in one:
        return Place(found, one.get("label") or str(found.plural), query=one.get("query", ""))
    named = names.get(one["record"])
    return Place(found, named.label, named.id, context=named.context) if named else None


def note_visit(*, actor: Actor, object: str, record_id: UUID) -> None:
    """Remembers that the person looked at a record; NotFound when it is not hers to see."""
    person = actor.person_id
    if person is None:
        raise NotPermitted(_("Only a person has favourites."))
    get_record(actor=actor, object=object, id=record_id, fields=(), lines=False)

    def note() -> None:
        now = system_clock().now()
        _row, made = Visited.objects.update_or_create(
            person_id=person, record_id=record_id, defaults={"object": object, "at": now}
        )
        if made:
            own = Visited.objects.filter(person_id=person)
            old = own.order_by("-at").values_list("pk", flat=True)[KEPT_VISITS : 2 * KEPT_VISITS]
            own.filter(pk__in=list(old)).delete()

    atomic_retry(note)
