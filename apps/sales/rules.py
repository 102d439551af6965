"""Arithmetic of selling: margin, approval, derived states of an order; Decimal only, no Django.

Formulas: margin by domain 5.3, derived states by domain 4.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kontor.core.money import round_money

ZERO = Decimal(0)
HUNDRED = Decimal(100)
PERCENT_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Margin:
    """Revenue less cost, and its part of the revenue in percent (None when there is no revenue)."""

    amount: Decimal
    percent: Decimal | None


def margin_of(revenue: Decimal, cost: Decimal) -> Margin:
    """The margin of an untaxed revenue after all discounts against its cost."""
    amount = revenue - cost
    percent = round_money(amount * HUNDRED / revenue, PERCENT_DIGITS) if revenue else None
    return Margin(amount, percent)


@dataclass(frozen=True, slots=True)
class Threshold:
    """A margin policy: below `below_percent` somebody with `approver` has to agree."""

    below_percent: Decimal
    approver: str


def reached_threshold(revenue: Decimal, cost: Decimal, thresholds: Sequence[Threshold]) -> Threshold | None:
    """The lowest threshold that the margin is under; compared as amounts, so that negative revenue counts right."""
    for threshold in sorted(thresholds, key=lambda one: one.below_percent):
        if revenue - cost < revenue * threshold.below_percent / HUNDRED:
            return threshold
    return None


@dataclass(frozen=True, slots=True)
class LineProgress:
    """How far one order line is: all in the unit of the line."""

    ordered: Decimal
    shipped: Decimal = ZERO
    returned: Decimal = ZERO
    invoiced: Decimal = ZERO
    cancelled: Decimal = ZERO

    @property
    def wanted(self) -> Decimal:
        """What is still meant to be delivered in all."""
        return self.ordered - self.cancelled

    @property
    def delivered(self) -> Decimal:
        """What the customer has and keeps."""
        return self.shipped - self.returned

    @property
    def to_ship(self) -> Decimal:
        """What is still to go out."""
        return max(ZERO, self.wanted - self.shipped)

    def to_invoice(self, policy: str) -> Decimal:
        """What may be invoiced under the policy `order` or `delivery`; negative when there is something to credit."""
        due = self.wanted - self.returned if policy == "order" else self.delivered
        return due - self.invoiced


def delivery_status(lines: Sequence[LineProgress]) -> str:
    """none, part, full or over."""
    if not any(line.shipped for line in lines):
        return "none" if any(line.wanted for line in lines) else "full"
    if any(line.shipped > line.wanted for line in lines):
        return "over"
    return "full" if all(line.shipped >= line.wanted for line in lines) else "part"


def invoice_status(lines: Sequence[LineProgress], policy: str) -> str:
    """none (nothing to do yet), to_do, part or full."""
    waiting = any(line.to_invoice(policy) for line in lines)
    started = any(line.invoiced for line in lines)
    if not started:
        return "to_do" if waiting else "none"
    if waiting:
        return "part"
    return "full" if all(line.invoiced >= line.wanted - line.returned for line in lines) else "part"


def payment_status(total: Decimal, open_amount: Decimal) -> str:
    """none, part or full, of what has been invoiced."""
    if total == 0:
        return "none"
    if open_amount == 0:
        return "full"
    return "part" if open_amount != total else "none"


def value_of_rest(amount: Decimal, part: Decimal, whole: Decimal) -> Decimal:
    """The share of a line's amount that `part` of its quantity `whole` stands for, rounded to cents."""
    if part <= 0 or whole == 0:
        return ZERO
    return round_money(amount * min(part, whole) / whole)
