"""Who follows a record: whoever made it, owns it or is named on it, and those who chose to; never those who left."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kontor.collab.models import Follow
from kontor.collab.place import place_of
from kontor.core.actor import Actor
from kontor.core.clock import Clock
from kontor.core.errors import NotPermitted
from kontor.core.registry import answers
from kontor.schema.descriptor import ObjectDescriptor

WHO_CHANGED = "updated_by"


def people_on(found: ObjectDescriptor, record: Any) -> set[UUID]:
    """The people a record names itself: maker, owner, everybody assigned to it."""
    named = {
        getattr(record, one.attname)
        for one in found.fields.values()
        if one.type.key == "user" and one.stored and one.key != WHO_CHANGED
    }
    return {one for one in named | {record.owner_id, record.created_by_id} if one is not None}


@answers("followers")
def followers(records: Sequence[tuple[ObjectDescriptor, Any]], *, fresh: Iterable[UUID] = ()) -> dict[UUID, set[UUID]]:
    """Who follows each of the records; one query, none when all are `fresh` (nobody can have chosen yet)."""
    found = {record.pk: people_on(one, record) for one, record in records}
    older = [one for one in found if one not in set(fresh)]
    if older:
        chosen = Follow.objects.filter(record_id__in=older).values_list("record_id", "person_id", "muted")
        for record_id, person_id, muted in chosen:
            (found[record_id].discard if muted else found[record_id].add)(person_id)
    return found


def follows(actor: Actor, found: ObjectDescriptor, record: Any) -> bool:
    """Whether the actor follows a record; one query."""
    chosen = Follow.objects.filter(record_id=record.pk, person_id=actor.own_id).values_list("muted", flat=True)
    known = chosen.first()
    return actor.person_id in people_on(found, record) if known is None else not known


def set_follow(*, actor: Actor, object: str, id: UUID, follow: bool, clock: Clock | None = None, **trace: Any) -> bool:
    """The actor follows a record he may read, or leaves it; answers what he does now."""
    place = place_of(actor, object, id, clock=clock, **trace)
    if actor.person_id is None:
        raise NotPermitted(_("Only people follow records."))
    keep_follows(object, {id: [actor.person_id]}, clock=place.clock, muted=not follow)
    return follow


def keep_follows(object: str, who: Mapping[UUID, Iterable[UUID]], *, clock: Clock, muted: bool | None = None) -> None:
    """Lets people follow records; without `muted` an earlier choice stands. One statement."""
    rows = [
        Follow(object=object, record_id=record_id, person_id=person_id, muted=bool(muted), since=clock.now())
        for record_id, people in who.items()
        for person_id in people
    ]
    if muted is None:
        Follow.objects.bulk_create(rows, ignore_conflicts=True)
    else:
        unique, changed = ["record_id", "person_id"], ["muted", "since"]
        Follow.objects.bulk_create(rows, update_conflicts=True, unique_fields=unique, update_fields=changed)
