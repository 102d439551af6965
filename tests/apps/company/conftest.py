"""The demo company to look at: a clone of its own, opened beside the test database."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections

from tests.databases import DEMO, clone, config, on_postgresql, remove, template

ALIAS = "demo"


@pytest.fixture(scope="session")
def demo(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Iterator[str]:
    """The alias under which the demo company can be read; nobody writes there."""
    suffix = os.environ.get("KONTOR_TEST_SUFFIX", "")
    name = f"kontor_read_{worker_id}_{suffix}".rstrip("_")
    target = name if on_postgresql() else str(tmp_path_factory.mktemp("read") / "demo.sqlite3")
    clone(template(DEMO), target)
    connections.databases[ALIAS] = {**config(), "NAME": target}
    with django_db_blocker.unblock():
        yield ALIAS
        connections[ALIAS].close()
    del connections.databases[ALIAS]
    remove(target)
