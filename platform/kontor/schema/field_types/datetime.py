"""Instants."""

import datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from django.db import models
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from kontor.core.errors import BadInput
from kontor.core.labels import L
from kontor.schema.descriptor import FieldDescriptor
from kontor.schema.field_types.base import FieldType, locale_of
from kontor.schema.field_types.date import DATED, FIRST, LAST
from kontor.schema.specs import MadeField


class DateTimeType(FieldType):
    """An instant, sent as RFC 3339; without a zone it is UTC."""

    key = "datetime"
    label = L("Date and time", "日期时间")
    ops: ClassVar[tuple[str, ...]] = DATED
    aggregates: ClassVar[tuple[str, ...]] = ("count", "min", "max", "count_distinct")

    def parse(self, field: FieldDescriptor, raw: Any) -> Any:
        """The instant in UTC."""
        if not isinstance(raw, datetime.datetime):
            raw = self._read(raw)
        if raw.tzinfo is None:
            raw = raw.replace(tzinfo=datetime.UTC)
        if not FIRST < raw.date() < LAST:
            raise BadInput(_("Dates lie between 1900 and 2200."))
        return raw.astimezone(datetime.UTC)

    @staticmethod
    def _read(raw: Any) -> datetime.datetime:
        try:
            value = parse_datetime(raw.strip()) if isinstance(raw, str) and raw.isascii() else None
        except ValueError:
            value = None
        if value is None:
            raise BadInput(_("A time like 2026-01-31T14:30:00Z is expected here."))
        return value

    def to_json(self, value: Any) -> Any:
        """RFC 3339 in UTC."""
        return value.astimezone(datetime.UTC).isoformat().replace("+00:00", "Z") if value else None

    def to_text(self, value: Any, language: str = "en", zone: str = "UTC", field: FieldDescriptor | None = None) -> str:
        """In the person's language and zone."""
        if not value:
            return ""
        return format_datetime(value, "medium", tzinfo=ZoneInfo(zone), locale=locale_of(language))

    def to_export(self, value: Any) -> Any:
        """Without zone (UTC), as spreadsheets want it."""
        return value.astimezone(datetime.UTC).replace(tzinfo=None) if value else None

    def column(self, made: MadeField) -> Any:
        """An instant."""
        return models.DateTimeField(null=True, blank=True)
