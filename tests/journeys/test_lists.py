"""A list as people use it: sort, search, filter, columns, pages, back again, export."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys.logins import REP
from tests.journeys.screen import Screen

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("browser")]
ONE_DATABASE = True
Window = Callable[[str, str], Screen]


def rows(screen: Screen) -> Locator:
    return screen.page.locator("table[data-rows] tbody tr")


def loaded_once(screen: Screen) -> None:
    """Marks the page, so that a full reload would be noticed."""
    screen.page.evaluate("window.kept = true")


def test_at_least_eighteen_rows_are_seen_at_once(window: Window) -> None:
    screen = window(*REP)
    screen.go("Orders")
    seen = screen.page.evaluate(
        "[...document.querySelectorAll('table[data-rows] tbody tr')]"
        ".filter((row) => row.getBoundingClientRect().bottom <= innerHeight).length"
    )
    assert seen >= 18


def test_sorting_searching_and_paging_renew_the_list_alone_and_the_back_button_undoes_them(window: Window) -> None:
    screen = window(*REP)
    page = screen.page
    screen.go("Orders")
    loaded_once(screen)
    page.get_by_role("columnheader", name="Total").get_by_role("link").click()
    expect(page).to_have_url(re.compile("sort=-total"))
    expect(page.get_by_role("columnheader", name="Total")).to_have_attribute("aria-sort", "descending")
    first = rows(screen).first.inner_text()
    page.get_by_role("link", name="Next").click()
    expect(page).to_have_url(re.compile("cursor="))
    expect(rows(screen).first).not_to_have_text(first)
    page.get_by_role("searchbox", name="Search in Orders").fill("Ernst")
    expect(page).to_have_url(re.compile("q=Ernst"))
    expect(rows(screen).first).to_contain_text("Ernst Handel")
    expect(page.get_by_role("searchbox", name="Search in Orders")).to_be_focused()
    assert page.evaluate("window.kept")
    page.go_back()
    expect(page).to_have_url(re.compile("cursor="))
    page.go_back()
    expect(page).to_have_url(re.compile(r"sort=-total$"))
    expect(rows(screen).first).to_contain_text(first.split("\n")[0].split("\t")[0])


def test_a_filter_is_built_told_in_words_and_bookmarked(window: Window) -> None:
    screen = window(*REP)
    page = screen.page
    screen.go("Orders")
    page.get_by_role("button", name="Filter").click()
    dialog = page.locator("#modal")
    dialog.get_by_label("Field").select_option("status")
    dialog.get_by_label("Comparison").select_option("in")
    dialog.get_by_label("Confirmed").check()
    dialog.get_by_label("In fulfilment").check()
    dialog.get_by_role("button", name="Condition", exact=True).click()
    second = dialog.locator(".filter-row").nth(1)
    second.get_by_label("Field").select_option("customer")
    dialog.locator(".filter-row").nth(1).locator("input[role=combobox]").fill("Ernst")
    page.get_by_role("option", name=re.compile("Ernst Handel")).click()
    dialog.get_by_role("button", name="Show").click()
    chips = page.locator(".chip")
    expect(chips.nth(0)).to_contain_text("Status is one of Confirmed, In fulfilment")
    expect(chips.nth(1)).to_contain_text("Customer is Ernst Handel")
    count = rows(screen).count()
    page.goto(page.url)
    expect(rows(screen)).to_have_count(count)
    chips.nth(0).get_by_role("link").click()
    expect(chips).to_have_count(1)
    page.get_by_role("button", name="Filter").click()
    expect(dialog.get_by_role("combobox", name="Value")).to_have_value("Ernst Handel")


def test_columns_are_chosen_and_ordered(window: Window) -> None:
    screen = window(*REP)
    page = screen.page
    screen.go("Products")
    page.locator("#list .tools k-menu > button").last.click()
    page.get_by_role("menuitem", name="Columns").click()
    dialog = page.locator("#modal")
    expect(dialog).to_be_visible()
    shown = dialog.get_by_role("checkbox", checked=True)
    for _box in range(shown.count() - 2):
        shown.last.uncheck()
    name = str(shown.first.get_attribute("value"))
    dialog.locator("li").first.get_by_role("button", name=re.compile("down")).click()
    dialog.get_by_role("button", name="Show").click()
    expect(page.locator("table[data-rows] th")).to_have_count(2)
    expect(page.locator("table[data-rows] th").nth(1)).to_have_attribute("data-path", name)
    head = page.locator("table[data-rows] th").first
    box = head.bounding_box()
    assert box
    edge, middle = box["x"] + box["width"] - 3, box["y"] + box["height"] / 2
    with page.expect_response(re.compile("/widths")):
        page.mouse.move(edge, middle)
        page.mouse.down()
        page.mouse.move(edge - 100, middle, steps=5)
        page.mouse.up()
    screen.go("Customers")
    screen.go("Products")
    expect(page.locator("table[data-rows] th")).to_have_count(2)
    now = head.bounding_box()
    assert now
    assert abs(now["width"] - (box["width"] - 100)) < 12


def test_what_is_seen_is_exported(window: Window, tmp_path: Path) -> None:
    screen = window(*REP)
    page = screen.page
    screen.go("Customers")
    page.get_by_role("searchbox", name="Search in Customers").fill("Ernst")
    expect(rows(screen)).to_have_count(1)
    page.locator("#list .tools k-menu > button").last.click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name="Export as CSV").click()
    place = tmp_path / "customers.csv"
    download.value.save_as(place)
    lines = place.read_text("utf-8-sig").strip().split("\n")
    assert len(lines) == 2
    assert "Ernst Handel" in lines[1]


def test_language_and_theme_change_at_once_and_stay(window: Window) -> None:
    screen = window(*REP)
    page = screen.page
    page.locator(".who").click()
    page.get_by_role("menuitemradio", name="Dark").click()
    expect(page.locator("html")).to_have_class("dark")
    page.locator(".who").click()
    page.get_by_role("menuitemradio", name="中文").click()
    expect(page.locator("h1")).to_have_text("首页")
    expect(page.locator("html")).to_have_class("dark")
