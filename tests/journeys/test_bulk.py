"""Several records of a list at once: by mouse, by keyboard alone, taken back, and what was refused."""

import json
import re
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys.logins import MANAGER
from tests.journeys.screen import Screen

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("browser")]
ONE_DATABASE = True
ACCEPTED = {"field": "status", "op": "eq", "value": "accepted"}
Window = Callable[[str, str], Screen]


def ticks(screen: Screen) -> Locator:
    return screen.page.locator("#list input[name=ids]")


def toast(screen: Screen, text: str) -> Locator:
    return screen.page.locator(".tst", has_text=text)


def test_chosen_customers_are_changed_and_taken_back_by_mouse(window: Window) -> None:
    screen = window(*MANAGER)
    page = screen.page
    screen.go("Customers")
    ticks(screen).nth(0).click()
    ticks(screen).nth(3).click(modifiers=["Shift"])
    expect(page.locator("#bulk output")).to_have_text("4 chosen")
    page.locator("#bulk").get_by_role("button", name="Change").click()
    dialog = page.locator("#modal")
    dialog.get_by_label("Field", exact=True).select_option("phone")
    dialog.get_by_role("textbox", name="Phone").fill("+49 30 555")
    dialog.get_by_role("button", name="Change 4 records").click()
    expect(toast(screen, "4 records changed.")).to_be_visible()
    expect(dialog).to_be_hidden()
    expect(page.locator("#bulk")).to_be_hidden()
    toast(screen, "4 records changed.").get_by_role("button", name="Undo").click()
    expect(toast(screen, "4 records are as they were.")).to_be_visible()
    page.goto(f"{screen.url}/o/customer/?columns=name,phone")
    expect(page.locator("#list")).to_contain_text("030-0074321")
    expect(page.locator("#list")).not_to_contain_text("+49 30 555")


def test_all_that_match_are_chosen_beyond_the_page(window: Window) -> None:
    screen = window(*MANAGER)
    page = screen.page
    screen.go("Customers")
    page.get_by_role("checkbox", name="Choose all on this page").click()
    expect(page.locator("#bulk output")).to_have_text("50 chosen")
    page.get_by_role("button", name="Choose all that match").click()
    expect(page.locator("#bulk output")).to_have_text("All that match are chosen")
    page.locator("#bulk").get_by_role("button", name="Change").click()
    expect(page.locator("#modal")).to_contain_text(re.compile(r"Change \d\d+ records"))
    expect(page.locator("#modal")).not_to_contain_text("Change 50 records")


def test_the_keyboard_alone_chooses_acts_and_leaves(window: Window) -> None:
    screen = window(*MANAGER)
    page = screen.page
    screen.go("Quotes")
    keys = page.keyboard
    keys.press("ArrowDown")
    keys.press("x")
    keys.press("ArrowDown")
    keys.press("x")
    expect(page.locator("#bulk output")).to_have_text("2 chosen")
    keys.press("Escape")
    expect(page.locator("#bulk")).to_be_hidden()
    keys.press("x")
    keys.press("e")
    expect(page.get_by_role("dialog").get_by_label("Field", exact=True)).to_be_focused()
    keys.press("Escape")
    expect(page.locator("#modal")).to_be_hidden()
    keys.press("Control+a")
    expect(ticks(screen).and_(page.locator(":checked"))).to_have_count(ticks(screen).count())


def test_refused_records_are_listed_with_their_reasons(window: Window) -> None:
    screen = window(*MANAGER)
    page = screen.page
    page.goto(f"{screen.url}/o/quote/?{urlencode({'filter': json.dumps(ACCEPTED)})}")
    ticks(screen).nth(0).click()
    ticks(screen).nth(1).click()
    page.locator("#bulk").get_by_role("button", name="Actions").click()
    page.get_by_role("menuitem").first.click()
    dialog = page.locator("#modal")
    dialog.locator("form button[type=submit]").click()
    expect(dialog).to_contain_text("2 refused.")
    expect(dialog.locator("tbody tr")).to_have_count(2)
    expect(dialog.locator("tbody tr").first.get_by_role("link")).to_have_attribute("href", re.compile(r"^/o/quote/"))
