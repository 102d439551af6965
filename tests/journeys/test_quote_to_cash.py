"""From lead to cash by hand: everybody with their own login, everything through the pages."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser import Site, rows
from tests.journeys.logins import FINANCE, MANAGER, REP, WAREHOUSE
from tests.journeys.screen import Screen

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("browser")]


def test_a_lead_becomes_cash(site: Site, window: Callable[[str, str], Screen]) -> None:
    newest = rows(site.database, "SELECT id FROM audit_event ORDER BY id DESC LIMIT 1")[0][0]
    rep = window(*REP)
    convert_lead(rep)
    quote = make_quote(rep)
    approve_if_needed(rep, window, quote)
    order = confirm_order(rep)
    ship(window(*WAREHOUSE), order)
    finance = window(*FINANCE)
    invoice, total = make_invoice(finance, order)
    pay(finance, invoice, total)
    finance.find(order)
    finance.see_status("Done")
    assert finance.figure("Payment") == "Paid"
    proof = site.manage("prove")
    assert proof.returncode == 0, proof.stdout + proof.stderr
    doors = rows(site.database, f"SELECT DISTINCT cause FROM audit_event WHERE id > '{newest}'")
    assert doors == [("web",)], "something else than the pages wrote"


def convert_lead(rep: Screen) -> None:
    """A lead calls; it becomes a customer with an opportunity."""
    rep.go("Leads")
    rep.new("lead")
    rep.fill("Name", "Hafenkontor Lübeck")
    rep.save()
    rep.act("Convert")
    expect(rep.page.locator("#rec")).to_be_visible()


def make_quote(rep: Screen) -> str:
    """A quote with two lines; totals follow while typing."""
    rep.go("Quotes")
    rep.new("quote")
    rep.choose("Customer", "Hafenkontor")
    rep.line(product="Geitost", quantity="12")
    rep.line(product="Boston Crab Meat", quantity="4")
    expect(rep.total("Total")).not_to_have_text(re.compile(r"^0[.,]00$"))
    shown = rep.total("Total").inner_text()
    rep.save()
    rep.see(re.compile(r"QU-\d{4}-\d+"))
    expect(rep.total("Total")).to_have_text(shown)
    return rep.title


def approve_if_needed(rep: Screen, window: Callable[[str, str], Screen], quote: str) -> None:
    """The quote goes out and is accepted; where the margin is thin, the manager agrees first."""
    rep.act("Submit")
    expect(rep.page.locator("#rec .rec-title .st")).to_have_text(re.compile("In approval|Approved"))
    if rep.page.locator("#rec .rec-title .st").inner_text() == "In approval":
        manager = window(*MANAGER)
        manager.find(quote)
        manager.act("Approve")
        manager.see_status("Approved")
        rep.page.reload()
    rep.act("Send")
    rep.see_status("Sent")
    rep.act("Accepted by customer")
    rep.see_status("Accepted")


def confirm_order(rep: Screen) -> str:
    """The quote becomes an order, which takes its goods out of stock for itself."""
    rep.act("Make order")
    rep.see(re.compile(r"SO-\d{4}-\d+|Draft"))
    if rep.page.locator("#rec .rec-title .st").inner_text() == "Draft":
        rep.act("Confirm")
    rep.see_status("Confirmed")
    return rep.title


def ship(warehouse: Screen, order: str) -> None:
    """The warehouse sends what is reserved."""
    warehouse.find(order)
    if warehouse.page.locator(".chain a").filter(has_text="Shipment").count() == 0:
        warehouse.act("Make shipment")
        warehouse.find(order)
    warehouse.follow("Shipment")
    warehouse.act("Ship")
    warehouse.see_status("Shipped")


def make_invoice(finance: Screen, order: str) -> tuple[str, str]:
    """Finance bills what was shipped."""
    finance.find(order)
    finance.act("Make invoice", post_at_once=False)
    finance.see_status("Draft")
    finance.act("Post")
    finance.see_status("Posted")
    return finance.title, finance.figure("Total")


def pay(finance: Screen, invoice: str, total: str) -> None:
    """The money comes in and is matched with the invoice."""
    amount = total.replace(",", "")
    finance.go("Payments")
    finance.new("payment")
    finance.choose("Customer", "Hafenkontor")
    finance.fill("Amount", amount)
    finance.line(invoice=invoice, amount=amount)
    finance.save()
    finance.act("Post")
    finance.see_status("Posted")
