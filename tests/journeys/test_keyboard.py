"""Everything by keyboard alone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.logins import ADMINISTRATOR, REP
from tests.journeys.screen import Screen

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("browser")]
ONE_DATABASE = True
Window = Callable[[str, str], Screen]


def test_a_quote_is_made_without_a_mouse(window: Window) -> None:
    screen = window(*REP)
    page, keys = screen.page, screen.page.keyboard
    page.goto(f"{screen.url}/o/quote/")
    keys.press("c")
    expect(page.get_by_role("heading", name="New quote")).to_be_visible()
    page.locator("#f-customer").focus()
    keys.type("Ernst")
    expect(page.get_by_role("option", name=re.compile("Ernst Handel"))).to_have_attribute("aria-selected", "true")
    keys.press("Enter")
    expect(page.locator("#f-customer")).to_have_value("Ernst Handel")
    expect(page.locator("#f-customer")).to_be_focused()
    for number, product in enumerate(("Chai", "Chang"), start=1):
        cell = page.locator(f"#lines-new-{number}-product")
        cell.focus()
        keys.type(product)
        expect(page.locator(".pick-list:popover-open [aria-selected=true]")).to_contain_text(product)
        keys.press("Enter")
        expect(page.locator(f"#lines-new-{number + 1}")).to_be_attached()
        quantity = page.locator(f"#lines-new-{number}-quantity")
        quantity.focus()
        keys.press("Control+a")
        keys.type("3")
        keys.press("Enter")
        expect(page.locator(f"#lines-new-{number + 1}-quantity")).to_be_focused()
    keys.press("Control+s")
    screen.see(re.compile(r"QU-\d{4}-\d+"))


def test_a_line_is_removed_by_keyboard_and_the_total_follows(window: Window) -> None:
    screen = window(*REP)
    page = screen.page
    screen.go("Quotes")
    screen.new("quote")
    screen.choose("Customer", "Ernst Handel")
    screen.line(product="Chai", quantity="2")
    screen.line(product="Chang", quantity="2")
    before = screen.total("Total").inner_text()
    page.locator("#lines-new-2-quantity").focus()
    page.keyboard.press("Control+Delete")
    expect(page.locator("#lines-new-2")).not_to_be_attached()
    expect(screen.total("Total")).not_to_have_text(before)


def test_a_list_is_walked_and_a_record_opened(window: Window) -> None:
    screen = window(*REP)
    page, keys = screen.page, screen.page.keyboard
    screen.go("Customers")
    page.locator("#main").focus()
    keys.press("ArrowDown")
    keys.press("ArrowDown")
    keys.press("ArrowUp")
    name = page.locator("table[data-rows] tbody tr").first.locator("a").inner_text()
    expect(page.locator("table[data-rows] tbody tr").first.locator("a")).to_be_focused()
    keys.press("Enter")
    screen.see(name)


def test_the_search_opens_from_anywhere_and_leads_to_a_record(window: Window) -> None:
    screen = window(*REP)
    page, keys = screen.page, screen.page.keyboard
    keys.press("/")
    expect(page.get_by_label("Search everything")).to_be_focused()
    keys.type("Ernst Handel")
    chosen = page.locator("#found [aria-selected=true]")
    expect(chosen).to_contain_text("Ernst Handel")
    keys.press("ArrowDown")
    keys.press("ArrowUp")
    expect(chosen).to_contain_text("Ernst Handel")
    keys.press("Enter")
    expect(page.locator("#rec")).to_be_visible()


def test_a_menu_opens_moves_and_gives_the_focus_back(window: Window) -> None:
    screen = window(*REP)
    page, keys = screen.page, screen.page.keyboard
    screen.go("Orders")
    button = page.locator("#list .tools k-menu > button").last
    button.focus()
    keys.press("ArrowDown")
    menu = page.locator("#list .tools .menu").last
    items = menu.locator("[role=menuitem]")
    expect(items.first).to_be_focused()
    keys.press("End")
    expect(items.last).to_be_focused()
    keys.press("ArrowDown")
    expect(items.first).to_be_focused()
    keys.press("e")
    expect(items.filter(has_text="Export").first).to_be_focused()
    keys.press("Escape")
    expect(button).to_be_focused()
    expect(menu).to_be_hidden()


def test_a_dialog_keeps_the_focus_and_gives_it_back(window: Window) -> None:
    screen = window(*REP)
    page, keys = screen.page, screen.page.keyboard
    screen.go("Orders")
    button = page.get_by_role("button", name="Filter")
    button.focus()
    keys.press("Enter")
    dialog = page.locator("#modal")
    expect(dialog).to_be_visible()
    for _step in range(14):
        keys.press("Tab")
        inside = page.evaluate("document.activeElement === document.body || !!document.activeElement.closest('dialog')")
        assert inside
    keys.press("Escape")
    expect(dialog).to_be_hidden()
    expect(button).to_be_focused()


def test_a_field_is_changed_in_place_and_given_back_by_escape(window: Window) -> None:
    screen = window(*ADMINISTRATOR)
    page, keys = screen.page, screen.page.keyboard
    screen.find("Ernst Handel", "Customer")
    value = page.locator(".prop dd .edit").first.locator("xpath=..")
    shown, anchor = value.inner_text(), value.get_attribute("id")
    value = page.locator(f"#{anchor}")
    value.locator(".edit").focus()
    keys.press("Enter")
    field = value.locator(".inp")
    expect(field).to_be_focused()
    keys.type(" & Söhne")
    keys.press("Escape")
    expect(value).to_have_text(shown)
    value.locator(".edit").focus()
    keys.press("Enter")
    expect(field).to_be_focused()
    keys.press("End")
    keys.type(" & Söhne")
    keys.press("Enter")
    expect(value).to_have_text(f"{shown} & Söhne")
    screen.see("Ernst Handel & Söhne")


def test_the_content_is_one_key_away(window: Window) -> None:
    screen = window(*REP)
    page, keys = screen.page, screen.page.keyboard
    page.reload()
    keys.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    keys.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
