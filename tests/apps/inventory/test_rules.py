"""Availability, reservation and valuation."""

from datetime import date
from decimal import Decimal as D  # noqa: N817 (numbers are what these tests are about)

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.inventory.rules import (
    Bucket,
    Layer,
    Planned,
    Shortage,
    Stock,
    allocate,
    available_to_promise,
    consume,
    give_back,
    issue,
    promise_date,
    receive,
    ship,
)

TODAY = date(2026, 3, 2)
LATER = date(2026, 3, 9)


def test_promise_looks_at_the_lowest_level_from_that_day_on():
    planned = [Planned(LATER, D(-8)), Planned(date(2026, 3, 20), D(50))]
    assert available_to_promise(D(10), planned, TODAY) == D(2)
    assert available_to_promise(D(10), planned, date(2026, 3, 20)) == D(52)


def test_promise_date_is_today_when_there_is_enough():
    assert promise_date(D(5), D(5), [], TODAY, 10) == TODAY


def test_promise_date_waits_for_what_is_ordered():
    assert promise_date(D(5), D(1), [Planned(LATER, D(4))], TODAY, 30) == LATER


def test_promise_date_falls_back_to_the_lead_time():
    assert promise_date(D(5), D(1), [Planned(LATER, D(1))], TODAY, 30) == date(2026, 4, 1)


def test_allocation_takes_the_fullest_place_first():
    places = [("a", Bucket(D(2))), ("b", Bucket(D(9), D(5)))]
    assert allocate(places, D(5)) == [("b", D(4)), ("a", D(1))]


def test_allocation_is_all_or_nothing():
    with pytest.raises(Shortage) as refused:
        allocate([("a", Bucket(D(2)))], D(5))
    assert refused.value.missing == D(3)


def test_shipping_takes_from_hand_and_from_the_promise():
    assert ship(Bucket(D(10), D(6)), D(4)) == Bucket(D(6), D(2))


@given(st.lists(st.tuples(st.integers(1, 50), st.decimals(D("0.01"), D(99), places=2)), min_size=1, max_size=15))
def test_average_value_is_what_came_in_less_what_went_out_and_ends_at_zero(receipts):
    stock, worth = Stock(), D(0)
    for quantity, cost in receipts:
        valued = receive(stock, D(quantity), cost)
        stock, worth = valued.stock, worth + valued.value
        if quantity > 1:
            valued = issue(stock, D(1))
            stock, worth = valued.stock, worth + valued.value
        assert stock.value == worth
    last = issue(stock, stock.quantity)
    assert (last.stock.quantity, last.stock.value) == (D(0), D(0))


def test_goods_that_come_back_bring_the_value_they_left_with():
    stock = receive(Stock(), D(3), D("3.33")).stock
    out = issue(stock, D(2))
    assert give_back(out.stock, D(2), -out.value).stock.value == stock.value


def test_consuming_more_than_the_layers_hold_is_a_shortage():
    with pytest.raises(Shortage):
        consume([Layer("a", D(2), D(10))], D(3))


def test_consuming_a_part_of_a_layer_leaves_the_rest_of_its_value():
    taken = consume([Layer("a", D(3), D("10.00"))], D(1))
    assert (taken.value, taken.touched[0].quantity, taken.touched[0].value) == (D("3.33"), D(2), D("6.67"))
