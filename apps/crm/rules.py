"""Arithmetic of the pipeline; Decimal only, no Django."""

from collections.abc import Iterable
from decimal import Decimal

from kontor.core.money import round_money

ZERO = Decimal(0)


def opportunity_amount(lines: Iterable[tuple[Decimal, Decimal | None]]) -> Decimal:
    """What the lines (quantity, unit price) come to; a line without a price counts nothing."""
    return round_money(sum((quantity * price for quantity, price in lines if price is not None), ZERO))
