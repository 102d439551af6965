"""Keyset paging: a page starts after the sort values of the last row, so no page costs more than the first."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.core import signing
from django.db import connection
from django.db.models import F, OrderBy, Q
from django.utils.translation import gettext as _

from kontor.core.errors import BadInput
from kontor.records.read.positions import Position, Reading

MAX_SORTS = 5
_SIGNER = "kontor.cursor"


@dataclass(frozen=True, slots=True)
class SortKey:
    """One column of the order."""

    lookup: str
    descending: bool
    nullable: bool


def sort_keys(reading: Reading, sort: Sequence[str]) -> list[SortKey]:
    """The order as columns, ending in the id so that it is total; relations sort by their name."""
    if len(sort) > MAX_SORTS:
        raise BadInput(_("At most %(limit)s fields can be sorted by.") % {"limit": MAX_SORTS}, field="sort")
    keys = [_key(reading, str(one)) for one in sort]
    keys.append(SortKey("id", keys[-1].descending if keys else True, nullable=False))
    return keys


def _key(reading: Reading, wanted: str) -> SortKey:
    descending = wanted.startswith("-")
    path = wanted[1:] if descending else wanted
    position = reading.queryable(path)
    position = _label(reading, position)
    if not position.field.type.sortable:
        raise BadInput(_("%(field)s cannot be sorted by.") % {"field": path}, field="sort")
    nullable = position.field.nullable or "__" in position.lookup or position.lookup.startswith("at_")
    return SortKey(position.lookup, descending, nullable)


def _label(reading: Reading, position: Position) -> Position:
    return (reading.label_of(position) or position) if position.target else position


def ordering(keys: Sequence[SortKey], *, backwards: bool) -> list[OrderBy]:
    """The ORDER BY of a page; `backwards` for the page before."""
    return [OrderBy(F(key.lookup), descending=key.descending != backwards) for key in keys]


def after(keys: Sequence[SortKey], values: Sequence[Any], *, backwards: bool) -> Q:
    """The rows that come after (or before) a row with those sort values."""
    condition = Q(pk__in=[])
    for key, value in reversed(list(zip(keys, values, strict=True))):
        beyond = _beyond(key, value, backwards=backwards)
        same = Q((f"{key.lookup}__isnull", True)) if value is None else Q((key.lookup, value))
        condition = (beyond | (same & condition)) if beyond is not None else (same & condition)
    return condition


def _beyond(key: SortKey, value: Any, *, backwards: bool) -> Q | None:
    """Strictly behind `value` in this column; the database decides where NULLs stand."""
    descending = key.descending != backwards
    nulls_last = descending != (connection.vendor == "postgresql")
    if value is None:
        return None if nulls_last else Q((f"{key.lookup}__isnull", False))
    condition = Q((f"{key.lookup}__{'lt' if descending else 'gt'}", value))
    if key.nullable and nulls_last:
        condition |= Q((f"{key.lookup}__isnull", True))
    return condition


def encode_cursor(keys: Sequence[SortKey], values: Sequence[Any], *, backwards: bool) -> str:
    """An opaque, signed place in a list; it carries sort values the actor has just read, nothing else."""
    body = [_shape(keys), int(backwards), [_packed(value) for value in values]]
    text = base64.urlsafe_b64encode(json.dumps(body, separators=(",", ":")).encode()).decode().rstrip("=")
    return signing.Signer(salt=_SIGNER).sign(text)


def decode_cursor(cursor: str, keys: Sequence[SortKey]) -> tuple[list[Any], bool]:
    """The sort values and the direction of a cursor; BadInput when it is not one of ours or of another order."""
    try:
        text = signing.Signer(salt=_SIGNER).unsign(cursor)
        shape, backwards, values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if shape == _shape(keys):
            return [_unpacked(value) for value in values], bool(backwards)
    except (signing.BadSignature, ValueError, TypeError, KeyError, binascii.Error, InvalidOperation):
        pass
    raise BadInput(_("This page marker does not belong to this list; start from its first page."), field="cursor")


def _shape(keys: Sequence[SortKey]) -> str:
    return ",".join(f"{'-' if key.descending else ''}{key.lookup}" for key in keys)


def _packed(value: Any) -> Any:
    if value is None or isinstance(value, str | bool | int):
        return value
    kinds: tuple[tuple[type, str, Any], ...] = (
        (Decimal, "d", str),
        (datetime, "t", datetime.isoformat),
        (date, "y", date.isoformat),
        (UUID, "u", str),
    )
    for kind, mark, text in kinds:
        if isinstance(value, kind):
            return {mark: text(value)}
    return {"s": str(value)}


def _unpacked(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    ((mark, text),) = value.items()
    kinds: dict[str, Any] = {"d": Decimal, "t": datetime.fromisoformat, "y": date.fromisoformat, "u": UUID, "s": str}
    return kinds[mark](text)
