"""Quantity."""

from kontor.core.labels import L
from kontor.schema.field_types.decimal import DecimalType


class QuantityType(DecimalType):
    """A quantity in the unit of its row."""

    key = "quantity"
    label = L("Quantity", "数量")
    shown_places = (0, 6)
