"""A company in which every object has rows, and its administrator."""

import os
from collections.abc import Iterator
from typing import Any

import pytest

from kontor.identity.models import Role
from kontor.schema.registry import unload
from tests.specimens import fill, make_objects, own_database
from tests.surfaces import Visitor


@pytest.fixture(scope="package")
def filled(django_db_setup: None, django_db_blocker: Any, worker_id: str) -> Iterator[None]:
    """The database of this folder's tests: every object has rows in it; each test's own writes are undone."""
    suffix = os.environ.get("KONTOR_TEST_SUFFIX", "")
    with own_database(django_db_blocker, f"kontor_surfaces_{worker_id}_{suffix}".rstrip("_")):
        with django_db_blocker.unblock():
            make_objects()
            fill()
        yield
        with django_db_blocker.unblock():
            unload()


@pytest.fixture
def administrator(filled: None, db: None) -> Visitor:
    """Somebody who may do everything."""
    return Visitor(Role._base_manager.get(key="administrator"))
