"""A journey knows the pages and who is who, nothing of what lies behind them."""

import ast
from pathlib import Path

import pytest

from scripts.places import ROOT

ALLOWED = (
    "pathlib",
    "playwright",
    "pytest",
    "collections",
    "re",
    "tests.journeys",
    "tests.browser",
    "typing",
    "axe_playwright_python",
    # waiting, numbers and texts: nothing of these reads or writes the house
    *("dataclasses", "decimal", "json", "threading", "time", "urllib.parse"),
    # the one table of cases that server and page share
    "tests.rules_cases",
)
JOURNEYS = sorted((ROOT / "tests" / "journeys").glob("test_*.py"))


def imported(source: str) -> set[str]:
    """The modules a file imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(str(node.module))
    return names


@pytest.mark.parametrize("path", JOURNEYS, ids=lambda path: path.stem)
def test_a_journey_imports_the_browser_and_the_logins_only(path: Path) -> None:
    beside = {name for name in imported(path.read_text()) if not name.startswith(ALLOWED)}
    assert beside == set()
