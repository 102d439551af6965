"""The small company for tests of the business modules."""

import pytest

from tests.apps.house import House


@pytest.fixture
def house(db: None) -> House:
    """A founded company with one warehouse and nothing in it."""
    return House()
