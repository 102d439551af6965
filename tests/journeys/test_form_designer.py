"""A form is shaped with the mouse and with the keyboard, looked at, published, and seen by everybody."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.hands import drag, element, fields, item
from tests.journeys.logins import ADMINISTRATOR, MANAGER
from tests.journeys.screen import Screen

pytestmark = pytest.mark.journey

Window = Callable[[str, str], Screen]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
DROP_MS = 100


def open_designer(screen: Screen) -> Page:
    """The designer of the quotes' form, by way of a quote's own menu."""
    screen.go("Quotes")
    screen.page.locator("table[data-rows] tbody a").first.click()
    screen.page.get_by_role("button", name="More actions").click()
    screen.page.get_by_role("menuitem", name="Customise this page").click()
    expect(screen.page.locator(".cv-section").first).to_be_visible()
    return screen.page


def saved(page: Page) -> None:
    expect(page.locator("[data-state]")).to_have_text("Draft saved")


def publish(page: Page) -> None:
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator("dialog[open] .imp")).to_be_visible()
    page.get_by_role("button", name="Publish now").click()
    expect(page.locator("[data-state]")).to_have_text("As published")


def test_a_form_is_shaped_with_the_mouse_and_published(window: Window) -> None:
    page = open_designer(window(*ADMINISTRATOR))
    drag(page, element(page, "Revision"), item(page, "Contact"))
    expect(item(page, "Revision")).to_be_visible()
    assert "Revision" in fields(page)[:3]
    drag(page, item(page, "Valid until"), item(page, "Note"))
    names = fields(page)
    assert names.index("Valid until") > names.index("Payment term")
    before = fields(page)
    drag(page, item(page, "Currency"), item(page, "Contact"), drop=False)
    page.keyboard.press("Escape")
    page.mouse.up()
    page.wait_for_timeout(200)
    assert fields(page) == before
    drag(page, element(page, "Text"), item(page, "Customer"))
    page.keyboard.type("Project code")
    page.keyboard.press("Enter")
    expect(item(page, "Project code")).to_be_visible()
    saved(page)
    publish(page)
    page.get_by_role("link", name="Quotes").click()
    page.locator("table[data-rows] tbody a").first.click()
    expect(page.locator(".prop dt", has_text="Project code")).to_be_visible()


def test_a_form_is_shaped_with_the_keyboard_alone(window: Window) -> None:
    page = open_designer(window(*ADMINISTRATOR))
    page.keyboard.press("/")
    page.keyboard.type("Revision")
    page.keyboard.press("Enter")
    expect(item(page, "Revision")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("o")
    tree = page.get_by_role("tree", name="Outline")
    expect(tree).to_be_visible()
    tree.get_by_role("treeitem", name="Contact", exact=True).click()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("[data-live]")).to_contain_text("Contact: place 1 of")
    assert fields(page)[:2] == ["Contact", "Customer"]
    expect(tree.get_by_role("treeitem", name="Contact", exact=True)).to_be_focused()
    page.keyboard.press("Control+z")
    assert fields(page)[:2] == ["Customer", "Contact"]
    page.keyboard.press("Control+Shift+Z")
    assert fields(page)[:2] == ["Contact", "Customer"]
    page.keyboard.press("Delete")
    assert "Contact" not in fields(page)
    saved(page)


def test_undo_does_not_reach_into_what_is_typed(window: Window) -> None:
    page = open_designer(window(*ADMINISTRATOR))
    item(page, "Contact").click()
    page.get_by_label("Label (English)").fill("Person to call")
    expect(item(page, "Person to call")).to_be_visible()
    page.get_by_label("Label (English)").press("Control+z")
    item(page, "Customer").click()
    page.keyboard.press("Control+z")
    expect(item(page, "Contact")).to_be_visible()


def test_several_are_selected_and_moved_together(window: Window) -> None:
    page = open_designer(window(*ADMINISTRATOR))
    item(page, "Customer").click()
    item(page, "Opportunity").click(modifiers=["Shift"])
    expect(page.locator(".cv-item[aria-selected=true]")).to_have_count(3)
    drag(page, item(page, "Customer"), item(page, "Note"))
    names = fields(page)
    at = names.index("Customer")
    assert names[at : at + 3] == ["Customer", "Contact", "Opportunity"]
    assert at > names.index("Payment term")


def test_two_designers_see_each_other_and_choose_between_their_versions(window: Window) -> None:
    one, other = open_designer(window(*ADMINISTRATOR)), open_designer(window(*MANAGER))
    expect(other.locator("[data-people]")).to_contain_text("is editing this too")
    item(one, "Contact").click()
    one.keyboard.press("Delete")
    saved(one)
    item(other, "Opportunity").click()
    other.keyboard.press("Delete")
    dialog = other.get_by_role("dialog", name="Two versions of this draft")
    expect(dialog).to_contain_text("Removed “Opportunity”")
    expect(dialog).to_contain_text("Removed “Contact”")
    dialog.get_by_role("button", name="Go on with theirs").click()
    expect(item(other, "Opportunity")).to_be_visible()
    assert "Contact" not in fields(other)


def test_the_preview_is_the_real_page_with_the_draft(window: Window) -> None:
    page = open_designer(window(*ADMINISTRATOR))
    page.get_by_role("button", name="Add tab").click()
    page.keyboard.type("Delivery")
    page.keyboard.press("Enter")
    element(page, "Revision").click()
    page.get_by_role("button", name="Preview").click()
    inside = page.frame_locator("iframe[title=Preview]")
    expect(inside.get_by_role("tab", name="Delivery")).to_be_visible()
    inside.get_by_role("tab", name="Delivery").click()
    expect(inside.locator(".prop dt", has_text="Revision")).to_be_visible()
    page.locator(".pv-bar label", has_text="中文").click()
    expect(inside.locator("html[lang='zh-hans']")).to_be_attached()


def test_the_preview_is_another_roles_page_without_what_is_not_ones_own_to_see(window: Window) -> None:
    page = open_designer(window(*MANAGER))
    page.get_by_role("button", name="Preview").click()
    inside = page.frame_locator("iframe[title=Preview]")
    expect(inside.locator(".prop").first).to_be_visible()
    role = page.get_by_role("combobox", name="As role")
    assert role.locator("option").count() > 3
    role.select_option(label="Sales representative")
    expect(inside.locator(".prop").first).to_be_visible()
    page.locator(".pv-bar label", has_text="Edit").click()
    expect(inside.locator("form.rec-form .fld").first).to_be_visible()


def test_a_drafted_rule_acts_in_the_preview(window: Window) -> None:
    page = open_designer(window(*ADMINISTRATOR))
    item(page, "Valid until").click()
    page.evaluate(
        """() => document.querySelector("k-designer").store.change((doc) => {
          doc.rules = [{ label: { en: "Out of sight" }, when: "", condition: {}, active: true,
                         effects: [{ effect: "hide", field: "valid_until" }] }];
        })"""
    )
    page.get_by_role("button", name="Preview").click()
    inside = page.frame_locator("iframe[title=Preview]")
    expect(inside.locator(".prop dt", has_text="Payment term")).to_be_visible()
    expect(inside.locator(".prop dt", has_text="Valid until")).to_have_count(0)


def test_an_empty_form_is_filled_by_a_template_and_emptied_again(window: Window) -> None:
    page = open_designer(window(*ADMINISTRATOR))
    before = fields(page)
    page.evaluate(
        """() => document.querySelector("k-designer").store.change((doc) => { doc.body.tabs[0].parts = []; })"""
    )
    tabs = page.get_by_role("button", name="Tabs: details, lines, related")
    expect(tabs).to_be_visible()
    page.wait_for_timeout(200)  # what follows at once would be one step back together with it
    tabs.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("tab", name="Lines")).to_be_visible()
    assert len(fields(page)) >= len(before) / 2
    page.keyboard.press("Control+z")
    expect(page.get_by_role("heading", name="An empty form")).to_be_visible()
    page.get_by_role("button", name="One column").click()
    assert sorted(fields(page)) == sorted(before)
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name="Begin with a template").click()
    page.get_by_role("dialog").get_by_role("button", name="Like the shipped form").click()
    assert fields(page) == before


def test_two_versions_are_compared_and_one_is_taken_back(window: Window) -> None:
    page = open_designer(window(*ADMINISTRATOR))
    for name in ("Contact", "Opportunity"):
        item(page, name).click()
        page.keyboard.press("Delete")
        saved(page)
        publish(page)
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name="Versions").click()
    dialog = page.get_by_role("dialog", name="Versions")
    dialog.get_by_role("button", name="Version 2").click()
    expect(dialog).to_contain_text("This is what is in force now.")
    dialog.get_by_role("combobox", name="Compare with").select_option(label="Version 1")
    expect(dialog).to_contain_text("From “Version 1” to “Version 2”")
    expect(dialog.get_by_role("listitem").filter(has_text="Removed “Opportunity”")).to_be_visible()
    expect(dialog).not_to_contain_text("Removed “Contact”")
    dialog.get_by_role("button", name="Version 1").click()
    dialog.get_by_role("button", name="Take this version").click()
    expect(item(page, "Opportunity")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_designer_is_accessible(window: Window, theme: str) -> None:
    page = open_designer(window(*ADMINISTRATOR))
    page.evaluate("theme => document.documentElement.classList.toggle('dark', theme === 'dark')", theme)
    found: list[Any] = []
    for prepare in (
        lambda: item(page, "Customer").click(),
        page.locator("[data-show=outline]").first.click,
        page.locator(".cv-name").first.click,
        lambda: page.keyboard.press("Escape"),
        lambda: page.keyboard.press("?"),
    ):
        prepare()
        page.wait_for_timeout(150)
        answer = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
        found += [(one["id"], one["nodes"][0]["html"][:160]) for one in answer.response["violations"]]
    assert found == []


def test_dropping_stays_quick_with_two_hundred_fields(window: Window) -> None:
    page = open_designer(window(*ADMINISTRATOR))
    page.evaluate(
        """() => document.querySelector("k-designer").store.change((doc) => {
          const section = doc.body.tabs[0].parts.find((part) => part.type === "section");
          for (let place = 0; place < 200; place += 1) {
            const key = `new_many${String(place).padStart(3, "0")}`;
            doc.added[key] = { label: { en: `Many ${place}` }, type: "text" };
            section.items.push({ type: "field", field: key });
          }
        })"""
    )
    expect(item(page, "Many 199")).to_be_attached()
    took = []
    for source, target in (("Many 3", "Many 8"), ("Many 5", "Many 1"), ("Customer", "Many 4")):
        drag(page, item(page, source), item(page, target))
        page.wait_for_timeout(200)
        took.append(float(str(page.locator("k-designer").get_attribute("data-took"))))
    assert max(took) <= DROP_MS, took
