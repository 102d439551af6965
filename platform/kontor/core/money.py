"""Rounding and splitting of amounts; Decimal only."""

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from typing import Literal

RoundingMode = Literal["half_up", "half_even"]
_MODES = {"half_up": ROUND_HALF_UP, "half_even": ROUND_HALF_EVEN}
ZERO = Decimal(0)

# ISO 4217: currencies whose smallest unit is not a hundredth
_DIGITS = {"JPY": 0, "KRW": 0, "VND": 0, "CLP": 0, "ISK": 0, "KWD": 3, "BHD": 3, "TND": 3, "OMR": 3, "JOD": 3}


def currency_digits(currency: str) -> int:
    """Decimal places of the currency's smallest unit (ISO 4217)."""
    return _DIGITS.get(currency, 2)


def round_money(amount: Decimal, digits: int = 2, mode: RoundingMode = "half_up") -> Decimal:
    """The amount rounded to `digits` places; half_up rounds away from zero."""
    return amount.quantize(Decimal(1).scaleb(-digits), rounding=_MODES[mode])


def split_rest(total: Decimal, weights: Sequence[Decimal], digits: int = 2) -> list[Decimal]:
    """`total` spread over the weights, each part rounded, the last part taking the rest so that the sum is exact."""
    if not weights:
        return []
    whole = sum(weights, ZERO)
    parts = [ZERO] * len(weights) if whole == 0 else [round_money(total * weight / whole, digits) for weight in weights]
    parts[-1] = total - sum(parts[:-1], ZERO)
    return parts
