"""Quotes, orders and invoices, played in the company."""

from datetime import timedelta
from decimal import Decimal as D  # noqa: N817 (numbers are what these tests are about)

import pytest

from apps.sales.flows import expire_quotes
from apps.sales.models import Order
from kontor.core.actor import SYSTEM
from kontor.core.errors import Refusal
from kontor.records.services import trash_record
from tests.apps.house import House, again, line
from tests.cases.book import runs


@runs("QTE-01", company=True)
def a_quote_expires(case, company: House):
    results = []
    product = company.stocked(5)
    with pytest.raises(Refusal):
        company.quote(line(product), valid_until=company.today - timedelta(days=1))
    results.append("error")
    quote = company.quote(line(product), valid_until=company.today)
    company.run(quote, "submit")
    company.pass_days(1)
    assert expire_quotes(company.clock) == 1
    results.append(f"status {again(quote).status}")
    with pytest.raises(Refusal):
        company.run(quote, "convert")
    results.append("error")
    company.run(quote, "convert", allow_expired=True)
    results.append("order created" if Order.objects.filter(quote=quote).exists() else "none")
    assert results == case.expect["results"]


@runs("ORD-04", company=True)
def an_order_on_hold(case, company: House):
    order = company.confirmed(line(company.stocked(5), 2), invoice_policy="order")
    draft = company.made(company.run(order, "create_invoice"), "invoice")
    company.run(order, "hold", reason="Dispute")
    results = []
    for record, step in ((order.shipments.get(), "ship"), (draft, "post")):
        with pytest.raises(Refusal):
            company.run(record, step)
        results.append("error")
    assert results == case.expect["results"]
    assert (again(draft).status, order.shipments.get().status) == ("draft", "waiting")


@runs("MRG-07", company=True)
def margin_of_a_quote_against_the_stock_cost(case, company: House):
    given = case.given
    product = company.stocked(given["stock"]["qty"], cost=given["stock"]["cost"])
    quote = company.quote(line(product, given["quote_line"]["qty"], unit_price=str(given["quote_line"]["unit"])))
    company.run(quote, "submit")
    assert quote.lines.get().unit_cost == case.expect["valuation_on_line"]
    assert again(quote).margin == case.expect["gross_profit"]


@runs("TRU-03", company=True)
def a_credit_note_opens_what_was_invoiced(case, company: House):
    unit, ordered = 10, case.given["order_qty"]
    order = company.confirmed(line(company.stocked(ordered), ordered, unit_price=str(unit)), invoice_policy="order")
    invoice = company.made(company.run(order, "create_invoice", post=True), "invoice")
    note = company.made(company.run(invoice, "credit", reason="Back", post=False), "invoice")
    seen = [figures(order)]
    company.run(note, "post")
    seen.append(figures(order))
    names = ("qty_to_invoice", "qty_invoiced", "amount_invoiced", "amount_to_invoice")
    worth = {"5U": D(5 * unit)}
    expected = {name: [worth.get(value, value) for value in case.expect[name]] for name in names}
    assert {name: [row[index] for row in seen] for index, name in enumerate(names)} == expected


def figures(order: Order) -> tuple[D, D, D, D]:
    """What is to be invoiced, what is, and what both come to."""
    row, seen = order.lines.get(), again(order)
    return row.quantity - row.invoiced_quantity, row.invoiced_quantity, row.invoiced_amount, seen.uninvoiced_value


@runs("TRU-06", company=True)
def numbers_are_given_at_posting(case, company: House):
    drafts = [
        company.save(
            "invoice",
            customer=company.customer().pk,
            lines=[{"description": "Work", "quantity": "1", "unit_price": "10"}],
        )
        for _ in range(case.given["drafts"])
    ]
    trash_record(actor=SYSTEM, object="invoice", id=drafts[0].pk)
    for draft in drafts[1:]:
        company.run(draft, "post")
    numbers = [int(again(draft).number.rsplit("-", 1)[1]) for draft in drafts[1:]]
    assert numbers == case.expect["numbers"]
    assert again(drafts[0]).number is None
