"""Printing a record: as it is now, as a frozen copy, and that copy again."""

import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import IntegrityError
from django.utils import translation
from django.utils.translation import gettext as _

from kontor.access.grants import UPDATE
from kontor.access.rights import access_to, may
from kontor.core.actor import Actor
from kontor.core.clock import Clock
from kontor.core.errors import BadInput, Conflict, NotFound, NotPermitted, StaleVersion, WrongState
from kontor.core.labels import LANGUAGES
from kontor.core.transactions import atomic_retry
from kontor.documents.letterhead import letterhead_of
from kontor.documents.models import Copy
from kontor.documents.printables import Addressee, Printable, find_printable
from kontor.documents.reader import Period, Reader
from kontor.documents.render import pdf_of
from kontor.files.services import attach, clean_name, store_file
from kontor.records.flush import flush
from kontor.records.queries import get_record
from kontor.records.work import Work
from kontor.schema.registry import object_of


@dataclass(frozen=True, slots=True)
class Asked:
    """Which document of which record, in what language ("" for the addressee's), over which period."""

    object: str
    record_id: UUID
    kind: str
    language: str = ""
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class Printed:
    """A document that was made just now."""

    content: bytes
    title: str
    language: str
    draft: bool
    shows: tuple[str, ...]
    version: int
    record: Any

    @property
    def file_name(self) -> str:
        """What its file is called."""
        return clean_name(f"{self.title}.pdf".replace("/", "-"))


def reader_for(actor: Actor, asked: Asked, clock: Clock) -> tuple[Printable, Reader, Addressee]:
    """The document with its record and addressee.

    NotFound when the record has none or is out of reach, WrongState when it cannot be printed as the record is now.
    """
    one = find_printable(asked.object, asked.kind)
    if asked.language and asked.language not in LANGUAGES:
        raise BadInput(_("Documents are written in: %(languages)s.") % {"languages": ", ".join(LANGUAGES)},
                       field="language")  # fmt: skip
    detail = get_record(actor=actor, object=asked.object, id=asked.record_id, clock=clock)
    if not one.fits(detail.record):
        raise NotFound(_("There is no such document."))
    if not one.is_whole_for(actor):
        raise NotPermitted(_("You may not read everything that this document sums up."))
    reason = one.refusal(detail.record)
    if reason:
        raise WrongState(reason, state=str(getattr(detail.record, "status", "")))
    reader = Reader(actor, detail, clock, asked.language or "en", asked.period)
    addressee = one.addressee(reader)
    if not asked.language:
        reader.language = next(lang for lang in (addressee.language, actor.language, "en") if lang in LANGUAGES)
    return one, reader, addressee


def print_record(*, actor: Actor, asked: Asked, clock: Clock) -> Printed:
    """The document as the record is now, with what the actor may read; drafts say so across the page."""
    one, reader, _addressee = reader_for(actor, asked, clock)
    draft = one.is_draft(reader.detail.record)
    with translation.override(reader.language):
        sheet = one.load(reader)
        content = pdf_of(sheet, letterhead_of(reader), one.template, reader.language, draft=draft)
    shown = tuple(path for path in one.shows if _readable(actor, asked.object, path, reader.detail.record))
    return Printed(content, sheet.name, reader.language, draft, shown, reader.detail.version, reader.detail.record)


def _readable(actor: Actor, key: str, path: str, record: Any) -> bool:
    found = object_of(key)
    lines, dot, name = path.partition(".")
    if dot:
        return access_to(actor, found.lines[lines]).field(name).read.covers(actor, record)
    return access_to(actor, found).field(path).read.covers(actor, record)


def may_issue(actor: Actor, key: str, record: Any) -> bool:
    """Whether the actor may send the record's documents out in the company's name: who may change it, may."""
    return not actor.read_only and may(actor, object_of(key), UPDATE, record)


def check_issuer(actor: Actor, key: str, record: Any) -> None:
    """NotPermitted to whom may not send the record's documents out."""
    if not may_issue(actor, key, record):
        raise NotPermitted(_("You may not issue documents of this record."))


def issue(*, actor: Actor, asked: Asked, clock: Clock, cause: str = "api", request_id: str = "") -> Copy:
    """Prints a document and keeps it as the next numbered copy, which never changes.

    WrongState for drafts; NotPermitted; StaleVersion when the record changed meanwhile.
    """
    printed = print_issuable(actor, asked, clock)

    def run() -> Copy:
        work = Work(actor=actor, clock=clock, cause=cause, request_id=request_id)
        record = locked_as_printed(work, asked, printed)
        copy = keep(work, asked, printed)
        work.event(f"{asked.object}.issued", record, document=copy.title, copy=copy.number, sha256=copy.sha256)
        flush(work)
        return copy

    return atomic_retry(once_more(run))


def print_issuable(actor: Actor, asked: Asked, clock: Clock) -> Printed:
    """The document, for one who may issue it; WrongState for drafts."""
    printed = print_record(actor=actor, asked=asked, clock=clock)
    check_issuer(actor, asked.object, printed.record)
    if printed.draft:
        raise WrongState(_("A draft is not sent out."), state=str(getattr(printed.record, "status", "")))
    return printed


def once_more(run: Callable[[], Copy]) -> Callable[[], Copy]:
    """Two who issue at once would take the same number: the second one is told to try again."""

    def guarded() -> Copy:
        try:
            return run()
        except IntegrityError as error:
            raise Conflict(_("Somebody else has issued a copy just now; try again.")) from error

    return guarded


def locked_as_printed(work: Work, asked: Asked, printed: Printed) -> Any:
    """The record under lock; StaleVersion unless it is as it was when it was printed."""
    found = object_of(asked.object)
    work.lock_roots(found.key, [asked.record_id])
    record = work.lock(found.model, [asked.record_id]).get(asked.record_id)
    if record is None or record.trashed_at is not None:
        raise NotFound(_("This record does not exist."))
    if record.version != printed.version:
        raise StaleVersion(_("Somebody else has changed this in the meantime."), version=record.version)
    return record


def keep(work: Work, asked: Asked, printed: Printed) -> Copy:
    """Stores what was printed as the next copy of its kind; the record is locked."""
    stored = store_file(upload=io.BytesIO(printed.content), actor=work.actor, name=printed.file_name, clock=work.clock)
    attach(stored=stored, object=asked.object, record_id=asked.record_id)
    last = Copy.objects.filter(record_id=asked.record_id, kind=asked.kind).order_by("-number").first()
    return Copy.objects.create(
        object=asked.object,
        record_id=asked.record_id,
        kind=asked.kind,
        number=last.number + 1 if last else 1,
        title=printed.title,
        language=printed.language,
        shows=list(printed.shows),
        file=stored,
        sha256=stored.sha256,
        issued_at=work.clock.now(),
        issued_by=work.actor.person_id,
        issued_name=work.actor.name,
    )


def copies_of(*, actor: Actor, object: str, id: UUID, clock: Clock | None = None) -> list[Copy]:
    """The copies of a record that the actor may open, newest first, with their mails."""
    record = get_record(actor=actor, object=object, id=id, fields=(), lines=False, clock=clock).record
    rows = Copy.objects.filter(object=object, record_id=id).prefetch_related("mails").order_by("-issued_at", "-number")
    return [one for one in rows if _may_open(actor, one, record)]


def _may_open(actor: Actor, copy: Copy, record: Any) -> bool:
    if not find_printable(copy.object, copy.kind).is_whole_for(actor):
        return False
    return all(_readable(actor, copy.object, path, record) for path in copy.shows)


def open_copy(*, actor: Actor, object: str, id: UUID, copy_id: UUID, clock: Clock | None = None) -> tuple[Copy, bytes]:
    """A copy with its bytes as they were stored; NotFound when it is not the actor's to see, Conflict when damaged."""
    copy = next((one for one in copies_of(actor=actor, object=object, id=id, clock=clock) if one.pk == copy_id), None)
    if copy is None:
        raise NotFound(_("There is no such document."))
    return copy, bytes_of(copy)


def bytes_of(copy: Copy) -> bytes:
    """The bytes of a copy; Conflict when they are gone or not what was issued."""
    path = copy.file.path
    content = b""
    if default_storage.exists(path):
        with default_storage.open(path, "rb") as file:
            content = bytes(file.read())
    if hashlib.sha256(content).hexdigest() != copy.sha256:
        raise Conflict(_("The stored file of this copy is missing or damaged; restore it from a backup."))
    return content
