"""How many queries a list, a page and a creation may take, whatever the object and however many rows."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kontor.schema.registry import object_of
from tests.specimens import MADE, kinds, live, makable, make, row_of, savable, values_of

LIST, PAGE, CREATE = 6, 15, 7
# documents read what they are priced by; what changes rights or house rules makes them be read anew
PINNED = {
    # on SQLite what a record is compared by is a statement of its own
    "contact": 8,
    "quote": 10,
    "order": 9,
    "purchase_order": 9,
    "margin_policy": 11,
    **dict.fromkeys(("account", "company_settings", "currency", "legal_entity", "location", "warehouse"), 20),
    **dict.fromkeys(("person", "post", "role", "team"), 20),
}
each = pytest.mark.parametrize("key", kinds())


@contextmanager
def counted() -> Iterator[CaptureQueriesContext]:
    with CaptureQueriesContext(connection) as queries:
        yield queries


@each
def test_a_list_takes_the_same_few_queries_however_long(administrator: Any, key: str) -> None:
    if key in makable() and live(key).count() < 3:
        make(key)
    administrator("GET", f"records/{key}")
    with counted() as one:
        assert len(administrator("GET", f"records/{key}?page_size=1").data["results"]) == 1
    with counted() as all_rows:
        assert len(administrator("GET", f"records/{key}?page_size=500").data["results"]) >= 2
    assert len(one) == len(all_rows) <= LIST


@each
def test_a_record_page_takes_few_queries(administrator: Any, key: str) -> None:
    path = f"{key}/{row_of(key).pk}/"
    administrator.page(path)
    with counted() as queries:
        assert administrator.page(path).status_code == 200
    # each made object that links here is one more list on the page
    lists = sum(one.target == key for name in MADE for one in object_of(name).fields.values())
    assert len(queries) <= PAGE + lists


@pytest.mark.parametrize("key", savable())
def test_a_creation_takes_no_more_queries_than_pinned(administrator: Any, key: str) -> None:
    administrator("POST", f"records/{key}", values_of(key))
    values = values_of(key)
    with counted() as queries:
        assert administrator("POST", f"records/{key}", values).status_code == 201
    # the savepoint is the test's: without an outer transaction there is none
    asked = [one for one in queries if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(asked) <= PINNED.get(key, CREATE)
