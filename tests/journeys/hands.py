"""The two hands of a person: one has only a mouse to point with, the other only the keyboard."""

import re
from typing import Any, Protocol

from playwright.sync_api import Locator, Page, expect

STEPS = 400
WALK = 150
HELD = "node => node === document.activeElement"


def item(page: Page, name: str) -> Locator:
    """A field on the canvas of the form designer."""
    return page.locator(".cv-item").filter(has=page.locator(f'.cv-text:text-is("{name}")'))


def element(page: Page, name: str) -> Locator:
    """Something in the form designer's palette."""
    return page.locator(".pal-item").filter(has=page.locator(f'span:text-is("{name}")')).first


def fields(page: Page) -> list[str]:
    """The fields on the canvas, as the form reads."""
    return [str(one) for one in page.locator(".cv-item .cv-text").all_inner_texts()]


def drag(page: Page, source: Locator, target: Locator, *, drop: bool = True) -> None:
    """Drags slowly, as a hand does; without `drop` the button stays pressed."""
    source.scroll_into_view_if_needed()
    start, end = source.bounding_box(), target.bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + 20, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(start["x"] + 30, start["y"] + start["height"] / 2 + 6, steps=3)
    page.mouse.move(end["x"] + 40, end["y"] + end["height"] / 2, steps=8)
    page.wait_for_timeout(150)
    page.mouse.move(end["x"] + 44, end["y"] + end["height"] / 2 + 2, steps=2)
    if drop:
        page.mouse.up()


class Hand(Protocol):
    """What both can do on a page."""

    page: Page

    def press(self, what: Locator) -> None:
        """A button or a link."""

    def tick(self, what: Locator) -> None:
        """A box to tick."""

    def write(self, what: Locator, text: str) -> None:
        """Text in place of what is there."""

    def pick(self, what: Locator, label: str) -> None:
        """One of the choices of a list."""

    def choose(self, what: Locator, text: str) -> None:
        """A related record, by the beginning of its name."""

    def put(self, field: str, above: str) -> None:
        """A field into a section of the form, above one that is there."""

    def open_rules(self, field: str) -> None:
        """The rules of a field in the form designer."""

    def find(self, words: str) -> None:
        """A record by the search of everything."""


class Mouse:
    """Points and clicks; types only what is text."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, what: Locator) -> None:
        """Clicks."""
        what.click()

    def tick(self, what: Locator) -> None:
        """Clicks into the box."""
        what.check()

    def write(self, what: Locator, text: str) -> None:
        """Clicks into it and types."""
        what.click()
        what.fill(text)

    def pick(self, what: Locator, label: str) -> None:
        """Opens the list and takes one."""
        what.select_option(label=label)

    def choose(self, what: Locator, text: str) -> None:
        """Types, and clicks on the one that is found."""
        what.fill(text)
        self.page.get_by_role("option").filter(has_text=text).first.click()
        expect(what).to_have_value(re.compile(re.escape(text)))

    def put(self, field: str, above: str) -> None:
        """Drags it there, from the palette or from where the form has it."""
        placed = item(self.page, field)
        drag(self.page, placed if placed.count() else element(self.page, field), item(self.page, above))

    def open_rules(self, field: str) -> None:
        """Clicks on the field and on the side of the panel."""
        item(self.page, field).click()
        self.page.locator("#pp-rules").click()

    def find(self, words: str) -> None:
        """Clicks on the search and on what is found."""
        self.page.locator("[data-open=find]:visible").first.click()
        self.page.get_by_label("Search everything").fill(words)
        self.page.locator("#found a", has_text=words).first.click()


class Keys:
    """Presses keys; never points."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.keys = page.keyboard

    def reach(self, what: Locator) -> None:
        """Goes on with Tab until the focus is there."""
        expect(what).to_be_visible()
        for _step in range(STEPS):
            if what.evaluate(HELD):
                return
            self.keys.press("Tab")
        msg = f"No key leads to {what}."
        raise AssertionError(msg)

    def walk(self, what: Locator) -> None:
        """Goes into the form and along it with the arrows, which is one stop for Tab."""
        self.reach(self.page.locator(".cv-item[tabindex='0']").first)
        for _step in range(WALK):
            if what.evaluate(HELD):
                return
            self.keys.press("ArrowDown")
        msg = f"No arrow leads to {what}."
        raise AssertionError(msg)

    def press(self, what: Locator) -> None:
        """Goes there and presses Enter."""
        self.reach(what)
        self.keys.press("Enter")

    def tick(self, what: Locator) -> None:
        """Goes there and presses Space."""
        self.reach(what)
        self.keys.press("Space")
        expect(what).to_be_checked()

    def write(self, what: Locator, text: str) -> None:
        """Goes there and types over what is there."""
        self.reach(what)
        self.keys.press("Control+a")
        self.keys.type(text)

    def pick(self, what: Locator, label: str) -> None:
        """Goes there and down the list, or up, until the wanted one is shown."""
        shown = "node => node.selectedOptions[0]?.text.trim()"
        places = "node => [...node.options].map((one) => one.text.trim())"
        labels: list[Any] = what.evaluate(places)
        self.reach(what)
        for _step in range(WALK):
            here = what.evaluate(shown)
            if here == label:
                return
            down = here not in labels or labels.index(here) < labels.index(label)
            self.keys.press("ArrowDown" if down else "ArrowUp")
            self.reach(what)
        msg = f"{label} was not to be had."
        raise AssertionError(msg)

    def choose(self, what: Locator, text: str) -> None:
        """Types, and takes the first that is found."""
        self.reach(what)
        self.keys.type(text)
        expect(self.page.locator(".pick-list:popover-open [aria-selected=true]")).to_contain_text(text)
        self.keys.press("Enter")
        expect(what).to_have_value(re.compile(re.escape(text)))

    def put(self, field: str, above: str) -> None:
        """Finds it in the palette unless the form has it, and moves it up to where it shall be."""
        if item(self.page, field).count():
            self.walk(item(self.page, field))
        else:
            self.keys.press("/")
            self.keys.type(field)
            expect(element(self.page, field)).to_be_visible()
            self.keys.press("Enter")
        expect(item(self.page, field)).to_be_focused()
        for _step in range(WALK):
            names = fields(self.page)
            if names.index(field) < names.index(above):
                return
            self.keys.press("Alt+ArrowUp")
        msg = f"{field} does not move above {above}."
        raise AssertionError(msg)

    def open_rules(self, field: str) -> None:
        """From the field to the panel, and along its tabs."""
        expect(item(self.page, field)).to_be_focused()
        self.reach(self.page.locator(".pp [role=tab][aria-selected=true]"))
        self.keys.press("ArrowRight")
        expect(self.page.locator("#pp-rules")).to_be_focused()

    def find(self, words: str) -> None:
        """Opens the search by its key and takes what is found."""
        self.keys.press("Control+k")
        expect(self.page.get_by_label("Search everything")).to_be_focused()
        self.keys.type(words)
        expect(self.page.locator("#found [aria-selected=true]")).to_contain_text(words)
        self.keys.press("Enter")
