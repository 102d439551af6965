"""Quantity."""

from typing import Any

from kontor.core import fields as own
from kontor.core.labels import L
from kontor.schema.field_types.decimal import DecimalType
from kontor.schema.specs import MadeField


class QuantityType(DecimalType):
    """A quantity in the unit of its row."""

    key = "quantity"
    label = L("Quantity", "数量")
    shown_places = (0, 6)

    def column(self, made: MadeField) -> Any:
        """An exact quantity."""
        return own.QuantityField(null=True, blank=True)
