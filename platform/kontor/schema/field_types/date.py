"""Calendar days."""

import datetime
from typing import Any, ClassVar

from babel.dates import format_date
from django.db import models
from django.utils.translation import gettext as _

from kontor.core.errors import BadInput
from kontor.core.labels import L
from kontor.schema.descriptor import FieldDescriptor
from kontor.schema.field_types.base import FieldType, locale_of
from kontor.schema.specs import MadeField

DATED = ("eq", "ne", "lt", "lte", "gt", "gte", "between", "within", "is_empty")
FIRST = datetime.date(1900, 1, 1)
LAST = datetime.date(2200, 12, 31)


class DateType(FieldType):
    """A day between 1900 and 2200, sent as YYYY-MM-DD."""

    key = "date"
    label = L("Date", "日期")
    ops: ClassVar[tuple[str, ...]] = DATED
    aggregates: ClassVar[tuple[str, ...]] = ("count", "min", "max", "count_distinct")

    def parse(self, field: FieldDescriptor, raw: Any) -> Any:
        """The day; BadInput when it is none or outside the range of business."""
        if isinstance(raw, datetime.datetime):
            raise BadInput(_("A date like 2026-01-31 is expected here."))
        if not isinstance(raw, datetime.date):
            raw = self._read(raw)
        if not FIRST <= raw <= LAST:
            raise BadInput(_("Dates lie between 1900 and 2200."))
        if field.minimum is not None and raw < field.minimum:
            raise BadInput(_("The smallest value allowed is %(limit)s.") % {"limit": field.minimum})
        if field.maximum is not None and raw > field.maximum:
            raise BadInput(_("The largest value allowed is %(limit)s.") % {"limit": field.maximum})
        return raw

    @staticmethod
    def _read(raw: Any) -> datetime.date:
        try:
            if not isinstance(raw, str) or not raw.isascii():
                raise ValueError
            return datetime.datetime.strptime(raw.strip(), "%Y-%m-%d").replace(tzinfo=datetime.UTC).date()
        except ValueError:
            raise BadInput(_("A date like 2026-01-31 is expected here.")) from None

    def to_json(self, value: Any) -> Any:
        """YYYY-MM-DD."""
        return value.isoformat() if value else None

    def to_text(self, value: Any, language: str = "en", zone: str = "UTC", field: FieldDescriptor | None = None) -> str:
        """In the language's medium form."""
        return format_date(value, "medium", locale=locale_of(language)) if value else ""

    def column(self, made: MadeField) -> Any:
        """A day."""
        return models.DateField(null=True, blank=True)
