"""The rows read from a file, kept as compressed lines of JSON outside the database."""

import gzip
import io
import json
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from tempfile import TemporaryFile
from typing import Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from kontor.core.errors import NotFound

Cell = Any
NAME_LENGTH = 100
SAMPLES = 3


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row: its line in the file, and its cells."""

    line: int
    cells: Sequence[Cell]

    def cell(self, place: int) -> Cell:
        """The cell of a column; None where the row is shorter."""
        return self.cells[place] if place < len(self.cells) else None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a file: its headings and how many rows follow them."""

    name: str
    headings: tuple[str, ...]
    count: int
    path: str
    delimiter: str = ""

    @staticmethod
    def of(said: Mapping[str, Any]) -> "Sheet":
        """The sheet as it is kept with an import."""
        return Sheet(said["name"], tuple(said["headings"]), said["count"], said["path"], said.get("delimiter", ""))

    def said(self) -> dict[str, Any]:
        """The sheet as JSON."""
        return {
            "name": self.name,
            "headings": list(self.headings),
            "count": self.count,
            "path": self.path,
            "delimiter": self.delimiter,
        }

    def rows(self) -> Iterator[SheetRow]:
        """All rows below the headings, in order; NotFound when they are not kept any more."""
        if not default_storage.exists(self.path):
            raise NotFound(_("The file is not there any more."))
        with default_storage.open(self.path, "rb") as file, gzip.open(file, "rt", encoding="utf-8") as lines:
            next(lines, None)
            for text in lines:
                line, cells = json.loads(text, parse_float=Decimal)
                yield SheetRow(line, cells)

    def samples(self, count: int = SAMPLES) -> list[SheetRow]:
        """The first rows."""
        found = []
        for row in self.rows():
            found.append(row)
            if len(found) >= count:
                break
        return found


@dataclass(slots=True)
class SheetWriter:
    """Takes the rows of one sheet, the first being its headings."""

    name: str
    path: str
    file: Any
    packed: Any
    delimiter: str = ""
    headings: tuple[str, ...] = ()
    count: int = -1

    def write(self, line: int, cells: list[Cell]) -> None:
        """Keeps a row."""
        if self.count < 0:
            self.headings = headings_of(cells)
        self.count += 1
        self.packed.write(json.dumps([line, cells], ensure_ascii=False, separators=(",", ":")) + "\n")

    def close(self) -> Sheet | None:
        """The sheet, kept in the storage; None when it has no rows."""
        self.packed.close()
        if self.count <= 0:
            return None
        self.file.seek(0)
        default_storage.save(self.path, File(self.file))
        return Sheet(self.name, self.headings, self.count, self.path, self.delimiter)


@contextmanager
def writing(name: str, path: str, delimiter: str = "") -> Iterator[SheetWriter]:
    """A writer of one sheet."""
    with TemporaryFile() as file:
        packed = io.TextIOWrapper(
            gzip.GzipFile(fileobj=file, mode="wb", compresslevel=1), encoding="utf-8", errors="replace"
        )
        yield SheetWriter(plain(name), path, file, packed, delimiter)


def headings_of(cells: Sequence[Cell]) -> tuple[str, ...]:
    """The headings, each once: an empty one is called by its column's letter, a second one of a name is numbered."""
    found: list[str] = []
    for place, cell in enumerate(cells):
        name = plain(text_of(cell)) or _("Column %(letter)s") % {"letter": letter_of(place)}
        same, number = name, 2
        while same in found:
            same, number = f"{name} ({number})", number + 1
        found.append(same)
    return tuple(found)


def letter_of(place: int) -> str:
    """The letters a spreadsheet gives a column."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def plain(text: str) -> str:
    """A text in one line without what cannot be seen or stored, not too long."""
    kept = "".join(" " if letter in "\r\n\t" else letter for letter in unicodedata.normalize("NFC", text))
    kept = "".join(letter for letter in kept if unicodedata.category(letter)[0] != "C")
    return kept.strip()[:NAME_LENGTH]


def text_of(cell: Cell) -> str:
    """A cell as people would read it."""
    if cell is None:
        return ""
    if isinstance(cell, list):
        return str(cell[1]).replace("T", " ")
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, Decimal):
        whole = cell.to_integral_value() if abs(cell.adjusted()) < 30 else cell
        return format(whole if whole == cell else cell, "f")
    return str(cell)
