"""Every kind of page, in both languages, both themes and on a phone: nothing axe complains about, nothing too wide."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser import Console, Site
from tests.journeys.kinds import kinds, open_page, prefer
from tests.journeys.logins import ADMINISTRATOR
from tests.journeys.screen import Screen

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("browser")]
# what pages look like does not depend on the database
ONE_DATABASE = True
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
LOOKS = [
    pytest.param("en", "light", 1440, id="en-light-wide"),
    pytest.param("zh-hans", "dark", 1440, id="zh-dark-wide"),
    pytest.param("en", "dark", 390, id="en-dark-phone"),
    pytest.param("zh-hans", "light", 390, id="zh-light-phone"),
]


def complaints(page: Page) -> list[str]:
    """What axe says about the page as it is, one line per rule and place."""
    found: dict[str, Any] = Axe().run(page, options=RULES).response
    return [
        f"{rule['id']}: {node['target']} {node.get('failureSummary', '')[:200]}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize(("language", "theme", "width"), LOOKS)
def test_no_kind_of_page_shuts_anybody_out(
    reading_site: Site, browser: Browser, language: str, theme: str, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    console = Console()
    page = context.new_page()
    console.listen(page)
    found: dict[str, list[str]] = {}
    listed = kinds(reading_site)
    for kind in [one for one in listed if not one.signed_in]:
        open_page(page, reading_site, kind)
        found[kind.name] = complaints(page)
    Screen(page, reading_site.url).sign_in(*ADMINISTRATOR)
    prefer(page, reading_site, language, theme)
    for kind in [one for one in listed if one.signed_in]:
        open_page(page, reading_site, kind)
        found[kind.name] = complaints(page)
        across = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if across > 0:
            found[kind.name].append(f"{across} px wider than the window")
    context.close()
    told = [f"{name}: {line}" for name, lines in found.items() for line in lines]
    assert not told, "\n".join(told)
    assert console.complaints == []
