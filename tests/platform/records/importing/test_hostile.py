"""Files made to harm: each is refused with a sentence, within its limits, and the house goes on."""

import codecs
import io
import struct
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

from kontor.records.importing import limits
from kontor.records.importing.reading import EncodingNotSure, FileNotRead, read_file
from kontor.records.importing.sheets import Sheet
from tests.platform.records.importing.sheets import repacked, workbook

HEAD = ["Name", "Note"]
BOMB = b"<x>" + b"a" * (40 * 1024 * 1024) + b"</x>"
SHEET = "xl__worksheets__sheet1_dot_xml"
ENTITIES = b"""<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&c;</t></is></c></row></sheetData></worksheet>"""
FAR = b"""<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Name</t></is></c></row>
<row r="2"><c r="XFD2" t="inlineStr"><is><t>x</t></is></c></row></sheetData></worksheet>"""


@pytest.fixture(autouse=True)
def kept(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def read(content: bytes | io.BytesIO, kind: str = "csv", **settings: str) -> list[Sheet]:
    file = content if isinstance(content, io.BytesIO) else io.BytesIO(content)
    return read_file(file, kind, f"imports/test-{time.monotonic_ns()}", settings)


def cells(content: bytes | io.BytesIO, kind: str = "csv", **settings: str) -> list[list[Any]]:
    (sheet,) = read(content, kind, **settings)
    return [list(sheet.headings), *(list(row.cells) for row in sheet.rows())]


def refused(content: bytes | io.BytesIO, kind: str = "csv") -> str:
    with pytest.raises(FileNotRead) as error:
        read(content, kind)
    return error.value.message


@pytest.mark.parametrize(
    "raw",
    [
        "名称,备注\n张三,好\n".encode("gb18030"),
        "名称,备注\n张三,好\n".encode(),
        "名称,备注\n张三,好\n".encode("utf-8-sig"),
        codecs.BOM_UTF16_LE + "名称\t备注\r\n张三\t好\r\n".encode("utf-16-le"),
        "名称;备注\r张三;好\r".encode("gb18030"),
    ],
)
def test_chinese_files_are_read_in_the_encoding_they_have(raw: bytes) -> None:
    assert cells(raw) == [["名称", "备注"], ["张三", "好"]]


@pytest.mark.parametrize("text", ["Müller", "für", "café au lait", "Ñandú", "Ærø, Ås"])
def test_western_files_are_not_taken_for_chinese(text: str) -> None:
    with pytest.raises(EncodingNotSure):
        read(f"Name\n{text}\n".encode("cp1252"))
    assert cells(f"Name\n{text.replace(',', '')}\n".encode("cp1252"), encoding="cp1252")[1] == [text.replace(",", "")]


def test_cells_keep_line_breaks_quotes_and_what_looks_like_a_formula() -> None:
    raw = b'Name,Note\n"a\nb","say ""hi"""\n=1+1,0012\n'
    assert cells(raw) == [HEAD, ["a\nb", 'say "hi"'], ["=1+1", "0012"]]


def test_headings_are_told_apart() -> None:
    assert cells(b"Name,,Name\n1,2,3\n")[0] == ["Name", "Column B", "Name (2)"]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b'Name\n"open\n', "Line 2"),
        (b'Name\nok\n"a"b\n', "Line 3"),
        (b"Name\n" + b"x" * 40_000, "Line 2, column A"),
        (b",".join([b"a"] * 201) + b"\n1\n", "Line 1: a row may have 200 columns"),
        (b"Name\n", "no rows"),
        (b"PK\x03\x04xxxx", "no text file"),
    ],
)
def test_a_text_that_is_not_taken_names_the_place(raw: bytes, said: str) -> None:
    assert said in refused(raw)


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_ROWS", 10)
    assert "Line 12: a file may have 10 rows" in refused(b"Name\n" + b"x\n" * 11)
    assert len(cells(b"Name\n" + b"x\n" * 10)) == 11


def hostile_books() -> dict[str, io.BytesIO]:
    """Workbooks by what is wrong with them."""
    plain = workbook([HEAD, ["a", "b"]])
    twice = io.BytesIO()
    with zipfile.ZipFile(twice, "w") as archive:
        for name in ("[Content_Types].xml", "../../etc/passwd"):
            archive.writestr(name, "x")
    lying = bytearray(repacked(io.BytesIO(plain.getvalue()), **{SHEET: BOMB}).getvalue())
    at = lying.rfind(b"PK\x01\x02")
    lying[at + 24 : at + 28] = struct.pack("<I", 10)
    many = io.BytesIO()
    with zipfile.ZipFile(many, "w") as archive:
        for number in range(limits.MAX_ENTRIES + 1):
            archive.writestr(f"{number}", "")
    return {
        "names": twice,
        "lying": io.BytesIO(bytes(lying)),
        "many": many,
        "entities": repacked(io.BytesIO(plain.getvalue()), **{SHEET: ENTITIES}),
        "no workbook": repacked(io.BytesIO(b"PK\x05\x06" + b"\0" * 18), a=b"x"),
        "old": io.BytesIO(b"\xd0\xcf\x11\xe0" + b"\0" * 600),
        "cut": io.BytesIO(plain.getvalue()[:-200]),
        "noise": io.BytesIO(b"\0\xff" * 4000),
        "broken xml": repacked(io.BytesIO(plain.getvalue()), **{SHEET: b"<worksheet><sheetData><row"}),
        "far": repacked(io.BytesIO(plain.getvalue()), **{SHEET: FAR}),
    }


@pytest.mark.parametrize("name", list(hostile_books()))
def test_a_hostile_workbook_is_refused(name: str) -> None:
    started = time.monotonic()
    assert refused(hostile_books()[name], "xlsx")
    assert time.monotonic() - started < 20


def test_what_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_UNPACKED", 20 * 1024 * 1024)
    assert "unpacks" in refused(repacked(workbook([HEAD, ["a"]]), xl__more_dot_xml=BOMB), "xlsx")


def test_what_needs_too_much_memory_or_time_ends_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MEMORY", 8 * 1024 * 1024)
    assert "memory" in refused(workbook([HEAD, ["a", "b"]]), "xlsx")
    monkeypatch.setattr(limits, "MEMORY", 1024 * 1024 * 1024)
    monkeypatch.setattr(limits, "WALL_SECONDS", 0.05)
    assert "longer" in refused(workbook([HEAD, ["a", "b"]]), "xlsx")


def test_formulas_are_read_as_the_values_that_were_saved_and_never_run() -> None:
    assert cells(workbook([HEAD, ["a", "=1+1"], ["b", "c"]]), "xlsx") == [HEAD, ["a"], ["b", "c"]]


def test_hidden_sheets_and_empty_rows_stay_away() -> None:
    book = workbook([[], HEAD, [], ["a", "b"]], [[]])
    (sheet,) = read(book, "xlsx")
    assert [(row.line, list(row.cells)) for row in sheet.rows()] == [(4, ["a", "b"])]
