"""Which files are taken: an allow-list by ending, checked against what the bytes say."""

from dataclasses import dataclass
from pathlib import PurePath

import puremagic
from django.utils.translation import gettext as _

from kontor.core.errors import BadInput

HEAD = 8192


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file: its content type, and the endings its bytes may be recognised as."""

    content_type: str
    magic: frozenset[str]
    image: bool = False
    text: bool = False


def _kind(content_type: str, *magic: str, image: bool = False, text: bool = False) -> FileKind:
    return FileKind(content_type, frozenset(magic), image, text)


_OFFICE = "application/vnd.openxmlformats-officedocument"
_ZIPS = (".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".zip")
KINDS: dict[str, FileKind] = {
    ".png": _kind("image/png", ".png", image=True),
    ".jpg": _kind("image/jpeg", ".jpg", ".jpeg", ".jpe", ".jfif", image=True),
    ".jpeg": _kind("image/jpeg", ".jpg", ".jpeg", ".jpe", ".jfif", image=True),
    ".gif": _kind("image/gif", ".gif", image=True),
    ".webp": _kind("image/webp", ".webp", image=True),
    ".pdf": _kind("application/pdf", ".pdf"),
    ".docx": _kind(f"{_OFFICE}.wordprocessingml.document", *_ZIPS),
    ".xlsx": _kind(f"{_OFFICE}.spreadsheetml.sheet", *_ZIPS),
    ".pptx": _kind(f"{_OFFICE}.presentationml.presentation", *_ZIPS),
    ".odt": _kind("application/vnd.oasis.opendocument.text", *_ZIPS),
    ".ods": _kind("application/vnd.oasis.opendocument.spreadsheet", *_ZIPS),
    ".zip": _kind("application/zip", *_ZIPS),
    ".txt": _kind("text/plain", text=True),
    ".csv": _kind("text/csv", text=True),
    ".md": _kind("text/plain", text=True),
    ".json": _kind("application/json", text=True),
    ".eml": _kind("message/rfc822", text=True),
}


class FileRefused(BadInput):
    """A file of a kind that is not taken, or not what its name says."""

    code = "file_refused"


def kind_for(name: str, content: bytes) -> FileKind:
    """The kind of a file by its name, when its bytes agree; FileRefused when they do not."""
    kind = KINDS.get(PurePath(name).suffix.lower())
    if kind is None:
        endings = ", ".join(sorted(ending.removeprefix(".") for ending in KINDS))
        raise FileRefused(_("Files of this kind are not taken. Taken are: %(endings)s.") % {"endings": endings})
    if not (_is_text(content) if kind.text else kind.magic & _recognised(content)):
        raise FileRefused(_("The content of %(name)s is not what its ending says.") % {"name": name})
    return kind


def _recognised(content: bytes) -> frozenset[str]:
    try:
        return frozenset(match.extension for match in puremagic.magic_string(content[:HEAD]))
    except (puremagic.PureError, ValueError):
        return frozenset()


def _is_text(content: bytes) -> bool:
    if b"\x00" in content:
        return False
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        # spreadsheets of older systems write in the code page of their country
        return not any(byte < 9 or 13 < byte < 32 for byte in content[:HEAD])
    return True
