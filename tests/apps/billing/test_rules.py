"""Allocation, aging and credit."""

from datetime import date
from decimal import Decimal as D  # noqa: N817 (numbers are what these tests are about)

from hypothesis import given
from hypothesis import strategies as st

from apps.billing.rules import (
    Commitment,
    OpenItem,
    Settlement,
    age,
    exceeds_limit,
    exposure_of,
    fill_oldest,
    payment_state,
    to_base,
)


def test_a_settlement_counts_money_discount_and_write_off():
    assert Settlement(D(95), D(3), D(2)).settled == D(100)
    assert Settlement(D(110), write_off=D(-10)).settled == D(100)


def test_payment_state_follows_what_is_open():
    assert [payment_state(D(100), D(left)) for left in (100, 40, 0)] == ["open", "partly_paid", "paid"]


@given(st.lists(st.decimals(D(0), D(500), places=2), max_size=6), st.decimals(D(0), D(3000), places=2))
def test_oldest_instalments_are_filled_first_and_never_overfilled(amounts, paid):
    parts = fill_oldest(amounts, paid)
    assert all(0 <= part <= amount for part, amount in zip(parts, amounts, strict=True))
    assert sum(parts) == min(paid, sum(amounts))


def test_what_is_due_today_is_not_due_yet():
    aged = age([OpenItem(date(2026, 3, 2), D(10)), OpenItem(date(2026, 3, 1), D(7))], date(2026, 3, 2))
    assert (aged.not_due, aged.due, aged.total) == (D(10), D(7), D(17))


def test_an_order_invoiced_beyond_its_total_adds_nothing():
    assert exposure_of(D(150), [Commitment(D(100), D(150)), Commitment(D(80), D(30))]) == D(200)


def test_no_limit_is_unlimited_and_zero_is_cash_only():
    assert not exceeds_limit(None, D(10**9), D(1))
    assert exceeds_limit(D(0), D(0), D("0.01"))
    assert not exceeds_limit(D(100), D(60), D(40))


def test_base_amounts_are_rounded_to_cents():
    assert to_base(D("10.01"), D("0.9153")) == D("9.16")
