"""A pack as a file: one zip of JSON texts, read as what a stranger sends."""

import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from kontor.core.errors import BadInput
from kontor.core.strict_json import MAX_BODY, parse_json
from kontor.design.packs.content import KINDS, Element, Pack, split

FORMAT = 1
MAX_ARCHIVE = 5 * 1024 * 1024
FILES = {kind: f"{kind}s.json" for kind in KINDS if kind != "rules"} | {"rules": "rules.json"}
MANIFEST, RECORDS = "pack.json", "records.json"
ALLOWED = frozenset({MANIFEST, RECORDS, *FILES.values()})
MAX_RECORDS = 2000
# the same pack makes the same file, byte for byte
STAMP = (1980, 1, 1, 0, 0, 0)


def write_archive(pack: Pack) -> bytes:
    """The file of a pack."""
    parts: dict[str, Any] = {
        MANIFEST: {
            "format": FORMAT,
            "key": pack.key,
            "name": dict(pack.name),
            "version": pack.version,
            "description": dict(pack.description),
        }
    }
    for kind, file in FILES.items():
        chosen = {name: body for name, body in pack.elements.items() if name.partition(":")[0] == kind}
        if chosen:
            parts[file] = chosen
    if pack.records:
        parts[RECORDS] = dict(pack.records)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            text = json.dumps(body, ensure_ascii=False, indent=2, default=str)
            archive.writestr(zipfile.ZipInfo(name, STAMP), text, zipfile.ZIP_DEFLATED)
    return held.getvalue()


def read_archive(content: bytes) -> Pack:
    """The pack of a file; BadInput with a sentence for everything that is none."""
    return pack_from(_unzipped(content))


def _unzipped(content: bytes) -> dict[str, bytes]:
    if len(content) > MAX_ARCHIVE:
        raise BadInput(_("A pack has at most 5 MB."), field="file")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return {entry.filename: _entry(archive, entry) for entry in _entries(archive)}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, OSError):
        raise BadInput(_("This is no pack: the file cannot be opened as a zip archive."), field="file") from None


def _entries(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    for name in names:
        if name not in ALLOWED:
            raise BadInput(_("The pack holds a file it must not hold: %(name)s.") % {"name": name[:80]}, field="file")
    if len(set(names)) != len(names):
        raise BadInput(_("The pack holds a file twice."), field="file")
    return entries


def _entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    # what the directory says may be a lie: never more is unpacked than is allowed
    with archive.open(entry) as opened:
        body = opened.read(MAX_BODY + 1)
    if len(body) > MAX_BODY:
        raise BadInput(_("%(name)s is too large.") % {"name": entry.filename}, field="file")
    return body


def pack_from(files: Mapping[str, bytes]) -> Pack:
    """The pack of its texts by file name; BadInput names the file that is wrong."""
    read = {name: _json(name, body) for name, body in files.items()}
    manifest = read.get(MANIFEST)
    if manifest is None:
        raise BadInput(_("This is no pack: it says nothing about itself (pack.json)."), field="file")
    if manifest.get("format") != FORMAT:
        raise BadInput(_("The pack was made for another version of Kontor."), field="format")
    elements: dict[str, Element] = {}
    for kind, file in FILES.items():
        for name, body in read.get(file, {}).items():
            if split(name)[0] != kind or not isinstance(body, dict):
                raise BadInput(_("The pack names an element nobody knows: %(name)s.") % {"name": name[:80]}, field=file)
            elements[name] = body
    return Pack(
        key=_word(manifest, "key", 80),
        name=_words(manifest, "name"),
        version=_word(manifest, "version", 40),
        description=_words(manifest, "description"),
        elements=elements,
        records=_records(read.get(RECORDS, {})),
    )


def _json(name: str, body: bytes) -> dict[str, Any]:
    try:
        value = parse_json(body)
    except BadInput as error:
        raise BadInput(f"{name}: {error.message}", field="file") from None
    if not isinstance(value, dict):
        raise BadInput(_("%(name)s is not what a pack holds.") % {"name": name}, field="file")
    return value


def _word(manifest: Mapping[str, Any], name: str, limit: int) -> str:
    value = manifest.get(name)
    if not isinstance(value, str) or not 1 <= len(value) <= limit:
        raise BadInput(_("The pack does not say its %(name)s.") % {"name": name}, field=name)
    return value


def _words(manifest: Mapping[str, Any], name: str) -> dict[str, str]:
    value = manifest.get(name) or {}
    if not isinstance(value, dict) or not all(isinstance(part, str) for part in value.values()):
        raise BadInput(_("The pack does not say its %(name)s.") % {"name": name}, field=name)
    return value


def _records(value: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    rows = [row for some in value.values() if isinstance(some, list) for row in some]
    if not all(isinstance(some, list) for some in value.values()) or not all(isinstance(row, dict) for row in rows):
        raise BadInput(_("%(name)s is not what a pack holds.") % {"name": RECORDS}, field="file")
    if len(rows) > MAX_RECORDS:
        raise BadInput(_("A pack brings at most %(limit)s records.") % {"limit": MAX_RECORDS}, field="file")
    return {key: list(some) for key, some in value.items()}
