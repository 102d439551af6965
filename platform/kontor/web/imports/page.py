"""What the pages of an import show: its steps, the table of columns, the words to be mapped, the report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from kontor.core.actor import Actor
from kontor.core.errors import Refusal
from kontor.records.importing import services
from kontor.records.importing.fields import fillable, key_fields
from kontor.records.importing.limits import ENCODINGS
from kontor.records.importing.meanings import Unmatched
from kontor.records.importing.models import ImportedRow, ImportRun, ImportStatus
from kontor.records.importing.plan import ImportPlan
from kontor.records.importing.sheets import Sheet, text_of
from kontor.records.importing.store import sheets_of
from kontor.records.importing.words import problem_text
from kontor.records.queries import pick_records
from kontor.schema.descriptor import FieldDescriptor, ObjectDescriptor
from kontor.web.visit import Visit

SHOWN = 100
SHOWN_LINES = 5
WORDS = 100
PICKED = 200
STEPS = ("upload", "map", "check", "import")
STEP_OF: Mapping[str, int] = {
    ImportStatus.READING: 0,
    ImportStatus.ENCODING: 0,
    ImportStatus.REFUSED: 0,
    ImportStatus.MAPPING: 1,
    ImportStatus.MAPPED: 1,
    ImportStatus.REHEARSING: 2,
    ImportStatus.REHEARSED: 2,
}


@dataclass(frozen=True, slots=True)
class Step:
    """One of the four steps."""

    label: str
    css: str
    current: bool


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose."""

    key: str
    label: str
    selected: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Options that belong together."""

    label: str
    options: list[Option]


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """A column of the file: what stands in it, and which field it fills."""

    place: int
    heading: str
    samples: str
    groups: list[Group]
    filled: bool
    key: bool


@dataclass(frozen=True, slots=True)
class WordRow:
    """A word whose meaning is to be said."""

    place: int
    path: str
    field: str
    text: str
    count: int
    several: bool
    options: list[Option]


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A row that was refused, or not taken back."""

    lines: str
    cells: str
    why: str
    url: str = ""


def steps_of(run: ImportRun | None) -> list[Step]:
    """The four steps, and which one this is."""
    now = 0 if run is None else STEP_OF.get(run.status, 3)
    labels = {"upload": _("File"), "map": _("Columns"), "check": _("Check"), "import": _("Import")}
    return [Step(labels[name], "past" if place < now else "", place == now) for place, name in enumerate(STEPS)]


def encodings(run: ImportRun) -> list[Option]:
    """The encodings to choose from."""
    chosen = run.settings.get("encoding", "")
    return [Option(key, label, key == chosen) for key, label in ENCODINGS.items()]


def delimiters(run: ImportRun) -> list[Option]:
    """What may stand between cells."""
    chosen = run.settings.get("delimiter", "")
    words = {"": _("Found out by itself"), ",": _("Comma"), ";": _("Semicolon"), "\t": _("Tab")}
    return [Option(key, label, key == chosen) for key, label in words.items()]


def mapping_context(visit: Visit, run: ImportRun) -> dict[str, Any]:
    """The table of columns with everything that is decided beside it."""
    wanted = visit.request.GET.get("sheet", "")
    plan = services.suggested(visit.actor, run, wanted, visit.clock)
    sheets = sheets_of(run)
    return {
        "plan": plan,
        "columns": column_rows(visit, plan, plan.sheet, plan.columns),
        "sheets": [Option(one.name, one.name, one.name == plan.sheet.name) for one in sheets],
        "modes": _modes(plan),
        "dates": _dates(plan),
        "decimals": _decimals(plan),
        "groupings": _groupings(plan) if plan.found.lines else [],
        "missing": missing(visit.actor, plan),
        "second": _second(visit, plan, sheets),
        "constants": _constants(visit, plan),
    }


def column_rows(
    visit: Visit, plan: ImportPlan, sheet: Sheet, columns: Mapping[int, str], *, lines_only: bool = False
) -> list[ColumnRow]:
    """One row a column."""
    samples = sheet.samples()
    rows = []
    for place, heading in enumerate(sheet.headings):
        texts = [text for row in samples if (text := text_of(row.cell(place)).strip())]
        path = columns.get(place, "")
        groups = field_groups(visit, plan.found, path, lines_only=lines_only)
        shown = " · ".join(text[:40] for text in texts)
        rows.append(ColumnRow(place, heading, shown, groups, bool(path), path in plan.key))
    return rows


def field_groups(visit: Visit, found: ObjectDescriptor, chosen: str, *, lines_only: bool = False) -> list[Group]:
    """The fields a column can fill: the record's own, what only tells records apart, and those of its lines."""
    fields = fillable(visit.actor, found)
    own = [(path, one) for path, one in fields.items() if "." not in path]
    groups = [] if lines_only else [_group(str(found.label), own, chosen)]
    keys = [(path, one) for path, one in key_fields(visit.actor, found, visit.clock).items() if path not in fields]
    named = [pair for pair in keys if pair[0] in ("number", "code") or pair[1].unique]
    if named and not lines_only:
        groups.append(_group(_("Only to find the record"), named, chosen))
    for name, line in found.lines.items():
        group = [(path, one) for path, one in fields.items() if path.startswith(f"{name}.")]
        if group:
            groups.append(_group(str(line.plural or line.label), group, chosen))
    return groups


def _group(label: str, fields: Sequence[tuple[str, FieldDescriptor]], chosen: str) -> Group:
    options = [Option(path, f"{one.label}{' *' if one.required else ''}", path == chosen) for path, one in fields]
    return Group(label, options)


def _modes(plan: ImportPlan) -> list[Option]:
    words = {
        "both": _("Create new ones, change those that are there"),
        "create": _("Only create new ones"),
        "update": _("Only change those that are there"),
    }
    return [Option(key, label, key == plan.mode) for key, label in words.items()]


def _dates(plan: ImportPlan) -> list[Option]:
    words = {"": _("2026-01-31, or clear by itself"), "dmy": _("31/01/2026"), "mdy": _("01/31/2026")}
    return [Option(key, label, key == plan.settings.get("dates", "")) for key, label in words.items()]


def _decimals(plan: ImportPlan) -> list[Option]:
    return [
        Option(key, label, key == plan.settings.get("decimal")) for key, label in ((".", "1,234.50"), (",", "1.234,50"))
    ]


def _groupings(plan: ImportPlan) -> list[Option]:
    chosen = plan.sheet.headings[plan.group] if plan.group is not None else ""
    return [
        Option("", _("Every row is a record of its own"), not chosen),
        *(Option(heading, heading, heading == chosen) for heading in plan.sheet.headings),
    ]


def _second(visit: Visit, plan: ImportPlan, sheets: Sequence[Sheet]) -> dict[str, Any] | None:
    """A second sheet that holds the lines."""
    others = [one for one in sheets if one.name != plan.sheet.name]
    if not others or not plan.found.lines:
        return None
    named = visit.request.GET.get("lines")
    chosen = plan.lines.sheet.name if plan.lines is not None and named is None else named or ""
    sheet = next((one for one in others if one.name == chosen), None)
    columns = plan.lines.columns if plan.lines is not None and sheet == plan.lines.sheet else {}
    parent = plan.lines.parent if plan.lines is not None else 0
    return {
        "sheets": [Option("", _("None"), sheet is None), *(Option(o.name, o.name, o.name == chosen) for o in others)],
        "columns": column_rows(visit, plan, sheet, columns, lines_only=True) if sheet else [],
        "parents": [Option(one, one, place == parent) for place, one in enumerate(sheet.headings)] if sheet else [],
        "name": chosen if sheet else "",
    }


def _constants(visit: Visit, plan: ImportPlan) -> list[dict[str, Any]]:
    """The values that all rows share, and one row more."""
    held: list[tuple[str, Any]] = [*plan.constants.items(), ("", "")]
    own = [(path, one) for path, one in fillable(visit.actor, plan.found).items() if "." not in path]
    return [{"options": _group("", own, path).options, "value": value} for path, value in held]


def missing(actor: Actor, plan: ImportPlan) -> list[str]:
    """The labels of required fields that nothing fills."""
    filled = {*plan.columns.values(), *plan.constants}
    fields = fillable(actor, plan.found)
    return [
        str(one.label)
        for path, one in fields.items()
        if one.required
        and "." not in path
        and path not in filled
        and one.default is None
        and one.type.key != "boolean"
        and path not in plan.found.defaults
    ]


def word_rows(visit: Visit, plan: ImportPlan, words: Sequence[Unmatched]) -> list[WordRow]:
    """The words nobody knows with what they may mean."""
    options: dict[str, list[Option]] = {}
    rows = []
    for place, word in enumerate(words[:WORDS]):
        if word.path not in options:
            options[word.path] = _meanings(visit, plan.fields[word.path])
        rows.append(WordRow(place, word.path, word.label, word.text, word.count, word.several, options[word.path]))
    return rows


def _meanings(visit: Visit, one: FieldDescriptor) -> list[Option]:
    if one.choices:
        return [Option(choice.key, str(choice.label)) for choice in one.choices if choice.active]
    try:
        picked = pick_records(actor=visit.actor, object=str(one.target), limit=PICKED, clock=visit.clock)
    except Refusal:
        return []
    return [Option(str(row.id), row.label) for row in picked]


def refused_rows(run: ImportRun, found: ObjectDescriptor, phase: str) -> list[ReportRow]:
    """The first refused rows with what stands in them and why."""
    rows = services.rows_of(run, phase, "refused", limit=SHOWN)
    cells = _cells_of(run, {row.line for row in rows})
    return [
        ReportRow(
            lines=_lines_of(row),
            cells=cells.get(row.line, ""),
            why="; ".join(problem_text(found, one) for one in row.problems),
        )
        for row in rows
    ]


def _lines_of(row: ImportedRow) -> str:
    if row.lines_apart:
        more = "…" if len(row.lines_apart) > SHOWN_LINES else ""
        return ", ".join(str(line) for line in row.lines_apart[:SHOWN_LINES]) + more
    return str(row.line) if row.line == row.last_line else f"{row.line}-{row.last_line}"


def _cells_of(run: ImportRun, lines: set[int]) -> dict[int, str]:
    sheets = sheets_of(run)
    sheet = next((one for one in sheets if one.name == run.mapping.get("sheet", "")), sheets[0])
    found: dict[int, str] = {}
    for row in sheet.rows() if lines else ():
        if row.line in lines:
            found[row.line] = " · ".join(text[:30] for cell in row.cells if (text := text_of(cell).strip()))[:120]
            if len(found) == len(lines):
                break
    return found


def kept_rows(run: ImportRun) -> list[ReportRow]:
    """What taking back left as it is."""
    return [
        ReportRow(
            str(row.line),
            "",
            str(row.problems[0]["message"]) if row.problems else "",
            f"/o/{run.object}/{row.record_id}/",
        )
        for row in services.not_undone(run, SHOWN)
    ]


@dataclass(frozen=True, slots=True)
class Figure:
    """A count with its name."""

    label: str
    html: str


def figures(counts: Mapping[str, int], *, will: bool) -> list[Figure]:
    """The counts of a rehearsal (`will`) or a run."""
    words = {
        "created": _("Would be created") if will else _("Created"),
        "updated": _("Would be changed") if will else _("Changed"),
        "unchanged": _("Nothing to change"),
        "refused": _("Refused"),
    }
    return [Figure(label, f"{counts.get(kind, 0):,}") for kind, label in words.items()]
