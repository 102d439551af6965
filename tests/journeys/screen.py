"""The pages as a person uses them: look, click, type. Nothing else."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser import Console

SECONDS = 15_000


def labelled(label: str) -> re.Pattern[str]:
    """The label of a field, with or without the star of a required one."""
    return re.compile(rf"^{re.escape(label)}( \*)?$")


class Screen:
    """One person's browser window."""

    def __init__(self, page: Page, url: str, console: Console | None = None) -> None:
        page.set_default_timeout(SECONDS)
        expect.set_options(timeout=SECONDS)
        self.page = page
        self.url = url
        self.console = console or Console()

    def sign_in(self, email: str, password: str) -> None:
        """Signs in on the login page."""
        self.page.goto(f"{self.url}/login")
        self.page.get_by_label("Email").fill(email)
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Sign in").click()
        expect(self.page.locator("#side")).to_be_attached()

    def go(self, plural: str) -> None:
        """Opens a list from the sidebar."""
        self.page.get_by_role("navigation", name="Main").get_by_role("link", name=plural, exact=True).click()
        expect(self.page.locator("h1", has_text=plural)).to_be_visible()

    def new(self, label: str) -> None:
        """Opens the form of a new record from its list."""
        self.page.get_by_role("link", name=f"New {label}").first.click()
        expect(self.page.get_by_role("heading", name=f"New {label}")).to_be_visible()

    def find(self, words: str, kind: str = "") -> None:
        """Finds a record (of a kind) by the search of everything, and opens it."""
        self.page.keyboard.press("Control+k")
        self.page.get_by_label("Search everything").fill(words)
        found = self.page.locator("#found a", has_text=words)
        kinds = self.page.locator("small").filter(has_text=re.compile(f"^{kind}$"))
        (found.filter(has=kinds) if kind else found).first.click()
        self.see(words)

    def fill(self, label: str, text: str) -> None:
        """Types into a field of the form."""
        self.page.locator("#record-form .fld").get_by_label(labelled(label)).fill(text)

    def choose(self, label: str, text: str) -> None:
        """Picks a related record by typing its name."""
        box = self.page.locator(".fld").get_by_role("combobox", name=label, exact=True)
        box.fill(text)
        self.page.get_by_role("option").filter(has_text=text).first.click()
        expect(box).to_have_value(re.compile(re.escape(text)))

    def line(self, **cells: str) -> None:
        """Fills the empty line at the end of the grid; `product=` and the like pick, everything else is typed."""
        row = self.page.locator("tr[data-line]").last
        key = str(row.get_attribute("id"))
        row = self.page.locator(f"#{key}")
        for label, text in cells.items():
            cell = row.locator(f'.inp[aria-label="{label.replace("_", " ").capitalize()}"]')
            if cell.get_attribute("role") == "combobox":
                cell.fill(text)
                self.page.get_by_role("option").filter(has_text=text).first.click()
                expect(cell).to_have_value(re.compile(re.escape(text)))
            else:
                cell.fill(text)
                cell.press("Tab")
        expect(self.page.locator(f"#{key} + tr[data-line], #{key} + tr.said + tr[data-line]")).to_be_attached()

    def save(self) -> None:
        """Saves the form and waits for the record's page."""
        self.page.get_by_role("button", name="Save", exact=True).click()
        expect(self.page.locator("#rec")).to_be_visible()

    def act(self, label: str, **inputs: Any) -> None:
        """Presses an action's button (or its entry in the menu) and answers its dialog, if it asks."""
        button = self.page.locator(".acts").get_by_role("button", name=label, exact=True)
        if not button.count():
            self.page.get_by_role("button", name="More actions").click()
            button = self.page.get_by_role("menuitem", name=label, exact=True)
        asks = button.get_attribute("hx-get") is not None
        button.click()
        if asks:
            self._answer(label, inputs)

    def _answer(self, label: str, inputs: dict[str, Any]) -> None:
        dialog = self.page.locator("#modal")
        expect(dialog).to_be_visible()
        for name, value in inputs.items():
            field = dialog.get_by_label(labelled(name.replace("_", " ").capitalize()))
            if isinstance(value, bool):
                field.set_checked(value)
            else:
                field.fill(str(value))
        dialog.get_by_role("button", name=label, exact=True).click()
        expect(dialog).to_be_hidden()

    def see(self, title: str | re.Pattern[str]) -> None:
        """Waits for the page of a record with that title."""
        expect(self.page.locator("#rec .rec-title h1")).to_contain_text(title)

    def see_status(self, status: str) -> None:
        """Waits until the record's status is shown."""
        expect(self.page.locator("#rec .rec-title .st")).to_have_text(status)

    def figure(self, label: str) -> str:
        """A key figure of the record."""
        return self.page.locator(".figures > div").filter(has_text=label).locator("dd").inner_text()

    def total(self, label: str) -> Any:
        """A total under the grid, to be waited for."""
        return self.page.locator(".totals > div").filter(has=self.page.get_by_text(label, exact=True)).locator("dd")

    def follow(self, kind: str) -> None:
        """Goes along the chain to the last document of a kind."""
        self.page.locator(".chain a").filter(has_text=kind).last.click()
        expect(self.page.locator(".chain .here")).to_contain_text(kind)

    @property
    def title(self) -> str:
        """The number or name of the record on the page."""
        return self.page.locator("#rec .rec-title h1 > :first-child").inner_text()
