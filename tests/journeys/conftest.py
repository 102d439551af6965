"""What journeys share: the demo company on a server, windows for people, and the check that only pages wrote."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser import Console, Site, launch_arguments, serving
from tests.databases import DEMO, clone, on_postgresql, remove, template, url_of
from tests.journeys.screen import Screen


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What does not depend on the database is looked at on one of them."""
    if not on_postgresql():
        return
    once = [item for item in items if getattr(getattr(item, "module", None), "ONE_DATABASE", False)]
    config.hook.pytest_deselected(items=once)
    items[:] = [item for item in items if item not in once]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium."""
    return launch_arguments(browser_type_launch_args)


@pytest.fixture(scope="session")
def demo_for_reading(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[str]:
    """The address of one clone of the demo company, for all tests that only look."""
    suffix = os.environ.get("KONTOR_TEST_SUFFIX", "")
    name = f"kontor_looking_{worker_id}_{suffix}".rstrip("_")
    target = name if on_postgresql() else str(tmp_path_factory.mktemp("looking") / "demo.sqlite3")
    clone(template(DEMO), target)
    yield url_of(target)
    remove(target)


@pytest.fixture(scope="session")
def reading_site(demo_for_reading: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demo company, served once for all who only look."""
    with serving(demo_for_reading, tmp_path_factory.mktemp("site")) as running:
        yield running


@pytest.fixture
def site(demo_url: str, tmp_path: Path) -> Iterator[Site]:
    """The demo company, served."""
    with serving(demo_url, tmp_path) as running:
        yield running


@pytest.fixture
def window(site: Site, new_context: Any) -> Iterator[Callable[[str, str], Screen]]:
    """Opens a window for a person: window(email, password); at the end nothing may have been complained about."""
    console = Console()

    def open_window(email: str, password: str) -> Screen:
        context = new_context(viewport={"width": 1440, "height": 900}, locale="en-GB")
        page = context.new_page()
        console.listen(page)
        screen = Screen(page, site.url, console)
        screen.sign_in(email, password)
        return screen

    yield open_window
    assert console.complaints == []
