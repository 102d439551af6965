"""Amount."""

from typing import Any

from kontor.core import fields as own
from kontor.core.labels import L
from kontor.schema.field_types.decimal import DecimalType
from kontor.schema.specs import MadeField


class MoneyType(DecimalType):
    """An amount of money in the currency of its document."""

    key = "money"
    label = L("Amount", "金额")
    shown_places = (2, 4)

    def column(self, made: MadeField) -> Any:
        """An exact amount."""
        return own.MoneyField(null=True, blank=True)
