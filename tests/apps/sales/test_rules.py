"""Margin, approval and the derived states of an order."""

from decimal import Decimal as D  # noqa: N817 (numbers are what these tests are about)

import pytest

from apps.sales.rules import (
    LineProgress,
    Threshold,
    delivery_status,
    invoice_status,
    margin_of,
    payment_status,
    reached_threshold,
    value_of_rest,
)

POLICY = [Threshold(D(15), "manager"), Threshold(D(8), "director"), Threshold(D(0), "finance")]


def test_margin_has_no_percent_without_revenue():
    assert margin_of(D(0), D(10)).percent is None


@pytest.mark.parametrize(
    ("cost", "approver"), [("80", None), ("85", None), ("86", "manager"), ("93", "director"), ("101", "finance")]
)
def test_lowest_threshold_reached_decides_who_approves(cost, approver):
    reached = reached_threshold(D(100), D(cost), POLICY)
    assert (reached.approver if reached else None) == approver


def test_a_negative_revenue_needs_approval_although_its_percentage_is_high():
    reached = reached_threshold(D(-80), D(40), POLICY)
    assert reached is not None
    assert reached.approver == "finance"


def progress(ordered, shipped=0, invoiced=0, returned=0, cancelled=0):
    return LineProgress(D(ordered), D(shipped), D(returned), D(invoiced), D(cancelled))


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        ([progress(5)], "none"),
        ([progress(5, 2), progress(1)], "part"),
        ([progress(5, 5), progress(1, 1)], "full"),
        ([progress(5, 6)], "over"),
        ([progress(5, 3, cancelled=2)], "full"),
    ],
)
def test_delivery_status(lines, status):
    assert delivery_status(lines) == status


@pytest.mark.parametrize(
    ("lines", "policy", "status"),
    [
        ([progress(5)], "delivery", "none"),
        ([progress(5)], "order", "to_do"),
        ([progress(5, 5)], "delivery", "to_do"),
        ([progress(5, 5, 3)], "delivery", "part"),
        ([progress(5, 3, 3)], "delivery", "part"),
        ([progress(5, 5, 5)], "delivery", "full"),
        ([progress(5, 5, 5, returned=2)], "delivery", "part"),
    ],
)
def test_invoice_status(lines, policy, status):
    assert invoice_status(lines, policy) == status


def test_what_is_to_be_invoiced_follows_the_policy():
    line = progress(10, 6, 4)
    assert (line.to_invoice("order"), line.to_invoice("delivery")) == (D(6), D(2))


def test_payment_status():
    assert [payment_status(D(total), D(left)) for total, left in ((0, 0), (9, 9), (9, 4), (9, 0))] == [
        "none",
        "none",
        "part",
        "full",
    ]


def test_value_of_the_rest_is_a_share_of_the_line():
    assert value_of_rest(D("10.00"), D(1), D(3)) == D("3.33")
    assert value_of_rest(D("10.00"), D(4), D(3)) == D("10.00")
