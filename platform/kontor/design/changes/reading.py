"""Reads the values of a change: names, texts, flags and labels, each refused with a sentence that names it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from kontor.core.errors import BadInput
from kontor.core.labels import LANGUAGES
from kontor.schema.field_types.base import plain_text

MAX_LABEL = 80
MAX_HELP = 500
Read = Callable[[str, Any], Any]


def read_values(values: Mapping[str, Any], readers: Mapping[str, Read], needed: Sequence[str] = ()) -> dict[str, Any]:
    """The values by their readers; BadInput names what is unknown, missing or malformed."""
    for name in needed:
        if name not in values:
            raise BadInput(_("%(name)s is missing.") % {"name": name}, field=name)
    read: dict[str, Any] = {}
    for name, raw in values.items():
        if name == "op":
            continue
        reader = readers.get(name)
        if reader is None:
            raise BadInput(_("%(name)s is not known here.") % {"name": str(name)[:80]}, field=str(name)[:80])
        read[name] = reader(name, raw)
    return {"op": values["op"], **read} if "op" in values else read


def wrong(name: str, message: str) -> BadInput:
    """A refusal that names the value."""
    return BadInput(f"{name}: {message}", field=name)


def text(limit: int = 2000) -> Read:
    """Reads a text of at most that many characters."""

    def read(name: str, raw: Any) -> str:
        try:
            found = plain_text("" if raw is None else raw)
        except BadInput as error:
            raise wrong(name, error.message) from None
        if len(found) > limit:
            raise wrong(name, _("At most %(limit)s characters are allowed.") % {"limit": limit})
        return found

    return read


def flag(name: str, raw: Any) -> bool:
    """Reads true or false."""
    if not isinstance(raw, bool):
        raise wrong(name, _("Yes or no is expected here."))
    return raw


def label(name: str, raw: Any, limit: int = MAX_LABEL) -> dict[str, str]:
    """Reads a label: a text, or one per language."""
    parts = {"en": raw} if isinstance(raw, str) else raw
    if not isinstance(parts, Mapping) or set(parts) - set(LANGUAGES):
        raise wrong(name, _("A text per language (en, zh-hans) is expected here."))
    found = {language: text(limit)(name, part) for language, part in parts.items()}
    if any(unprintable(part) for part in found.values()):
        raise wrong(name, _("The text holds characters that cannot be shown."))
    return {language: part for language, part in found.items() if part}


def help_text(name: str, raw: Any) -> dict[str, str]:
    """Reads a help text per language."""
    return label(name, raw, MAX_HELP)


def needed_label(name: str, raw: Any) -> dict[str, str]:
    """Reads a label that must not be empty."""
    found = label(name, raw)
    if not found:
        raise wrong(name, _("A name is needed."))
    return found


def unprintable(part: str) -> bool:
    """Whether a label holds control characters or marks that turn the direction of writing around."""
    return any(letter != " " and (not letter.isprintable() or "\u202a" <= letter <= "\u202e") for letter in part)


def one_of(*choices: str) -> Read:
    """Reads one of several words."""

    def read(name: str, raw: Any) -> str:
        if raw not in choices or not isinstance(raw, str):
            raise wrong(name, _("Choose one of: %(choices)s.") % {"choices": ", ".join(choices)})
        return raw

    return read


def names(name: str, raw: Any) -> list[str]:
    """Reads a list of keys."""
    if not isinstance(raw, list) or not all(isinstance(one, str) for one in raw) or len(raw) > 200:
        raise wrong(name, _("A list of names is expected here."))
    return list(raw)


def mapping(name: str, raw: Any) -> dict[str, Any]:
    """Reads an object of further values."""
    if not isinstance(raw, Mapping):
        raise wrong(name, _("An object is expected here."))
    return dict(raw)


def whole(name: str, raw: Any) -> int:
    """Reads a whole number that fits a column."""
    if isinstance(raw, bool) or not isinstance(raw, int) or abs(raw) > 2_000_000_000:
        raise wrong(name, _("A whole number is expected here."))
    return raw


def anything(name: str, raw: Any) -> Any:
    """Leaves the value to whoever carries the change out."""
    return raw
