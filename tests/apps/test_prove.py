"""`manage.py prove` sees each corruption, and only that one: rows are changed by plain SQL with the guards lifted."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from kontor.core import guard
from kontor.core.registry import stores
from tests.apps.house import House, broken, line

# invariant → statements that break exactly it
CORRUPTIONS: dict[str, tuple[str, ...]] = {
    "stock_on_hand": ("UPDATE inventory_stocklevel SET on_hand = on_hand + 1 WHERE on_hand > 0",),
    "stock_value": ("UPDATE inventory_stocklevel SET value = value + 1 WHERE on_hand > 0",),
    "stock_reserved": ("UPDATE inventory_stocklevel SET reserved = 0 WHERE reserved > 0",),
    "product_figures": ("UPDATE catalog_product SET available = available + 1 WHERE on_hand > 0",),
    "stock_layers": ("UPDATE inventory_stocklayer SET quantity = quantity + 1 WHERE quantity > 0",),
    "entries_balance": (
        "UPDATE billing_journalline SET credit = credit + 1 "
        "WHERE credit > 0 AND account_id IN (SELECT id FROM billing_account WHERE role = 'revenue')",
    ),
    "entries_posted": ("UPDATE billing_journalentry SET posted_at = NULL",),
    "invoices_add_up": ("UPDATE billing_invoiceline SET tax_amount = tax_amount - 1 WHERE taxes_id IS NULL",),
    "tax_tables": ("UPDATE billing_invoicetax SET amount = amount + 1",),
    "instalments": ("UPDATE billing_instalment SET amount = amount + 1",),
    "open_amounts": ("UPDATE billing_invoice SET open_amount = open_amount - 1 WHERE payment_status = 'partly_paid'",),
    "payments_allocated": ("UPDATE billing_payment SET unallocated_amount = unallocated_amount + 1",),
    "receivables": ("UPDATE crm_customer SET receivable_balance = receivable_balance + 1, exposure = exposure + 1",),
    "lifetime_revenue": ("UPDATE crm_customer SET lifetime_revenue = lifetime_revenue + 1",),
    "payment_states": ("UPDATE billing_invoice SET payment_status = 'open' WHERE payment_status = 'partly_paid'",),
    "stock_account": (
        "UPDATE billing_journalline SET debit = debit + 1 WHERE debit > 0 "
        "AND account_id IN (SELECT id FROM billing_account WHERE role = 'stock')",
        "UPDATE billing_journalline SET credit = credit + 1 WHERE credit > 0 AND account_id IN "
        "(SELECT id FROM billing_account WHERE role = 'goods_received_not_billed')",
    ),
    "quote_totals": ("UPDATE sales_quoteline SET line_total = line_total + 1",),
    "order_totals": ("UPDATE sales_orderline SET tax_amount = tax_amount + 1",),
    "lines_reserved": (
        "UPDATE sales_orderline SET reserved_quantity = reserved_quantity + 1 WHERE reserved_quantity > 0",
    ),
    "lines_invoiced": ("UPDATE sales_orderline SET posted_quantity = posted_quantity + 1 WHERE posted_quantity > 0",),
    "order_states": ("UPDATE sales_order SET invoice_status = 'part' WHERE invoice_status = 'full'",),
    "order_payments": ("UPDATE sales_order SET payment_status = 'none' WHERE payment_status = 'part'",),
    "order_profit": ("UPDATE sales_order SET profit = profit + 1 WHERE confirmed_at IS NOT NULL",),
    "exposure": ("UPDATE crm_customer SET exposure = exposure + 1",),
    "undelivered": ("UPDATE crm_customer SET undelivered_value = undelivered_value + 1",),
    "purchases_received": ("UPDATE purchasing_purchaseorderline SET received_quantity = 0",),
    "purchase_totals": ("UPDATE purchasing_purchaseorder SET total = total + 1",),
    "gap_free_numbers": ("UPDATE records_counter SET value = value + 1 WHERE series = 'INV'",),
    "versions": ("UPDATE catalog_product SET version = version + 1",),
    "search_entries": ("DELETE FROM records_searchentry WHERE object = 'product' AND field = 'sku'",),
    "match_keys": ("DELETE FROM records_matchkey WHERE object = 'customer' AND kind = 'name'",),
}
# broken only by what the database's own checks refuse, or by several things at once: see below
APART = {
    # tests/platform/records/test_derive.py and tests/platform/layouts/test_rules.py
    "derived_fields",
    "rules",
    "stock_not_oversold",
    "stock_empty_is_worthless",
    "guards",
    "documents_booked",
    "one_order_per_quote",
    "lines_shipped",
    "shipments_moved",
}


@pytest.fixture
def books(house: House) -> House:
    """One of everything: stock of two kinds, an open and a partly paid order, with tax."""
    tax = house.save("tax", name="VAT", rate="19")
    customer = house.customer()
    goods, layered = house.stocked(20, taxes=tax.pk), house.stocked(20, cost_method="fifo")
    quote = house.quote(line(goods, 2), line(layered, 3), customer=customer)
    done = house.run(quote, "convert", confirm=True)
    house.run(house.made(done, "shipment"), "ship")
    order = house.made(done, "order")
    invoice = house.made(house.run(order, "create_invoice", post=True), "invoice")
    house.payment(customer, 30, {"invoice": invoice.pk, "amount": "20"})
    house.confirmed(line(goods, 1), customer=customer)
    return house


def run_sql(*statements: str) -> None:
    with guard.lifted("test"), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@contextmanager
def without_checks(*constraints: tuple[str, str]) -> Iterator[None]:
    """The database without those CHECK constraints: (table, name)."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table, name in constraints:
                cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    yield
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


def test_every_invariant_has_its_corruption():
    assert set(CORRUPTIONS) | APART == set(stores.invariants)


def test_nothing_is_broken_to_begin_with(books: House):
    assert broken() == {}


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_prove_sees_exactly_the_line_that_is_broken(books: House, name: str):
    run_sql(*CORRUPTIONS[name])
    assert list(broken()) == [name]


def test_prove_fails_and_names_what_is_broken(books: House):
    run_sql(*CORRUPTIONS["stock_value"])
    out = StringIO()
    with pytest.raises(CommandError, match=r"1 of .* invariants are broken: stock_value"):
        call_command("prove", stdout=out)
    shown = [text for text in out.getvalue().splitlines() if text.startswith("BROKEN")]
    assert len(shown) == 1
    assert "The value of stock is the sum of its moves' values." in shown[0]


def test_prove_prints_one_line_for_each_invariant(books: House):
    out = StringIO()
    call_command("prove", stdout=out)
    lines = out.getvalue().splitlines()
    assert len(lines) == len(stores.invariants) + 1
    assert lines[-1] == f"All {len(stores.invariants)} invariants hold."


def test_prove_refuses_an_unknown_name(db: None):
    with pytest.raises(CommandError, match="no invariant"):
        call_command("prove", "the_earth_is_flat")


def test_prove_sees_overselling(books: House):
    with without_checks(("inventory_stocklevel", "inventory_level_oversold")):
        run_sql(
            "UPDATE inventory_reservation SET quantity = 999999999 WHERE status = 'active'",
            "UPDATE inventory_stocklevel SET reserved = 999999999 WHERE reserved > 0",
        )
        assert "stock_not_oversold" in broken()


def test_prove_sees_value_without_goods(books: House):
    with without_checks(("inventory_stocklevel", "inventory_level_empty")):
        run_sql("UPDATE inventory_stocklevel SET on_hand = 0, reserved = 0")
        assert "stock_empty_is_worthless" in broken()


def test_prove_sees_a_guard_that_is_gone(books: House):
    (found,) = [one for name, one in guard.declared.items() if name == "billing_invoice_sealed"]
    with connection.cursor() as cursor:
        on = "" if connection.vendor == "sqlite" else f' ON "{found.table}"'
        cursor.execute(f'DROP TRIGGER "{found.trigger}"{on}')
    assert list(broken()) == ["guards"]


def test_prove_sees_a_document_that_is_not_booked(books: House):
    revenue = "(SELECT id FROM billing_account WHERE role = 'revenue')"
    run_sql(f"UPDATE billing_journalline SET account_id = {revenue} WHERE customer_id IS NOT NULL AND debit > 0")
    assert {"documents_booked", "receivables"} == set(broken())


def test_prove_sees_a_shipment_that_says_something_else_than_its_moves(books: House):
    run_sql("UPDATE sales_shipmentline SET quantity = quantity + 1")
    assert {"lines_shipped", "shipments_moved"} == set(broken())


def test_prove_sees_two_orders_of_one_quote(books: House):
    order = first_order()
    quote = order["quote_id"]
    with connection.cursor() as cursor:
        cursor.execute(index_gone())
        cursor.execute("UPDATE sales_order SET quote_id = %s", [quote])
    assert list(broken()) == ["one_order_per_quote"]


def first_order() -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, quote_id FROM sales_order WHERE quote_id IS NOT NULL")
        found = cursor.fetchone()
    return {"id": found[0], "quote_id": found[1]}


def index_gone() -> str:
    return "DROP INDEX sales_order_of_quote"
