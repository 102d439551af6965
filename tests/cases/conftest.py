"""The small company for cases that are played in the database."""

import pytest

from tests.apps.house import House


@pytest.fixture
def company(db: None) -> House:
    """A founded company with one warehouse and nothing in it."""
    return House()
