"""Invoices and credit notes: posting, cancelling, crediting, and what the database keeps."""

from datetime import timedelta
from decimal import Decimal as D  # noqa: N817 (numbers are what these tests are about)

import pytest

from apps.billing.models import Invoice, JournalEntry
from kontor.core.errors import Conflict, NotPermitted, RuleBroken, WrongState
from kontor.identity.models import LegalEntity, Role
from kontor.records.services import trash_record
from tests import builders
from tests.apps.house import SYSTEM, House, again, broken, line


def booked(document) -> dict[str, D]:
    """What the entries of a document come to, by role of the account: debit is positive."""
    found: dict[str, D] = {}
    for entry in JournalEntry.objects.filter(origin_id=document.pk):
        for row in entry.lines.select_related("account"):
            found[row.account.role] = found.get(row.account.role, D(0)) + row.debit - row.credit
    return found


def test_posting_gives_number_dates_instalments_tax_table_and_entry(house: House):
    tax = house.save("tax", name="VAT 19", rate="19")
    product = house.product(list_price="100", taxes=tax.pk)
    invoice = house.save("invoice", customer=house.customer().pk, lines=[line(product, 2)])
    assert (invoice.number, invoice.open_amount) == (None, D(0))
    house.run(invoice, "post")
    posted = again(invoice)
    assert (posted.number, posted.status, posted.payment_status) == ("INV-2026-000001", "posted", "open")
    assert (posted.untaxed_total, posted.tax_total, posted.total, posted.open_amount) == (200, 38, 238, 238)
    assert (posted.invoice_date, posted.due_date) == (house.today, house.today + timedelta(days=30))
    assert [(part.due_date, part.amount) for part in posted.instalments.all()] == [(posted.due_date, D(238))]
    assert [(row.rate, row.base, row.amount) for row in posted.tax_lines.all()] == [(D(19), D(200), D(38))]
    assert booked(posted) == {"receivable": D(238), "revenue": D(-200), "tax_payable": D(-38)}
    assert broken() == {}


def test_tax_included_in_the_price_leaves_the_price_and_lowers_the_net(house: House):
    tax = house.save("tax", name="VAT inside", rate="20", included=True)
    lines = [{"description": "Ticket", "quantity": "3", "unit_price": "9.99", "taxes": tax.pk}]
    invoice = house.save("invoice", customer=house.customer().pk, lines=lines)
    assert (invoice.untaxed_total, invoice.tax_total, invoice.total) == (D("24.97"), D("5.00"), D("29.97"))


@pytest.mark.parametrize(("rounding", "tax_total"), [("per_line", "20.04"), ("per_document", "20.03")])
def test_tax_rounding_of_the_company_is_stored_on_the_document(house: House, rounding: str, tax_total: str):
    house.settings(tax_rounding=rounding)
    tax = house.save("tax", name="VAT 21", rate="21")
    lines = [{"description": "X", "quantity": "5", "unit_price": "6.36", "taxes": tax.pk}] * 3
    invoice = house.save("invoice", customer=house.customer().pk, lines=lines)
    house.settings(tax_rounding="per_line" if rounding == "per_document" else "per_document")
    house.run(invoice, "post")
    assert (again(invoice).tax_rounding, again(invoice).tax_total) == (rounding, D(tax_total))
    assert broken() == {}


def test_payment_term_divides_the_invoice(house: House):
    term = house.save(
        "payment_term",
        name="Half now",
        lines=[{"kind": "percent", "value": "50"}, {"kind": "rest", "days": 40}],
    )
    invoice = house.invoice("100.01", house.customer(payment_term=term.pk))
    parts = [(part.due_date, part.amount) for part in invoice.instalments.all()]
    assert parts == [(house.today, D("50.01")), (house.today + timedelta(days=40), D("50.00"))]


def test_payment_term_without_a_rest_is_refused(house: House):
    with pytest.raises(RuleBroken):
        house.save("payment_term", name="Odd", lines=[{"kind": "percent", "value": "50"}])


def test_invoice_without_lines_is_not_posted(house: House):
    invoice = house.save("invoice", customer=house.customer().pk)
    with pytest.raises(RuleBroken):
        house.run(invoice, "post")
    assert again(invoice).number is None


def test_total_below_zero_is_refused(house: House):
    with pytest.raises(RuleBroken):
        house.save(
            "invoice", customer=house.customer().pk, lines=[{"description": "X", "quantity": "1", "unit_price": "-5"}]
        )
    assert not Invoice.objects.exists()


def test_posted_invoice_is_neither_edited_nor_trashed_nor_posted_again(house: House):
    invoice = house.invoice(100)
    with pytest.raises(WrongState):
        house.change(invoice, lines=[{"id": invoice.lines.get().pk, "quantity": "2"}])
    with pytest.raises(WrongState):
        house.run(invoice, "post")
    with pytest.raises(Conflict):
        trash_record(actor=SYSTEM, object="invoice", id=invoice.pk)
    assert (again(invoice).total, again(invoice).trashed_at) == (D(100), None)


def test_note_of_a_posted_invoice_can_be_written(house: House):
    invoice = house.invoice(100)
    house.change(invoice, note="Called on Monday")
    assert again(invoice).note == "Called on Monday"


def test_books_closed_until_a_day_take_no_posting_before(house: House):
    house.change(LegalEntity.objects.get(), lock_date=house.today)
    invoice = house.save(
        "invoice", customer=house.customer().pk, lines=[{"description": "X", "quantity": "1", "unit_price": "5"}]
    )
    with pytest.raises(RuleBroken, match="closed"):
        house.run(invoice, "post")
    assert again(invoice).status == "draft"
    house.pass_days(1)
    house.run(invoice, "post")
    assert again(invoice).status == "posted"


def test_document_in_a_foreign_currency_is_refused(house: House):
    foreign = house.save("currency", code="USD", name="US dollar")
    with pytest.raises(RuleBroken, match="EUR"):
        house.save("invoice", customer=house.customer().pk, currency=foreign.pk)


def test_cancelled_draft_gets_no_number(house: House):
    invoice = house.save("invoice", customer=house.customer().pk)
    house.run(invoice, "cancel", reason="Typo")
    assert (again(invoice).status, again(invoice).number) == ("cancelled", None)


def test_cancelled_invoice_keeps_its_number_and_is_mirrored_in_the_books(house: House):
    customer = house.customer()
    invoice = house.invoice(100, customer)
    house.run(invoice, "cancel", reason="Wrong customer")
    assert (again(invoice).status, again(invoice).number, again(invoice).open_amount) == (
        "cancelled",
        invoice.number,
        D(0),
    )
    assert set(booked(invoice).values()) == {D(0)}
    assert JournalEntry.objects.filter(origin_id=invoice.pk).count() == 2
    assert (again(customer).receivable_balance, again(customer).lifetime_revenue) == (0, 0)
    assert broken() == {}


def test_cancelled_invoice_of_an_order_can_be_made_again(house: House):
    order, invoice = house.invoiced(line(house.stocked(10), 4))
    house.run(invoice, "cancel", reason="Wrong address")
    assert again(order).invoice_status == "to_do"
    house.run(order, "create_invoice", post=True)
    assert again(order).invoice_status == "full"
    assert broken() == {}


def test_paid_invoice_is_not_cancelled(house: House):
    customer = house.customer()
    invoice = house.invoice(100, customer)
    house.payment(customer, 10, {"invoice": invoice.pk, "amount": "10"})
    with pytest.raises(WrongState):
        house.run(invoice, "cancel", reason="No")
    assert again(invoice).status == "posted"


def test_credit_note_settles_its_invoice_and_mirrors_its_lines(house: House):
    customer = house.customer()
    order, invoice = house.invoiced(line(house.stocked(10), 4), customer=customer)
    note = house.made(house.run(invoice, "credit", reason="Damaged"), "invoice")
    assert (note.kind, note.number, note.open_amount) == ("credit_note", "CN-2026-000001", 0)
    assert (again(invoice).open_amount, again(invoice).payment_status) == (0, "paid")
    assert (again(customer).receivable_balance, again(customer).lifetime_revenue) == (0, 0)
    assert again(order).invoice_status == "to_do"
    assert broken() == {}


def test_credit_note_over_a_paid_invoice_is_left_as_credit_and_can_be_paid_out(house: House):
    customer = house.customer()
    invoice = house.invoice(100, customer)
    house.payment(customer, 100, {"invoice": invoice.pk, "amount": "100"})
    note = house.made(house.run(invoice, "credit", reason="Returned"), "invoice")
    assert (note.open_amount, again(customer).receivable_balance) == (100, -100)
    house.payment(customer, 100, {"invoice": note.pk, "amount": "100"}, direction="out")
    assert (again(note).open_amount, again(customer).receivable_balance) == (0, 0)
    assert broken() == {}


def test_credit_note_can_wait_as_a_draft(house: House):
    invoice = house.invoice(100)
    note = house.made(house.run(invoice, "credit", reason="Maybe", post=False), "invoice")
    assert (note.status, again(invoice).open_amount) == ("draft", 100)


def test_sales_rep_may_not_post_and_nothing_changes(house: House):
    rep = builders.actor(Role.objects.get(key="sales_rep"), where=house.founded.team)
    invoice = house.save(
        "invoice",
        customer=house.customer().pk,
        team=house.founded.team.pk,
        lines=[{"description": "X", "quantity": "1", "unit_price": "5"}],
    )
    with pytest.raises(NotPermitted):
        house.run(invoice, "post", actor=rep)
    assert again(invoice).status == "draft"
    assert not JournalEntry.objects.exists()


def test_draft_of_an_order_that_is_trashed_frees_its_quantities(house: House):
    order = house.confirmed(line(house.stocked(10), 4), invoice_policy="order")
    draft = house.made(house.run(order, "create_invoice"), "invoice")
    assert order.lines.get().invoiced_quantity == 4
    trash_record(actor=SYSTEM, object="invoice", id=draft.pk, clock=house.clock)
    assert (order.lines.get().invoiced_quantity, again(order).invoice_status) == (0, "to_do")
    assert broken() == {}


def test_lowered_draft_leaves_the_rest_to_invoice(house: House):
    order = house.confirmed(line(house.stocked(10), 4), invoice_policy="order")
    draft = house.made(house.run(order, "create_invoice"), "invoice")
    house.change(draft, lines=[{"id": draft.lines.get().pk, "quantity": "1"}])
    assert (order.lines.get().invoiced_quantity, again(order).invoice_status) == (1, "part")
    house.run(draft, "post")
    rest = house.made(house.run(order, "create_invoice", post=True), "invoice")
    assert (rest.lines.get().quantity, again(order).invoice_status) == (3, "full")
    assert broken() == {}
