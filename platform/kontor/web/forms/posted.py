"""What a form posted, as the values the write path takes."""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils.translation import gettext as _

from kontor.core.errors import BadInput
from kontor.schema.descriptor import FieldDescriptor, ObjectDescriptor

LINE = re.compile(r"([a-z_][a-z0-9_]*)\[([A-Za-z0-9-]{1,40})\]\[([A-Za-z0-9_]{1,80})\]")
PART = re.compile(r"([a-z_][a-z0-9_]*)\[([a-z_]{1,40})\]")
NOT_VALUES = frozenset({"csrfmiddlewaretoken", "version"})
NEW = "new-"
MAX_LINES = 1000


@dataclass(slots=True)
class PostedLine:
    """One row of a line grid: its key (the line's id, or one of ours for a new line) and what was typed."""

    key: str
    values: dict[str, Any] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    delete: bool = False

    @property
    def is_new(self) -> bool:
        """Whether the line is not stored yet."""
        return self.key.startswith(NEW)

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed into a new row."""
        return self.is_new and all(value in ("", "false", None, []) for value in self.values.values())

    def sent(self) -> dict[str, Any]:
        """The line as the write path takes it."""
        if self.delete:
            return {"id": self.key, "delete": True}
        return dict(self.values) if self.is_new else {"id": self.key, **self.values}


@dataclass(slots=True)
class Posted:
    """A posted form: values by field, rows by collection, names of chosen records, and what to keep of a conflict."""

    values: dict[str, Any] = field(default_factory=dict)
    lines: dict[str, list[PostedLine]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    keep: dict[str, str] = field(default_factory=dict)
    version: int | None = None

    def all_values(self) -> dict[str, Any]:
        """The values with their lines; what a conflict gives back to the other side is left out."""
        given = {name: value for name, value in self.values.items() if self.keep.get(name) != "theirs"}
        for name in self.lines:
            given[name] = [row.sent() for row in self.sent_lines(name)]
        return given

    def sent_lines(self, name: str) -> list[PostedLine]:
        """The rows that are sent: not blank, and not new ones deleted again; their order numbers them."""
        return [row for row in self.lines.get(name, ()) if not row.is_blank and not (row.is_new and row.delete)]


def read_posted(found: ObjectDescriptor, data: QueryDict, zone: str) -> Posted:
    """The posted form of an object; names that are no field stay in and are refused by the write path."""
    posted = Posted(version=version_of(data.get("version", "")))
    rows: dict[tuple[str, str], PostedLine] = {}
    for name in data:
        line = LINE.fullmatch(name)
        part = None if line else PART.fullmatch(name)
        if line and line[1] in found.lines:
            _take_line(posted, rows, line, found, data, zone)
        elif part:
            _take_part(posted, part, data)
        elif name.endswith(":name"):
            posted.names[name.removesuffix(":name")] = data.get(name, "")
        elif name not in NOT_VALUES and not name.endswith(":file"):
            posted.values[name] = value_of(found.fields.get(name), data.getlist(name), zone)
    return posted


def version_of(text: str) -> int | None:
    """The version a page was made from; None where it names none. BadInput."""
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise BadInput(_("The version of the record is missing or wrong."), field="version")
    return int(text)


def _take_line(
    posted: Posted,
    rows: dict[tuple[str, str], PostedLine],
    match: re.Match[str],
    found: ObjectDescriptor,
    data: QueryDict,
    zone: str,
) -> None:
    name, key, field_key = match.groups()
    row = rows.get((name, key))
    if row is None:
        if len(rows) >= MAX_LINES:
            raise BadInput(_("At most %(limit)s lines are allowed.") % {"limit": MAX_LINES})
        row = rows[name, key] = PostedLine(key)
        posted.lines.setdefault(name, []).append(row)
    sent = data.getlist(match.group(0))
    if field_key == "delete":
        row.delete = sent[-1] == "1"
    elif field_key.endswith("__name"):
        row.names[field_key.removesuffix("__name")] = sent[-1]
    elif field_key != "row":
        row.values[field_key] = value_of(found.lines[name].fields.get(field_key), sent, zone)


def _take_part(posted: Posted, match: re.Match[str], data: QueryDict) -> None:
    name, part = match.groups()
    text = data.get(match.group(0), "")
    if name == "keep":
        posted.keep[part] = text
        return
    parts = posted.values.setdefault(name, {})
    if isinstance(parts, dict):
        parts[part] = text


def value_of(one: FieldDescriptor | None, sent: list[str], zone: str) -> Any:
    """The value of one input: several keys of a multi-choice, a local time with its zone, else the last text."""
    kind = one.type.key if one else ""
    if one is not None and one.type.packed:
        return [text for text in sent if text]
    text = sent[-1] if sent else ""
    if kind == "datetime" and text and "Z" not in text and "+" not in text:
        return _with_zone(text, zone)
    return text


def _with_zone(text: str, zone: str) -> str:
    try:
        return datetime.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).isoformat()
    except ValueError:
        return text


def prefilled(found: ObjectDescriptor, query: QueryDict, writable: frozenset[str]) -> Mapping[str, Any]:
    """The values a new record begins with, as its address gives them; only what may be set."""
    return {name: query[name][:2000] for name in query if name in writable and name in found.fields}
