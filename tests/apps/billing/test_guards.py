"""What the database itself refuses, asked by plain SQL."""

import pytest
from django.db import IntegrityError, connection, transaction

from kontor.core import guard
from tests.apps.house import House, again, line

REFUSED = {
    "line of a posted entry changed": "UPDATE billing_journalline SET debit = debit + 1 WHERE debit > 0",
    "line of a posted entry deleted": "DELETE FROM billing_journalline",
    "posted entry deleted": "DELETE FROM billing_journalentry",
    "date of a posted entry changed": "UPDATE billing_journalentry SET date = '2020-01-01'",
    "total of a posted invoice changed": (
        "UPDATE billing_invoice SET total = total + 1, untaxed_total = untaxed_total + 1"
    ),
    "number of a posted invoice changed": "UPDATE billing_invoice SET number = 'INV-1'",
    "rate of a posted invoice changed": "UPDATE billing_invoice SET rate = 2",
    "posted invoice made a draft": "UPDATE billing_invoice SET status = 'draft'",
    "posted invoice deleted": "DELETE FROM billing_invoice",
    "line of a posted invoice changed": "UPDATE billing_invoiceline SET quantity = quantity + 1",
    "line of a posted invoice deleted": "DELETE FROM billing_invoiceline",
    "instalment moved": "UPDATE billing_instalment SET due_date = '2030-01-01'",
    "amount of a posted payment changed": "UPDATE billing_payment SET amount = amount + 1",
    "posted payment made a draft": "UPDATE billing_payment SET status = 'draft'",
    "allocation of a posted payment changed": "UPDATE billing_paymentallocation SET amount = amount - 1",
    "allocation of a posted payment deleted": "DELETE FROM billing_paymentallocation",
    "stock move changed": "UPDATE inventory_stockmove SET quantity = quantity + 1",
    "stock move deleted": "DELETE FROM inventory_stockmove",
    "stock below zero": "UPDATE inventory_stocklevel SET on_hand = 0 - 1, reserved = 0",
    "more reserved than there is": "UPDATE inventory_stocklevel SET reserved = on_hand + 1",
    "more open than the total": "UPDATE billing_invoice SET open_amount = total + 1",
    "open below zero": "UPDATE billing_invoice SET open_amount = 0 - 1",
    "net and tax that do not make the total": "UPDATE sales_order SET total = total + 1",
    "received more than ordered": "UPDATE purchasing_purchaseorderline SET received_quantity = quantity + 1",
    "receipt changed": "UPDATE purchasing_receiptline SET quantity = quantity + 1",
}


@pytest.fixture
def books(house: House) -> House:
    """A paid order, so that there is one of everything."""
    customer = house.customer()
    _order, invoice = house.invoiced(line(house.stocked(10), 4), customer=customer)
    house.payment(customer, 40, {"invoice": invoice.pk, "amount": "40"})
    return house


@pytest.mark.parametrize("what", REFUSED)
def test_database_refuses(books: House, what: str):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(REFUSED[what])


def test_unbalanced_entry_cannot_be_posted(books: House):
    loosen = (
        "UPDATE billing_journalentry SET posted_at = NULL",
        "UPDATE billing_journalline SET debit = debit + 1 WHERE debit > 0",
    )
    with guard.lifted("test"), connection.cursor() as cursor:
        for statement in loosen:
            cursor.execute(statement)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE billing_journalentry SET posted_at = created_at")


def test_every_guard_is_in_force(db: None):
    assert guard.missing() == []


def test_line_cannot_be_added_to_a_posted_invoice(house: House):
    invoice = house.invoice(100)
    row = again(invoice.lines.get())
    columns = [field.column for field in type(row)._meta.concrete_fields]
    values = ", ".join("%s" if name == "id" else f'"{name}"' for name in columns)
    names = ", ".join(f'"{name}"' for name in columns)
    fresh = "00000000-0000-7000-8000-000000000001"
    fresh = fresh if connection.vendor == "postgresql" else fresh.replace("-", "")
    sql = f"INSERT INTO billing_invoiceline ({names}) SELECT {values} FROM billing_invoiceline"
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, [fresh])
