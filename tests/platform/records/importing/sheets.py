"""Files as people send them."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook

from kontor.core.actor import Actor
from kontor.identity.models import Role
from kontor.jobs.worker import drain
from kontor.records.importing import services
from kontor.records.importing.models import ImportRun
from tests import builders

TO_IMPORT = {
    "asset": builders.ALL_BASIC,
    "maker": builders.ALL_BASIC,
    "person": {"read": "all"},
    "team": {"read": "all"},
}


def importer(grants: Mapping[str, Mapping[str, str]] | None = None, **fields: Mapping[str, str]) -> Actor:
    """Somebody who may import assets and makers."""
    return builders.actor(builders.role("", grants or TO_IMPORT, **fields))


def administrator() -> Actor:
    """Somebody who may do everything."""
    role = builders.role()
    Role._base_manager.filter(pk=role.pk).update(all_rights=True)
    builders.touch_rights()
    return builders.actor(role)


def csv_file(text: str, encoding: str = "utf-8") -> io.BytesIO:
    """A text file."""
    return io.BytesIO(text.encode(encoding))


def workbook(*sheets: Sequence[Sequence[Any]], names: Sequence[str] = ()) -> io.BytesIO:
    """A workbook of those rows."""
    book = Workbook()
    book.remove(book.active)
    for place, rows in enumerate(sheets):
        sheet = book.create_sheet(names[place] if names else f"Sheet{place + 1}")
        for row in rows:
            sheet.append(list(row))
    content = io.BytesIO()
    book.save(content)
    content.seek(0)
    return content


def repacked(content: io.BytesIO, **changed: bytes) -> io.BytesIO:
    """A workbook with other entries: names with __ for / and _dot_ for a dot."""
    made = io.BytesIO()
    names = {name.replace("__", "/").replace("_dot_", "."): data for name, data in changed.items()}
    with zipfile.ZipFile(content) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.infolist():
            if one.filename not in names:
                new.writestr(one.filename, old.read(one))
        for name, data in names.items():
            new.writestr(name, data)
    made.seek(0)
    return made


def sent(actor: Actor, text: str, object: str = "asset", name: str = "assets.csv", **mapping: Any) -> ImportRun:
    """A text file that was sent, and mapped as guessed but for what is said."""
    return mapped(actor, csv_file(text), object, name, **mapping)


def mapped(actor: Actor, upload: io.BytesIO, object: str = "asset", name: str = "a.csv", **mapping: Any) -> ImportRun:
    """A file that was sent and mapped as guessed but for what is said."""
    run = services.start_import(actor=actor, object=object, upload=upload, name=name)
    assert run.status == "mapping", run.error
    guess = services.suggested(actor, run).said()
    services.map_import(actor=actor, run=run, mapping={**guess, **mapping})
    return run


def rehearsed(actor: Actor, run: ImportRun) -> dict[str, int]:
    """The counts of a rehearsal, without those that are nil."""
    services.rehearse_import(actor=actor, run=run)
    drain()
    run.refresh_from_db()
    assert run.status == "rehearsed", (run.status, run.error)
    return {kind: count for kind, count in run.report["rehearsed"].items() if count}


def imported(actor: Actor, run: ImportRun) -> dict[str, int]:
    """The counts of a run."""
    services.run_import(actor=actor, run=run)
    drain()
    run.refresh_from_db()
    assert run.status == "done", (run.status, run.error)
    return dict(run.counts)


def problems(run: ImportRun, phase: str = "rehearse") -> dict[int, list[str]]:
    """What is wrong with the refused rows, by line."""
    rows = services.rows_of(run, phase, "refused")
    return {row.line: [f"{one.get('field', '')}: {one['message']}" for one in row.problems] for row in rows}
