"""Payments: posting, allocating, writing off, reversing."""

from decimal import Decimal as D  # noqa: N817 (numbers are what these tests are about)

import pytest

from apps.billing.models import JournalEntry, Payment
from kontor.core.errors import Conflict, RuleBroken, WrongState
from tests.apps.billing.test_invoices import booked
from tests.apps.house import House, again, broken


def test_payment_settles_its_invoices_and_keeps_the_rest_as_credit(house: House):
    customer = house.customer()
    first, second = house.invoice(100, customer), house.invoice(50, customer)
    payment = house.payment(
        customer, 160, {"invoice": first.pk, "amount": "100"}, {"invoice": second.pk, "amount": "20"}
    )
    assert (payment.number, payment.status, payment.unallocated_amount) == ("PAY-2026-000001", "posted", 40)
    assert (again(first).open_amount, again(second).open_amount) == (0, 30)
    assert (again(first).payment_status, again(second).payment_status) == ("paid", "partly_paid")
    assert booked(payment) == {"bank": D(160), "receivable": D(-160)}
    assert again(customer).receivable_balance == -10
    assert broken() == {}


def test_draft_payment_settles_nothing(house: House):
    customer = house.customer()
    invoice = house.invoice(100, customer)
    payment = house.save(
        "payment", customer=customer.pk, amount="100", allocations=[{"invoice": invoice.pk, "amount": "100"}]
    )
    assert (payment.number, payment.unallocated_amount, again(invoice).open_amount) == (None, 0, 100)
    assert not JournalEntry.objects.filter(origin_id=payment.pk).exists()


def test_discount_and_write_off_settle_what_was_not_paid(house: House):
    customer = house.customer()
    invoice = house.invoice(100, customer)
    payment = house.payment(customer, 95, {"invoice": invoice.pk, "amount": "95", "discount": "3", "write_off": "2"})
    assert again(invoice).payment_status == "paid"
    assert booked(payment) == {"bank": D(95), "early_discount": D(3), "write_off": D(2), "receivable": D(-100)}
    assert broken() == {}


def test_more_than_is_open_is_refused_and_nothing_changes(house: House):
    customer = house.customer()
    invoice = house.invoice(100, customer)
    payment = house.save(
        "payment", customer=customer.pk, amount="150", allocations=[{"invoice": invoice.pk, "amount": "101"}]
    )
    with pytest.raises(Conflict) as refused:
        house.run(payment, "post")
    assert refused.value.errors[0].line == 1
    assert (again(payment).status, again(invoice).open_amount) == ("draft", 100)
    assert not JournalEntry.objects.filter(origin_id=payment.pk).exists()


def test_more_than_was_paid_is_refused(house: House):
    customer = house.customer()
    invoice = house.invoice(100, customer)
    with pytest.raises(Conflict):
        house.save("payment", customer=customer.pk, amount="50", allocations=[{"invoice": invoice.pk, "amount": "60"}])
    assert not Payment.objects.exists()


def test_invoice_of_another_customer_is_refused(house: House):
    invoice = house.invoice(100)
    with pytest.raises(RuleBroken):
        house.save(
            "payment", customer=house.customer().pk, amount="50", allocations=[{"invoice": invoice.pk, "amount": "50"}]
        )


def test_draft_invoice_is_not_settled(house: House):
    customer = house.customer()
    draft = house.save(
        "invoice", customer=customer.pk, lines=[{"description": "X", "quantity": "1", "unit_price": "5"}]
    )
    payment = house.save(
        "payment", customer=customer.pk, amount="5", allocations=[{"invoice": draft.pk, "amount": "5"}]
    )
    with pytest.raises(RuleBroken):
        house.run(payment, "post")
    assert again(payment).status == "draft"


def test_rest_of_a_payment_is_allocated_later(house: House):
    customer = house.customer()
    payment = house.payment(customer, 100)
    invoice = house.invoice(80, customer)
    house.run(payment, "allocate", invoice=invoice.pk)
    assert (again(payment).unallocated_amount, again(invoice).open_amount) == (20, 0)
    assert again(customer).receivable_balance == -20
    assert broken() == {}


def test_allocating_more_than_is_left_is_refused(house: House):
    customer = house.customer()
    payment, invoice = house.payment(customer, 50), house.invoice(80, customer)
    with pytest.raises(Conflict):
        house.run(payment, "allocate", invoice=invoice.pk, amount="51")
    assert (again(payment).unallocated_amount, again(invoice).open_amount) == (50, 80)


@pytest.mark.parametrize("wrong", ["draft", "paid", "other customer", "credit note"])
def test_only_an_open_invoice_of_the_customer_can_be_settled_later(house: House, wrong: str):
    customer = house.customer()
    payment, posted = house.payment(customer, 50), house.invoice(80, customer)
    target = posted
    if wrong == "draft":
        target = house.save("invoice", customer=customer.pk, lines=[{"description": "X", "unit_price": "5"}])
    elif wrong == "paid":
        house.payment(customer, 80, {"invoice": posted.pk, "amount": "80"})
    elif wrong == "other customer":
        target = house.invoice(80)
    else:
        target = house.made(house.run(posted, "credit", reason="Back"), "invoice")
    with pytest.raises((Conflict, RuleBroken)):
        house.run(payment, "allocate", invoice=target.pk, amount="5")
    assert again(payment).unallocated_amount == 50


def test_write_off_while_allocating_is_booked(house: House):
    customer = house.customer()
    payment, invoice = house.payment(customer, 50), house.invoice(52, customer)
    house.run(payment, "allocate", invoice=invoice.pk, amount="50", write_off="2")
    assert again(invoice).payment_status == "paid"
    assert booked(payment) == {"bank": D(50), "receivable": D(-52), "write_off": D(2)}
    assert broken() == {}


def test_reversed_payment_opens_what_it_had_settled(house: House):
    customer = house.customer()
    invoice = house.invoice(100, customer)
    payment = house.payment(customer, 98, {"invoice": invoice.pk, "amount": "98", "discount": "2"})
    house.run(payment, "reverse", reason="Bounced")
    assert (again(payment).status, again(payment).unallocated_amount) == ("reversed", 0)
    assert (again(invoice).open_amount, again(invoice).payment_status) == (100, "open")
    assert set(booked(payment).values()) == {D(0)}
    assert again(customer).receivable_balance == 100
    assert broken() == {}
    with pytest.raises(WrongState):
        house.run(payment, "reverse", reason="Twice")


def test_posted_payment_is_not_edited(house: House):
    payment = house.payment(house.customer(), 100)
    with pytest.raises(WrongState):
        house.change(payment, amount="1")
    assert again(payment).amount == 100


def test_payment_below_zero_is_refused(house: House):
    with pytest.raises(Exception, match=r"amount|below"):
        house.save("payment", customer=house.customer().pk, amount="-1")
    assert not Payment.objects.exists()
