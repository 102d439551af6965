"""A customer made on the way to a quote, and a quote once more, by keyboard."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.logins import REP
from tests.journeys.screen import Screen

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("browser")]
ONE_DATABASE = True
Window = Callable[[str, str], Screen]


def test_a_customer_is_made_in_the_form_of_a_quote_and_the_quote_is_copied(window: Window) -> None:
    screen = window(*REP)
    page = screen.page
    screen.go("Quotes")
    page.keyboard.press("c")
    box = page.locator(".fld").get_by_role("combobox", name="Customer", exact=True)
    box.fill("Zeppelin Stores")
    expect(page.get_by_role("option", name="Create “Zeppelin Stores”")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    dialog = page.locator("#modal")
    expect(dialog.get_by_label("Name")).to_have_value("Zeppelin Stores")
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(box).to_have_value("Zeppelin Stores")
    screen.line(product="Chai", quantity="3")
    screen.save()
    expect(page.locator("h1")).to_contain_text("Draft")
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Duplicate").click()
    expect(page.get_by_role("heading", name="New quote")).to_be_visible()
    expect(page.locator(".fld").get_by_role("combobox", name="Customer", exact=True)).to_have_value("Zeppelin Stores")
    expect(page.locator("tr[data-line] input[value=Chai]").first).to_be_attached()
    screen.save()
    expect(page).to_have_url(re.compile("/o/quote/[0-9a-f-]{36}/$"))
