"""The demo company to look at: its template, opened beside the test database."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections

from tests.databases import DEMO, config, template

ALIAS = "demo"


@pytest.fixture(scope="session")
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The alias under which the demo company can be read; nothing may write there."""
    connections.databases[ALIAS] = {**config(), "NAME": template(DEMO)}
    with django_db_blocker.unblock():
        yield ALIAS
        connections[ALIAS].close()
    del connections.databases[ALIAS]
