"""An object is read and written by many while fields come, are renamed and go, and objects are made: nobody notices."""

import http.client
import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from kontor.api.auth import make_token
from kontor.audit.models import Event
from kontor.identity.services import business_clock
from kontor.schema import doctor
from kontor.schema.registry import ensure, object_of, unload
from tests.apps.house import broken
from tests.browser import Site, serving
from tests.databases import ROOT, on_postgresql
from tests.specimens import own_database
from tests.surfaces import all_powerful

KEY = "parcel"
CALLERS = 8
LONGEST_SECONDS = 2.0
PAUSE_SECONDS = 0.15


@dataclass(frozen=True)
class Said:
    """One call of a caller, as he noted it."""

    method: str
    begun: float
    ended: float
    status: int
    record: str
    body: Any
    refused: str


class Designer:
    """Somebody who changes the structure by the API, and notes from when to when each change took."""

    def __init__(self, site: Site, token: str) -> None:
        self.address = str(urlsplit(site.url).netloc)
        self.token = token
        self.spans: list[tuple[float, float]] = []
        self.refused: list[Any] = []

    def call(self, method: str, path: str, body: Any) -> Any:
        """The answer to a change; a refusal is noted."""
        connection = http.client.HTTPConnection(self.address, timeout=30)
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        begun = time.monotonic()
        connection.request(method, f"/api/v1/objects{path}", json.dumps(body), headers)
        response = connection.getresponse()
        data = json.loads(response.read())
        connection.close()
        if "preview" not in path:
            self.spans.append((begun, time.monotonic()))
        if response.status not in (200, 201):
            self.refused.append((method, path, response.status, data))
        return data

    def round(self, number: int) -> None:
        """A field comes, gets another name, and goes; an object comes that points at the one in use."""
        field = f"/{KEY}/fields/extra_{number}"
        kind = ("text", "integer", "money", "date")[number % 4]
        self.call("POST", f"/{KEY}/fields", {"key": f"extra_{number}", "label": f"Extra {number}", "type": kind})
        time.sleep(PAUSE_SECONDS)
        self.call("PATCH", field, {"label": f"Renamed {number}"})
        time.sleep(PAUSE_SECONDS)
        link = {"key": "parcel", "label": "Parcel", "type": "relation", "target": KEY}
        made = {"key": f"note_{number}", "label": f"Note {number}", "fields": [link]}
        self.call("POST", "", made)
        time.sleep(PAUSE_SECONDS)
        seen = self.call("DELETE", f"{field}?preview=1", {})["seen"]
        self.call("DELETE", field, {"seen": seen})
        time.sleep(PAUSE_SECONDS)


@pytest.fixture
def served(
    django_db_setup: None, django_db_blocker: Any, worker_id: str, tmp_path: Path
) -> Iterator[tuple[Site, Designer]]:
    """A database of its own with a made object, two server processes on it, and a designer."""
    suffix = os.environ.get("KONTOR_TEST_SUFFIX", "")
    with own_database(django_db_blocker, f"kontor_soak_{worker_id}_{suffix}".rstrip("_")) as url:
        with django_db_blocker.unblock():
            token = make_token(all_powerful().person, name="soak", clock=business_clock())
        with serving(url, tmp_path, workers=2) as site:
            designer = Designer(site, token)
            fields = [
                {"key": "name", "label": "Name", "type": "text"},
                {"key": "size", "label": "Size", "type": "integer", "indexed": True},
            ]
            designer.call("POST", "", {"key": KEY, "label": "Parcel", "fields": fields})
            assert designer.refused == []
            with django_db_blocker.unblock():
                yield site, designer
        with django_db_blocker.unblock():
            unload()


def started(designer: Designer, seconds: float) -> list["subprocess.Popen[str]"]:
    """The callers, each in a process of its own."""
    command = [sys.executable, str(Path(__file__).with_name("caller.py")), designer.address, designer.token, KEY]
    return [
        subprocess.Popen([*command, str(number), str(seconds)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for number in range(CALLERS)
    ]


def heard(callers: list["subprocess.Popen[str]"]) -> list[Said]:
    """What all callers have noted."""
    told = [one.communicate(timeout=60)[0] for one in callers]
    assert [one.returncode for one in callers] == [0] * CALLERS
    return [Said(*json.loads(line)) for text in told for line in text.splitlines()]


@pytest.mark.parametrize("seconds", [8, pytest.param(60, marks=pytest.mark.deep)])
def test_changing_an_object_in_use_disturbs_nobody(
    served: tuple[Site, Designer], seconds: int, record_property: Any
) -> None:
    _site, designer = served
    callers = started(designer, seconds)
    end, rounds = time.monotonic() + seconds - 0.5, 0
    designer.spans.clear()
    while time.monotonic() < end:
        designer.round(rounds)
        rounds += 1
    said = heard(callers)
    overlaps = sum(any(one.begun < to and since < one.ended for since, to in designer.spans) for one in said)
    longest = max(one.ended - one.begun for one in said)
    figures = {
        "calls": len(said),
        "changes": len(designer.spans),
        "overlaps": overlaps,
        "longest wait": round(longest, 3),
        "longest change": round(max(to - since for since, to in designer.spans), 3),
    }
    for name, value in figures.items():
        record_property(name, value)
    sys.stderr.write(f"\n{figures}\n")
    assert Counter(one.status for one in said if one.refused) == {}, [one for one in said if one.refused][:3]
    assert designer.refused == []
    assert overlaps >= 2 * len(designer.spans), figures
    # SQLite has one writer at a time: there a change may wait for all who write
    assert longest <= LONGEST_SECONDS or not on_postgresql(), figures
    assert ensure()
    nothing_is_lost(said)
    assert doctor.drift() == []
    assert broken() == {}


def nothing_is_lost(said: list[Said]) -> None:
    """Every record that was answered for exists exactly once, with what was last written, and an event per write."""
    written = {one.record: dict(one.body) for one in said if one.method == "POST"}
    for one in sorted(said, key=lambda one: one.begun):
        if one.method == "PATCH":
            written[one.record]["size"] = one.body["size"]
    model = object_of(KEY).model
    kept = {str(row.pk): {"name": row.name, "size": row.size} for row in model._base_manager.all()}
    assert kept == written
    assert len({one["name"] for one in kept.values()}) == len(kept)
    wrote = sum(one.method != "GET" for one in said)
    assert Event.objects.filter(object=KEY).count() == wrote
    versions = sum(model._base_manager.values_list("version", flat=True))
    assert versions == wrote
