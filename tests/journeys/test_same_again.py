"""A customer that is there already is noticed while it is typed; two of the same are made one."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.logins import ADMINISTRATOR
from tests.journeys.screen import Screen

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("browser")]
ONE_DATABASE = True
Window = Callable[[str, str], Screen]


def complaints(page: Page) -> list[str]:
    return [one["id"] for one in Axe().run(page).response["violations"]]


def test_a_customer_that_is_there_is_noticed_and_two_are_merged(window: Window) -> None:
    screen = window(*ADMINISTRATOR)
    page = screen.page
    screen.go("Customers")
    page.keyboard.press("c")
    name = page.locator("#f-name")
    name.fill("alfreds futterkiste gmbh")
    notice = page.locator("#form-alike")
    expect(notice.get_by_role("link", name="Alfreds Futterkiste")).to_be_visible()
    expect(name).to_be_focused()
    assert complaints(page) == []
    screen.save()
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Merge with…").click()
    expect(page.get_by_role("heading", name="Possible duplicates")).to_be_visible()
    assert complaints(page) == []
    page.get_by_role("link", name=re.compile("^Alfreds Futterkiste")).press("Enter")
    page.get_by_role("link", name="Swap").click()
    expect(page.locator(".merge-both thead")).to_contain_text("Alfreds Futterkiste")
    row = page.locator(".merge-both tr", has_text="alfreds futterkiste gmbh").last
    row.get_by_role("radio").first.focus()
    page.keyboard.press("ArrowRight")
    expect(row.locator("td").last).to_have_text("alfreds futterkiste gmbh")
    assert complaints(page) == []
    page.get_by_role("button", name="Merge").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("alfreds futterkiste gmbh")
    expect(page.get_by_text("merged “alfreds futterkiste gmbh” into this")).to_be_visible()
