"""Two people talk about a record: a mention by keyboard, a file that is dropped, the bell of the other one."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import Site, rows
from tests.journeys.logins import MANAGER, REP
from tests.journeys.screen import Screen
from tests.journeys.test_accessibility import complaints

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("browser")]
Window = Callable[[str, str], Screen]
ABOUT = "Private label sauces"
BELL = ".side-head .bell"
DROP = """async ({ name, text }) => {
  const held = new DataTransfer();
  held.items.add(new File([text], name, { type: "text/plain" }));
  const panel = document.querySelector("k-happened");
  panel.dispatchEvent(new DragEvent("dragover", { dataTransfer: held, bubbles: true, cancelable: true }));
  panel.dispatchEvent(new DragEvent("drop", { dataTransfer: held, bubbles: true, cancelable: true }));
}"""


def read_all(page: Page) -> None:
    """From the bell to an empty one."""
    page.locator(BELL).click()
    page.get_by_role("button", name="Mark all read").click()
    expect(page.locator(f"{BELL}-n")).to_be_hidden()


def say(page: Page) -> None:
    """A comment that mentions somebody, by keyboard alone."""
    page.locator("#say").focus()
    page.keyboard.type("Look at this @and")
    expect(page.locator(".pick-list:popover-open [aria-selected=true]")).to_contain_text("Andrew Fuller")
    page.keyboard.press("Enter")
    expect(page.locator("#say")).to_have_value("Look at this @Andrew Fuller ")
    page.keyboard.type("please")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".said .mention").first).to_have_text("@Andrew Fuller")
    expect(page.locator("#say")).to_have_value("")


def test_a_comment_by_keyboard_and_a_dropped_file_reach_the_other_one(window: Window, site: Site) -> None:
    manager, rep = window(*MANAGER), window(*REP)
    read_all(manager.page)
    rep.find(ABOUT)
    say(rep.page)
    rep.page.evaluate(DROP, {"name": "sample.txt", "text": "Tomato, mild"})
    expect(rep.page.locator(".tl-file a")).to_have_text("sample.txt")
    assert complaints(rep.page) == []

    page = manager.page
    page.reload()
    expect(page.locator(f"{BELL}-n")).to_have_text("2")
    page.locator(BELL).focus()
    page.keyboard.press("Enter")
    first = page.locator(".inbox-day li").first
    expect(first).to_contain_text("added a file")
    expect(page.locator(".inbox-day li", has_text="Look at this @Andrew Fuller please")).to_be_visible()
    assert complaints(page) == []
    first.get_by_role("link").click()
    manager.see(ABOUT)
    with page.expect_download() as download:
        page.locator(".tl-file a").click()
    assert Path(download.value.path()).read_text() == "Tomato, mild"
    expect(page.locator(f"{BELL}-n")).to_have_text("1")
    told = rows(site.database, "SELECT kind FROM notifications_notification ORDER BY id DESC LIMIT 2")
    assert {kind for (kind,) in told} == {"mention", "changed"}


def test_a_stream_follows_a_change_and_keeps_what_is_being_written(window: Window) -> None:
    screen = window(*REP)
    screen.find(ABOUT)
    page = screen.page
    page.locator("#say").fill("Half a sentence")
    page.locator("[hx-get$='fields/next_step']").first.click()
    page.locator("form[data-inline] input[name=next_step]").fill("Call again")
    page.keyboard.press("Enter")
    expect(page.locator(".tl > li").first).to_contain_text("Call again")
    expect(page.locator("#say")).to_have_value("Half a sentence")


def test_a_task_is_added_and_a_comment_changed_and_deleted(window: Window) -> None:
    screen = window(*REP)
    screen.find(ABOUT)
    page = screen.page
    page.get_by_role("button", name="Add a task").click()
    page.locator("#modal").get_by_label("Subject").fill("Order labels")
    page.locator("#modal").get_by_role("button", name="Add a task").click()
    expect(page.locator(".tl-task a").first).to_have_text("Order labels")
    page.locator("#say").fill("Frist")
    page.get_by_role("button", name="Comment", exact=True).click()
    said = page.locator(".tl-said").first
    expect(said).to_contain_text("Frist")
    said.get_by_role("button", name="Edit").click()
    said.locator("textarea").fill("First")
    said.get_by_role("button", name="Save").click()
    expect(said.locator(".said")).to_have_text("First")
    page.on("dialog", lambda dialog: dialog.accept())
    said.get_by_role("button", name="Delete").click()
    expect(said).to_contain_text("Deleted comment")
    page.get_by_role("button", name="Changes", exact=True).click()
    expect(page.locator(".tl-said")).to_have_count(0)
    page.get_by_role("button", name="Following").click()
    expect(page.locator("#follow")).to_have_attribute("aria-pressed", "false")
