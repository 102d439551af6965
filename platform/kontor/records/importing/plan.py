"""What was decided about a file: which column fills which field, what records are told by, what values mean."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from kontor.core.actor import Actor
from kontor.core.clock import Clock
from kontor.core.errors import BadInput
from kontor.records.importing import limits
from kontor.records.importing.fields import Fields, fillable, key_fields
from kontor.records.importing.sheets import Sheet
from kontor.schema.descriptor import FieldDescriptor, ObjectDescriptor

MODES = ("both", "create", "update")
PARTS = frozenset(
    {"sheet", "columns", "constants", "key", "mode", "group", "lines", "values", "decimal", "dates"}
)  # fmt: skip
MAX_TEXT = 500


@dataclass(frozen=True, slots=True)
class LinesPlan:
    """A second sheet with the lines: the column that names their record, and the columns that fill their fields."""

    sheet: Sheet
    parent: int
    columns: dict[int, str]


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """A mapping that fits the file, the object and the actor's rights; columns by their place."""

    found: ObjectDescriptor
    sheet: Sheet
    fields: Fields
    fillable: frozenset[str]
    columns: dict[int, str]
    constants: dict[str, Any]
    key: tuple[str, ...]
    mode: str
    group: int | None
    lines: LinesPlan | None
    values: dict[str, dict[str, str]]
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def own(self) -> dict[int, str]:
        """The columns of the record itself."""
        return {place: path for place, path in self.columns.items() if "." not in path}

    @property
    def of_lines(self) -> dict[int, str]:
        """The columns of lines that stand in the same row as their record."""
        return {place: path for place, path in self.columns.items() if "." in path}

    def writes(self, path: str) -> bool:
        """Whether a column is written; one that only tells records apart is not."""
        return path in self.fillable

    def said(self) -> dict[str, Any]:
        """The plan as JSON, columns by their headings."""
        told: dict[str, Any] = {
            "columns": {self.sheet.headings[place]: path for place, path in self.columns.items()},
            "constants": self.constants,
            "key": list(self.key),
            "mode": self.mode,
            "values": self.values,
            **self.settings,
        }
        if self.group is not None:
            told["group"] = self.sheet.headings[self.group]
        if self.lines is not None:
            heads = self.lines.sheet.headings
            told["lines"] = {
                "sheet": self.lines.sheet.name,
                "parent": heads[self.lines.parent],
                "columns": {heads[place]: path for place, path in self.lines.columns.items()},
            }
        return {"sheet": self.sheet.name, **told}


def read_plan(
    actor: Actor, found: ObjectDescriptor, sheets: Sequence[Sheet], said: Mapping[str, Any], clock: Clock
) -> ImportPlan:
    """The plan that a mapping describes; BadInput naming what does not fit.

    Columns are named by their heading; unknown fields and those the actor may not write have the same answer.
    """
    unknown = set(said) - PARTS
    if unknown:
        raise BadInput(_("%(name)s is not known here.") % {"name": min(unknown)[:80]}, field="mapping")
    sheet = _sheet(sheets, said.get("sheet"))
    keys = key_fields(actor, found, clock)
    own = fillable(actor, found)
    fields = {**keys, **own}
    key = _names(said.get("key"))
    columns = _columns(sheet, said.get("columns"), fields)
    constants = {path: _text(value) for path, value in _mapping(said.get("constants"), "constants").items()}
    plan = ImportPlan(
        found=found,
        sheet=sheet,
        fields=fields,
        fillable=frozenset(own),
        columns=columns,
        constants={path: value for path, value in constants.items() if value},
        key=tuple(key),
        mode=_one_of(said.get("mode") or "both", MODES, "mode"),
        group=_place(sheet, said["group"]) if said.get("group") not in (None, "") else None,
        lines=_lines(sheets, said.get("lines"), own),
        values=_values(said.get("values"), fields),
        settings={
            "decimal": _one_of(said.get("decimal") or ".", (".", ","), "decimal"),
            "dates": _one_of(said.get("dates") or "", ("", "dmy", "mdy"), "dates"),
        },
    )
    _check(plan, keys)
    return plan


def _check(plan: ImportPlan, keys: Fields) -> None:
    filled = {*plan.columns.values(), *plan.constants}
    for path in plan.constants:
        if path not in plan.fields or "." in path or not plan.writes(path):
            raise _no_field(path)
    _check_key(plan, keys, filled)
    for path in plan.columns.values():
        if not plan.writes(path) and path not in plan.key:
            raise _no_field(path)
    if not filled:
        raise BadInput(_("Say for at least one column which field it fills."), field="columns")
    _check_lines(plan)


def _check_key(plan: ImportPlan, keys: Fields, filled: set[str]) -> None:
    for name in plan.key:
        if name not in keys:
            raise _no_field(name)
        if name not in filled:
            raise BadInput(_("%(field)s tells records apart, but no column fills it.") % {"field": _label(plan, name)})
    if plan.mode == "update" and not plan.key:
        raise BadInput(_("To change records, say which fields tell them apart."), field="key")


def _check_lines(plan: ImportPlan) -> None:
    if plan.lines is not None and plan.group is None:
        raise BadInput(_("Say which column names the record that lines belong to."), field="group")
    if plan.of_lines and not (plan.key or plan.group is not None):
        raise BadInput(_("Rows with lines need a column that tells their records apart."), field="key")


def _label(plan: ImportPlan, path: str) -> str:
    return str(plan.fields[path].label)


def _no_field(path: str) -> BadInput:
    return BadInput(_("There is no such field: %(field)s.") % {"field": str(path)[:80]}, field=str(path)[:80])


def _sheet(sheets: Sequence[Sheet], wanted: Any) -> Sheet:
    if wanted in (None, ""):
        return sheets[0]
    for sheet in sheets:
        if sheet.name == wanted:
            return sheet
    raise BadInput(_("There is no such sheet."), field="sheet")


def _place(sheet: Sheet, heading: Any) -> int:
    if heading in sheet.headings:
        return sheet.headings.index(heading)
    raise BadInput(_("There is no such column: %(name)s.") % {"name": str(heading)[:80]}, field="columns")


def _mapping(raw: Any, name: str) -> Mapping[str, Any]:
    if raw is None:
        return {}
    if not isinstance(raw, Mapping) or len(raw) > limits.MAX_VALUES:
        raise BadInput(_("An object is expected here."), field=name)
    return raw


def _columns(sheet: Sheet, raw: Any, fields: Mapping[str, FieldDescriptor]) -> dict[int, str]:
    columns: dict[int, str] = {}
    for heading, path in _mapping(raw, "columns").items():
        place = _place(sheet, heading)
        if path in (None, ""):
            continue
        if not isinstance(path, str) or path not in fields:
            raise _no_field(path)
        if path in columns.values():
            raise BadInput(_("Two columns fill the same field: %(field)s.") % {"field": fields[path].label})
        columns[place] = path
    return columns


def _lines(sheets: Sequence[Sheet], raw: Any, fields: Mapping[str, FieldDescriptor]) -> LinesPlan | None:
    said = _mapping(raw, "lines")
    if not said:
        return None
    sheet = _sheet(sheets, said.get("sheet"))
    columns = _columns(sheet, said.get("columns"), {path: one for path, one in fields.items() if "." in path})
    return LinesPlan(sheet, _place(sheet, said.get("parent")), columns)


def _names(raw: Any) -> list[str]:
    if raw in (None, ""):
        return []
    if not isinstance(raw, list) or not all(isinstance(one, str) for one in raw) or len(raw) > 10:
        raise BadInput(_("A list of names is expected here."), field="key")
    return list(dict.fromkeys(raw))


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return ""
    if not isinstance(value, str | int) or len(str(value)) > MAX_TEXT or "\x00" in str(value):
        raise BadInput(_("Text is expected here."), field="mapping")
    return str(value).strip()


def _values(raw: Any, fields: Mapping[str, FieldDescriptor]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for path, pairs in _mapping(raw, "values").items():
        if path not in fields:
            raise _no_field(path)
        found[path] = {_text(text): _text(meaning) for text, meaning in _mapping(pairs, "values").items()}
    return found


def _one_of(raw: Any, choices: Sequence[str], name: str) -> str:
    if raw not in choices or not isinstance(raw, str):
        raise BadInput(_("Choose one of: %(choices)s.") % {"choices": ", ".join(choices)}, field=name)
    return raw


def empty_plan(found: ObjectDescriptor, sheet: Sheet, keys: Fields, own: Fields) -> ImportPlan:
    """A plan that fills nothing yet."""
    fields = {**keys, **own}
    return ImportPlan(
        found, sheet, fields, frozenset(own), {}, {}, (), "both", None, None, {}, {"decimal": ".", "dates": ""}
    )
