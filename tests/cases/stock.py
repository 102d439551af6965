"""Availability and reservation as arithmetic."""

from decimal import Decimal as D  # noqa: N817 (numbers are what these tests are about)

import pytest

from apps.inventory.rules import (
    Bucket,
    Demand,
    Shortage,
    Supply,
    allocate,
    available_quantity,
    forecast,
    free_quantity,
    projected,
    ship,
)
from tests.cases.book import runs


def decimals(row):
    return {key: D(value) for key, value in row.items()}


@runs("STK-06")
def available_is_on_hand_less_reserved(case):
    groups = [[Bucket(**decimals(bucket)) for bucket in group] for group in case.given["buckets"]]
    assert [available_quantity(group) for group in groups] == case.expect["available"]
    assert free_quantity(groups[2]) == case.expect["unfloored_third"]


@runs("STK-09")
def fullest_warehouse_first_and_what_others_hold_respected(case):
    given = case.given
    places = [
        (name, Bucket(D(on_hand), D(given["held_for_another_cart"].get(name, 0))))
        for name, on_hand in given["warehouses"].items()
    ]
    taken = allocate(places, D(given["order_qty"]))
    assert [quantity for _name, quantity in sorted(taken)] == case.expect["allocations_sorted_by_pk"]
    assert sum(quantity for _name, quantity in taken) == case.expect["total"]


@runs("STK-11")
def shipping_more_than_there_is_changes_nothing(case):
    given, expect = case.given, case.expect
    a, b = (Bucket(D(given[name]["on_hand"]), D(given[name]["allocated"])) for name in ("A", "B"))
    after = ship(a, D(50))
    assert {"on_hand": after.on_hand, "allocated": after.reserved} == expect["A"]
    with pytest.raises(Shortage):
        ship(b, D(50))
    assert (b.on_hand, b.reserved) == (expect["B"]["on_hand"], expect["B"]["allocated"])


@runs("STK-14")
def projected_quantity(case):
    given = decimals(case.given)
    supply = Supply(given["on_purchase_order"], given["requested"], given["planned_production"])
    demand = Demand(given["reserved_for_orders"], given["reserved_for_production"], given["reserved_for_subcontract"])
    assert projected(given["on_hand"], supply, demand) == case.expect["projected"]


@runs("STK-15")
def free_and_forecast(case):
    given = decimals(case.given)
    assert Bucket(given["on_hand"], given["reserved"]).free == case.expect["free"]
    assert forecast(given["on_hand"], given["incoming_by_D"], given["outgoing_by_D"]) == case.expect["forecast"]
