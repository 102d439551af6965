"""What a page may weigh and ask: bytes over the wire, queries, none of them growing with rows or lines."""

import gzip
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from scripts.places import DIST
from tests import builders
from tests.designed import Designed, field
from tests.platform.web.conftest import Visitor

FIRST_LOAD = 60 * 1024
FONT = 60 * 1024


def zipped(data: bytes) -> int:
    return len(gzip.compress(data, 9))


@pytest.fixture
def fifty(db: None) -> None:
    maker = builders.record("maker", name="Bosch")
    for number in range(60):
        values = {"rank": number, "price": f"{number}.95", "kind": "tool", "bought_on": "2026-03-01"}
        builders.record("asset", name=f"Asset number {number}", maker=maker.pk, note="A note " * 5, **values)


def test_the_first_load_of_a_list_of_fifty_fits(administrator: Visitor, fifty: None) -> None:
    html = administrator.text("/o/asset/").encode()
    assert html.count(b"<tr>") == 51
    files = [DIST / name for name in ("app.css", "app.js", "theme.js")]
    weight = zipped(html) + sum(zipped(path.read_bytes()) for path in files)
    assert weight <= FIRST_LOAD


def test_the_font_a_page_waits_for_fits() -> None:
    assert (DIST / "fonts" / "inter-latin.woff2").stat().st_size <= FONT


def test_a_list_asks_as_little_for_fifty_rows_as_for_none(
    administrator: Visitor, fifty: None, django_assert_max_num_queries: Any
) -> None:
    administrator.get("/o/asset/")
    for query in ("q=nothing-like-it", "", "sort=-price&columns=name,maker,keeper,site,price"):
        with django_assert_max_num_queries(6):
            administrator.get(f"/o/asset/?{query}")


@pytest.mark.parametrize("count", [1, 20])
def test_a_record_page_asks_as_little_for_twenty_lines_as_for_one(
    administrator: Visitor, django_assert_max_num_queries: Any, count: int
) -> None:
    lines = [{"name": f"Part {number}", "quantity": "1", "price": "2"} for number in range(count)]
    made = builders.record("asset", name="Crane", lines=lines)
    administrator.get(f"/o/asset/{made.pk}/")
    with django_assert_max_num_queries(15):
        administrator.get(f"/o/asset/{made.pk}/")


def test_nothing_on_a_page_comes_from_elsewhere_or_is_written_into_it(administrator: Visitor, fifty: None) -> None:
    for path in ("/", "/o/asset/", "/o/asset/new", "/profile", "/login"):
        html = administrator.client.get(path).content.decode()
        assert "<style" not in html, path
        assert " style=" not in html, path
        assert " onclick=" not in html, path
        assert "hx-on" not in html, path
        assert html.count("<script") == html.count("<script src=") + html.count('<script type="module" src='), path
        assert 'src="http' not in html, path


@pytest.mark.designed
def test_made_objects_that_link_to_a_record_cost_its_page_nothing(
    administrator: Visitor, designed: Designed, django_assert_max_num_queries: Any
) -> None:
    customer = builders.record("customer", name="Acme")
    url = f"/o/customer/{customer.pk}/"
    administrator.get(url)
    with CaptureQueriesContext(connection) as before:
        administrator.get(url)
        least = min(15, len(before))
    for number in range(5):
        designed.object(f"visit_{number}", field("name"), field("whom", "relation", target="customer"))
        builders.record(f"visit_{number}", name=f"First {number}", whom=customer.pk)
    administrator.get(url)
    with django_assert_max_num_queries(least):
        html = administrator.text(url)
    for number in range(5):
        place = f"{url}related/visit_{number}/whom"
        assert html.count(f'hx-get="{place}"') == 1
        administrator.part(place)
        with django_assert_max_num_queries(6):
            shown = administrator.part(place).content.decode()
        assert f"First {number}" in shown
        assert "hx-get" not in shown


@pytest.mark.designed
def test_a_list_that_comes_later_shows_no_more_than_its_reader_may_see(
    administrator: Visitor, visitor: Any, designed: Designed
) -> None:
    customer = builders.record("customer", name="Acme")
    designed.object("visit", field("name"), field("whom", "relation", target="customer"), field("secret"))
    builders.record("visit", name="First", whom=customer.pk, secret="Xyzzy")
    place = f"/o/customer/{customer.pk}/related/visit/whom"
    assert "Xyzzy" in administrator.part(place, columns="name,secret").content.decode()
    grants = {"customer": {"read": "all"}, "visit": {"read": "all"}}
    half = visitor(builders.role("half", grants, visit={"secret": "hidden"}))
    assert "First" in half.part(place, columns="name,secret,nothing,whom.secret").content.decode()
    assert "Xyzzy" not in half.part(place, columns="name,secret").content.decode()
    blind = visitor(builders.role("blind", {"customer": {"read": "all"}}))
    for path in (
        place,
        f"/o/customer/{customer.pk}/related/visit/nothing",
        f"/o/customer/{customer.pk}/related/no/whom",
    ):
        assert blind.part(path).status_code == 404
    assert visitor(builders.role("none", {"visit": {"read": "all"}})).part(place).status_code == 404
