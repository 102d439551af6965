"""A quote goes out by mail: made, sent from its page, seen on its timeline and among its issued copies."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser import Site, rows, working
from tests.journeys.logins import MANAGER, REP
from tests.journeys.screen import Screen
from tests.journeys.test_accessibility import complaints

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("browser")]
Window = Callable[[str, str], Screen]


def ready_quote(rep: Screen, window: Window) -> str:
    """A quote that may go out; where the margin is thin, the manager has agreed."""
    rep.go("Quotes")
    rep.new("quote")
    rep.choose("Customer", "Hungry Owl")
    rep.line(product="Geitost", quantity="12")
    rep.save()
    number = rep.title
    rep.act("Submit")
    expect(rep.page.locator("#rec .rec-title .st")).to_have_text(re.compile("In approval|Approved"))
    if rep.page.locator("#rec .rec-title .st").inner_text() == "In approval":
        manager = window(*MANAGER)
        manager.find(number)
        manager.act("Approve")
        manager.see_status("Approved")
        rep.page.reload()
    return number


def test_a_quote_is_sent_by_mail(site: Site, window: Window) -> None:
    rep = window(*REP)
    page = rep.page
    number = ready_quote(rep, window)
    page.get_by_role("button", name="Print / PDF").click()
    entry = page.get_by_role("menuitem", name="Quote · English")
    preview = page.request.get(f"{site.url}{entry.get_attribute('href')}")
    assert (preview.status, preview.body()[:5]) == (200, b"%PDF-")
    page.get_by_role("menuitem", name="Send by mail").click()
    dialog = page.locator("#modal")
    expect(dialog.get_by_label("Subject")).to_have_value(re.compile(f"Quote {number}"))
    assert complaints(page) == []
    dialog.get_by_label("Other addresses").fill("no address")
    dialog.get_by_role("button", name="Send", exact=True).click()
    expect(dialog).to_contain_text("“no address” is no mail address.")
    dialog.get_by_label("Other addresses").fill("accounts@hungryowl.example")
    dialog.get_by_role("button", name="Send", exact=True).click()
    expect(dialog).to_be_hidden()
    rep.see_status("Sent")
    papers = page.locator("#papers")
    expect(papers).to_contain_text("Waiting")
    assert complaints(page) == []
    with working(site):
        expect(papers).to_contain_text("Sent", timeout=60_000)  # the worker starts first
    expect(page.locator("#stream")).to_contain_text(f"sent Quote {number} by mail to ")
    expect(page.locator("#stream")).to_contain_text("patricia.mckenna@hungo.example, accounts@hungryowl.example")
    assert rows(site.database, "SELECT state FROM documents_mail") == [("sent",)]
