"""Arithmetic of receivables: what is open, how old, how much of a limit is used; Decimal only, no Django.

Formulas: exposure by domain 5.4, aging by domain 5.5.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kontor.core.money import round_money

ZERO = Decimal(0)


# --- allocation ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Settlement:
    """What an allocation takes off an invoice: money, an early discount and a write-off (negative: kept too much)."""

    amount: Decimal
    discount: Decimal = ZERO
    write_off: Decimal = ZERO

    @property
    def settled(self) -> Decimal:
        """The part of the invoice that is no longer open."""
        return self.amount + self.discount + self.write_off


def fill_oldest(open_amounts: Sequence[Decimal], paid: Decimal) -> list[Decimal]:
    """How much of `paid` falls on each instalment, in order of due date: the oldest is filled first."""
    left, parts = paid, []
    for amount in open_amounts:
        part = min(left, amount)
        parts.append(part)
        left -= part
    return parts


def payment_state(total: Decimal, open_amount: Decimal) -> str:
    """open, partly_paid or paid."""
    if open_amount == 0:
        return "paid"
    return "open" if open_amount == total else "partly_paid"


# --- aging --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OpenItem:
    """What is open of one instalment."""

    due_date: date
    open_amount: Decimal


@dataclass(frozen=True, slots=True)
class Aged:
    """Open amounts by age: one bucket per bound and one above the last."""

    not_due: Decimal
    buckets: tuple[Decimal, ...]

    @property
    def due(self) -> Decimal:
        """All that is past its due date."""
        return sum(self.buckets, ZERO)

    @property
    def total(self) -> Decimal:
        """All that is open."""
        return self.not_due + self.due


def age(items: Iterable[OpenItem], on: date, bounds: Sequence[int] = (30, 60, 90), first_day: int = 1) -> Aged:
    """Open items by days past due: upper bounds included; fewer than `first_day` days past due is not due."""
    not_due, buckets = ZERO, [ZERO] * (len(bounds) + 1)
    for item in items:
        days = (on - item.due_date).days
        if days < first_day:
            not_due += item.open_amount
            continue
        index = sum(1 for bound in bounds if days > bound)
        buckets[index] += item.open_amount
    return Aged(not_due, tuple(buckets))


# --- credit -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Commitment:
    """A confirmed order: what it comes to with tax, and how much of that is invoiced."""

    total: Decimal
    invoiced: Decimal = ZERO

    @property
    def to_invoice(self) -> Decimal:
        """What is still to be invoiced; an order invoiced beyond its total has nothing left."""
        return max(ZERO, self.total - self.invoiced)


def exposure_of(receivable: Decimal, orders: Iterable[Commitment]) -> Decimal:
    """What the customer owes or is bound to owe: every unit counted once."""
    return receivable + sum((order.to_invoice for order in orders), ZERO)


def exceeds_limit(limit: Decimal | None, exposure: Decimal, new: Decimal) -> bool:
    """Whether `new` on top of the exposure goes past the limit; None is unlimited, 0 is cash only."""
    return limit is not None and exposure + new > limit


# --- currency -----------------------------------------------------------------------------------------------------


def to_base(amount: Decimal, rate: Decimal, digits: int = 2) -> Decimal:
    """The amount in base currency; `rate` is base units per foreign unit, as documents store it."""
    return round_money(amount * rate, digits)
