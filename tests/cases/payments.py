"""Payments, played in the company."""

from decimal import Decimal as D  # noqa: N817 (numbers are what these tests are about)

import pytest

from apps.billing.models import Invoice, JournalLine, PaymentAllocation
from kontor.core.errors import Refusal
from tests.apps.house import House, again, broken
from tests.cases.book import runs


def receivable(company: House, customer) -> D:
    return again(customer).receivable_balance


@runs("PAY-01", company=True)
def too_much_is_paid(case, company: House):
    given, expect = case.given, case.expect
    for name, write_off in (("writeoff", given["invoice"] - given["paid"]), ("kept", D(0))):
        customer = company.customer()
        invoice = company.invoice(given["invoice"], customer)
        amount = given["paid"] if write_off else given["invoice"]
        company.payment(
            customer,
            given["paid"],
            {"invoice": invoice.pk, "amount": str(amount), "write_off": str(write_off)},
        )
        assert again(invoice).payment_status == expect[name]["invoice"]
        assert receivable(company, customer) == expect[name]["receivable"]
        assert write_off == expect[name].get("amount", 0)
    assert broken() == {}


@runs("PAY-02", company=True)
def an_invoice_is_paid_in_three_parts(case, company: House):
    expect, customer = case.expect, company.customer()
    tax = company.save("tax", name="VAT 10", rate="10")
    lines = [
        {"description": "A", "quantity": "5", "unit_price": "40", "taxes": tax.pk},
        {"description": "B", "quantity": "1", "unit_price": "20"},
    ]
    invoice = company.save("invoice", customer=customer.pk, lines=lines)
    company.run(invoice, "post")
    posted = again(invoice)
    assert {"untaxed": posted.untaxed_total, "tax": posted.tax_total, "total": posted.total} == expect["posted"]
    open_after = [posted.open_amount]
    for paid, write_off in ((120, 0), (20, 0), (99, expect["writeoff"])):
        allocation = {"invoice": invoice.pk, "amount": str(paid), "write_off": str(write_off)}
        company.payment(customer, paid, allocation)
        open_after.append(again(invoice).open_amount)
    assert open_after == expect["open_after"]
    assert again(invoice).payment_status == expect["state"]
    settled = [D(amount) for amount in PaymentAllocation.objects.values_list("amount", flat=True)]
    assert sorted([*settled, expect["writeoff"]]) == expect["reconciled_credits"]
    credited = JournalLine.objects.filter(account__role="receivable", credit__gt=0)
    assert sum(row.credit for row in credited) == expect["posted"]["total"]
    assert broken() == {}


@runs("PAY-07", company=True)
def advances_are_allocated(case, company: House):
    given, expect, customer = case.given, case.expect, company.customer()
    invoice = company.invoice(given["receivable"], customer)
    used = company.invoice(100, customer)
    a, b = (company.payment(customer, given["unallocated"][name]) for name in ("A", "B"))
    c = company.payment(customer, 200, {"invoice": used.pk, "amount": "100"})
    open_after = []
    for payment, amount in ((a, 100), (b, 230)):
        company.run(payment, "allocate", invoice=invoice.pk, amount=str(amount))
        open_after.append(again(invoice).open_amount)
    assert open_after == expect["open_after"]
    assert again(b).unallocated_amount == expect["B_left"]
    with pytest.raises(Refusal, match="100"):
        company.run(c, "allocate", invoice=invoice.pk, amount="200")
    assert again(c).unallocated_amount == 100
    assert Invoice.objects.get(pk=invoice.pk).open_amount == open_after[-1]
    assert broken() == {}
