"""Where the values of a form come from: a stored record, a preview of one, and what was typed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from kontor.core.actor import Actor
from kontor.core.errors import FieldProblem
from kontor.layouts.rules import RuleState
from kontor.records.derive.lookups import looked_up
from kontor.records.duplicates import Alike
from kontor.records.queries import Detail, Ref
from kontor.records.services import Saved
from kontor.schema.descriptor import FieldDescriptor, ObjectDescriptor
from kontor.web.forms.posted import NEW, Posted, PostedLine
from kontor.web.labels import labels_of
from kontor.web.render.cells import RELATED


@dataclass(slots=True)
class Row:
    """The values of a record or of one line: as Python values, with what was typed where that is wrong."""

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)
    typed: Mapping[str, Any] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    deleted: bool = False


@dataclass(slots=True)
class Source:
    """Everything a form shows values of."""

    row: Row
    lines: dict[str, list[Row]] = field(default_factory=dict)
    version: int | None = None
    used_keys: dict[str, list[str]] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    general: list[str] = field(default_factory=list)
    rules: RuleState = field(default_factory=RuleState)
    alike: list[Alike] = field(default_factory=list)


def from_detail(detail: Detail) -> Source:
    """A stored record as it is."""
    lines = {name: [Row(str(row["id"]), row) for row in rows] for name, rows in detail.lines.items()}
    return Source(Row("", detail.row), lines, detail.version)


def from_saved(actor: Actor, found: ObjectDescriptor, saved: Saved, posted: Posted) -> Source:
    """A previewed record: what the rules made of what was typed."""
    source = Source(
        Row("", _values(actor, found, saved.record), posted.values),
        {name: _rows(actor, found.lines[name], lines, posted.sent_lines(name)) for name, lines in saved.lines.items()},
        posted.version,
        {name: [row.key for row in rows if not row.is_blank] for name, rows in posted.lines.items()},
    )
    name_relations(actor, found, source, posted)
    for warning in saved.warnings:
        _say(source, posted, warning.message, warning.line)
    take_problems(source, posted, saved.problems)
    return source


def _values(actor: Actor, found: ObjectDescriptor, record: Any) -> dict[str, Any]:
    """The present values of a row by field; relations as references, named where the row is at hand."""
    values: dict[str, Any] = {}
    held = record._state.fields_cache
    for one in found.fields.values():
        if one.stored or one.kind == "lookup":
            value = getattr(record, one.attname) if one.stored else looked_up(actor, found, one, record)
            if one.type.key in RELATED and value is not None:
                related = held.get(one.key)
                value = Ref(value, str(one.target or ""), "" if related is None else str(related))
            values[one.key] = value
    _compute(found, record, values)
    return values


def _compute(found: ObjectDescriptor, record: Any, values: dict[str, Any]) -> None:
    """Computed fields that are loaded from other columns of the same row."""
    for one in found.fields.values():
        computed = one.computed
        if computed is None or computed.load is None:
            continue
        columns = {need: record._meta.get_field(need).attname for need in computed.needs}
        (values[one.key],) = computed.load([{need: getattr(record, column) for need, column in columns.items()}])


def _rows(actor: Actor, found: ObjectDescriptor, lines: Sequence[Any], sent: Sequence[PostedLine]) -> list[Row]:
    """The live lines joined with the rows they were typed in; new lines follow their rows in order."""
    typed = {row.key: row for row in sent}
    fresh = iter([row for row in sent if row.is_new])
    rows = []
    for line in lines:
        match = typed.get(str(line.pk)) or next(fresh, None)
        rows.append(
            Row(match.key if match else str(line.pk), _values(actor, found, line), match.values if match else {})
        )
    gone = [Row(row.key, {}, {}, deleted=True) for row in sent if row.delete]
    return rows + gone


def take_problems(source: Source, posted: Posted, problems: Iterable[FieldProblem]) -> None:
    """Puts each problem to its field, its line, or the form as a whole."""
    for problem in problems:
        row = _row_of(source, posted, problem.line, problem.collection)
        if row is not None:
            row.problems.setdefault(problem.field, problem.message)
        elif problem.field in source.row.values or problem.field in source.row.typed:
            source.row.problems.setdefault(problem.field, problem.message)
        elif problem.message not in source.general:
            source.general.append(problem.message)


def _say(source: Source, posted: Posted, message: str, line: int | None) -> None:
    row = _row_of(source, posted, line, "")
    said = source.said if row is None else row.said
    if message not in said:
        said.append(message)


def _row_of(source: Source, posted: Posted, line: int | None, collection: str) -> Row | None:
    """The row a line number means: the place among the rows that were sent."""
    if line is None:
        return None
    name = collection or next(iter(source.lines), "")
    sent = posted.sent_lines(name)
    if not 1 <= line <= len(sent):
        return None
    key = sent[line - 1].key
    return next((row for row in source.lines.get(name, ()) if row.key == key), None)


def name_relations(actor: Actor, found: ObjectDescriptor, source: Source, posted: Posted) -> None:
    """Names related records: by what the form sent along, else by one query per object."""
    wanted: dict[str, set[UUID]] = {}
    places: list[tuple[dict[str, Any], FieldDescriptor]] = []
    for holder, row, names in _named_rows(found, source, posted):
        values = row.values
        if not isinstance(values, dict):
            continue
        for one in holder.fields.values():
            value = values.get(one.key)
            if not isinstance(value, Ref) or value.label:
                continue
            if names.get(one.key) and str(row.typed.get(one.key)) == str(value.id):
                values[one.key] = Ref(value.id, value.object, names[one.key])
            elif one.target:
                wanted.setdefault(one.target, set()).add(value.id)
                places.append((values, one))
    known = {key: labels_of(actor, key, ids) for key, ids in wanted.items()}
    for values, one in places:
        value = values[one.key]
        values[one.key] = Ref(value.id, value.object, known[str(one.target)].get(value.id, ""))


def _named_rows(
    found: ObjectDescriptor, source: Source, posted: Posted
) -> Iterable[tuple[ObjectDescriptor, Row, Mapping[str, str]]]:
    yield found, source.row, posted.names
    for name, rows in source.lines.items():
        names = {row.key: row.names for row in posted.lines.get(name, ())}
        for row in rows:
            yield found.lines[name], row, names.get(row.key, {})


def next_key(keys: Iterable[str]) -> str:
    """A key for the empty row at the end, not used by any row before."""
    used = [int(key.removeprefix(NEW)) for key in keys if key.startswith(NEW) and key.removeprefix(NEW).isdigit()]
    return f"{NEW}{max(used, default=0) + 1}"
