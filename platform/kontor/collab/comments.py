"""What people say about a record: adding, editing and deleting one's own, and whom it mentions."""

from collections.abc import Container, Iterable, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kontor.access.grants import READ
from kontor.access.rights import may
from kontor.collab.following import keep_follows
from kontor.collab.models import Comment, FormerText
from kontor.collab.place import Place, place_of
from kontor.core.actor import Actor
from kontor.core.clock import Clock
from kontor.core.errors import BadInput, NotFound, NotPermitted, RuleBroken
from kontor.core.registry import answers
from kontor.core.transactions import atomic_retry
from kontor.identity.models import Person
from kontor.identity.services import actors_of
from kontor.records.queries import get_record
from kontor.schema.descriptor import ObjectDescriptor
from kontor.schema.field_types.base import plain_text
from kontor.schema.registry import object_of

LONGEST = 10_000
MOST_MENTIONS = 50
EXCERPT = 160
LOOKED_AT = 60


class CannotRead(RuleBroken):
    """Somebody is mentioned who may not read the record."""

    code = "cannot_read"


def comments_of(*, actor: Actor, object: str, id: UUID, limit: int = 500) -> list[Comment]:
    """The comments on a record the actor may read, newest first."""
    get_record(actor=actor, object=object, id=id, fields=(), lines=False)
    return list(Comment.objects.filter(record_id=id, object=object).order_by("-created_at", "-id")[:limit])


def add_comment(
    *, actor: Actor, object: str, id: UUID, text: Any, mentions: Sequence[UUID] = (), clock: Clock | None = None,
    **trace: Any,
) -> Comment:  # fmt: skip
    """Says something about a record; whoever may read it may. CannotRead names who cannot be mentioned."""
    place = place_of(actor, object, id, clock=clock, **trace)
    said = _text(text)
    named = _mentioned(place, said, mentions)

    def run() -> Comment:
        made = Comment(
            object=object,
            record_id=id,
            text=said,
            mentions=[{"id": str(one.pk), "name": one.name} for one in named],
            author_id=actor.person_id,
            author_name=actor.name,
            created_at=place.clock.now(),
        )
        made.save(force_insert=True)
        _told(place, made, [one.pk for one in named], "commented")
        return made

    return atomic_retry(run)


def edit_comment(
    *, actor: Actor, object: str, id: UUID, comment: UUID, text: Any, mentions: Sequence[UUID] | None = None,
    clock: Clock | None = None, **trace: Any,
) -> Comment:  # fmt: skip
    """Says one's own comment differently; what it said before is kept. Who is newly mentioned hears of it."""
    place = place_of(actor, object, id, clock=clock, **trace)
    said = _text(text)

    def run() -> Comment:
        row = _own(actor, object, id, comment)
        before = {UUID(one["id"]) for one in row.mentions}
        named = _mentioned(place, said, before if mentions is None else mentions, known_before=before)
        if said != row.text:
            FormerText(comment=row, text=row.text, until=place.clock.now()).save(force_insert=True)
            row.edited_at = place.clock.now()
        row.text, row.mentions = said, [{"id": str(one.pk), "name": one.name} for one in named]
        row.save(update_fields=["text", "mentions", "edited_at"])
        _told(place, row, [one.pk for one in named if one.pk not in before], "comment_edited")
        return row

    return atomic_retry(run)


def delete_comment(
    *, actor: Actor, object: str, id: UUID, comment: UUID, clock: Clock | None = None, **trace: Any
) -> Comment:
    """Takes back one's own comment; its place stays, what it said is kept out of sight."""
    place = place_of(actor, object, id, clock=clock, **trace)

    def run() -> Comment:
        row = _own(actor, object, id, comment)
        FormerText(comment=row, text=row.text, until=place.clock.now()).save(force_insert=True)
        row.text, row.mentions, row.deleted_at = "", [], place.clock.now()
        row.save(update_fields=["text", "mentions", "deleted_at"])
        place.tell("comment_deleted", comment=str(row.pk))
        return row

    return atomic_retry(run)


def comment_of(*, actor: Actor, object: str, id: UUID, comment: UUID) -> Comment:
    """One comment on a record the actor may read; NotFound."""
    get_record(actor=actor, object=object, id=id, fields=(), lines=False)
    return _comment(object, id, comment)


def former_texts(*, actor: Actor, object: str, id: UUID, comment: UUID) -> list[FormerText]:
    """What a comment said before, newest first; nothing of a deleted one."""
    get_record(actor=actor, object=object, id=id, fields=(), lines=False)
    row = _comment(object, id, comment)
    return list(row.former.order_by("-until", "-id")) if row.deleted_at is None else []


def _comment(object: str, id: UUID, comment: UUID) -> Comment:
    row = Comment.objects.filter(pk=comment, object=object, record_id=id).first()
    if row is None:
        raise NotFound(_("This comment does not exist."))
    return row


def _own(actor: Actor, object: str, id: UUID, comment: UUID) -> Comment:
    row = _comment(object, id, comment)
    if row.deleted_at is not None:
        raise NotFound(_("This comment does not exist."))
    if not row.is_by(actor):
        raise NotPermitted(_("Only who wrote a comment may change it."))
    return row


def _text(raw: Any) -> str:
    try:
        text = plain_text(raw)
    except BadInput as error:
        raise BadInput(error.message, field="text") from None
    if not text:
        raise BadInput(_("Write something first."), field="text", code="required")
    if len(text) > LONGEST:
        raise BadInput(_("At most %(limit)s characters are allowed.") % {"limit": LONGEST}, field="text")
    return text.replace("\r\n", "\n")


def _mentioned(place: Place, text: str, mentions: Iterable[UUID], known_before: Container[UUID] = ()) -> list[Person]:
    """The people mentioned, as far as the text still names them; CannotRead when one may not read the record."""
    wanted = list(dict.fromkeys(mentions))
    if len(wanted) > MOST_MENTIONS:
        raise BadInput(
            _("At most %(limit)s people are mentioned at once.") % {"limit": MOST_MENTIONS}, field="mentions"
        )
    known = actors_of(wanted)
    if set(wanted) - set(known):
        raise BadInput(_("This person does not exist."), field="mentions")
    named = [one for one, _actor in known.values() if f"@{one.name}" in text]
    for one in named:
        if one.pk not in known_before and not may(known[one.pk][1], place.found, READ, place.record):
            sentence = _("%(person)s may not read this record and cannot be mentioned.") % {"person": one.name}
            raise CannotRead(sentence, field="mentions")
    return named


def _told(place: Place, row: Comment, fresh: Sequence[UUID], verb: str) -> None:
    if fresh:
        keep_follows(row.object, {row.record_id: fresh}, clock=place.clock)
    place.tell(verb, comment=str(row.pk), mentions=[str(one) for one in fresh])


def people_to_mention(*, actor: Actor, object: str, id: UUID, search: str = "", limit: int = 8) -> list[Person]:
    """Active people who may read the record and whose name holds the words; three queries at most."""
    detail = get_record(actor=actor, object=object, id=id, fields=(), lines=False)
    people = Person.objects.filter(is_active=True, trashed_at__isnull=True).exclude(pk=actor.person_id)
    if search:
        people = people.filter(name__icontains=search)
    ids = list(people.order_by("name").values_list("pk", flat=True)[:LOOKED_AT])
    found = object_of(object)
    return [one for one, other in actors_of(ids).values() if _reads(other, found, detail.record)][:limit]


def _reads(actor: Actor, found: ObjectDescriptor, record: Any) -> bool:
    return may(actor, found, READ, record)


@answers("excerpts")
def excerpts(ids: Sequence[UUID]) -> dict[UUID, str]:
    """The beginning of comments by id, whoever asks; deleted ones are missing. One query."""
    rows = Comment.objects.filter(pk__in=ids, deleted_at__isnull=True).values_list("pk", "text")
    return {pk: _short(text) for pk, text in rows}


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= EXCERPT else f"{words[: EXCERPT - 1].rstrip()}…"
