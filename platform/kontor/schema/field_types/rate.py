"""Rate."""

from typing import Any

from kontor.core import fields as own
from kontor.core.labels import L
from kontor.schema.field_types.decimal import DecimalType
from kontor.schema.specs import MadeField


class RateType(DecimalType):
    """An exchange rate or factor."""

    key = "rate"
    label = L("Rate", "汇率")
    shown_places = (0, 10)

    def column(self, made: MadeField) -> Any:
        """An exact rate."""
        return own.RateField(null=True, blank=True)
