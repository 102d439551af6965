"""Prices, line amounts, taxes and payment terms."""

from datetime import date
from decimal import Decimal as D  # noqa: N817 (numbers are what these tests are about)

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.catalog.rules import (
    AmbiguousPrice,
    PriceRule,
    Rounding,
    TaxRate,
    TermLine,
    add_months,
    choose_rule,
    due_date,
    early_discount,
    instalments,
    line_amount,
    net_of,
    price_of,
    spread_discount,
    tax_line,
    tax_lines,
)

CENTS = Rounding()
VAT = TaxRate("vat", D(20))


def test_line_amount_rounds_once_after_the_discount():
    assert line_amount(D(7), D("3.333"), D("12.5"), CENTS) == D("20.41")


def test_half_even_rounds_an_exact_half_to_the_even_cent():
    assert Rounding(mode="half_even").round(D("0.125")) == D("0.12")
    assert Rounding().round(D("0.125")) == D("0.13")
    assert Rounding().round(D("-0.125")) == D("-0.13")


def test_discount_on_the_document_is_spread_and_adds_up():
    assert spread_discount([D(10), D(10), D(10)], D("10.00"), CENTS) == [D("6.67"), D("6.67"), D("6.66")]


def test_price_without_a_rule_is_the_list_price_in_the_unit_of_the_line():
    assert price_of(D(3), D(2), D(12), []).unit_price == D(36)


def test_more_specific_rule_wins_over_a_general_one():
    general, special = PriceRule(discount_percent=D(5)), PriceRule(discount_percent=D(9), specificity=2)
    assert choose_rule([general, special], D(1)) == special


def test_priority_wins_over_everything():
    urgent, special = PriceRule(discount_percent=D(5), priority=8), PriceRule(discount_percent=D(9), specificity=2)
    assert choose_rule([urgent, special], D(1)) == urgent


def test_highest_tier_that_is_reached_wins():
    tiers = [PriceRule(min_quantity=D(n), discount_percent=D(n)) for n in (0, 10, 100)]
    assert choose_rule(tiers, D(99)) == tiers[1]


def test_two_rules_that_fit_equally_well_are_an_error():
    with pytest.raises(AmbiguousPrice):
        choose_rule([PriceRule(discount_percent=D(1)), PriceRule(discount_percent=D(2))], D(1))


@pytest.mark.parametrize("included", [True, False])
@given(
    amounts=st.lists(st.decimals(D("0.01"), D(99999), places=2), min_size=1, max_size=12),
    rate=st.decimals(D(0), D(30), places=2),
    per_document=st.booleans(),
)
def test_net_and_tax_make_gross_and_an_included_tax_leaves_the_price(amounts, rate, per_document, included):
    tax = TaxRate("vat", rate, included=included)
    lines = tax_lines([(amount, [tax]) for amount in amounts], CENTS, per_document=per_document)
    for amount, line in zip(amounts, lines, strict=True):
        assert line.net + line.tax == line.gross
        assert (line.gross if included else line.net) == amount
    if per_document:
        raw = sum(share.raw for line in lines for share in line.taxes)
        assert sum(line.tax for line in lines) == CENTS.round(raw)


def test_lines_without_tax_keep_their_amount():
    line = tax_line(D("12.34"), [], CENTS)
    assert (line.net, line.tax, line.gross) == (D("12.34"), D(0), D("12.34"))


def test_negative_line_is_taxed_like_a_positive_one():
    assert tax_line(D("-10.00"), [VAT], CENTS).gross == D("-12.00")


def test_net_of_a_price_with_an_included_tax():
    assert net_of(D(120), [TaxRate("vat", D(20), included=True)]) == D(100)


def test_add_months_stays_in_the_month():
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2026, 12, 15), 1) == date(2027, 1, 15)


def test_due_date_after_thirty_days():
    assert due_date(date(2026, 5, 6), TermLine(days=30)) == date(2026, 6, 5)


def test_without_a_term_everything_is_due_at_once():
    assert [(part.due_date, part.amount) for part in instalments(D(10), date(2026, 5, 6), [], CENTS)] == [
        (date(2026, 5, 6), D(10))
    ]


@given(total=st.decimals(D("-9999"), D(9999), places=2), percents=st.lists(st.integers(1, 40), min_size=1, max_size=3))
def test_instalments_always_add_up(total, percents):
    terms = [*(TermLine("percent", D(percent), days=30) for percent in percents), TermLine()]
    assert sum(part.amount for part in instalments(total, date(2026, 1, 1), terms, CENTS)) == total


def test_early_discount_is_divided_into_net_and_tax():
    offer = early_discount(D(1000), D(190), date(2026, 3, 1), (D(2), 14), CENTS)
    assert (offer.until, offer.amount, offer.net, offer.tax) == (date(2026, 3, 15), D("23.80"), D("20.00"), D("3.80"))
