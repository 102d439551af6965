"""Percentages."""

from typing import Any

from kontor.core import fields as own
from kontor.core.labels import L
from kontor.schema.descriptor import FieldDescriptor
from kontor.schema.field_types.decimal import DecimalType
from kontor.schema.specs import MadeField


class PercentType(DecimalType):
    """A percentage as people write it: 12.5 means 12.5 %."""

    key = "percent"
    label = L("Percent", "百分比")
    shown_places = (0, 4)

    def number(self, raw: Any) -> Any:
        """As a number; a percent sign may follow."""
        return super().number(raw.strip().removesuffix("%") if isinstance(raw, str) else raw)

    def to_text(self, value: Any, language: str = "en", zone: str = "UTC", field: FieldDescriptor | None = None) -> str:
        """With its sign, at most two decimals."""
        if value is None:
            return ""
        return f"{super().to_text(round(value, 2), language, zone)}%"

    def column(self, made: MadeField) -> Any:
        """An exact percentage."""
        return own.PercentField(null=True, blank=True)
