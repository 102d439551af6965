"""Rows of one record need not follow each other, and rows may name rows of the same file, in any order."""

from decimal import Decimal
from typing import Any

import pytest

from kontor.jobs.worker import drain
from kontor.records.importing import inside, job, limits, services
from kontor.records.importing.error_file import error_file
from kontor.records.importing.inside import Inside
from kontor.records.importing.models import ImportedRow
from tests import builders
from tests.designed import Designed, field
from tests.platform.records.importing.sheets import (
    administrator,
    imported,
    importer,
    mapped,
    problems,
    rehearsed,
    sent,
    workbook,
)
from tests.sample.models import Asset, AssetPart

pytestmark = pytest.mark.django_db
PARTS: list[list[Any]] = [
    ["Name", "Price", "Parts: Part", "Parts: Quantity"],
    ["Drill", 12, "Chuck", 1],
    ["Saw", 7, "Blade", 2],
    ["Drill", None, "Bit", 10],
    ["", None, "Case", 1],
    ["Saw", None, "Grip", 1],
]
COLUMNS = {"Name": "name", "Price": "price", "Parts: Part": "lines.name", "Parts: Quantity": "lines.quantity"}


def as_csv(rows: list[list[Any]]) -> str:
    return "\n".join(",".join("" if cell is None else str(cell) for cell in row) for row in rows) + "\n"


def parts_of(name: str) -> list[tuple[Any, ...]]:
    return list(AssetPart.objects.filter(parent__name=name).order_by("position").values_list("name", "quantity"))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_rows_of_one_record_are_found_over_the_whole_file(kind: str) -> None:
    actor = importer()
    words: dict[str, Any] = {"columns": COLUMNS, "group": "Name", "key": []}
    if kind == "csv":
        run = sent(actor, as_csv(PARTS), **words)
    else:
        run = mapped(actor, workbook(PARTS), name="a.xlsx", **words)
    assert rehearsed(actor, run) == {"created": 2}
    assert imported(actor, run) == {"created": 2}
    assert parts_of("Drill") == [("Chuck", 1), ("Bit", 10), ("Case", 1)]
    assert parts_of("Saw") == [("Blade", 2), ("Grip", 1)]
    assert Asset.objects.get(name="Drill").price == Decimal(12)
    rows = {row.line: row.lines_apart for row in ImportedRow.objects.filter(run=run, phase="run")}
    assert rows == {2: [2, 4, 5], 3: [3, 6]}


def test_refused_rows_that_lie_apart_are_all_given_back_and_can_be_sent_again() -> None:
    actor = importer()
    rows: list[list[Any]] = [[*row] for row in PARTS]
    rows[1][1] = "x"
    rows.append(["Axe", 3, "Haft", 1])
    run = sent(actor, as_csv(rows), columns=COLUMNS, group="Name", key=[])
    assert imported(actor, run) == {"created": 2, "refused": 1}
    text = b"".join(error_file(run)).decode("utf-8-sig")
    assert [line.split(",")[2] for line in text.splitlines()[1:]] == ["Chuck", "Bit", "Case"]
    again = sent(actor, text.replace("x", "12", 1), columns=COLUMNS, group="Name", key=[])
    assert imported(actor, again) == {"created": 1}
    assert parts_of("Drill") == [("Chuck", 1), ("Bit", 10), ("Case", 1)]


def test_more_rows_than_can_be_held_are_told_and_nothing_comes_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_APART", 3)
    actor = importer()
    rows = [PARTS[0], *([f"A{at}", 1, "P", 1] for at in range(5)), *([f"A{at}", 1, "Q", 1] for at in range(5))]
    run = sent(actor, as_csv(rows), columns=COLUMNS, group="Name", key=[])
    with pytest.raises(services.BadInput, match="by line 5 more than 3 rows wait for others"):
        services.rehearse_import(actor=actor, run=run)
    assert not Asset.objects.exists()


@pytest.fixture
def category(designed: Designed) -> Any:
    """Categories that lie in others."""
    designed.object("category", field("name"))
    return designed.field("category", "above", "relation", target="category").model


TREE = [["Name", "Above"], ["Bits", "Drills"], ["Saws", "Tools"], ["Drills", "Tools"], ["Tools", ""], ["Nails", "Old"]]


@pytest.mark.designed
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_row_may_name_a_row_of_the_same_file_in_any_order(category: Any, kind: str) -> None:
    actor = administrator()
    builders.record("category", name="Old")
    if kind == "csv":
        run = sent(actor, as_csv(TREE), "category")
    else:
        run = mapped(actor, workbook(TREE), "category", "c.xlsx")
    assert services.unmatched_words(actor=actor, run=run) == []
    assert rehearsed(actor, run) == {"created": 5}
    assert category.objects.count() == 1
    assert imported(actor, run) == {"created": 5}
    above = dict(category.objects.values_list("name", "above__name"))
    assert above == {"Bits": "Drills", "Saws": "Tools", "Drills": "Tools", "Tools": None, "Nails": "Old", "Old": None}


@pytest.mark.designed
def test_rings_and_refused_rows_are_told_with_the_line(category: Any) -> None:
    actor = administrator()
    rows = [["Name", "Above"], ["A", "B"], ["B", "A"], ["C", "A"], ["D", "Nowhere"], ["E", "D"], ["F", "F"], ["G", ""]]
    run = sent(actor, as_csv(rows), "category")
    assert [one.text for one in services.unmatched_words(actor=actor, run=run)] == ["Nowhere"]
    expected = {
        2: ["above: This names line 3, and that one names this in turn."],
        3: ["above: This names line 2, and that one names this in turn."],
        4: ["above: This names line 2, which was refused."],
        5: ["above: There is no “Nowhere” among Category."],
        6: ["above: This names line 5, which was refused."],
        7: ["above: This names line 7, and that one names this in turn."],
    }
    assert rehearsed(actor, run) == {"created": 1, "refused": 6}
    assert problems(run) == expected
    assert imported(actor, run) == {"created": 1, "refused": 6}
    assert set(problems(run, "run")) == set(expected)


@pytest.mark.designed
def test_a_stopped_import_goes_on_with_what_was_named_before(category: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BATCH", 2)
    actor = administrator()
    run = sent(actor, as_csv([*TREE[:-1], ["Long", "Bits"], ["Bad", "Nowhere"], ["Worse", "Bad"]]), "category")
    calls = []

    def failing(*args: Any) -> None:
        calls.append(1)
        if len(calls) == 3:
            raise services.Conflict("stop here")
        batch(*args)

    batch = job._batch
    monkeypatch.setattr(job, "_batch", failing)
    services.run_import(actor=actor, run=run)
    drain()
    run.refresh_from_db()
    assert run.status == "stopped"
    monkeypatch.setattr(job, "_batch", batch)
    assert imported(actor, run) == {"created": 5, "refused": 2}
    assert dict(category.objects.values_list("name", "above__name"))["Long"] == "Bits"
    assert problems(run, "run")[8] == ["above: This names line 7, which was refused."]


def test_levels_of_a_long_chain_are_bounded() -> None:
    found = Inside()
    inside.order(found, {line: [line - 1] for line in range(2, 400)})
    assert found.depth == limits.MAX_LEVELS + 1
    assert len(found.deep) == 398 - limits.MAX_LEVELS
    found = Inside()
    inside.order(found, {line: [line + 1] for line in range(2, 400)})
    assert found.levels[399] == 1
    assert found.depth == limits.MAX_LEVELS + 1
