"""Unit price."""

from kontor.core.labels import L
from kontor.schema.field_types.decimal import DecimalType


class UnitPriceType(DecimalType):
    """A price or cost of one unit."""

    key = "unit_price"
    label = L("Unit price", "单价")
    shown_places = (2, 6)
    most_shown = 4
