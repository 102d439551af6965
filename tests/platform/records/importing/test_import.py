"""Files into objects: mapped, rehearsed, run, taken back."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from kontor.core.errors import BadInput, Conflict, NotFound, NotPermitted
from kontor.jobs.worker import drain
from kontor.records.importing import services
from kontor.records.importing.error_file import error_file
from kontor.records.importing.models import ImportedRow
from kontor.records.importing.store import import_of
from kontor.records.services import save_record
from tests import builders
from tests.platform.records.importing.sheets import (
    TO_IMPORT,
    csv_file,
    imported,
    importer,
    mapped,
    problems,
    rehearsed,
    sent,
    workbook,
)
from tests.sample.models import Asset, AssetPart, Maker

pytestmark = pytest.mark.django_db


def names() -> list[str]:
    return list(Asset.objects.filter(trashed_at__isnull=True).order_by("name").values_list("name", flat=True))


def test_a_file_is_mapped_by_its_headings_rehearsed_and_brought_in() -> None:
    actor = importer()
    builders.record("maker", name="Bosch")
    run = sent(actor, "Name,价格,maker,Insured,种类\nDrill,12.50,Bosch,是,\nSaw,,bosch,no,\n")
    assert run.mapping["columns"] == {"Name": "name", "价格": "price", "maker": "maker", "Insured": "insured"}
    assert rehearsed(actor, run) == {"created": 2}
    assert names() == []
    assert imported(actor, run) == {"created": 2}
    drill = Asset.objects.get(name="Drill", maker__name="Bosch")
    assert (drill.price, drill.insured) == (Decimal("12.50"), True)
    assert drill.created_by_id == actor.person_id
    assert drill.history.count() == 1


def test_refused_rows_are_told_with_field_and_sentence_and_the_rest_comes_in() -> None:
    actor = importer()
    text = "Name,Price,Bought on,Maker,Kind\nDrill,1,2026-01-31,,Tool\n,2,,,\nSaw,x,,,\nAxe,1,02/03/2026,,\n"
    text += "Hoe,1,,Nobody,\nPot,-1,,,\nPan,1,,,Spoon\n"
    run = sent(actor, text)
    assert rehearsed(actor, run) == {"created": 1, "refused": 6}
    told = problems(run)
    assert told[3] == ["name: This field is required."]
    assert told[4] == ["price: “x” is not a number."]
    assert told[5] == ["bought_on: “02/03/2026”: say whether the day or the month comes first in this file."]
    assert told[6] == ["maker: There is no “Nobody” among Makers."]
    assert "sample_asset_price" in told[7][0]
    assert told[8] == ["kind: “Spoon” is none of the choices."]
    assert imported(actor, run) == {"created": 1, "refused": 6}
    assert names() == ["Drill"]
    assert Asset.objects.get().kind == "tool"


def test_the_error_file_is_corrected_and_sent_again() -> None:
    actor = importer()
    run = sent(actor, "Name;Price;Note\nDrill;1;=1+1\nSaw;x;=cmd\n;3;\n")
    imported(actor, run)
    text = b"".join(error_file(run)).decode("utf-8-sig")
    assert text.splitlines() == [
        "Name;Price;Note;Why it was refused",
        "Saw;x;'=cmd;Price: “x” is not a number.",
        ";3;;Name: This field is required.",
    ]
    again = sent(actor, text.replace(";x;", ";2;").replace("\r\n;3", "\r\nAxe;3"))
    assert "Why it was refused" not in again.mapping["columns"]
    assert imported(actor, again) == {"created": 2}
    assert Asset.objects.get(name="Saw").note == "=cmd"


def test_records_are_found_by_their_key_and_changed() -> None:
    actor = importer()
    old = builders.record("maker", name="Bosch")
    text = "Name,Active\nBosch,no\nMakita,yes\n"
    run = sent(actor, text, "maker", key=["name"])
    assert rehearsed(actor, run) == {"created": 1, "updated": 1}
    assert imported(actor, run) == {"created": 1, "updated": 1}
    assert not Maker.objects.get(pk=old.pk).active
    again = sent(actor, text, "maker")
    assert again.mapping["key"] == ["name"]
    assert imported(actor, again) == {"unchanged": 2}


def test_modes_refuse_what_they_do_not_do() -> None:
    actor = importer()
    builders.record("maker", name="Bosch")
    text = "Name\nBosch\nMakita\n"
    assert rehearsed(actor, sent(actor, text, "maker", key=["name"], mode="create")) == {"created": 1, "refused": 1}
    assert rehearsed(actor, sent(actor, text, "maker", key=["name"], mode="update")) == {"unchanged": 1, "refused": 1}
    with pytest.raises(BadInput, match="tell them apart"):
        sent(actor, text, "maker", key=[], mode="update")


def test_a_document_is_found_by_its_number() -> None:
    actor = importer()
    asset = builders.record("asset", name="Drill")
    Asset._base_manager.filter(pk=asset.pk).update(number="AS-2026-00001")
    run = sent(
        actor,
        "number,price\nAS-2026-00001,7\nAS-1999-00001,8\n",
        columns={"number": "number", "price": "price"},
        key=["number"],
    )
    assert rehearsed(actor, run) == {"updated": 1, "refused": 1}
    imported(actor, run)
    assert Asset.objects.get().price == Decimal(7)


def test_the_same_record_twice_is_refused_within_a_file_and_across_batches(monkeypatch: Any) -> None:
    monkeypatch.setattr("kontor.records.importing.limits.BATCH", 2)
    actor = importer()
    text = "Name\nA\nB\nC\nA\nB\n"
    keyed = sent(actor, text, "maker", key=["name"])
    assert rehearsed(actor, keyed) == {"created": 3, "refused": 2}
    assert problems(keyed)[5] == ["name: The same record is in line 2 already."]
    plain = sent(actor, text, "maker", key=[])
    assert rehearsed(actor, plain) == {"created": 3, "refused": 2}
    assert imported(actor, plain) == {"created": 3, "refused": 2}
    assert Maker.objects.count() == 3


def test_words_are_mapped_once_and_remembered() -> None:
    actor = importer()
    maker = builders.record("maker", name="Robert Bosch GmbH")
    run = sent(actor, "Name,Maker,Kind\nDrill,Bosch,Werkzeug\nSaw,Bosch,Tool\nAxe,None,\n")
    words = [(one.path, one.text, one.count) for one in services.unmatched_words(actor=actor, run=run)]
    assert words == [("maker", "Bosch", 2), ("maker", "None", 1), ("kind", "Werkzeug", 1)]
    values = {"maker": {"Bosch": str(maker.pk), "None": ""}, "kind": {"Werkzeug": "tool"}}
    services.map_import(actor=actor, run=run, mapping={**run.mapping, "values": values})
    assert services.unmatched_words(actor=actor, run=run) == []
    assert imported(actor, run) == {"created": 3}
    assert Asset.objects.filter(maker=maker).count() == 2
    again = sent(actor, "Kind,Name,Maker\nWerkzeug,Plane,Bosch\n")
    assert imported(actor, again) == {"created": 1}


def test_two_records_of_a_name_are_not_guessed_between() -> None:
    actor = importer()
    builders.person("Li Wei")
    builders.person("Li Wei")
    run = sent(actor, "Name,Keeper\nDrill,Li Wei\n")
    assert [one.several for one in services.unmatched_words(actor=actor, run=run)] == [True]
    assert rehearsed(actor, run) == {"refused": 1}
    assert problems(run)[2] == ["keeper: Several records are called “Li Wei”."]


def test_rows_of_a_record_become_its_lines() -> None:
    actor = importer()
    text = "Asset,Note,Part,Quantity\nDrill,good,Bit,2\nDrill,,Case,1\nSaw,,Blade,x\nSaw,,,\n"
    columns = {"Asset": "name", "Note": "note", "Part": "lines.name", "Quantity": "lines.quantity"}
    run = sent(actor, text, columns=columns, group="Asset")
    assert rehearsed(actor, run) == {"created": 1, "refused": 1}
    assert problems(run)[4] == ["quantity: “x” is not a number."]
    assert imported(actor, run) == {"created": 1, "refused": 1}
    drill = Asset.objects.get()
    assert (drill.note, [line.name for line in drill.lines.all()]) == ("good", ["Bit", "Case"])
    file = b"".join(error_file(run)).decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in file] == ["Asset", "Saw", "Saw"]


def test_lines_may_come_on_a_second_sheet_and_again_change_nothing() -> None:
    actor = importer()
    book = [["Name"], ["Drill"], ["Saw"]], [["Of", "Name"], ["Drill", "Bit"], ["Saw", "Blade"], ["Drill", "Case"]]
    plan = {
        "group": "Name",
        "key": ["name"],
        "lines": {"sheet": "Parts", "parent": "Of", "columns": {"Name": "lines.name"}},
    }
    run = mapped(actor, workbook(*book, names=("Assets", "Parts")), name="a.xlsx", **plan)
    assert imported(actor, run) == {"created": 2}
    assert sorted(AssetPart.objects.values_list("parent__name", "name")) == [
        ("Drill", "Bit"),
        ("Drill", "Case"),
        ("Saw", "Blade"),
    ]
    again = mapped(actor, workbook(*book, names=("Assets", "Parts")), name="a.xlsx", **plan)
    assert imported(actor, again) == {"unchanged": 2}
    book[1].pop()
    fewer = mapped(actor, workbook(*book, names=("Assets", "Parts")), name="a.xlsx", **plan)
    assert imported(actor, fewer) == {"unchanged": 1, "updated": 1}
    assert services.rows_of(fewer, "run", "updated")[0].before["lines"]["lines"][1]["name"] == "Case"
    services.undo_import(actor=actor, run=fewer)
    from_job(fewer)
    assert [line.name for line in Asset.objects.get(name="Drill").lines.all()] == ["Bit", "Case"]


def from_job(run: Any) -> None:
    drain()
    run.refresh_from_db()
    assert run.status == "undone", run.error


def test_constants_fill_what_no_column_does() -> None:
    actor = importer()
    builders.record("maker", name="Bosch")
    run = sent(actor, "Name\nDrill\n", constants={"kind": "Vehicle", "maker": "Bosch", "insured": True})
    imported(actor, run)
    drill = Asset.objects.get(maker__name="Bosch")
    assert (drill.kind, drill.insured) == ("vehicle", True)


def test_typed_cells_of_a_workbook_arrive_typed() -> None:
    actor = importer()
    head = ["Name", "Bought on", "Price", "Rank", "Note", "Insured"]
    book = workbook([head, ["Drill", date(2026, 1, 31), 12.5, 3, 4711, True], ["Saw", None, 0.1, None, "0012", False]])
    run = mapped(actor, book, name="a.xlsx")
    assert imported(actor, run) == {"created": 2}
    drill = Asset.objects.get(name="Drill")
    assert (drill.bought_on, drill.price, drill.rank, drill.note) == (date(2026, 1, 31), Decimal("12.5"), 3, "4711")
    assert Asset.objects.get(name="Saw").note == "0012"


def test_an_import_is_taken_back_but_for_what_was_changed_since() -> None:
    actor = importer()
    old = builders.record("maker", name="Bosch")
    run = sent(actor, "Name,Active\nBosch,no\nMakita,yes\nHilti,yes\n", "maker", key=["name"])
    imported(actor, run)
    hilti = Maker.objects.get(name="Hilti")
    save_record(actor=actor, object="maker", id=hilti.pk, values={"name": "Hilti AG"})
    services.undo_import(actor=actor, run=run)
    from_job(run)
    assert run.report["undone"] == {"back": 2, "kept": 1}
    assert Maker.objects.get(pk=old.pk).active
    assert Maker.objects.get(name="Makita").trashed_at is not None
    assert Maker.objects.get(name="Hilti AG").trashed_at is None
    assert [row.record_id for row in services.not_undone(run)] == [hilti.pk]


def test_what_the_actor_may_not_write_can_be_no_target() -> None:
    actor = importer(None, asset={"price": "read", "note": "hidden"})
    run = services.start_import(
        actor=actor, object="asset", upload=csv_file("Name,Price,Note,Cost,Total\nA,1,2,3,4\n"), name="a.csv"
    )
    assert services.suggested(actor, run).said()["columns"] == {"Name": "name"}
    for path in ("price", "note", "cost", "total", "nothing", "created_by", "id"):
        with pytest.raises(BadInput, match="no such field"):
            services.map_import(actor=actor, run=run, mapping={"columns": {"Name": "name", "Note": path}})


def test_rights_are_judged_again_when_the_job_runs() -> None:
    role = builders.role("", TO_IMPORT)
    actor = builders.actor(role)
    run = sent(actor, "Name\nDrill\n")
    services.run_import(actor=actor, run=run)
    role.grants.filter(object="asset", operation__in=("create", "update")).delete()
    builders.touch_rights()
    drain()
    run.refresh_from_db()
    assert (run.status, names()) == ("stopped", [])
    assert "may not" in run.error


def test_only_whoever_sent_a_file_sees_it() -> None:
    actor = importer()
    run = sent(actor, "Name\nDrill\n")
    with pytest.raises(NotFound):
        import_of(importer(), run.pk)
    with pytest.raises(NotPermitted):
        sent(importer({"asset": {"read": "all"}}), "Name\nDrill\n")
    with pytest.raises(NotFound):
        sent(importer({"maker": {"read": "all"}}), "Name\nDrill\n")


def test_records_of_others_are_neither_found_nor_changed() -> None:
    own = {**TO_IMPORT, "maker": {"read": "own", "create": "own", "update": "own"}}
    actor = importer(own)
    theirs = builders.record("maker", name="Bosch")
    run = sent(actor, "Name,Active\nBosch,no\n", "maker", key=["name"])
    assert rehearsed(actor, run) == {"refused": 1}
    imported(actor, run)
    assert Maker.objects.get(pk=theirs.pk).active
    asset = sent(actor, "Name,Maker\nDrill,Bosch\n")
    assert problems_of(actor, asset)[2] == ["maker: There is no “Bosch” among Makers."]


def problems_of(actor: Any, run: Any) -> dict[int, list[str]]:
    rehearsed(actor, run)
    return problems(run)


def test_a_run_is_started_once() -> None:
    actor = importer()
    run = sent(actor, "Name\nDrill\n")
    services.run_import(actor=actor, run=run)
    with pytest.raises(Conflict):
        services.run_import(actor=actor, run=run)
    with pytest.raises(Conflict):
        services.map_import(actor=actor, run=run, mapping=run.mapping)


def test_rehearsing_writes_nothing_but_its_report() -> None:
    actor = importer()
    run = sent(actor, "Name\nDrill\n\nSaw\n")
    rehearsed(actor, run)
    assert not Asset.objects.exists()
    assert list(ImportedRow.objects.values_list("phase", "line", "record_id")) == [
        ("rehearse", 2, None),
        ("rehearse", 4, None),
    ]
