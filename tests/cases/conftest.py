"""The small company for cases that are played in the database."""

import pytest

RUNNERS = ("credit", "documents", "money", "payments", "price", "stock", "stock_kept", "tax", "valuation")
pytest.register_assert_rewrite(*(f"tests.cases.{name}" for name in RUNNERS))

from tests.apps.house import House  # noqa: E402 (after the runners are marked for readable assertions)


@pytest.fixture
def company(db: None) -> House:
    """A founded company with one warehouse and nothing in it."""
    return House()
