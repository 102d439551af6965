"""Unit price."""

from typing import Any

from kontor.core import fields as own
from kontor.core.labels import L
from kontor.schema.field_types.decimal import DecimalType
from kontor.schema.specs import MadeField


class UnitPriceType(DecimalType):
    """A price or cost of one unit."""

    key = "unit_price"
    label = L("Unit price", "单价")
    shown_places = (2, 6)
    most_shown = 4

    def column(self, made: MadeField) -> Any:
        """An exact price."""
        return own.UnitPriceField(null=True, blank=True)
