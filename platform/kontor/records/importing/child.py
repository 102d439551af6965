"""Reads one file in a process of its own: bytes on standard input, one JSON value a line on standard output.

Runs as a script without the house, under limits it sets itself before it looks at a byte. What it writes:
{"sheet": name} begins a sheet, [line, [cells]] is a row, {"refused": code, …} ends everything, {"done": true} too.
A cell is null, a text, a number, true or false, or ["d", "2026-01-31"] for a day and ["t", "…T14:30:00"] for a time.
"""

import codecs
import csv
import datetime
import io
import json
import math
import os
import posixpath
import resource
import sys
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterator
from typing import Any, NoReturn

import openpyxl

OLD_OFFICE = b"\xd0\xcf\x11\xe0"
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
DELIMITERS = ",;\t"
SAMPLE_LINES = 50
EXCEL_DIGITS = 15


class Refused(Exception):
    """The file cannot be read; `said` tells why."""

    def __init__(self, code: str, **said: Any) -> None:
        super().__init__(code)
        self.said = {"refused": code, **said}


def limit(memory: int, seconds: int) -> None:
    """Takes from this process what it does not need."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def main() -> NoReturn:
    """Reads the file whose kind and limits the first argument tells."""
    told = json.loads(sys.argv[1])
    limit(told["memory"], told["cpu"])
    warnings.simplefilter("ignore")
    out = sys.stdout
    try:
        content = sys.stdin.buffer.read(told["bytes"] + 1)
        if len(content) > told["bytes"]:
            raise Refused("too_large")
        for value in (read_xlsx if told["kind"] == "xlsx" else read_csv)(content, told):
            out.write(json.dumps(value, ensure_ascii=True, separators=(",", ":")) + "\n")
        out.write('{"done":true}\n')
    except Refused as refused:
        out.write(json.dumps(refused.said) + "\n")
    except MemoryError:
        out.write('{"refused":"memory"}\n')
    except Exception as error:
        out.write(json.dumps({"refused": "damaged", "why": type(error).__name__}) + "\n")
    out.flush()
    os._exit(0)


class Counted:
    """Counts rows and checks what a row may hold."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.told = told
        self.rows = 0

    def check(self, line: int, cells: list[Any], sheet: str = "") -> list[Any]:
        """The cells without empty ones at the end; Refused beyond a limit, naming the place."""
        while cells and cells[-1] in (None, ""):
            cells.pop()
        if len(cells) > self.told["columns"]:
            raise Refused("columns", line=line, sheet=sheet)
        for place, cell in enumerate(cells, start=1):
            if isinstance(cell, str) and len(cell) > self.told["cell"]:
                raise Refused("cell", line=line, column=place, sheet=sheet)
        self.rows += bool(cells)
        # one row is the heading
        if self.rows > self.told["rows"] + 1:
            raise Refused("rows", line=line, sheet=sheet)
        return cells


# text


def read_csv(content: bytes, told: dict[str, Any]) -> Iterator[Any]:
    """The rows of a text file."""
    if content.startswith((OLD_OFFICE, b"PK\x03\x04")):
        raise Refused("not_text")
    text = decoded(content, told.get("encoding") or "")
    csv.field_size_limit(told["cell"] * 4)
    delimiter = told.get("delimiter") or sniffed(text)
    yield {"sheet": "", "delimiter": delimiter}
    counted = Counted(told)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for row in reader:
            cells = counted.check(line, list(row))
            if cells:
                yield [line, cells]
            line = reader.line_num + 1
    except csv.Error as error:
        raise Refused("cell" if "limit" in str(error) else "quotes", line=line) from None


def decoded(content: bytes, wanted: str) -> str:
    """The text: by its mark, as strict UTF-8, as GB18030 where that is plausible; else Refused with the choices."""
    if wanted:
        return as_told(content, wanted)
    for mark, name in MARKS:
        if content.startswith(mark):
            try:
                return content.decode(name)
            except UnicodeDecodeError:
                raise Refused("encoding") from None
    for name in ("utf-8", "gb18030"):
        try:
            text = content.decode(name)
        except UnicodeDecodeError:
            continue
        if name == "utf-8" or is_chinese(text):
            return text
    raise Refused("encoding")


def as_told(content: bytes, wanted: str) -> str:
    """The text in the encoding somebody chose; Refused naming the first line that is not written in it."""
    try:
        return content.decode(wanted).removeprefix("\ufeff")
    except UnicodeError as error:
        at = getattr(error, "start", 0)
        raise Refused("not_encoded", encoding=wanted, line=content[:at].count(b"\n") + 1) from None


def is_chinese(text: str) -> bool:
    """Whether a text looks Chinese: what is not ASCII is nearly all among the characters of every day.

    Nearly any bytes can be read as GB18030; Western texts then turn into rare characters.
    """
    foreign = [letter for letter in text if ord(letter) > 127]
    common = 0
    for letter in foreign:
        try:
            letter.encode("gb2312")
            common += 1
        except UnicodeEncodeError:
            continue
    return common >= 0.9 * len(foreign)


def sniffed(text: str) -> str:
    """The delimiter that cuts the first lines into the same number of cells most often."""
    best, delimiter = (0.0, 0), ","
    head = "\n".join(text.splitlines()[:SAMPLE_LINES])
    for one in DELIMITERS:
        try:
            widths = [len(row) for row in csv.reader(io.StringIO(head), delimiter=one) if row]
        except csv.Error:
            continue
        width, times = Counter(widths).most_common(1)[0] if widths else (0, 0)
        found = (times / len(widths) if width > 1 else 0.0, width)
        if found > best:
            best, delimiter = found, one
    return delimiter


# workbooks


def read_xlsx(content: bytes, told: dict[str, Any]) -> Iterator[Any]:
    """The rows of every visible sheet of a workbook; formulas as the values last saved, macros and links unread."""
    if content.startswith(OLD_OFFICE):
        raise Refused("old_office")
    check_archive(content, told)
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    sheets = [one for one in book.worksheets if one.sheet_state == "visible"]
    if len(sheets) > told["sheets"]:
        raise Refused("sheets")
    counted = Counted(told)
    for sheet in sheets:
        yield {"sheet": str(sheet.title)[:100]}
        # what the sheet says of its size may be anything
        sheet.reset_dimensions()
        for line, row in enumerate(sheet.iter_rows(values_only=True), start=1):
            if not row:
                continue
            cells = counted.check(line, [cell_of(one) for one in row], str(sheet.title)[:100])
            if cells:
                yield [line, cells]


def check_archive(content: bytes, told: dict[str, Any]) -> None:
    """Looks at the archive's directory, then at what its entries really unpack to; Refused for what is no workbook."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, NotImplementedError):
        raise Refused("damaged", why="zip") from None
    entries = archive.infolist()
    if len(entries) > told["entries"]:
        raise Refused("bomb")
    names = [one.filename for one in entries]
    if len(set(names)) != len(names) or any(not is_plain(name) for name in names):
        raise Refused("names")
    if any(one.flag_bits & 1 for one in entries):
        raise Refused("locked")
    if sum(one.file_size for one in entries) > told["unpacked"]:
        raise Refused("bomb")
    if "[Content_Types].xml" not in names:
        raise Refused("not_workbook")
    check_unpacked(archive, told["unpacked"])


def is_plain(name: str) -> bool:
    """Whether an entry's name stays inside the archive."""
    parts = name.split("/")
    return not (name.startswith("/") or "\\" in name or ":" in name or ".." in parts) and (
        posixpath.normpath(name) == name.rstrip("/")
    )


def check_unpacked(archive: zipfile.ZipFile, most: int) -> None:
    """Unpacks everything without keeping it: what the directory declares need not be true."""
    total = 0
    for one in archive.infolist():
        with archive.open(one) as entry:
            while part := entry.read(1 << 20):
                total += len(part)
                if total > most:
                    raise Refused("bomb")


def cell_of(value: Any) -> Any:
    """A value of a cell as JSON has it; numbers as the 15 digits that Excel keeps."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        text = format(value, f".{EXCEL_DIGITS}g")
        return float(text) if math.isfinite(value) else "#NUM!"
    if isinstance(value, datetime.datetime):
        plain = value.time() == datetime.time()
        return ["d", value.date().isoformat()] if plain else ["t", value.isoformat(timespec="seconds")]
    if isinstance(value, datetime.date):
        return ["d", value.isoformat()]
    return str(value)


if __name__ == "__main__":
    main()
