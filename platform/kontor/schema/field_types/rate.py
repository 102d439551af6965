"""Rate."""

from kontor.core.labels import L
from kontor.schema.field_types.decimal import DecimalType


class RateType(DecimalType):
    """An exchange rate or factor."""

    key = "rate"
    label = L("Rate", "汇率")
    shown_places = (0, 10)
