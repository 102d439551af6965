"""The cases that rules are tried with on the server, tried on the page: both show, demand and refuse the same."""

import json
import time
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import Site
from tests.journeys.callers import Api, DesignedByApi
from tests.journeys.logins import ADMINISTRATOR
from tests.journeys.screen import Screen
from tests.rules_cases import CASES, LINES, OBJECT, Case, make_rules_object

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("browser")]
ONE_DATABASE = True
SETTLED_SECONDS, STEP_MS, QUIET = 2.0, 30, 3
# what a form shows: per field whether it is there, marked as needed, or drawn as text; choices, and what is said
READ = """() => {
  const form = document.querySelector("#record-form");
  const boxes = [...form.querySelectorAll(".fld[id^=f-]")];
  const name = (label) => label.textContent.toLowerCase();
  const key = (box) => box.id.slice(2, -4);
  const lines = [...form.querySelectorAll("tr[data-line]")].slice(0, -1);
  const cells = (line, what) => [...line.querySelectorAll(`.inp${what}`)].map((one) => one.id.split("-").at(-1));
  return {
    inputs: boxes.map(key),
    required: boxes.filter((box) => box.querySelector(".req")).map(key),
    locked: [...form.querySelectorAll(".fld-locked")].map((one) => name(one.previousElementSibling)),
    options: [...form.querySelectorAll("#f-kind option")].map((one) => one.value).filter(Boolean),
    kind: form.querySelector("#f-kind")?.value ?? "",
    warned: [...form.querySelectorAll(".notice[role=status]")].map((one) => one.textContent.trim()),
    lines: lines.map((line) => cells(line, "")),
    needed: lines.map((line) => cells(line, "[aria-required]")),
    wrong: [...form.querySelectorAll(".err")].map((one) => one.id.replace(/-err$/, "").split("-").at(-1)),
    summary: Boolean(form.querySelector("[data-summary]")),
  };
}"""


class Previews:
    """Counts how often the form has asked the server, and been answered."""

    def __init__(self, page: Page) -> None:
        self.page, self.asked, self.answered = page, 0, 0
        page.on("request", lambda request: self._count("asked", request.url))
        page.on("requestfinished", lambda request: self._count("answered", request.url))
        page.on("requestfailed", lambda request: self._count("answered", request.url))

    def _count(self, what: str, url: str) -> None:
        if url.endswith("/preview"):
            setattr(self, what, getattr(self, what) + 1)

    def settle(self, before: int) -> None:
        """Waits until the form has asked again since `before`, and no question is open or about to be asked."""
        quiet, deadline = 0, time.monotonic() + SETTLED_SECONDS
        while quiet < QUIET and time.monotonic() < deadline:
            asked = self.asked
            self.page.wait_for_timeout(STEP_MS)
            quiet = quiet + 1 if before < self.asked == asked == self.answered else 0


def test_pages_show_what_the_server_judges(site: Site, window: Callable[[str, str], Screen]) -> None:
    api = Api(site, ADMINISTRATOR)
    make_rules_object(DesignedByApi(api))
    firm = api("POST", "records/rule_firm", {"name": "Acme", "limit": "1500"})["id"]
    before = {case.name: start(api, case, firm) for case in CASES if case.before is not None}
    previews = Previews(window(*ADMINISTRATOR).page)
    failed = {}
    for case in CASES:
        api.publish({"op": "set_rules", "object": OBJECT, "rules": case.rules})
        try:
            shown_and_judged(api, site, previews, case, before.get(case.name, ""))
        except AssertionError as error:
            failed[case.name] = str(error)[:900]
    assert not failed, json.dumps(failed, indent=1)


def start(api: Api, case: Case, firm: str) -> str:
    """The record as it was before the rules came."""
    values = {name: firm if name == "firm" else value for name, value in dict(case.before or {}).items()}
    return str(api("POST", f"records/{OBJECT}", {"title": "a", **values})["id"])


def shown_and_judged(api: Api, site: Site, previews: Previews, case: Case, record: str) -> None:
    """Types what a case sends, looks at the form, and saves."""
    page = previews.page
    page.goto(f"{site.url}/o/{OBJECT}/{f'{record}/edit' if record else 'new'}")
    type_in(page, previews, {"title": "a", **case.sent})
    read = page.evaluate(READ)
    everything = {"title", "kind", "amount", "discount", "reason", "approved", "due", "firm"}
    assert everything - set(read["inputs"]) - set(read["locked"]) == case.hidden, read
    assert set(read["required"]) == case.required, read
    assert set(read["locked"]) == case.locked, read
    wanted = case.choices.get("kind", frozenset({"small", "big", "huge"}))
    # what is chosen stays in the list, and is refused
    assert set(read["options"]) == wanted | ({read["kind"]} - {""}), read
    assert tuple(one for one in case.warnings if one in read["warned"]) == case.warnings, read
    assert bool(read["warned"]) == bool(case.warnings), read
    for place, hidden in enumerate(case.line_hidden):
        assert {"what", "price", "note"} - set(read["lines"][place]) == hidden, read
    for place, required in enumerate(case.line_required):
        assert set(read["needed"][place]) == required, read
    saved(api, page, case)


def saved(api: Api, page: Page, case: Case) -> None:
    """Saves, and is refused for what the page could send at all: what is hidden or locked is not sent."""
    refused = {one for one in case.refused if one not in case.hidden | case.locked}
    page.get_by_role("button", name="Save", exact=True).click()
    if refused:
        expect(page.locator("[data-summary]")).to_be_visible()
        read = page.evaluate(READ)
        assert set(read["wrong"]) == refused - {""}, read
        return
    expect(page.locator("#rec")).to_be_visible()
    kept = api.get(f"records/{OBJECT}/{page.url.rstrip('/').split('/')[-1]}")
    for name, value in case.holds.items():
        held = kept[LINES][0][name.removeprefix(f"{LINES}.")] if name.startswith(f"{LINES}.") else kept[name]
        assert same(held, value), (name, held, value)


def same(held: Any, wanted: Any) -> bool:
    """Whether a value is the wanted one, however many places it has."""
    try:
        return Decimal(str(held)) == Decimal(str(wanted))
    except ArithmeticError:
        return bool(held == wanted)


def type_in(page: Page, previews: Previews, values: dict[str, Any]) -> None:
    """Fills in what the form shows, later values first: earlier ones may hide them; then what has appeared."""
    typed: set[str] = set()
    for _round in range(2):
        before, count = previews.asked, len(typed)
        for name in reversed(values):
            if name not in typed and type_value(page, previews, name, values[name]):
                typed.add(name)
        if len(typed) > count:
            previews.settle(before)


def type_value(page: Page, previews: Previews, name: str, value: Any) -> bool:
    """Fills in one field if it is there to be filled in."""
    if name == LINES:
        type_lines(page, previews, value)
        return True
    box = page.locator(f"#f-{name}")
    if not box.count() or not box.is_enabled():
        return False
    put(page, box, value)
    return True


def type_lines(page: Page, previews: Previews, lines: Iterable[dict[str, Any]]) -> None:
    """Fills in the rows of the grid, one after the other."""
    for place, line in enumerate(lines, start=1):
        before = previews.asked
        for name, value in line.items():
            put(page, page.locator(f"#{LINES}-new-{place}-{name}"), value)
        expect(page.locator(f"#{LINES}-new-{place + 1}-what")).to_be_attached()
        previews.settle(before)


def put(page: Page, box: Locator, value: Any) -> None:
    """One value, as its input takes it."""
    if isinstance(value, bool):
        box.set_checked(value)
    elif box.get_attribute("role") == "combobox":
        box.fill("Acme")
        page.get_by_role("option").filter(has_text="Acme").first.click()
    elif box.evaluate("one => one.tagName") == "SELECT":
        box.select_option(value)
    else:
        box.fill(json.dumps(value).strip('"'))
        box.blur()
