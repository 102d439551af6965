"""Amount."""

from kontor.core.labels import L
from kontor.schema.field_types.decimal import DecimalType


class MoneyType(DecimalType):
    """An amount of money in the currency of its document."""

    key = "money"
    label = L("Amount", "金额")
    shown_places = (2, 4)
