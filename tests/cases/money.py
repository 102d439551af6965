"""Margin, payment terms, aging, discounts and credit as arithmetic."""

from datetime import date
from decimal import Decimal as D  # noqa: N817 (numbers are what these tests are about)

from apps.billing.rules import Commitment, OpenItem, age, exposure_of, fill_oldest
from apps.catalog.rules import Rounding, TaxRate, TermLine, due_date, early_discount, instalments, tax_line
from apps.sales.rules import margin_of
from tests.cases.book import runs

CENTS = Rounding()


def margins(lines):
    """Margin and percent (as a fraction) of each line and of all."""
    figures = [(D(line["qty"]) * D(line["unit"]), D(line["qty"]) * D(line["cost"])) for line in lines]
    figures.append((sum(revenue for revenue, _ in figures), sum(cost for _, cost in figures)))
    return [
        {"margin": margin.amount, "percent": margin.percent and margin.percent / 100}
        for margin in (margin_of(revenue, cost) for revenue, cost in figures)
    ]


@runs("MRG-02")
def margin_of_a_negative_order(case):
    line1, line2, total = margins(case.given["lines"])
    assert {"line1": line1, "line2": line2, "total": total} == case.expect


@runs("MRG-03")
def margin_without_cost(case):
    assert margins(case.given["lines"])[-1] == case.expect


@runs("TRM-01")
def four_instalments_of_every_kind(case):
    terms = [
        TermLine("percent_of_rest", D(25), days=30),
        TermLine("percent", D(25), months=1),
        TermLine("fixed", D("396.84"), months=1, days=30),
        TermLine("rest", months=2, month_day=15, days=30),
    ]
    parts = instalments(case.given["total"], case.given["date"], terms, CENTS)
    assert [[part.due_date, part.amount] for part in parts] == case.expect["instalments"]


@runs("TRM-03")
def due_dates_around_the_end_of_a_month(case):
    terms = {
        "eom45": TermLine(month_day=31, days=45),
        "fifteenth": TermLine(days=31, next_day=15),
        "last": TermLine(month_day=31),
        "first_next": TermLine(month_day=31, days=1),
    }
    found = {name: [due_date(day, term) for day in case.given["invoice_dates"]] for name, term in terms.items()}
    assert found == case.expect


@runs("AGE-02")
def a_payment_fills_the_oldest_instalment(case):
    amounts = [D(30), D(50), D(20)]
    nothing, forty = fill_oldest(amounts, D(0)), fill_oldest(amounts, D(40))
    left = [[amount - part for amount, part in zip(amounts, parts, strict=True)] for parts in (nothing, forty)]
    assert left == case.expect["open"]
    assert forty[1] == case.expect["paid_on_second_instalment"]


@runs("AGE-03")
def a_credit_note_fills_what_a_payment_left(case):
    amounts = [D(amount) for amount in case.given["instalments"]]
    before = [a - p for a, p in zip(amounts, fill_oldest(amounts, D(case.given["paid"])), strict=True)]
    assert before == case.expect["before"]
    credit = fill_oldest(before, D(100))
    assert [a - p for a, p in zip(before, credit, strict=True)] == case.expect["after"]
    assert credit[1] == case.expect["credit_on_second_instalment"]


@runs("AGE-05")
def buckets_with_inclusive_bounds(case):
    items = [OpenItem(item["due"], D(item["open"])) for item in case.given["open_items"]]
    aged = age(items, case.given["report_date"], bounds=(30, 60, 90, 120), first_day=0)
    names = ("b0_30", "b31_60", "b61_90", "b91_120", "b121")
    found = dict(zip(names, aged.buckets, strict=True))
    assert found | {"total_due": aged.due, "not_due": aged.not_due, "total_open": aged.total} == case.expect


@runs("PAY-10")
def an_early_discount_is_divided_into_income_and_tax(case):
    gross, discount = D(case.given["invoice"]["gross"]), D(case.given["early_discount_amount"])
    part = tax_line(discount, [TaxRate("vat", D(18), included=True)], CENTS)
    assert case.expect["late"]["paid"] == gross
    assert {
        "paid": gross - discount,
        "discount": part.gross,
        "split": {"income": part.net, "tax": part.tax},
    } == case.expect["in_time"]


@runs("PAY-11")
def tax_is_reduced_when_the_discount_is_taken(case):
    given, expect = case.given, case.expect
    net = D(given["net"])
    tax = tax_line(net, [TaxRate("vat", given["vat"] * 100)], CENTS).tax
    offer = early_discount(net, tax, given["invoice_date"], (given["discount"] * 100, given["discount_days"]), CENTS)
    assert net + tax == expect["receivable"]
    assert offer.until == expect["discount_date"] == date(2019, 1, 11)
    assert net + tax - offer.amount == expect["cash"]
    assert (offer.net, offer.tax) == (expect["discount_income"], expect["discount_tax"])


@runs("CRD-06")
def an_over_invoiced_order_counts_once(case):
    first, second = (D(total) for total in case.given["confirmed_orders"])
    raised = D(case.given["invoice_of_order1_raised_to"])
    assert exposure_of(D(0), [Commitment(first), Commitment(second)]) == case.expect["to_invoice"]
    posted = [Commitment(first, raised), Commitment(second)]
    assert sum(order.to_invoice for order in posted) == case.expect["posted"]["to_invoice"]
    assert exposure_of(raised, posted) == case.expect["exposure_shown"]
    assert raised == case.expect["posted"]["receivable"]
