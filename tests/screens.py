"""`make screens`: pictures of every kind of page, wide and on a phone, light and dark, in both languages."""

import os
import shutil
import sys
import tempfile
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "kontor.config.settings_test"

from playwright.sync_api import Browser, Page, sync_playwright

from scripts.places import ROOT
from tests.browser import Site, launch_arguments, serving
from tests.databases import DEMO, clone, on_postgresql, remove, template, url_of
from tests.journeys.kinds import Kind, kinds, open_page, prefer
from tests.journeys.logins import ADMINISTRATOR
from tests.journeys.screen import Screen

FOLDER = ROOT / "build" / "screens"
WIDTHS = {1440: 900, 390: 844}
THEMES = ("light", "dark")
LANGUAGES = {"en": "en", "zh-hans": "zh"}


def take_all(browser: Browser, site: Site) -> int:
    """Takes every picture; how many there are."""
    count = 0
    listed = kinds(site)
    for width, height in WIDTHS.items():
        context = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
        page = context.new_page()
        for kind in (one for one in listed if not one.signed_in):
            count += take(page, site, kind, f"{width}")
        Screen(page, site.url).sign_in(*ADMINISTRATOR)
        for language, short in LANGUAGES.items():
            for theme in THEMES:
                prefer(page, site, language, theme)
                for kind in (one for one in listed if one.signed_in):
                    count += take(page, site, kind, f"{width}-{theme}-{short}")
        prefer(page, site, "en", "light")
        context.close()
    return count


def take(page: Page, site: Site, kind: Kind, look: str) -> int:
    """One picture."""
    open_page(page, site, kind)
    page.screenshot(path=FOLDER / f"{kind.name}-{look}.png", full_page=not kind.press)
    return 1


def main() -> int:
    """Serves a clone of the demo company and photographs it."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as place:
        target = "kontor_screens" if on_postgresql() else str(Path(place) / "demo.sqlite3")
        clone(template(DEMO), target)
        options = launch_arguments({})
        with serving(url_of(target), Path(place)) as site, sync_playwright() as playwright:
            browser = playwright.chromium.launch(**options)
            count = take_all(browser, site)
            browser.close()
        remove(target)
    sys.stdout.write(f"{count} pictures in {FOLDER.relative_to(ROOT)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
