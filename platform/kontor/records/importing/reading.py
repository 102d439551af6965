"""Reads a file in a child process under limits, and says in a sentence why one cannot be read."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _

from kontor.core.errors import BadInput
from kontor.records.importing import limits
from kontor.records.importing.sheets import Sheet, SheetWriter, letter_of, writing

CHILD = Path(__file__).with_name("child.py")
OVER = {"damaged", "memory"}


class FileNotRead(BadInput):
    """A file that is not taken, with the place where it is known."""

    code = "file_refused"


class EncodingNotSure(FileNotRead):
    """A text whose encoding somebody has to say."""

    code = "encoding_not_sure"


def read_file(
    content: IO[bytes], kind: str, path: str, settings: Mapping[str, Any], beat: Callable[[], None] | None = None
) -> list[Sheet]:
    """The sheets of a file that have rows, their rows kept under `path`; FileNotRead and EncodingNotSure.

    `settings` may name the encoding and the delimiter of a text; `beat` is called now and then.
    """
    told = {
        "kind": kind,
        "memory": limits.MEMORY,
        "cpu": limits.CPU_SECONDS,
        "bytes": limits.MAX_BYTES,
        "rows": limits.MAX_ROWS,
        "columns": limits.MAX_COLUMNS,
        "cell": limits.MAX_CELL,
        "sheets": limits.MAX_SHEETS,
        "entries": limits.MAX_ENTRIES,
        "unpacked": limits.MAX_UNPACKED,
        "encoding": settings.get("encoding", ""),
        "delimiter": settings.get("delimiter", ""),
    }
    with _child(content, told) as lines:
        sheets = _take(lines, path, beat or _quiet)
    if not sheets:
        raise FileNotRead(_("There are no rows below a row of headings in this file."))
    return sheets


def _quiet() -> None:
    return None


@contextmanager
def _child(content: IO[bytes], told: Mapping[str, Any]) -> Iterator[IO[str]]:
    """The lines the child writes; it is ended when they are no longer read, or when its time is over."""
    command = [sys.executable, "-I", "-B", str(CHILD), json.dumps(told)]
    process = subprocess.Popen(  # noqa: S603 (our own script; the file comes on its standard input)
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}, text=False
    )
    timer = threading.Timer(limits.WALL_SECONDS, process.kill)
    feeder = threading.Thread(target=_feed, args=(process, content), daemon=True)
    timer.start()
    feeder.start()
    try:
        yield process.stdout  # type: ignore[misc]
    finally:
        timer.cancel()
        process.kill()
        process.wait()
        feeder.join(5)
        if process.stdout:
            process.stdout.close()


def _feed(process: "subprocess.Popen[bytes]", content: IO[bytes]) -> None:
    stdin = process.stdin
    if stdin is None:
        return
    try:
        while part := content.read(1 << 20):
            stdin.write(part)
        stdin.close()
    except OSError:
        # the child has ended: what it wrote says why
        return


def _take(lines: IO[Any], path: str, beat: Callable[[], None]) -> list[Sheet]:
    """Keeps the rows of each sheet."""
    sheets: list[Sheet] = []
    reader = _values(lines)
    value = next(reader, {"refused": "over"})
    while isinstance(value, dict) and "sheet" in value:
        place = f"{path}.{len(sheets)}.gz"
        with writing(value["sheet"], place, value.get("delimiter", "")) as writer:
            value = _rows(reader, writer, beat)
            _check(value)
            sheet = writer.close()
        sheets += [sheet] if sheet else []
    _check(value)
    return sheets


def _rows(reader: Iterator[Any], writer: SheetWriter, beat: Callable[[], None]) -> Any:
    """Takes the rows up to the next value that is none."""
    for value in reader:
        if isinstance(value, dict):
            return value
        writer.write(*value)
        if writer.count % 1000 == 0:
            beat()
    return {"refused": "over"}


def _values(lines: IO[Any]) -> Iterator[Any]:
    size = 0
    for text in lines:
        size += len(text)
        if size > limits.MAX_OUTPUT:
            yield {"refused": "bomb"}
            return
        yield json.loads(text)
    yield {"refused": "over"}


def _check(value: Any) -> None:
    """FileNotRead when the child refused, or ended without a word."""
    code = value.get("refused") if isinstance(value, dict) else None
    if code == "encoding":
        raise EncodingNotSure(_("It is not sure in which encoding this file was saved. Choose one."))
    if code is not None:
        raise FileNotRead(_sentence(code, value))


def _sentence(code: str, value: Mapping[str, Any]) -> str:
    place = {"line": value.get("line", 0), "column": letter_of(int(value.get("column") or 1) - 1)}
    words: dict[str, Callable[[], str]] = {
        "too_large": lambda: _("The file is larger than %(limit)s MB.") % {"limit": limits.MAX_BYTES // (1024 * 1024)},
        "rows": lambda: (
            _("Line %(line)s: a file may have %(limit)s rows at most.") % {"limit": limits.MAX_ROWS, **place}
        ),
        "columns": lambda: (
            _("Line %(line)s: a row may have %(limit)s columns at most.") % {"limit": limits.MAX_COLUMNS, **place}
        ),
        "cell": lambda: (
            _("Line %(line)s, column %(column)s: a cell may hold %(limit)s characters at most.")
            % {"limit": limits.MAX_CELL, **place}
        ),
        "quotes": lambda: _("Line %(line)s: quotation marks open and close wrongly.") % place,
        "not_encoded": lambda: (
            _("Line %(line)s: this is not written in %(encoding)s. Choose another encoding.")
            % {"encoding": value.get("encoding", ""), **place}
        ),
        "not_text": lambda: _("This is no text file; send it with the ending .xlsx if it is a workbook."),
        "old_office": lambda: _("This workbook is locked by a password or of an old kind (.xls). Save it as .xlsx."),
        "locked": lambda: _("This workbook is locked by a password."),
        "not_workbook": lambda: _("This is no Excel workbook (.xlsx)."),
        "names": lambda: _("This archive holds entries with unsafe names."),
        "sheets": lambda: _("A workbook may have %(limit)s sheets at most.") % {"limit": limits.MAX_SHEETS},
        "bomb": lambda: _("This file unpacks to more than is taken."),
        "memory": lambda: _("This file needs more memory than is given to reading one."),
        "over": lambda: _("This file takes longer to read, or more memory, than is given to one."),
    }
    return words.get(code, lambda: _("This file is damaged and cannot be read."))()
