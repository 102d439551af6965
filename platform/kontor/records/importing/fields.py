"""The fields a file may fill, and the guess which column fills which."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import override

from kontor.access.grants import CREATE, UPDATE
from kontor.access.rights import access_to
from kontor.core.actor import Actor
from kontor.core.clock import Clock
from kontor.core.labels import LANGUAGES
from kontor.records.importing.values import NOT_TAKEN
from kontor.records.read.positions import Reading
from kontor.schema.descriptor import FieldDescriptor, ObjectDescriptor
from kontor.schema.field_types.base import FieldType

_NOISE = re.compile(r"[\s_\-./:：*（）()\[\]#]+")
Fields = dict[str, FieldDescriptor]


def fillable(actor: Actor, found: ObjectDescriptor) -> Fields:
    """The fields the actor may write on some records, by path; those of lines as "lines.product"."""
    fields = _writable(actor, found)
    for name, line in found.lines.items():
        if not line.declare.closed:
            own = _writable(actor, line)
            fields.update({f"{name}.{key}": one for key, one in own.items() if key not in (line.parent, "position")})
    return fields


def _writable(actor: Actor, found: ObjectDescriptor) -> Fields:
    access = access_to(actor, found)
    return {
        one.key: one
        for one in found.fields.values()
        if one.writable
        and one.type.key not in NOT_TAKEN
        and (access.field(one.key).create or access.field(one.key).update)
    }


def key_fields(actor: Actor, found: ObjectDescriptor, clock: Clock) -> Fields:
    """The fields records can be found by: those of the record itself that have a column and that the actor may read."""
    reading = Reading(actor, found, clock)
    return {
        one.key: one
        for one in found.fields.values()
        if one.stored and _comparable(one.type) and one.key != "active" and reading.readable(one.key)
    }


def _comparable(kind: FieldType) -> bool:
    return not kind.packed and kind.key not in NOT_TAKEN and "eq" in kind.ops and kind.key != "boolean"


def may_import(actor: Actor, found: ObjectDescriptor) -> bool:
    """Whether the actor may bring anything into an object at all."""
    access = access_to(actor, found)
    return not (found.is_line or found.declare.closed) and bool(access.reach(CREATE) or access.reach(UPDATE))


def unique_sets(found: ObjectDescriptor) -> list[tuple[str, ...]]:
    """The fields that no two live records may have alike, each set of them."""
    sets = [(one.key,) for one in found.fields.values() if one.unique and one.stored]
    for constraint in found.model._meta.constraints:
        named = tuple(getattr(constraint, "fields", ()))
        told = str(getattr(constraint, "condition", None) or "trashed_at__isnull")
        if named and "trashed_at__isnull" in told and set(named) <= set(found.fields):
            sets.append(named)
    return list(dict.fromkeys(sets))


def guess_columns_to_fields(
    headings: Sequence[str], fields: Mapping[str, FieldDescriptor], found: Any
) -> dict[str, str]:
    """Heading → path, for headings that are called like a field: by its key, or its label in either language."""
    words = _words(fields, found)
    guessed: dict[str, str] = {}
    taken: set[str] = set()
    for heading in headings:
        path = words.get(_plain(heading))
        if path and path not in taken:
            guessed[heading] = path
            taken.add(path)
    return guessed


def _words(fields: Mapping[str, FieldDescriptor], found: ObjectDescriptor) -> dict[str, str]:
    """Paths by what they may be called; the record's own fields before those of its lines."""
    words: dict[str, str] = {}
    ordered = sorted(fields.items(), key=lambda pair: "." in pair[0])
    for language in LANGUAGES:
        with override(language):
            labels = {path: _plain(str(one.label)) for path, one in ordered}
            holder = _plain(str(found.label))
        for path, label in labels.items():
            words.setdefault(label, path)
        for path, label in labels.items():
            words.setdefault(holder + label, path)
    for path, one in ordered:
        words.setdefault(_plain(one.key), path)
        words.setdefault(_plain(path), path)
    return words


def _plain(text: str) -> str:
    return _NOISE.sub("", text).casefold()


def guess_key(paths: Sequence[str], keys: Mapping[str, FieldDescriptor], found: ObjectDescriptor) -> list[str]:
    """The fields that tell records apart, when a column fills each of them."""
    for names in unique_sets(found):
        if set(names) <= set(paths) and set(names) <= set(keys) and "name" not in names:
            return list(names)
    return []


def fingerprint(headings: Sequence[str]) -> str:
    """What files with the same headings share, in whatever order they stand."""
    return hashlib.sha256("\n".join(sorted(_plain(one) for one in headings)).encode()).hexdigest()
