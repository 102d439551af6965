"""Ways to look at records: a board made and worked with, a calendar, a list of one's own, and another menu."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.hands import drag
from tests.journeys.logins import ADMINISTRATOR, MANAGER, REP
from tests.journeys.screen import Screen

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("browser")]

Window = Callable[[str, str], Screen]
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


def complaints(page: Page) -> list[str]:
    found: dict[str, Any] = Axe().run(page, options=RULES).response
    return [f"{rule['id']}: {node['target']}" for rule in found["violations"] for node in rule["nodes"]]


def new_view(page: Page, kind: str, name: str) -> None:
    """Opens the designer from the list, and says the kind and the name."""
    page.get_by_role("button", name="View", exact=True).click()
    page.get_by_role("menuitem", name="New view").click()
    if kind != "List":
        page.locator(".vd-kinds label", has_text=kind).click()
        expect(page.locator(f"#view-form[data-kind={kind.lower()}]")).to_be_visible()
    page.get_by_role("textbox", name="Name", exact=True).fill(name)


def save(page: Page, name: str) -> None:
    page.locator("#view-form").get_by_role("button", name="Save").click()
    expect(page.get_by_role("navigation", name="Views").get_by_role("link", name=name)).to_have_attribute(
        "aria-current", "true"
    )


def column(page: Page, name: str) -> Any:
    return page.locator(f".bcol[data-name='{name}']")


def test_a_board_is_made_and_its_cards_are_moved_by_mouse_keyboard_and_menu(window: Window) -> None:
    screen = window(*MANAGER)
    page = screen.page
    screen.go("Opportunities")
    new_view(page, "Board", "Pipeline")
    expect(page.locator("#view-preview .bcol").first).to_be_visible()
    assert complaints(page) == []
    page.get_by_role("combobox", name="Sum", exact=True).select_option(label="Amount")
    expect(page.locator("#view-preview .bcol-sum").first).not_to_be_empty()
    save(page, "Pipeline")
    assert complaints(page) == []
    card = column(page, "Qualification").locator(".bcard").first
    name = card.get_by_role("link").inner_text()
    card.get_by_role("link").focus()
    page.keyboard.press("Alt+ArrowRight")
    moved = column(page, "Needs analysis").locator(".bcard", has_text=name)
    expect(moved).to_be_visible()
    expect(moved.get_by_role("link")).to_be_focused()
    expect(page.locator("[data-live]").last).to_contain_text("is now in Needs analysis")
    moved.drag_to(column(page, "Proposal").locator("ul"))
    expect(column(page, "Proposal").locator(".bcard", has_text=name)).to_be_visible()
    expect(page.locator("[data-live]").last).to_contain_text("is now in Proposal")
    page.reload()
    there = column(page, "Proposal").locator(".bcard", has_text=name)
    there.hover()
    there.get_by_role("button").click()
    page.get_by_role("menuitem", name="Negotiation").click()
    expect(column(page, "Negotiation").locator(".bcard", has_text=name)).to_be_visible()


def test_a_status_moves_only_as_its_actions_allow(window: Window) -> None:
    screen = window(*MANAGER)
    page = screen.page
    screen.go("Orders")
    new_view(page, "Board", "Steps")
    save(page, "Steps")
    done = column(page, "Done").locator(".bcard").first
    name = done.get_by_role("link").inner_text()
    done.get_by_role("link").focus()
    page.keyboard.press("Alt+ArrowLeft")
    expect(page.locator(".tst-bad")).to_be_visible()
    expect(column(page, "Done").locator(".bcard", has_text=name)).to_be_visible()


def test_a_calendar_shows_the_month_and_a_table_of_it(window: Window) -> None:
    screen = window(*MANAGER)
    page = screen.page
    screen.go("Invoices")
    new_view(page, "Calendar", "Due dates")
    page.get_by_role("combobox", name="Begin", exact=True).select_option(label="Due date")
    save(page, "Due dates")
    expect(page.locator(".cal-drawn a", has_text="INV-").first).to_be_visible()
    assert complaints(page) == []
    page.get_by_role("button", name="Table", exact=True).click()
    expect(page.locator(".cal-table table")).to_be_visible()
    expect(page.locator(".cal-drawn")).to_be_hidden()
    assert complaints(page) == []


def test_a_list_of_ones_own_is_seen_by_nobody_else(window: Window) -> None:
    screen = window(*REP)
    page = screen.page
    screen.go("Orders")
    new_view(page, "List", "By customer")
    expect(page.get_by_role("radio", name="Everyone")).to_have_count(0)
    page.get_by_role("combobox", name="Group by").select_option(label="Customer")
    page.locator("#view-form").get_by_label("Total", exact=True).last.check()
    grip = page.get_by_role("button", name="Move Customer with Alt and the arrows")
    grip.focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(grip).to_be_focused()
    expect(page.locator("#view-preview tr.grp").first).to_be_visible()
    save(page, "By customer")
    expect(page.locator("tr.grp").first).to_be_visible()
    assert complaints(page) == []
    other = window(*MANAGER)
    other.go("Orders")
    expect(other.page.get_by_role("link", name="By customer")).to_have_count(0)


def test_colours_are_ordered_by_mouse_and_by_keyboard(window: Window) -> None:
    screen = window(*MANAGER)
    page = screen.page
    screen.go("Orders")
    new_view(page, "List", "Drawn")
    add = page.get_by_role("button", name="Colour", exact=True)
    for place, tone in enumerate(("Green", "Red"), start=1):
        add.click()
        expect(page.locator(".vd-colour")).to_have_count(place)
        page.locator(".vd-colour").last.get_by_role("combobox", name="Colour").select_option(label=tone)
    page.locator(".vd-colour").last.get_by_role("button", name="Condition", exact=True).click()
    expect(page.locator(".vd-colour").last.locator(".filter-row")).to_have_count(2)
    grip = page.locator(".vd-colour").last.locator("[data-grip]")
    grip.focus()
    page.keyboard.press("Alt+ArrowUp")
    tones = page.locator(".vd-colour [name$='.tone']")
    expect(tones.first).to_have_value("bad")
    drag(page, page.locator(".vd-colour").last.locator("[data-grip]"), page.locator(".vd-colour").first)
    expect(tones.first).to_have_value("good")
    page.locator(".vd-colour").last.get_by_role("button", name="Remove this colour").click()
    expect(page.locator(".vd-colour")).to_have_count(1)
    assert complaints(page) == []


def test_columns_are_drawn_wider_by_mouse_and_by_keyboard(window: Window) -> None:
    screen = window(*MANAGER)
    page = screen.page
    screen.go("Orders")
    new_view(page, "List", "Drawn")
    page.keyboard.press("Tab")
    page.wait_for_timeout(600)  # the preview is drawn anew after what was typed
    edge = page.get_by_role("separator", name="Width of Customer", exact=True)
    box = edge.bounding_box()
    assert box
    page.mouse.move(box["x"] + 5, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + 65, box["y"] + 8, steps=6)
    page.mouse.up()
    width = page.get_by_role("spinbutton", name="Width of Customer", exact=True)
    expect(width).not_to_have_value("")
    drawn = int(width.input_value())
    expect(page.locator("#view-preview th[data-path=customer]")).to_have_attribute("style", re.compile(f"{drawn}px"))
    edge.focus()
    page.keyboard.press("ArrowRight")
    expect(width).to_have_value(str(drawn + 10))
    expect(edge).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(width).to_have_value(str(drawn + 20))
    assert complaints(page) == []
    save(page, "Drawn")
    head = page.locator(".view-table th[data-path=customer]")
    assert round(head.bounding_box()["width"]) >= drawn  # type: ignore[index]


def test_the_menu_is_put_together_and_published(window: Window) -> None:
    screen = window(*ADMINISTRATOR)
    page = screen.page
    page.goto(f"{screen.url}/design/navigation")
    assert complaints(page) == []
    grip = page.get_by_role("button", name="Move Leads with Alt and the arrows")
    grip.focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("#nav-state")).to_contain_text("changed the order of the items")
    expect(grip).to_be_focused()
    page.get_by_role("button", name="Group", exact=True).click()
    page.locator("[data-group]").last.get_by_label("Name of the group").fill("Daily work")
    page.locator("[data-group]").last.get_by_label("Name in Chinese").fill("日常工作")
    last = page.locator("[data-group]").last
    last.get_by_role("button", name="Icon of the group").focus()
    page.keyboard.press("Enter")
    last.get_by_role("menuitem", name="truck").click()
    expect(page.get_by_role("region", name="Preview of the home page")).to_be_visible()
    page.get_by_role("button", name="Move Company settings with Alt and the arrows").focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("#nav-state")).to_contain_text("moved “Company settings” to “Daily work”")
    activities = page.get_by_role("button", name="Move Activities with Alt and the arrows")
    drag(page, activities, page.get_by_role("button", name="Move Contacts with Alt and the arrows"))
    expect(page.locator(".nav-preview")).to_contain_text("Daily work")
    page.get_by_role("button", name="Publish", exact=True).click()
    page.locator("dialog[open]").get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator("#side")).to_contain_text("Daily work")
    assert complaints(page) == []
