"""The refused rows as a file of the same kind, with a column that says why: to correct and send again."""

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from tempfile import TemporaryFile
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from kontor.records.export import CHUNK, cell_for_sheet, csv_cell
from kontor.records.importing.models import ImportedRow, ImportRun
from kontor.records.importing.sheets import Cell, Sheet, text_of
from kontor.records.importing.store import sheets_of
from kontor.records.importing.words import problem_text
from kontor.schema.registry import object_of


def error_file(run: ImportRun) -> Iterator[bytes]:
    """The bytes of the file; cells never become live formulas."""
    sheet = next((one for one in sheets_of(run) if one.name == run.mapping.get("sheet", one.name)), sheets_of(run)[0])
    rows = _refused(run, sheet)
    head = [*sheet.headings, _("Why it was refused")]
    return _xlsx(head, rows) if run.kind == "xlsx" else _csv(head, rows, sheet.delimiter or ",")


def _refused(run: ImportRun, sheet: Sheet) -> Iterator[list[Cell]]:
    phase = "run" if run.rows.filter(phase="run").exists() else "rehearse"
    found = object_of(run.object)
    refused = ImportedRow.objects.filter(run=run, phase=phase, outcome="refused").order_by("line").iterator()
    one, apart = next(refused, None), dict[int, ImportedRow]()
    for row in sheet.rows():
        while one is not None and (row.line > one.last_line or one.lines_apart) and row.line >= one.line:
            apart.update(dict.fromkeys(one.lines_apart, one))
            one = next(refused, None)
        its = apart.pop(row.line, one if one is not None and row.line >= one.line else None)
        if its is not None:
            why = "; ".join(problem_text(found, problem) for problem in its.problems) if row.line == its.line else ""
            yield [*(row.cell(place) for place in range(len(sheet.headings))), why]
        elif one is None and not apart:
            return


def _csv(head: list[str], rows: Iterator[list[Cell]], delimiter: str) -> Iterator[bytes]:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter)
    buffer.write("\ufeff")
    writer.writerow([csv_cell(one) for one in head])
    for row in rows:
        writer.writerow([csv_cell(_as_sent(one)) for one in row])
        if buffer.tell() > CHUNK:
            yield buffer.getvalue().encode("utf-8", "replace")
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode("utf-8", "replace")


def _as_sent(cell: Cell) -> Any:
    """A text without the apostrophe it came with, which the writer puts in front again."""
    if isinstance(cell, str):
        return cell[1:] if cell.startswith("'") else cell
    return text_of(cell)


def _xlsx(head: list[str], rows: Iterator[list[Cell]]) -> Iterator[bytes]:
    book = Workbook(write_only=True)
    page = book.create_sheet()
    page.append([cell_for_sheet(page, one) for one in head])
    for row in rows:
        page.append([cell_for_sheet(page, _typed(one)) for one in row])
    with TemporaryFile() as file:
        book.save(file)
        file.seek(0)
        while chunk := file.read(CHUNK):
            yield chunk


def _typed(cell: Cell) -> Any:
    """A cell as the workbook had it: a text, a number, a day or a time."""
    if isinstance(cell, list):
        return date.fromisoformat(cell[1]) if cell[0] == "d" else datetime.fromisoformat(cell[1])
    if isinstance(cell, str):
        return ILLEGAL_CHARACTERS_RE.sub("", cell)
    if isinstance(cell, Decimal | int | bool) or cell is None:
        return cell
    return text_of(cell)
