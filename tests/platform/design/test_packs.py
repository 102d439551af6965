"""Packs: carried out and in again, compared three ways, refused when they are not what they seem."""

import io
import json
import zipfile
from dataclasses import replace
from typing import Any

import pytest

from kontor.core.actor import Actor
from kontor.core.errors import BadInput, Conflict, NotPermitted
from kontor.design.impact import impact_of
from kontor.design.packs.archive import read_archive, write_archive
from kontor.design.packs.compare import Before, compare
from kontor.design.packs.content import Pack, elements_here
from kontor.design.packs.services import bring_samples, install, look_at, pack_of, shipped_pack, shipped_packs
from kontor.design.services import publish
from kontor.records.queries import list_records
from kontor.schema.models import FieldDef, ObjectDef
from kontor.schema.registry import current, ensure, object_of
from tests import builders
from tests.designed import Designed
from tests.platform.design.conftest import again

pytestmark = [pytest.mark.designed]
SHIPPED = ("project_management", "supplier_management", "asset_maintenance")
TRIP = Pack(
    key="trips",
    name={"en": "Trips"},
    version="1",
    elements={
        "object:trip": {"label": {"en": "Trip"}, "plural": {"en": "Trips"}, "kind": "record", "name_field": "title"},
        "field:trip.title": {"type": "text", "label": {"en": "Title"}},
        "field:trip.days": {"type": "integer", "label": {"en": "Days"}},
    },
)


def bring_in(actor: Actor, pack: Pack, **decisions: str) -> Any:
    """Brings a pack in as it was looked at."""
    looked = look_at(actor, pack, decisions)
    assert not looked.impact.problems, looked.impact.problems
    made = install(actor, pack, seen=looked.impact.digest, decisions=decisions)
    ensure()
    return made


def test_three_packs_come_with_the_house() -> None:
    assert sorted(pack.key for pack in shipped_packs()) == sorted(SHIPPED)


@pytest.mark.parametrize("key", SHIPPED)
def test_a_shipped_pack_comes_in_goes_out_and_comes_in_again(designer: Actor, key: str) -> None:
    pack = shipped_pack(key)
    assert not [said for said in look_at(designer, pack).impact.differences if "_lines" in said]
    bring_in(designer, pack)
    now = again(designer)
    assert set(pack.objects) <= set(current().objects)
    assert bring_samples(now, pack.records) == sum(len(rows) for rows in pack.records.values())
    assert look_at(now, pack).comparison.empty
    assert bring_in(now, pack) is None
    roots = [one for one in pack.objects if not object_of(one).is_line]
    out = pack_of(now, key=key, name=pack.name, version=pack.version, objects=roots)
    file = write_archive(out)
    assert write_archive(read_archive(file)) == file
    carried = read_archive(file).elements
    missing = {name for name in pack.elements if not name.startswith("grant:")} - set(carried)
    # fields of shipped objects belong to the pack that brought them, not to the objects carried out
    assert {name for name in missing if not name.startswith("field:supplier.")} == set()
    assert compare(Before(carried, carried), carried, elements_here(pack.objects)).empty


def test_samples_of_projects_add_up(designer: Actor) -> None:
    pack = shipped_pack("project_management")
    bring_in(designer, pack)
    bring_samples(again(designer), pack.records)
    rows = {row["title"]: row for row in list_records(actor=again(designer), object="project").rows}
    row = rows["Showroom fit-out"]
    figures = [str(row[name].normalize()) for name in ("spent_hours", "cost", "budget_left")]
    assert (row["task_count"], figures) == (3, ["19", "1615", "46385"])


def test_what_was_changed_here_stays_and_the_rest_follows_the_pack(designer: Actor) -> None:
    bring_in(designer, TRIP)
    rename = [{"op": "change_field", "object": "trip", "field": "title", "label": {"en": "Where to"}}]
    publish(again(designer), rename, seen=impact_of(again(designer), rename).digest)
    ensure()
    elements = {
        **TRIP.elements,
        "field:trip.title": {"type": "text", "label": {"en": "Headline"}, "required": True},
        "field:trip.hotel": {"type": "text", "label": {"en": "Hotel"}},
    }
    newer = replace(TRIP, version="2", elements=elements)
    (clash,) = look_at(again(designer), newer).comparison.clashes
    assert (clash.id, clash.mine, clash.theirs) == ("field:trip.title#label", {"en": "Where to"}, {"en": "Headline"})
    bring_in(again(designer), newer)
    fields = object_of("trip").fields
    assert (str(fields["title"].label), fields["title"].required, "hotel" in fields) == ("Where to", True, True)
    newest = replace(
        newer, version="3", elements={**elements, "field:trip.title": {"type": "text", "label": {"en": "To"}}}
    )
    bring_in(again(designer), newest, **{"field:trip.title#label": "theirs"})
    assert str(object_of("trip").fields["title"].label) == "To"


def test_what_the_pack_gives_up_goes_unless_it_was_changed_here(designer: Actor) -> None:
    bring_in(designer, TRIP)
    change = [{"op": "change_field", "object": "trip", "field": "days", "help": {"en": "Whole days"}}]
    publish(again(designer), change, seen=impact_of(again(designer), change).digest)
    ensure()
    left = {name: body for name, body in TRIP.elements.items() if name == "object:trip"}
    bare = replace(TRIP, version="2", elements={"object:trip": {**left["object:trip"], "name_field": ""}})
    comparison = look_at(again(designer), bare).comparison
    assert (comparison.removed, comparison.kept) == (["field:trip.title"], ["field:trip.days"])


def test_what_was_taken_away_here_stays_away(designer: Actor) -> None:
    bring_in(designer, TRIP)
    trash = [{"op": "trash_field", "object": "trip", "field": "days"}]
    publish(again(designer), trash, seen=impact_of(again(designer), trash).digest)
    ensure()
    assert bring_in(again(designer), TRIP) is None
    assert "days" not in object_of("trip").fields


def test_a_pack_takes_nothing_over_that_is_not_its_own(designer: Actor, designed: Designed) -> None:
    designed.object("trip")
    with pytest.raises(BadInput):
        look_at(again(designer), TRIP)
    assert not FieldDef.objects.exists()


def test_a_pack_with_one_bad_element_changes_nothing(designer: Actor) -> None:
    bad = replace(TRIP, elements={**TRIP.elements, "field:trip.odd": {"type": "nonsense", "label": {"en": "Odd"}}})
    looked = look_at(designer, bad)
    assert looked.impact.problems
    with pytest.raises((BadInput, Conflict)):
        install(designer, bad, seen=looked.impact.digest)
    assert not ObjectDef.objects.exists()


def test_only_designers_bring_packs_in(designed: Designed) -> None:
    clerk = builders.actor(builders.role("clerk"))
    for ask in (lambda: look_at(clerk, TRIP), lambda: install(clerk, TRIP, seen="")):
        with pytest.raises(NotPermitted):
            ask()


def zipped(files: dict[str, bytes]) -> bytes:
    """A zip archive of those files."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return held.getvalue()


MANIFEST = json.dumps({"format": 1, "key": "x", "name": {"en": "X"}, "version": "1"}).encode()
HOSTILE = {
    "no zip": b"PK nothing of the kind",
    "empty": b"",
    "no manifest": zipped({"objects.json": b"{}"}),
    "climbing": zipped({"pack.json": MANIFEST, "../../etc/passwd": b"x"}),
    "absolute": zipped({"pack.json": MANIFEST, "/x.json": b"{}"}),
    "code": zipped({"pack.json": MANIFEST, "apps/evil.py": b"import os"}),
    "bomb": zipped({"pack.json": MANIFEST, "objects.json": b" " * 30_000_000}),
    "no json": zipped({"pack.json": MANIFEST, "objects.json": b"{not json"}),
    "twice": zipped({"pack.json": b'{"format": 1, "format": 1}'}),
    "a list": zipped({"pack.json": b"[]"}),
    "other format": zipped({"pack.json": MANIFEST.replace(b'"format": 1', b'"format": 9')}),
    "strange element": zipped({"pack.json": MANIFEST, "objects.json": b'{"table:pg_class": {}}'}),
    "no element": zipped({"pack.json": MANIFEST, "objects.json": b'{"object:x": 7}'}),
    "records": zipped({"pack.json": MANIFEST, "records.json": b'{"x": {"a": 1}}'}),
    "deep": zipped({"pack.json": MANIFEST, "objects.json": b'{"object:x": ' + b"[" * 5000 + b"]" * 5000 + b"}"}),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_what_is_no_pack_is_refused_with_a_sentence(case: str) -> None:
    with pytest.raises(BadInput) as refusal:
        read_archive(HOSTILE[case])
    assert refusal.value.message


def test_a_truncated_archive_is_refused() -> None:
    whole = write_archive(TRIP)
    for length in (10, len(whole) // 2, len(whole) - 3):
        with pytest.raises(BadInput):
            read_archive(whole[:length])
