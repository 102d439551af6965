"""How long something takes."""

import re
from datetime import timedelta
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext as _

from kontor.core.errors import BadInput
from kontor.core.labels import L
from kontor.schema.descriptor import FieldDescriptor
from kontor.schema.field_types.base import FieldType, plain_text
from kontor.schema.specs import MadeField

LIMIT = timedelta(days=36_500)
_CLOCK = re.compile(r"(?P<sign>-?)(?P<h>\d{1,6}):(?P<m>[0-5]\d)(:(?P<s>[0-5]\d))?")
_WORDS = re.compile(
    r"(?P<sign>-?)((?P<d>\d+)\s*(d|days?|天))?\s*((?P<h>\d+)\s*(h|hours?|小时))?"
    r"\s*((?P<m>\d+)\s*(m|min|minutes?|分钟|分))?\s*((?P<s>\d+)\s*(s|sec|seconds?|秒))?",
    re.IGNORECASE,
)
_ISO = re.compile(r"(?P<sign>-?)P((?P<d>\d+)D)?(T((?P<h>\d+)H)?((?P<m>\d+)M)?((?P<s>\d+)S)?)?", re.IGNORECASE)


class DurationType(FieldType):
    """A length of time to the second, entered as 1:30, 1h 30m or PT1H30M."""

    key = "duration"
    label = L("Duration", "时长")
    ops: ClassVar[tuple[str, ...]] = ("eq", "ne", "lt", "lte", "gt", "gte", "between", "is_empty")
    aggregates: ClassVar[tuple[str, ...]] = ("count", "sum", "avg", "min", "max", "count_distinct")

    def parse(self, field: FieldDescriptor, raw: Any) -> timedelta:
        """The length; BadInput for what is none, or longer than a hundred years."""
        if isinstance(raw, timedelta):
            return raw
        text = plain_text(raw)
        for shape in (_CLOCK, _ISO, _WORDS):
            match = shape.fullmatch(text) if len(text) <= 40 else None
            parts = match.groupdict() if match else {}
            if any(parts.get(name) for name in "dhms"):
                return self._length(parts)
        raise BadInput(_("A duration is expected here, for example 1:30 or 1h 30m."))

    def _length(self, parts: dict[str, Any]) -> timedelta:
        days, hours, minutes, seconds = (int(parts.get(name) or 0) for name in "dhms")
        if max(days, hours, minutes, seconds) > 10_000_000:
            raise BadInput(_("The duration is too long."))
        length = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        if length > LIMIT:
            raise BadInput(_("The duration is too long."))
        return -length if parts.get("sign") else length

    def to_json(self, value: Any) -> Any:
        """ISO 8601, in hours, minutes and seconds."""
        if value is None:
            return None
        sign, hours, minutes, seconds = split(value)
        said = "".join(f"{part}{unit}" for part, unit in ((hours, "H"), (minutes, "M"), (seconds, "S")) if part)
        return f"{sign}PT{said or '0S'}"

    def to_text(self, value: Any, language: str = "en", zone: str = "UTC", field: FieldDescriptor | None = None) -> str:
        """Hours and minutes; seconds where there are some."""
        return "" if value is None else clock_text(value)

    def to_export(self, value: Any) -> Any:
        """The same text."""
        return None if value is None else clock_text(value)

    def column(self, made: MadeField) -> Any:
        """An interval; microseconds on SQLite."""
        return models.DurationField(null=True, blank=True)


def split(value: timedelta) -> tuple[str, int, int, int]:
    """The sign, hours, minutes and seconds."""
    seconds = int(abs(value.total_seconds()))
    return "-" if value < timedelta(0) else "", seconds // 3600, seconds // 60 % 60, seconds % 60


def clock_text(value: timedelta) -> str:
    """As 1:30, or 1:30:15."""
    sign, hours, minutes, seconds = split(value)
    return f"{sign}{hours}:{minutes:02}" + (f":{seconds:02}" if seconds else "")
