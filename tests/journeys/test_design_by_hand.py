"""The house is changed by hand and used at once: once with the mouse, once with the keyboard alone."""

import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import Site, rows, serving, working
from tests.journeys.callers import Api
from tests.journeys.hands import Hand, Keys, Mouse, fields, item
from tests.journeys.logins import MANAGER
from tests.journeys.screen import Screen, labelled

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("browser")]
CONNECTIONS = 8


@dataclass(frozen=True)
class Names:
    """What is made: a field of the order, an object with a link to the customer, and its lines."""

    field: str
    object: str
    objects: str
    line: str
    title: str

    @property
    def field_key(self) -> str:
        """What the API calls the field."""
        return self.field.lower().replace(" ", "_")

    @property
    def object_key(self) -> str:
        """What the API calls the object."""
        return self.object.lower().replace(" ", "_")


@pytest.fixture
def site(demo_url: str, tmp_path: Path) -> Iterator[Site]:
    """The demo company, served by two processes, and a worker."""
    with serving(demo_url, tmp_path, workers=2) as running, working(running):
        yield running


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        (Mouse, Names("Approval note", "Project", "Projects", "Task", "Rooftop garden")),
        (Keys, Names("Site contact", "Venture", "Ventures", "Milestone", "Harbour lights")),
    ],
    ids=["mouse", "keyboard"],
)
def test_what_is_made_by_hand_is_used_at_once(
    site: Site, window: Callable[[str, str], Screen], kind: type[Any], names: Names
) -> None:
    newest = rows(site.database, "SELECT id FROM audit_event ORDER BY id DESC LIMIT 1")[0][0]
    screen = window(*MANAGER)
    screen.page.add_init_script("addEventListener('pointerdown', () => { sessionStorage.pointed = 'yes'; }, true)")
    hand: Hand = kind(screen.page)
    add_field(screen, hand, names)
    shape_form(screen, hand, names)
    make_objects(screen, hand, names)
    every_process_knows(site, names)
    save_order(screen, hand, names)
    save_project(screen, hand, names)
    see_it_everywhere(site, screen, hand, names)
    assert screen.page.evaluate("sessionStorage.pointed === 'yes'") is (kind is Mouse)
    doors = rows(site.database, f"SELECT DISTINCT cause FROM audit_event WHERE id > '{newest}' ORDER BY cause")
    assert doors == [("design",), ("web",)], "something else than the pages wrote"
    proof = site.manage("prove")
    assert proof.returncode == 0, proof.stdout + proof.stderr
    assert site.manage("schema_doctor").returncode == 0


def dialog(page: Page) -> Locator:
    """The dialog that is open."""
    return page.locator("dialog[open]")


def add_field(screen: Screen, hand: Hand, names: Names) -> None:
    """A field of the order: described, kept in the draft, looked at, published."""
    page = screen.page
    page.goto(f"{screen.url}/design/o/order/")
    hand.press(page.locator(".design-tools").get_by_role("button", name="Field"))
    hand.write(dialog(page).locator('[name="label.en"]'), names.field)
    hand.tick(dialog(page).locator('[name="searchable"]'))
    hand.press(dialog(page).get_by_role("button", name="Keep"))
    expect(page.locator(".draft-bar")).to_contain_text(names.field)
    hand.press(page.get_by_role("button", name="Review and publish"))
    expect(dialog(page).locator(".differences")).to_contain_text(names.field)
    hand.press(dialog(page).get_by_role("button", name="Publish"))
    expect(page.locator(".draft-bar")).to_have_count(0)
    row = page.locator(f'li[data-field="{names.field_key}"]')
    expect(row).to_contain_text("Made here")


def shape_form(screen: Screen, hand: Hand, names: Names) -> None:
    """The field goes into a section of the form, and is needed where the total is large."""
    page = screen.page
    page.goto(f"{screen.url}/design/o/order/form")
    expect(page.locator(".cv-section").first).to_be_visible()
    above = fields(page)[1]
    hand.put(names.field, above)
    expect(item(page, names.field)).to_be_visible()
    assert fields(page).index(names.field) < fields(page).index(above)
    hand.open_rules(names.field)
    hand.press(page.locator(".pp [data-name=add-rule]"))
    hand.write(dialog(page).get_by_label("Name (English)"), f"{names.field} for large orders")
    hand.press(dialog(page).get_by_role("button", name="Add condition"))
    hand.pick(dialog(page).locator("[data-name=c-field-0]"), "Total")
    hand.pick(dialog(page).locator("[data-name=c-op-0]"), "is more than")
    hand.write(dialog(page).locator("[data-name=c-value-0]"), "10000")
    expect(dialog(page).locator("[data-name=e-field-0] option:checked")).to_have_text(names.field)
    hand.press(dialog(page).get_by_role("button", name="Done"))
    expect(page.locator(".pp .rl-list")).to_contain_text("Total is more than 10000")
    hand.press(page.locator("[data-do=publish]"))
    expect(dialog(page).locator(".imp")).to_contain_text(names.field)
    hand.press(dialog(page).get_by_role("button", name="Publish now"))
    expect(page.locator("[data-state]")).to_have_text("As published")


def make_objects(screen: Screen, hand: Hand, names: Names) -> None:
    """An object with a link to the customer, and its lines."""
    page = screen.page
    begin_object(screen, hand, names.object, names.objects)
    write_field(hand, page.locator(".new-field").nth(1), "Budget", "Amount")
    write_field(hand, page.locator(".new-field").nth(2), "Customer", "Link", "Customer")
    hand.press(page.get_by_role("button", name="Make it"))
    expect(page.locator(".design-head")).to_contain_text(names.objects)
    begin_object(screen, hand, names.line, f"{names.line}s")
    hand.pick(page.locator("[name=kind]"), "Lines of another object")
    hand.pick(page.locator("[name=parent]"), names.object)
    write_field(hand, page.locator(".new-field").nth(1), "Hours", "Number")
    hand.press(page.get_by_role("button", name="Make it"))
    expect(page.locator(".design-head")).to_contain_text(f"{names.line}s")


def begin_object(screen: Screen, hand: Hand, label: str, plural: str) -> None:
    """The form of a new object with its names."""
    screen.page.goto(f"{screen.url}/design/")
    hand.press(screen.page.get_by_role("link", name="New object"))
    hand.write(screen.page.locator('[name="label.en"]'), label)
    hand.write(screen.page.locator('[name="plural.en"]'), plural)
    hand.write(screen.page.locator('.new-field [name="field.label"]').first, "Name")


def write_field(hand: Hand, row: Locator, label: str, kind: str, target: str = "") -> None:
    """One row of a new object's fields."""
    hand.write(row.locator('[name="field.label"]'), label)
    hand.pick(row.locator('[name="field.type"]'), kind)
    if target:
        hand.pick(row.locator('[name="field.target"]'), target)


def save_order(screen: Screen, hand: Hand, names: Names) -> None:
    """A large order is refused without the field, and saved with it."""
    page = screen.page
    page.goto(f"{screen.url}/o/order/new")
    hand.choose(page.locator("#f-customer"), "Ernst Handel")
    hand.choose(page.locator("#lines-new-1-product"), "Chai")
    hand.write(page.locator("#lines-new-1-quantity"), "2000")
    expect(page.locator("#lines-new-2")).to_be_attached()
    field = page.locator(f"#f-{names.field_key}")
    # the form itself says at once that it is needed
    expect(page.locator(f"#f-{names.field_key}-fld label")).to_have_text(re.compile(r"\*"))
    hand.press(page.get_by_role("button", name="Save", exact=True))
    expect(page.locator(f"#f-{names.field_key}-err")).to_be_visible()
    assert page.url.endswith("/o/order/new")
    hand.write(field, f"Agreed for {names.title}")
    hand.press(page.get_by_role("button", name="Save", exact=True))
    expect(page.locator("#rec")).to_be_visible()
    expect(page.locator(".prop").filter(has_text=names.field)).to_contain_text(f"Agreed for {names.title}")


def save_project(screen: Screen, hand: Hand, names: Names) -> None:
    """A record of the new object, with a customer and a line."""
    page = screen.page
    hand.press(page.get_by_role("navigation", name="Main").get_by_role("link", name=names.objects, exact=True))
    hand.press(page.get_by_role("link", name=f"New {names.object.lower()}").first)
    hand.write(page.locator("#record-form .fld").get_by_label(labelled("Name")), names.title)
    hand.write(page.locator("#record-form .fld").get_by_label(labelled("Budget")), "45000")
    hand.choose(page.locator("#f-customer"), "Ernst Handel")
    grid = f"{names.line.lower()}_lines"
    hand.write(page.locator(f"#{grid}-new-1-name"), "Lay the soil")
    hand.write(page.locator(f"#{grid}-new-1-hours"), "12")
    hand.press(page.get_by_role("button", name="Save", exact=True))
    screen.see(names.title)
    expect(page.locator("#rec")).to_contain_text("Lay the soil")


def see_it_everywhere(site: Site, screen: Screen, hand: Hand, names: Names) -> None:
    """In the history, on the customer's page, in the search and by the API."""
    page = screen.page
    expect(page.locator(".rec-side")).to_contain_text("Andrew Fuller")
    hand.press(page.locator(".prop").filter(has_text="Customer").get_by_role("link", name="Ernst Handel").first)
    screen.see("Ernst Handel")
    part = page.locator("section.sec").filter(has=page.get_by_role("heading", name=names.objects))
    part.scroll_into_view_if_needed()
    expect(part).to_contain_text(names.title)
    hand.find(names.title)
    screen.see(names.title)
    call = Api(site, MANAGER)
    (found,) = call.get(f"records/{names.object_key}?search={quote(names.title)}")["results"]
    assert (found["name"], found["customer"]["label"]) == (names.title, "Ernst Handel")
    versions = call.get(f"records/{names.object_key}/{found['id']}/history")["results"]
    assert {one["field"] for one in versions[0]["changes"]} >= {"name", "budget", "customer"}
    noted = f'{{"field":"{names.field_key}","op":"eq","value":"Agreed for {names.title}"}}'
    assert len(call.get(f"records/order?filter={quote(noted)}")["results"]) == 1


def every_process_knows(site: Site, names: Names) -> None:
    """Each server process answers with what was just made at its next request, within a second."""
    call, begun = Api(site, MANAGER), time.monotonic()
    answers: list[tuple[int, Any]] = []
    while len({pid for pid, _whole in answers}) < 2 and time.monotonic() < begun + 1:
        threads = [threading.Thread(target=lambda: answers.append(known(call, names))) for _at in range(CONNECTIONS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len({pid for pid, _whole in answers}) == 2, answers
    assert all(whole for _pid, whole in answers), answers
    assert names.field_key in {one["key"] for one in call.get("objects/order")["fields"]}


def known(call: Api, names: Names) -> tuple[int, bool]:
    """Which process answered, and whether it knows the object with its fields and lines."""
    pid, found = call.asked("GET", f"objects/{names.object_key}")
    made = {one["key"] for one in found["fields"]} >= {"name", "budget", "customer"}
    return pid, made and bool(found["lines"])
