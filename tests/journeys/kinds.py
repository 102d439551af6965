"""Every kind of page there is, with an address on the demo company."""

from dataclasses import dataclass

from playwright.sync_api import Page

from tests.browser import Site, rows


@dataclass(frozen=True)
class Kind:
    """A kind of page: its name, its address, and what to press before it is looked at."""

    name: str
    path: str
    press: str = ""
    signed_in: bool = True


def kinds(site: Site) -> list[Kind]:
    """The kinds of pages; records are taken from the database as they come."""
    quote = _first(site, "SELECT id FROM sales_quote WHERE status = 'draft' ORDER BY id DESC LIMIT 1")
    order = _first(site, "SELECT order_id FROM sales_shipment WHERE order_id IS NOT NULL ORDER BY id DESC LIMIT 1")
    customer = _first(site, "SELECT customer_id FROM sales_order ORDER BY id DESC LIMIT 1")
    chance = _first(site, "SELECT record_id FROM collab_comment ORDER BY id DESC LIMIT 1")
    return [
        Kind("login", "/login", signed_in=False),
        Kind("reset", "/password", signed_in=False),
        Kind("home", "/"),
        Kind("list", "/o/order/"),
        Kind("list-filtered", '/o/order/?filter={"field":"status","op":"eq","value":"confirmed"}'),
        Kind("list-empty", "/o/order/?q=zzzzzz"),
        Kind("list-menu", "/o/order/", press="#list k-menu > button:visible"),
        Kind("list-filter", "/o/order/", press="#list button[hx-get*='/filter']"),
        Kind("trash", "/o/order/?trash=1"),
        Kind("record", f"/o/order/{order}/"),
        Kind("record-related", f"/o/customer/{customer}/"),
        Kind("record-action", f"/o/quote/{quote}/", press=".acts k-menu > button"),
        Kind("edit", f"/o/quote/{quote}/edit"),
        Kind("new", "/o/quote/new"),
        Kind("search", "/search?q=chai"),
        Kind("find", "/", press="[data-open=find]:visible"),
        Kind("profile", "/profile"),
        Kind("notifications", "/notifications"),
        Kind("record-talk", f"/o/opportunity/{chance}/", press="[hx-get$='side/new/activity']"),
        Kind("form-designer", "/design/o/order/form"),
        Kind("form-designer-menu", "/design/o/order/form", press=".ds-top k-menu > button"),
        Kind("design", "/design/"),
        Kind("design-new", "/design/new"),
        Kind("design-object", "/design/o/order/"),
        Kind("design-field", "/design/o/order/", press=".design-tools button"),
        Kind("design-words", "/design/o/order/", press="[hx-get$='/words']"),
        Kind("design-navigation", "/design/navigation"),
        Kind("design-packs", "/design/packs/"),
        Kind("design-pack", "/design/packs/project_management"),
        Kind("missing", "/nowhere"),
    ]


def _first(site: Site, sql: str) -> str:
    found = str(rows(site.database, sql)[0][0])
    plain = found.replace("-", "")
    return f"{plain[:8]}-{plain[8:12]}-{plain[12:16]}-{plain[16:20]}-{plain[20:]}"


def open_page(page: Page, site: Site, kind: Kind) -> None:
    """Goes to the page, presses what has to be pressed, and waits until it looks as it should."""
    page.goto(f"{site.url}{kind.path}")
    page.evaluate("document.fonts.ready.then(() => true)")
    if kind.press:
        page.locator(kind.press).last.click()
        page.locator("dialog[open], :popover-open").first.wait_for()


def prefer(page: Page, site: Site, language: str, theme: str) -> None:
    """Chooses language and theme on the profile page."""
    page.goto(f"{site.url}/profile")
    page.locator("#id_language").select_option(language)
    page.locator("#id_theme").select_option(theme)
    with page.expect_navigation():
        page.locator("form").filter(has=page.locator("#id_language")).locator("button[type=submit]").click()
