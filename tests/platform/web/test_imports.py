"""The pages on which files are brought in."""

import io
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from kontor.jobs.worker import drain
from kontor.schema.registry import ensure, unload
from tests import builders
from tests.platform.records.importing.sheets import TO_IMPORT, csv_file, workbook
from tests.platform.web.conftest import Visitor
from tests.sample.models import Asset

pytestmark = pytest.mark.django_db


@pytest.fixture
def importer(visitor: Callable[..., Visitor]) -> Visitor:
    return visitor(builders.role("", TO_IMPORT))


def upload(visitor: Visitor, file: io.BytesIO, name: str = "a.csv", key: str = "asset") -> Any:
    file.name = name
    return visitor.client.post(f"/o/{key}/import", {"file": file})


def form_of(html: str) -> dict[str, Any]:
    """What the columns form would send as it stands."""
    fields: dict[str, Any] = {"sheet": re.findall(r'name="sheet" value="([^"]*)"', html)[-1]}
    for name, body in re.findall(r'<select class="inp"[^>]* name="([^"]+)"[^>]*>(.*?)</select>', html, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', body)
        fields[name] = chosen[1] if chosen else ""
    fields["key"] = re.findall(r'name="key" value="(\d+)" checked', html)
    return fields


def test_a_file_goes_through_all_pages(importer: Visitor) -> None:
    builders.record("maker", name="Robert Bosch")
    assert 'href="/o/asset/import"' in importer.text("/o/asset/")
    assert "import.css" in importer.text("/o/asset/import")
    sent = upload(importer, csv_file("Name,Price,Maker,Odd\nDrill,1,Bosch,a\nSaw,x,,b\n"))
    place = sent.headers["Location"]
    html = importer.text(place)
    form = form_of(html)
    assert (form["c.0"], form["c.1"], form["c.2"], form["c.3"]) == ("name", "price", "maker", "")
    asked = importer.client.post(f"{place}map", form)
    assert asked.status_code == 200
    maker = re.search(r'<option value="([^"]+)">Robert Bosch</option>', asked.content.decode())
    assert maker
    words = {"path": ["maker"], "text": ["Bosch"], "means": [maker[1]]}
    assert importer.client.post(f"{place}words", words).status_code == 302
    checked = importer.text(place)
    assert "Import 1 record" in checked
    assert "“x” is not a number." in checked
    assert "Drill" not in importer.text("/o/asset/")
    assert importer.client.post(f"{place}run").status_code == 302
    assert 'hx-trigger="load delay' in importer.text(place)
    drain()
    done = importer.text(place)
    assert "Take this import back" in done
    assert Asset.objects.get(maker__name="Robert Bosch").name == "Drill"
    file = importer.get(f"{place}errors")
    assert b"Saw" in b"".join(file.streaming_content)
    importer.client.post(f"{place}undo")
    drain()
    assert "was taken back" in importer.text(place)


def test_columns_can_be_changed_after_the_check(importer: Visitor) -> None:
    place = upload(importer, csv_file("Name,Remark\nDrill,good\n")).headers["Location"]
    form = form_of(importer.text(place))
    importer.client.post(f"{place}map", form)
    again = importer.text(f"{place}?edit=1")
    assert 'name="c.1"' in again
    importer.client.post(f"{place}map", {**form_of(again), "c.1": "note"})
    importer.client.post(f"{place}run")
    drain()
    assert Asset.objects.get().note == "good"


def test_lines_on_a_second_sheet_are_mapped(importer: Visitor) -> None:
    book = workbook([["Name"], ["Drill"]], [["Of", "Part"], ["Drill", "Bit"]], names=("Assets", "Parts"))
    place = upload(importer, book, "a.xlsx").headers["Location"]
    html = importer.text(f"{place}?sheet=Assets&lines=Parts")
    form = {**form_of(html), "sheet": "Assets", "lines": "Parts", "parent": "Of", "l.1": "lines.name", "group": "Name"}
    assert importer.client.post(f"{place}map", form).status_code == 302
    importer.client.post(f"{place}run")
    drain()
    assert [line.name for line in Asset.objects.get().lines.all()] == ["Bit"]


def test_what_is_wrong_is_said_on_the_page(importer: Visitor) -> None:
    assert upload(importer, csv_file("")).status_code == 400
    assert b"The file is empty" in upload(importer, csv_file("")).content
    place = upload(importer, csv_file("Name\nDrill\n")).headers["Location"]
    refused = importer.client.post(f"{place}map", {"sheet": "", "c.0": ""})
    assert refused.status_code == 400
    assert b"Say for at least one column" in refused.content
    assert importer.client.post(f"{place}what").status_code == 404
    assert importer.get(f"{place.replace('asset', 'maker')}").status_code == 404


def test_the_encoding_is_asked_for(importer: Visitor) -> None:
    place = upload(importer, csv_file("Name\nfür Löcher, größer\n", "cp1252")).headers["Location"]
    assert 'name="encoding"' in importer.text(place)
    importer.client.post(f"{place}encoding", {"encoding": "cp1252", "delimiter": ";"})
    assert "für Löcher, größer" in importer.text(place)


def test_strangers_see_nothing(importer: Visitor, visitor: Callable[..., Visitor]) -> None:
    place = upload(importer, csv_file("Name\nDrill\n")).headers["Location"]
    stranger = visitor(builders.role("", TO_IMPORT))
    assert stranger.get(place).status_code == 404
    reader = visitor(builders.role("", {"asset": {"read": "all"}}))
    assert reader.get("/o/asset/import").status_code == 403
    assert 'href="/o/asset/import"' not in reader.text("/o/asset/")


@pytest.fixture
def unloaded() -> Iterator[None]:
    yield
    unload()


def test_an_object_is_made_out_of_a_spreadsheet(administrator: Visitor, unloaded: None) -> None:
    assert "/design/new/spreadsheet" in administrator.text("/design/new")
    assert administrator.get("/design/new/spreadsheet").status_code == 200
    rows = [f"P{at},1{at}.50,2026-01-0{at},{'open' if at % 2 else 'won'}" for at in range(1, 9)]
    file = csv_file("\n".join(["项目,Budget,Start,Stage", *rows]))
    file.name = "projects.csv"
    place = administrator.client.post("/design/new/spreadsheet", {"file": file}).headers["Location"]
    html = administrator.text(place)
    kinds = re.findall(r'value="(\w+)" selected', html)
    assert kinds == ["text", "money", "date", "choice"]
    form = {"label.en": "Venture", "use": ["0", "1", "2", "3"], **{f"type.{at}": kind for at, kind in enumerate(kinds)}}
    made = administrator.client.post(place, form)
    assert made.status_code == 302, made.content.decode()
    assert ensure()
    mapped = form_of(administrator.text(made.headers["Location"]))
    assert [mapped[f"c.{at}"] for at in range(4)] == ["xiang_mu", "budget", "start", "stage"]
    administrator.client.post(f"{made.headers['Location']}map", mapped)
    administrator.client.post(f"{made.headers['Location']}run")
    drain()
    assert "P8" in administrator.text("/o/venture/")
    assert administrator.get(place).status_code == 404


def test_only_designers_make_objects_out_of_spreadsheets(importer: Visitor) -> None:
    assert importer.get("/design/new/spreadsheet").status_code == 403
