"""The types a field can be made with, as the designers offer them."""

from dataclasses import dataclass
from typing import Any

from kontor.core.labels import L
from kontor.design.changes.kinds import FOLLOWING as FOLLOWING_TYPES
from kontor.design.changes.kinds import type_label
from kontor.schema.field_types import TYPES

# what each type needs to be told besides its name
GROUPS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (L("Text", "文本"), ("text", "long_text", "rich_text", "email", "phone", "url", "barcode")),
    (L("Numbers", "数字"), ("integer", "decimal", "money", "quantity", "unit_price", "percent", "rate", "rating")),
    (L("Time", "时间"), ("date", "datetime", "duration")),
    (L("Choice", "选择"), ("boolean", "choice", "multi_choice", "tags", "colour")),
    (L("Links", "关联"), ("relation", "relations", "user", "team")),
    (L("Files and places", "文件与地点"), ("file", "image", "signature", "address", "geo_point")),
    (L("Follows from others", "由其他字段得出"), ("formula", "rollup", "lookup", "snapshot")),
)
ICONS = {
    "text": "type",
    "long_text": "text",
    "rich_text": "pilcrow",
    "email": "at-sign",
    "phone": "phone",
    "url": "link",
    "barcode": "barcode",
    "integer": "hash",
    "decimal": "hash",
    "money": "banknote",
    "unit_price": "tag",
    "quantity": "scale",
    "percent": "percent",
    "rate": "arrow-left-right",
    "rating": "star",
    "date": "calendar",
    "datetime": "calendar-clock",
    "duration": "timer",
    "boolean": "square-check",
    "choice": "circle-dot",
    "multi_choice": "list-checks",
    "tags": "tags",
    "colour": "palette",
    "relation": "arrow-up-right",
    "relations": "network",
    "user": "user",
    "team": "users",
    "file": "paperclip",
    "image": "image",
    "signature": "signature",
    "address": "map-pinned",
    "geo_point": "map-pin",
    "formula": "sigma",
    "rollup": "combine",
    "lookup": "corner-down-right",
    "snapshot": "camera",
    "number": "binary",
}
WITH_CHOICES = frozenset({"choice", "multi_choice"})
WITH_TARGET = frozenset({"relation", "relations"})
WITH_LENGTH = frozenset({"text"})
WITH_BOUNDS = frozenset({"integer", "decimal", "money", "quantity", "unit_price", "percent", "rate"})
WITH_DEFAULT = frozenset({"text", "boolean", "choice", *WITH_BOUNDS})
NOT_UNIQUE = frozenset(
    {
        *("long_text", "rich_text", "boolean", "multi_choice", "tags", "file", "image", "signature", "address"),
        *("geo_point", "formula", "rollup", "lookup", "snapshot", "relations", "rating"),
    }
)
FOLLOWING = frozenset({"formula", "rollup", "lookup", "snapshot"})


@dataclass(frozen=True, slots=True)
class TypeChoice:
    """A type to choose."""

    key: str
    label: str
    icon: str


@dataclass(frozen=True, slots=True)
class TypeGroup:
    """Types that belong together."""

    label: str
    types: tuple[TypeChoice, ...]


def type_groups() -> list[TypeGroup]:
    """All types a field can be made with, by group."""
    known = {*TYPES, *FOLLOWING_TYPES}
    return [TypeGroup(str(label), tuple(type_choice(key) for key in keys if key in known)) for label, keys in GROUPS]


def type_choice(key: str) -> TypeChoice:
    """One type with its name and icon."""
    return TypeChoice(key, type_label(key), ICONS.get(key, "box"))
