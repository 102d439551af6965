"""Files on a record: added by who may change it, seen by who may read it, removed without being lost."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from kontor.collab.models import Attachment
from kontor.collab.place import Place, may_attach, place_of
from kontor.core.actor import Actor
from kontor.core.clock import Clock
from kontor.core.errors import BadInput, NotFound, NotPermitted, Refusal
from kontor.core.transactions import atomic_retry
from kontor.files.models import StoredFile
from kontor.files.services import attach, store_file
from kontor.records.queries import get_record

AT_ONCE = 20


def attachments_of(*, actor: Actor, object: str, id: UUID, removed: bool = False) -> list[Attachment]:
    """The files on a record the actor may read, newest first; with `removed` those taken off it too."""
    get_record(actor=actor, object=object, id=id, fields=(), lines=False)
    rows = Attachment.objects.filter(object=object, record_id=id).select_related("file")
    return list((rows if removed else rows.filter(removed_at__isnull=True)).order_by("-added_at", "-id"))


def attachment_of(*, actor: Actor, object: str, id: UUID, attachment: UUID) -> Attachment:
    """One file on a record the actor may read; NotFound."""
    get_record(actor=actor, object=object, id=id, fields=(), lines=False)
    return _attachment(object, id, attachment)


def hangs_there(actor: Actor, stored: StoredFile) -> bool:
    """Whether a stored file hangs on a record the actor may read, and was not taken off it."""
    if stored.record_id is None or not Attachment.objects.filter(file=stored, removed_at__isnull=True).exists():
        return False
    try:
        get_record(actor=actor, object=stored.object, id=stored.record_id, fields=(), lines=False)
    except NotFound:
        return False
    return True


def add_attachments(
    *, actor: Actor, object: str, id: UUID, uploads: Sequence[Any], clock: Clock | None = None, **trace: Any
) -> list[Attachment]:
    """Adds files to a record the actor may change: all of them, or none; the refusal names the file."""
    place = _changing(actor, object, id, clock=clock, **trace)
    if not uploads:
        raise BadInput(_("Choose a file."), field="file", code="required")
    if len(uploads) > AT_ONCE:
        raise BadInput(_("At most %(limit)s files at once.") % {"limit": AT_ONCE}, field="file")
    kept: list[StoredFile] = []
    try:
        return atomic_retry(lambda: _add(place, uploads, kept))
    except BaseException:
        for stored in kept:
            default_storage.delete(stored.path)
        raise


def _add(place: Place, uploads: Sequence[Any], kept: list[StoredFile]) -> list[Attachment]:
    while kept:
        # what an earlier attempt of this transaction has stored
        default_storage.delete(kept.pop().path)
    made = []
    for upload in uploads:
        stored = _stored(place, upload)
        kept.append(stored)
        attach(stored=stored, object=place.found.key, record_id=place.record.pk)
        row = Attachment(
            object=place.found.key,
            record_id=place.record.pk,
            file=stored,
            added_at=place.clock.now(),
            added_by=place.actor.person_id,
            added_name=place.actor.name,
        )
        row.save(force_insert=True)
        made.append(row)
    place.tell("file_added", files=[one.file.name for one in made])
    return made


def _stored(place: Place, upload: Any) -> StoredFile:
    try:
        upload.seek(0)
        return store_file(upload=upload, actor=place.actor, clock=place.clock)
    except Refusal as error:
        sentence = _("%(name)s: %(problem)s") % {"name": getattr(upload, "name", ""), "problem": error.message}
        raise BadInput(sentence, field="file", code=error.reason) from error


def remove_attachment(
    *, actor: Actor, object: str, id: UUID, attachment: UUID, clock: Clock | None = None, **trace: Any
) -> Attachment:
    """Takes a file off a record; it is kept and can be brought back."""
    return _moved(_changing(actor, object, id, clock=clock, **trace), attachment, removed=True)


def restore_attachment(
    *, actor: Actor, object: str, id: UUID, attachment: UUID, clock: Clock | None = None, **trace: Any
) -> Attachment:
    """Puts a removed file back onto its record."""
    return _moved(_changing(actor, object, id, clock=clock, **trace), attachment, removed=False)


def _changing(actor: Actor, object: str, id: UUID, **words: Any) -> Place:
    place = place_of(actor, object, id, **words)
    if not may_attach(actor, place.found, place.record):
        raise NotPermitted(_("You may not change this, so you may not change its files."))
    return place


def _attachment(object: str, id: UUID, attachment: UUID, *, removed: bool = False) -> Attachment:
    rows = Attachment.objects.select_related("file").filter(pk=attachment, object=object, record_id=id)
    row = rows.filter(removed_at__isnull=not removed).first()
    if row is None:
        raise NotFound(_("There is no such file on this record."))
    return row


def _moved(place: Place, attachment: UUID, *, removed: bool) -> Attachment:
    def run() -> Attachment:
        row = _attachment(place.found.key, place.record.pk, attachment, removed=not removed)
        row.removed_at = place.clock.now() if removed else None
        row.removed_name = place.actor.name if removed else ""
        row.save(update_fields=["removed_at", "removed_name"])
        place.tell("file_removed" if removed else "file_restored", files=[row.file.name])
        return row

    return atomic_retry(run)
