"""Imports as they are kept: made out of a file, read, found again by whoever made them."""

import hashlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from pathlib import PurePath
from typing import IO, Any
from uuid import UUID, uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from kontor.core.actor import Actor
from kontor.core.clock import Clock, system_clock
from kontor.core.errors import BadInput, NotFound, NotPermitted
from kontor.files.services import clean_name
from kontor.jobs.models import Job
from kontor.records.importing import limits
from kontor.records.importing.fields import may_import
from kontor.records.importing.models import ImportRun, ImportStatus
from kontor.records.importing.reading import EncodingNotSure, FileNotRead, read_file
from kontor.records.importing.sheets import Sheet
from kontor.records.queries import readable_object
from kontor.schema.descriptor import ObjectDescriptor

KINDS = {".csv": "csv", ".tsv": "csv", ".txt": "csv", ".xlsx": "xlsx", ".xlsm": "xlsx"}
DELIMITERS = ("", ",", ";", "\t")
READ = "records.import.read"
# where an import stands when its job has ended early
AFTER: dict[str, str] = {
    ImportStatus.READING: ImportStatus.REFUSED,
    ImportStatus.REHEARSING: ImportStatus.MAPPED,
    ImportStatus.RUNNING: ImportStatus.STOPPED,
    ImportStatus.UNDOING: ImportStatus.DONE,
}
KEPT = timedelta(days=30)


def object_for_import(actor: Actor, key: str) -> ObjectDescriptor:
    """The object, if the actor may bring anything into it; NotFound, NotPermitted."""
    found = readable_object(actor, key)
    if actor.person_id is None or not may_import(actor, found):
        raise NotPermitted(_("You may not import %(objects)s.") % {"objects": found.plural})
    return found


def keep_file(
    *, actor: Actor, object: str, upload: IO[bytes] | Any, name: str = "", settings: Mapping[str, Any] | None = None
) -> ImportRun:
    """Keeps a file that is to be imported; FileNotRead says what is wrong with it at first sight.

    `settings`: "encoding" and "delimiter" where they are known.
    """
    found = object_for_import(actor, object)
    return keep_for(actor, found.key, upload, name, settings)


def keep_for(
    actor: Actor, key: str, upload: IO[bytes] | Any, name: str = "", settings: Mapping[str, Any] | None = None
) -> ImportRun:
    """Keeps a file for the object named `key`, or with "" for one that is still to be made."""
    shown = clean_name(name or str(getattr(upload, "name", "")))
    kind = KINDS.get(PurePath(shown).suffix.lower())
    if kind is None:
        raise FileNotRead(_("A file is imported as .csv, .txt or .xlsx."))
    content = bytes(upload.read(limits.MAX_BYTES + 1))
    if len(content) > limits.MAX_BYTES:
        limit = limits.MAX_BYTES // (1024 * 1024)
        raise FileNotRead(_("The file is larger than %(limit)s MB.") % {"limit": limit})
    if not content.strip():
        raise FileNotRead(_("The file is empty."))
    token = uuid4().hex
    run = ImportRun(
        object=key,
        person_id=_person(actor),
        roles=sorted(actor.roles),
        file_name=shown,
        kind=kind,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        path=f"imports/{token[:2]}/{token}",
        settings={**_settings(settings or {}), **({"read_only": True} if actor.read_only else {})},
        created_at=system_clock().now(),
    )
    default_storage.save(run.path, ContentFile(content))
    run.save(force_insert=True)
    return run


def _person(actor: Actor) -> UUID:
    if actor.person_id is None:
        raise NotFound(_("There is no such import."))
    return actor.person_id


def _settings(said: Mapping[str, Any]) -> dict[str, str]:
    encoding, delimiter = said.get("encoding") or "", said.get("delimiter") or ""
    if encoding and encoding not in limits.ENCODINGS:
        raise BadInput(_("Choose one of: %(choices)s.") % {"choices": ", ".join(limits.ENCODINGS)}, field="encoding")
    if delimiter not in DELIMITERS:
        raise BadInput(_("Cells are separated by comma, semicolon or tab."), field="delimiter")
    return {name: value for name, value in (("encoding", encoding), ("delimiter", delimiter)) if value}


def set_encoding(run: ImportRun, said: Mapping[str, Any]) -> None:
    """Notes how a text is to be read."""
    run.settings = {**run.settings, **_settings(said)}
    run.status = ImportStatus.READING
    run.error = ""
    run.save(update_fields=["settings", "status", "error"])


def read_now(run: ImportRun, beat: Callable[[], None] | None = None) -> None:
    """Reads the file; how that ended stands in the import's status."""
    forget_sheets(run)
    try:
        with default_storage.open(run.path, "rb") as content:
            sheets = read_file(content, run.kind, run.path, run.settings, beat)
        run.sheets = [sheet.said() for sheet in sheets]
        run.status, run.error = ImportStatus.MAPPING, ""
    except EncodingNotSure as error:
        run.status, run.error = ImportStatus.ENCODING, error.message
    except FileNotRead as error:
        run.status, run.error = ImportStatus.REFUSED, error.message
        if run.settings.get("encoding"):
            # another encoding may do
            run.status = ImportStatus.ENCODING
    run.save(update_fields=["sheets", "status", "error"])


def forget_sheets(run: ImportRun) -> None:
    """Removes the rows read before."""
    for place in range(limits.MAX_SHEETS):
        with suppress(FileNotFoundError):
            default_storage.delete(f"{run.path}.{place}.gz")


def sheets_of(run: ImportRun) -> list[Sheet]:
    """The sheets of an import that was read."""
    return [Sheet.of(one) for one in run.sheets]


def import_of(actor: Actor, run_id: UUID) -> ImportRun:
    """The import, for whoever made it; NotFound."""
    run = ImportRun.objects.filter(pk=run_id, person_id=actor.person_id).first() if actor.person_id else None
    if run is None:
        raise NotFound(_("There is no such import."))
    _settle(run)
    return run


def _settle(run: ImportRun) -> None:
    """An import whose job has ended without telling it is not at work any more."""
    after = AFTER.get(run.status)
    if after is None or run.job_id is None:
        return
    job = Job.objects.filter(pk=run.job_id).first()
    if job is not None and not job.is_over:
        return
    error = _("The work on this import broke off. Try again.")
    ImportRun.objects.filter(pk=run.pk, status=run.status, job_id=run.job_id).update(status=after, error=error)
    run.refresh_from_db()


def imports_of(actor: Actor, key: str, limit: int = 10) -> list[ImportRun]:
    """The latest imports of the actor into an object."""
    return list(ImportRun.objects.filter(person_id=_person(actor), object=key).order_by("-created_at")[:limit])


def forget_old(clock: Clock) -> int:
    """Deletes imports older than 30 days with their files; what they brought in stays. How many."""
    old = list(ImportRun.objects.filter(created_at__lt=clock.now() - KEPT).exclude(status__in=AFTER)[:500])
    for run in old:
        forget_sheets(run)
        default_storage.delete(run.path)
        run.delete()
    return len(old)
