"""What all tests share."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from kontor.identity.services import forget_zone
from tests.designed import designed, designed_committed

__all__ = ["designed", "designed_committed", "in_english"]


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Every test starts in English and in the time zone of an unnamed company."""
    forget_zone()
    with translation.override("en"):
        yield
    forget_zone()
