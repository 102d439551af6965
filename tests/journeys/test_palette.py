"""The palette, favourites, neighbours and the sheet of keys, by keyboard."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.logins import MANAGER, REP
from tests.journeys.screen import Screen

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("browser")]
ONE_DATABASE = True
Window = Callable[[str, str], Screen]


def test_the_palette_goes_creates_and_acts_by_keyboard_alone(window: Window) -> None:
    screen = window(*REP)
    page = screen.page
    keys = page.keyboard
    keys.press("Control+k")
    words = page.get_by_role("combobox", name="Search everything")
    expect(words).to_be_focused()
    keys.type("ord")
    expect(page.get_by_role("option", name="Orders")).to_be_visible()
    chosen = page.locator("#found [aria-selected=true]")
    expect(chosen).to_have_count(1)
    keys.press("ArrowDown")
    expect(words).to_have_attribute("aria-activedescendant", str(chosen.get_attribute("id")))
    words.fill("orders")
    expect(page.locator("#found [aria-selected=true]")).to_contain_text("Orders")
    keys.press("Enter")
    expect(page).to_have_url(re.compile("/o/order/$"))
    keys.press("/")
    words.fill("new quote")
    expect(page.locator("#found [aria-selected=true]")).to_contain_text("New quote")
    keys.press("Enter")
    expect(page.get_by_role("heading", name="New quote")).to_be_visible()
    keys.press("Escape")


def test_an_action_of_the_record_is_run_from_the_palette(window: Window) -> None:
    screen = window(*MANAGER)
    page = screen.page
    screen.go("Customers")
    page.locator("#list td.t a").first.click()
    page.keyboard.press("Control+k")
    page.keyboard.type("blo")
    expect(page.locator("#found [aria-selected=true]")).to_contain_text("Block")
    page.keyboard.press("Enter")
    expect(page.locator("#find")).to_be_hidden()
    expect(page.locator("#modal, #rec-head").filter(has_text="Block").first).to_be_visible()


def test_one_escape_leaves_the_palette_and_the_sheet(window: Window) -> None:
    screen = window(*REP)
    page = screen.page
    page.keyboard.press("Control+k")
    page.keyboard.type("something")
    page.keyboard.press("Escape")
    expect(page.locator("#find")).to_be_hidden()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_hidden()


def test_a_star_keeps_a_record_and_a_filtered_list_in_the_sidebar(window: Window) -> None:
    screen = window(*REP)
    page = screen.page
    screen.go("Customers")
    page.locator("#list td.t a").first.click()
    name = page.locator("h1 > span").first.inner_text()
    page.keyboard.press("f")
    side = page.locator("#favourites")
    expect(side.get_by_role("link", name=name)).to_be_visible()
    expect(page.get_by_role("button", name="Favourite")).to_have_attribute("aria-pressed", "true")
    screen.go("Orders")
    page.get_by_role("columnheader", name="Total").get_by_role("link").click()
    expect(page).to_have_url(re.compile("sort="))
    expect(page.get_by_role("button", name="Favourite")).to_have_attribute("aria-pressed", "false")
    page.get_by_role("button", name="Favourite").click()
    expect(side.get_by_role("link")).to_have_count(2)
    side.get_by_role("link").nth(1).click()
    expect(page).to_have_url(re.compile("sort="))
    expect(page.get_by_role("button", name="Favourite")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Favourite").click()
    expect(side.get_by_role("link")).to_have_count(1)


def test_one_goes_through_the_records_of_a_list(window: Window) -> None:
    screen = window(*REP)
    page = screen.page
    screen.go("Orders")
    page.get_by_role("columnheader", name="Total").get_by_role("link").click()
    expect(page).to_have_url(re.compile("sort="))
    names = page.locator("#list td.t a").all_inner_texts()[:3]
    page.locator("#list td.t a").first.click()
    expect(page.locator("h1")).to_contain_text(names[0])
    expect(page.locator(".near output")).to_have_text("1 / 50")
    page.keyboard.press("n")
    expect(page.locator("h1")).to_contain_text(names[1])
    page.keyboard.press("n")
    expect(page.locator("h1")).to_contain_text(names[2])
    page.keyboard.press("p")
    expect(page.locator("h1")).to_contain_text(names[1])
    page.locator(".crumbs a").click()
    expect(page).to_have_url(re.compile("sort="))


def test_the_last_change_is_undone_by_a_key(window: Window) -> None:
    screen = window(*MANAGER)
    page = screen.page
    screen.go("Customers")
    page.locator("#list td.t a").nth(5).click()
    page.locator("#f-website .edit, [id$=website] .edit").first.click()
    field = page.locator("form[data-inline] input[name=website]")
    field.fill("https://example.com/new")
    field.press("Enter")
    expect(page.locator(".tst", has_text="Saved.")).to_be_visible()
    expect(page.locator("#rec")).to_contain_text("example.com/new")
    page.locator("h1").first.click()
    page.keyboard.press("u")
    expect(page.locator(".tst", has_text="Taken back.")).to_be_visible()
    expect(page.get_by_role("link", name="https://example.com/new")).to_have_count(0)
