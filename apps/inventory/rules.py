"""Arithmetic of stock: availability, reservation, valuation; Decimal only, no Django.

Quantities are in stock units, values in the company's base currency. Formulas: availability by domain 5.1,
valuation by domain 5.6.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Generic, TypeVar

from kontor.core.money import round_money

ZERO = Decimal(0)
VALUE_DIGITS = 2
COST_DIGITS = 6

K = TypeVar("K", bound=Hashable)


class Shortage(ValueError):
    """There is less than was asked for; `missing` says by how much."""

    def __init__(self, missing: Decimal) -> None:
        super().__init__(f"{missing} missing")
        self.missing = missing


# --- availability -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Bucket:
    """What lies in one place: on hand, and how much of it is promised."""

    on_hand: Decimal
    reserved: Decimal = ZERO

    @property
    def free(self) -> Decimal:
        """On hand and not promised."""
        return self.on_hand - self.reserved


def free_quantity(buckets: Sequence[Bucket]) -> Decimal:
    """On hand minus reserved over all places; below zero where more is promised than there is."""
    return sum((bucket.free for bucket in buckets), ZERO)


def available_quantity(buckets: Sequence[Bucket]) -> Decimal:
    """The free quantity as people see it: never below zero."""
    return max(ZERO, free_quantity(buckets))


def forecast(on_hand: Decimal, incoming: Decimal, outgoing: Decimal) -> Decimal:
    """What will be there once the planned moves up to a date are done."""
    return on_hand + incoming - outgoing


@dataclass(frozen=True, slots=True)
class Supply:
    """What is planned to come in, by kind."""

    on_purchase_order: Decimal = ZERO
    requested: Decimal = ZERO
    planned_production: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Demand:
    """What is promised to go out, by kind."""

    orders: Decimal = ZERO
    production: Decimal = ZERO
    subcontract: Decimal = ZERO


def projected(on_hand: Decimal, supply: Supply, demand: Demand) -> Decimal:
    """On hand with all supply that is under way, less all demand that is promised. Not a figure to promise from."""
    coming = supply.on_purchase_order + supply.requested + supply.planned_production
    return on_hand + coming - demand.orders - demand.production - demand.subcontract


@dataclass(frozen=True, slots=True)
class Planned:
    """A planned change of stock: in is positive, out is negative."""

    on: date
    quantity: Decimal


def available_to_promise(free: Decimal, planned: Sequence[Planned], on: date) -> Decimal:
    """The lowest forecast from `on` onwards: what can be promised for that day without taking from later promises."""
    level, lowest = free, None
    for change in sorted(planned, key=lambda change: change.on):
        if change.on > on:
            lowest = level if lowest is None else min(lowest, level)
        level += change.quantity
    lowest = level if lowest is None else min(lowest, level)
    return max(ZERO, lowest)


def promise_date(wanted: Decimal, free: Decimal, planned: Sequence[Planned], today: date, lead_days: int) -> date:
    """The earliest day on which `wanted` can be promised; today plus the lead time when no planned supply covers it."""
    days = sorted({today, *(change.on for change in planned if change.on > today)})
    for day in days:
        if available_to_promise(free, planned, day) >= wanted:
            return day
    return today + timedelta(days=lead_days)


# --- reservation --------------------------------------------------------------------------------------------------


def allocate(places: Sequence[tuple[K, Bucket]], quantity: Decimal) -> list[tuple[K, Decimal]]:
    """Which place gives how much: the fullest first, all or nothing (Shortage)."""
    left, taken = quantity, []
    for key, bucket in sorted(places, key=lambda place: -place[1].on_hand):
        part = min(left, max(ZERO, bucket.free))
        if part > 0:
            taken.append((key, part))
            left -= part
    if left > 0:
        raise Shortage(left)
    return taken


def ship(bucket: Bucket, quantity: Decimal) -> Bucket:
    """The place after reserved goods have left it; Shortage when there are not so many."""
    if quantity > bucket.on_hand:
        raise Shortage(quantity - bucket.on_hand)
    return Bucket(bucket.on_hand - quantity, bucket.reserved - quantity)


# --- moving average -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Stock:
    """The quantity and value in one place; `unit_cost` is what the next unit going out costs."""

    quantity: Decimal = ZERO
    value: Decimal = ZERO
    unit_cost: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Valued:
    """The stock after a move, the value of the move (in is positive), and what an earlier shortage cost in the end."""

    stock: Stock
    value: Decimal
    correction: Decimal = ZERO


def receive(stock: Stock, quantity: Decimal, cost: Decimal, cost_digits: int = COST_DIGITS) -> Valued:
    """Goods come in at `cost` each: the average is weighed anew; a negative stock is revalued at the new cost."""
    value = round_money(quantity * cost, VALUE_DIGITS)
    after = stock.quantity + quantity
    if stock.quantity < 0:
        expected = round_money(after * cost, VALUE_DIGITS)
        return Valued(Stock(after, expected, cost), value, expected - stock.value - value)
    return Valued(_weighed(stock, quantity, value, cost_digits), value)


def give_back(stock: Stock, quantity: Decimal, value: Decimal, cost_digits: int = COST_DIGITS) -> Valued:
    """Goods come back at exactly the value they left with."""
    return Valued(_weighed(stock, quantity, value, cost_digits), value)


def _weighed(stock: Stock, quantity: Decimal, value: Decimal, cost_digits: int) -> Stock:
    after, worth = stock.quantity + quantity, stock.value + value
    cost = round_money(worth / after, cost_digits) if after else stock.unit_cost
    return Stock(after, worth, cost)


def issue(stock: Stock, quantity: Decimal) -> Valued:
    """Goods go out at the average, which stays; the last unit takes whatever value is left."""
    after = stock.quantity - quantity
    value = stock.value if after == 0 else round_money(quantity * stock.unit_cost, VALUE_DIGITS)
    return Valued(Stock(after, stock.value - value, stock.unit_cost), -value)


# --- first in, first out ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Layer(Generic[K]):
    """What is left of one receipt."""

    key: K
    quantity: Decimal
    value: Decimal


@dataclass(frozen=True, slots=True)
class Taken(Generic[K]):
    """What a move took from the layers: those touched, as they are now, and the value taken."""

    touched: tuple[Layer[K], ...]
    value: Decimal


def consume(layers: Sequence[Layer[K]], quantity: Decimal) -> Taken[K]:
    """Takes `quantity` from the oldest layers on; the end of a layer takes the rest of its value. May be a Shortage."""
    left, value, touched = quantity, ZERO, []
    for layer in layers:
        if left <= 0:
            break
        part = min(left, layer.quantity)
        whole = part == layer.quantity
        worth = layer.value if whole else round_money(layer.value * part / layer.quantity, VALUE_DIGITS)
        touched.append(replace(layer, quantity=layer.quantity - part, value=layer.value - worth))
        left -= part
        value += worth
    if left > 0:
        raise Shortage(left)
    return Taken(tuple(touched), value)
