"""What was typed stays: two people on one record, no connection, no session, leaving by mistake."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog, expect

from tests.journeys.logins import ADMINISTRATOR, MANAGER
from tests.journeys.screen import Screen

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("browser")]
ONE_DATABASE = True
Window = Callable[[str, str], Screen]
CUSTOMER = "Ernst Handel"


def editing(screen: Screen) -> None:
    """Opens the form of a customer."""
    screen.find(CUSTOMER, "Customer")
    screen.page.locator(".acts").get_by_role("link", name="Edit").click()
    expect(screen.page.locator("#record-form")).to_be_visible()


def test_the_second_to_save_sees_both_versions_and_chooses(window: Window) -> None:
    first, second = window(*ADMINISTRATOR), window(*MANAGER)
    editing(first)
    editing(second)
    first.fill("Industry", "Groceries")
    first.fill("Region", "Styria")
    first.save()
    second.fill("Industry", "Wholesale")
    second.page.get_by_role("button", name="Save", exact=True).click()
    conflict = second.page.locator("[data-summary]")
    expect(conflict).to_contain_text("Somebody else saved this record while you were editing it.")
    expect(conflict).to_be_focused()
    row = conflict.locator("tr").filter(has_text="Industry")
    expect(row).to_contain_text("Groceries")
    expect(row).to_contain_text("Wholesale")
    expect(row.get_by_role("radio").nth(1)).to_be_checked()
    expect(conflict.locator("tr").filter(has_text="Region").get_by_role("radio").first).to_be_checked()
    second.save()
    expect(second.page.locator("#v-industry")).to_contain_text("Wholesale")
    expect(second.page.locator("#v-region")).to_contain_text("Styria")


def test_a_lost_connection_loses_nothing(window: Window) -> None:
    screen = window(*ADMINISTRATOR)
    editing(screen)
    screen.fill("Industry", "Shipping")
    screen.console.expected.append("Failed to fetch")
    screen.page.context.set_offline(True)
    screen.page.get_by_role("button", name="Save", exact=True).click()
    expect(screen.page.locator("#toasts")).to_contain_text("The server could not be reached.")
    expect(screen.page.locator("#f-industry")).to_have_value("Shipping")
    screen.page.context.set_offline(False)
    screen.save()
    expect(screen.page.locator("#v-industry")).to_contain_text("Shipping")


def test_an_ended_session_loses_nothing(window: Window) -> None:
    screen = window(*ADMINISTRATOR)
    editing(screen)
    screen.fill("Industry", "Fishing")
    context = screen.page.context
    cookies = [cookie for cookie in context.cookies() if cookie["name"] == "sessionid"]
    context.clear_cookies(name="sessionid")
    screen.page.get_by_role("button", name="Save", exact=True).click()
    expect(screen.page.locator("#toasts")).to_contain_text("Your session has ended.")
    expect(screen.page.locator("#f-industry")).to_have_value("Fishing")
    context.add_cookies(cookies)
    screen.save()
    expect(screen.page.locator("#v-industry")).to_contain_text("Fishing")


def test_leaving_with_something_typed_asks_first(window: Window) -> None:
    screen = window(*ADMINISTRATOR)
    editing(screen)
    screen.fill("Industry", "Whaling")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    screen.page.on("dialog", stay)
    screen.page.get_by_role("navigation", name="Main").get_by_role("link", name="Home").click()
    expect(screen.page.locator("#f-industry")).to_have_value("Whaling")
    assert asked == ["beforeunload"]


def test_an_error_is_beside_its_field_and_the_summary_leads_there(window: Window) -> None:
    screen = window(*ADMINISTRATOR)
    screen.go("Quotes")
    screen.new("quote")
    screen.page.get_by_role("button", name="Save", exact=True).click()
    summary = screen.page.locator("[data-summary]")
    expect(summary).to_be_focused()
    expect(screen.page.locator("#f-customer-err")).to_have_text("This field is required.")
    summary.get_by_role("link", name="Customer").click()
    expect(screen.page.locator("#f-customer")).to_be_focused()
