"""What a formula may name: fields by key or by a label in either language, through relations up to three hops."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from kontor.formulas.errors import FormulaError
from kontor.formulas.limits import MAX_HOPS
from kontor.formulas.types import Type


@dataclass(frozen=True, slots=True)
class Name:
    """A field as a formula sees it; `type` is None for what formulas cannot work with."""

    key: str
    labels: Mapping[str, str] = field(default_factory=dict)
    type: Type | None = None


class Names(Protocol):
    """The fields of objects."""

    def fields(self, object: str | None) -> Sequence[Name]:
        """The fields of an object by its key; None is the object the formula belongs to."""


def folded(text: str) -> str:
    """A label as it is compared: NFKC, without case and outer blanks."""
    return unicodedata.normalize("NFKC", text).casefold().strip()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reference stands, for what is said when it fails."""

    text: str
    start: int
    end: int
    language: str

    def error(self, kind: str, **values: object) -> FormulaError:
        """The refusal of this reference."""
        return FormulaError(kind, self.start, self.end, language=self.language, **values)


def resolve(names: Names, place: Place) -> tuple[str, Type]:
    """The path by keys and the type of a reference; FormulaError when it is unknown, ambiguous or of no use."""
    keys, last = _walk(names, None, place.text.strip(), place, MAX_HOPS)
    if last.type is None:
        raise place.error("no_value", text=place.text)
    return ".".join(keys), last.type


def _walk(names: Names, object: str | None, text: str, place: Place, hops: int) -> tuple[list[str], Name]:
    """Labels may hold dots themselves, so the longest name that exists is taken first."""
    known = names.fields(object)
    found = _find(known, text, place)
    if found is not None:
        return [found.key], found
    cuts = [at for at, letter in enumerate(text) if letter == "."]
    for cut in reversed(cuts):
        first = _find(known, text[:cut], place)
        if first is None:
            continue
        if hops == 0:
            raise place.error("too_far", limit=MAX_HOPS)
        target = first.type.target if first.type else None
        if not target:
            raise place.error("no_relation", text=text[:cut])
        keys, last = _walk(names, target, text[cut + 1 :], place, hops - 1)
        return [first.key, *keys], last
    raise place.error("unknown_field", text=text[:80])


def _find(known: Sequence[Name], text: str, place: Place) -> Name | None:
    for one in known:
        if one.key == text:
            return one
    wanted = folded(text)
    found = [one for one in known if wanted in {folded(label) for label in one.labels.values()}]
    if len(found) > 1:
        raise place.error("ambiguous_field", text=text, keys=", ".join(one.key for one in found))
    return found[0] if found else None


def label_of(names: Names, path: str, language: str) -> str:
    """The path by labels in a language; a key where the label is missing or not the only one of its kind."""
    object: str | None = None
    shown = []
    for key in path.split("."):
        known = names.fields(object)
        one = next((one for one in known if one.key == key), None)
        if one is None:
            return path
        shown.append(_label(known, one, language))
        object = (one.type.target if one.type else None) or ""
    return ".".join(shown)


def _label(known: Sequence[Name], one: Name, language: str) -> str:
    label = one.labels.get("zh-hans" if language.lower().startswith("zh") else "en") or one.labels.get("en") or one.key
    wanted = folded(label)
    same = [
        other
        for other in known
        if other is not one and (other.key == label or wanted in {folded(text) for text in other.labels.values()})
    ]
    return one.key if same or any(sign in label for sign in "[]【】.") else label
