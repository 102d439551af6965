"""Lists as files: what the actor sees, as CSV or XLSX; text never becomes a live formula."""

import csv
import io
from collections.abc import Iterator, Sequence
from decimal import Decimal
from tempfile import TemporaryFile
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from kontor.core.actor import Actor
from kontor.core.clock import Clock
from kontor.core.errors import BadInput
from kontor.records.queries import MAX_PAGE_SIZE, Page, Row, list_records
from kontor.schema.descriptor import FieldDescriptor

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\x00")
CHUNK = 64 * 1024


def export_records(
    *,
    actor: Actor,
    object: str,
    fields: Sequence[str] | None = None,
    filter: Any = None,
    sort: Sequence[str] = (),
    search: str = "",
    format: str = "csv",
    clock: Clock | None = None,
) -> Iterator[bytes]:
    """The whole list as the bytes of a file, page by page; names and rights are checked before the first byte."""
    if format not in FORMATS:
        raise BadInput(_("A list can be exported as csv or xlsx."), field="format")

    def page(cursor: str | None) -> Page:
        return list_records(
            actor=actor,
            object=object,
            fields=fields,
            filter=filter,
            sort=sort,
            search=search,
            page_size=MAX_PAGE_SIZE,
            cursor=cursor,
            clock=clock,
        )

    first = page(None)
    rows = _rows(first, page)
    return _csv(first.columns, rows) if format == "csv" else _xlsx(first.columns, rows)


def _rows(first: Page, page: Any) -> Iterator[Row]:
    current = first
    yield from current.rows
    while current.next_cursor:
        current = page(current.next_cursor)
        yield from current.rows


def heads(columns: dict[str, FieldDescriptor]) -> list[str]:
    """The first row: the labels."""
    return [str(one.label) for one in columns.values()]


def csv_cell(value: Any) -> str:
    """The text of a CSV cell; what a spreadsheet would run as a formula gets an apostrophe in front."""
    if value is None:
        return ""
    if isinstance(value, bool | int | float | Decimal):
        return format_number(value)
    text = str(value)
    return f"'{text}" if text.startswith(DANGEROUS) else text


def format_number(value: Any) -> str:
    """A number without exponent; truth as true and false."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _csv(columns: dict[str, FieldDescriptor], rows: Iterator[Row]) -> Iterator[bytes]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write("\ufeff")
    writer.writerow(heads(columns))
    for row in rows:
        writer.writerow([csv_cell(one.type.to_export(row.get(path))) for path, one in columns.items()])
        if buffer.tell() > CHUNK:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def _xlsx(columns: dict[str, FieldDescriptor], rows: Iterator[Row]) -> Iterator[bytes]:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append([cell_for_sheet(sheet, one) for one in heads(columns)])
    for row in rows:
        sheet.append([cell_for_sheet(sheet, one.type.to_export(row.get(path))) for path, one in columns.items()])
    with TemporaryFile() as file:
        book.save(file)
        file.seek(0)
        while chunk := file.read(CHUNK):
            yield chunk


def cell_for_sheet(sheet: Any, value: Any) -> Any:
    """A cell of a sheet that is being written; a text stays a text."""
    cell = WriteOnlyCell(sheet, value="" if value is None else value)
    if isinstance(value, str):
        # openpyxl would make a formula of a text that begins with an equals sign
        cell.data_type = "s"
    return cell
