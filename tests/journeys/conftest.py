"""What journeys share: the demo company on a server, windows for people, and the check that only pages wrote."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser import Console, Site, launch_arguments, serving
from tests.journeys.screen import Screen


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium."""
    return launch_arguments(browser_type_launch_args)


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
        screen = Screen(page, site.url)
        screen.sign_in(email, password)
        return screen

    yield open_window
    assert console.complaints == []
