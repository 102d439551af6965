"""Storing, attaching, serving and removing files. Whether somebody may see a file is asked of its record, above us."""

import hashlib
import re
import unicodedata
from pathlib import PurePosixPath
from typing import IO, Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from kontor.core.actor import Actor
from kontor.core.clock import Clock, system_clock
from kontor.core.errors import NotFound
from kontor.files.kinds import FileRefused, kind_for
from kontor.files.models import StoredFile
from kontor.files.pictures import redraw

SAFE_IMAGES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
NAME_LENGTH = 200


class FileTooLarge(FileRefused):
    """More bytes than are taken."""

    code = "file_too_large"


class NotAPicture(FileRefused):
    """A picture is wanted and something else came."""

    code = "not_a_picture"


def store_file(
    *, upload: IO[bytes] | Any, actor: Actor, name: str = "", image: bool = False, clock: Clock | None = None
) -> StoredFile:
    """Checks and keeps an uploaded file under a random name; FileRefused and its kinds say why not.

    `upload` is anything with `read()` and, unless `name` is given, a `name`; `image`: only pictures are taken.
    """
    shown = clean_name(name or str(getattr(upload, "name", "")))
    content = _read(upload)
    kind = kind_for(shown, content)
    if image and not kind.image:
        raise NotAPicture(_("Choose a picture: png, jpg, gif or webp."))
    width = height = None
    if kind.image:
        picture = redraw(content, kind.content_type)
        content, width, height = picture.content, picture.width, picture.height
    token = uuid4().hex
    stored = StoredFile(
        name=shown,
        content_type=kind.content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        path=f"{token[:2]}/{token[2:4]}/{token}",
        is_image=kind.image,
        width=width,
        height=height,
        uploaded_at=(clock or system_clock()).now(),
        uploaded_by=actor.person_id,
    )
    default_storage.save(stored.path, ContentFile(content))
    stored.save(force_insert=True)
    return stored


def clean_name(name: str) -> str:
    """The last part of a name without what confuses people or systems; FileRefused when nothing is left."""
    plain = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    plain = "".join(letter for letter in plain if unicodedata.category(letter)[0] != "C")
    plain = re.sub(r'[<>:"|?*]', "_", plain).strip(" .")
    if not plain:
        raise FileRefused(_("The file has no name."))
    path = PurePosixPath(plain)
    return path.stem[: NAME_LENGTH - len(path.suffix)] + path.suffix


def _read(upload: IO[bytes] | Any) -> bytes:
    limit = settings.FILES_MAX_BYTES
    content = bytes(upload.read(limit + 1))
    if len(content) > limit:
        raise FileTooLarge(_("The file is larger than %(limit)s MB.") % {"limit": limit // (1024 * 1024)})
    if not content:
        raise FileRefused(_("The file is empty."))
    return content


def attach(*, stored: StoredFile, object: str, record_id: UUID) -> StoredFile:
    """Makes a file belong to a record, whose rights it then has."""
    stored.object = object
    stored.record_id = record_id
    stored.save(update_fields=["object", "record_id"])
    return stored


def files_of(*, object: str, record_id: UUID) -> list[StoredFile]:
    """The files of a record, oldest first."""
    return list(StoredFile.objects.filter(object=object, record_id=record_id).order_by("id"))


def remove_file(*, stored: StoredFile) -> None:
    """Removes a file; its bytes once the transaction is committed."""
    path = stored.path
    stored.delete()
    transaction.on_commit(lambda: default_storage.delete(path), robust=True)


def serve_file(request: HttpRequest, stored: StoredFile) -> HttpResponseBase:
    """The answer that carries a file the caller has been found to be allowed to see.

    Pictures that were drawn anew are shown, everything else is downloaded; nothing is guessed, run or kept in shared
    caches. NotFound when the bytes are gone.
    """
    etag = f'"{stored.sha256}"'
    if request.headers.get("If-None-Match") == etag:
        answer: HttpResponseBase = HttpResponseNotModified()
    elif not default_storage.exists(stored.path):
        raise NotFound(_("The file is not there any more."))
    elif request.method == "HEAD":
        answer = HttpResponse(content_type=stored.content_type)
    else:
        answer = FileResponse(default_storage.open(stored.path, "rb"), content_type=stored.content_type)
        answer.headers["Content-Length"] = str(stored.size)
    inline = stored.is_image and stored.content_type in SAFE_IMAGES
    answer.headers["Content-Disposition"] = content_disposition_header(not inline, stored.name) or "attachment"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "private, max-age=300"
    answer.headers["ETag"] = etag
    return answer
