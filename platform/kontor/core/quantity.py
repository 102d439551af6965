"""Rounding of quantities to the digits of their unit."""

from decimal import ROUND_HALF_UP, Decimal


def round_quantity(quantity: Decimal, digits: int = 6) -> Decimal:
    """The quantity rounded half up to `digits` places."""
    return quantity.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
