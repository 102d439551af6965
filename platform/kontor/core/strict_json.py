"""Strict JSON: what a lenient parser would guess at is refused with the place named."""

import json
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from kontor.core.errors import BadInput

MAX_BODY = 2_621_440
MAX_DEPTH = 32


class _Repeated(Exception):
    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def parse_json(body: bytes) -> Any:
    """The value of a JSON body with decimals kept exact; BadInput for everything RFC 8259 leaves open.

    Refused: over 2.5 MB, not UTF-8, NaN and Infinity, repeated names, NUL, lone surrogates, nesting over 32.
    """
    if len(body) > MAX_BODY:
        raise BadInput(_("The body is larger than 2.5 MB."), code="too_large")
    if body.count(b"[") + body.count(b"{") > MAX_DEPTH:
        _check_depth(body)
    try:
        value = json.loads(
            body.decode("utf-8"), parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_unique
        )
    except _Repeated as error:
        raise BadInput(
            _("The name %(name)s occurs twice.") % {"name": error.name[:80]}, field=error.name[:80]
        ) from None
    except UnicodeDecodeError as error:
        raise BadInput(_("The body is not UTF-8 (byte %(place)s).") % {"place": error.start}) from None
    except json.JSONDecodeError as error:
        raise BadInput(
            _("The body is not JSON: line %(line)s, column %(column)s.") % {"line": error.lineno, "column": error.colno}
        ) from None
    except ValueError:
        raise BadInput(_("A number in the body is too long or is none.")) from None
    if b"\\u" in body or b"\x00" in body:
        _check_text(value, "")
    return value


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        for name, _value in pairs:
            if name in seen:
                raise _Repeated(name)
            seen.add(name)
    return found


def _check_depth(body: bytes) -> None:
    depth, quoted, escaped = 0, False, False
    for place, byte in enumerate(body):
        if quoted:
            quoted = escaped or byte != 0x22
            escaped = byte == 0x5C and not escaped
        elif byte == 0x22:
            quoted = True
        elif byte in (0x5B, 0x7B):
            depth += 1
            if depth > MAX_DEPTH:
                raise BadInput(_("The body is nested more than 32 deep (byte %(place)s).") % {"place": place})
        elif byte in (0x5D, 0x7D):
            depth -= 1


def _check_text(value: Any, place: str) -> None:
    if isinstance(value, str):
        if "\x00" in value:
            raise BadInput(_("The text at %(place)s holds a NUL character.") % {"place": place or "/"}, field=place)
        if any("\ud800" <= letter <= "\udfff" for letter in value):
            raise BadInput(
                _("The text at %(place)s holds half of a character pair.") % {"place": place or "/"}, field=place
            )
    elif isinstance(value, dict):
        for name, one in value.items():
            _check_text(name, place)
            _check_text(one, f"{place}/{name}"[:200])
    elif isinstance(value, list):
        for at, one in enumerate(value):
            _check_text(one, f"{place}/{at}")
