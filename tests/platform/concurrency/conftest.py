"""A small company on a database of its own, two server processes on it, and its administrator as a crowd."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from kontor.api.auth import make_token
from kontor.identity.services import business_clock
from tests.apps.house import House, broken
from tests.browser import serving
from tests.platform.concurrency.crowd import Crowd
from tests.specimens import own_database
from tests.surfaces import all_powerful


@dataclass(frozen=True)
class Company:
    """The house to prepare things in, and the crowd that calls its servers."""

    house: House
    crowd: Crowd


@pytest.fixture(scope="package")
def running(django_db_setup: None, django_db_blocker: Any, worker_id: str, tmp_path_factory: Any) -> Iterator[Company]:
    """The company, served by two processes as long as the tests of this folder run."""
    suffix = os.environ.get("KONTOR_TEST_SUFFIX", "")
    folders: list[Path] = [tmp_path_factory.mktemp("server") for _at in range(2)]
    with own_database(django_db_blocker, f"kontor_crowd_{worker_id}_{suffix}".rstrip("_")) as url:
        with django_db_blocker.unblock():
            house = House()
            house.now = business_clock().now()
            token = make_token(all_powerful().person, name="crowd", clock=house.clock)
        with serving(url, folders[0]) as one, serving(url, folders[1]) as two:
            yield Company(house, Crowd([one.url, two.url], token))


@pytest.fixture
def company(running: Company, django_db_blocker: Any) -> Iterator[Company]:
    """The company with the database open; at the end everything that must hold does hold."""
    with django_db_blocker.unblock():
        yield running
        assert broken() == {}
