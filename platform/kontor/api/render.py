"""Records as JSON: from rows of the read path, or from instances the write path has just answered."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from kontor.access.grants import READ
from kontor.access.rights import access_to
from kontor.core.actor import Actor
from kontor.records.derive.lookups import looked_up
from kontor.records.queries import Detail, Page
from kontor.records.read.rows import Ref, Row, ref_label
from kontor.records.services import Saved
from kontor.records.work import Warning
from kontor.schema.descriptor import FieldDescriptor, ObjectDescriptor
from kontor.schema.registry import current, object_of


def row_json(row: Row, columns: Mapping[str, FieldDescriptor]) -> dict[str, Any]:
    """A row of the read path; keys the row lacks stay away."""
    out: dict[str, Any] = {"id": str(row["id"])}
    if "version" in row:
        out["version"] = row["version"]
    for path, one in columns.items():
        if path in row:
            out[path] = one.type.to_json(row[path])
    return out


def page_json(page: Page) -> dict[str, Any]:
    """A page with its cursors."""
    shown = {path: one.type.to_json for path, one in page.columns.items()}
    rows = []
    for row in page.rows:
        out: dict[str, Any] = {"id": str(row["id"])}
        if "version" in row:
            out["version"] = row["version"]
        for path, to_json in shown.items():
            out[path] = to_json(row[path])
        rows.append(out)
    body: dict[str, Any] = {"results": rows, "next": page.next_cursor, "previous": page.previous_cursor}
    if page.count is not None:
        body["count"] = page.count
    return body


def detail_json(detail: Detail) -> dict[str, Any]:
    """One record with its lines."""
    found = object_of(detail.object)
    out = row_json(detail.row, found.fields)
    for name, rows in detail.lines.items():
        out[name] = [row_json(row, found.lines[name].fields) for row in rows]
    return out


def saved_json(actor: Actor, saved: Saved) -> dict[str, Any]:
    """A record as a save left it, without asking the database again."""
    found = object_of(saved.object)
    (out,) = instances_json(actor, found, [saved.record], saved.record)
    for name, lines in saved.lines.items():
        out[name] = instances_json(actor, found.lines[name], lines, saved.record)
    if saved.warnings:
        out["warnings"] = warnings_json(saved.warnings)
    return out


def warnings_json(warnings: Iterable[Warning]) -> list[dict[str, Any]]:
    """Warnings with the field and line they belong to."""
    return [{"message": str(one.message), "field": one.field, "line": one.line} for one in warnings]


def instance_json(actor: Actor, found: ObjectDescriptor, record: Any, holder: Any = None) -> dict[str, Any]:
    """The fields of an instance the actor may read on it (on `holder`, for a line)."""
    access = access_to(actor, found)
    holder = record if holder is None else holder
    out: dict[str, Any] = {"id": str(record.pk)}
    if hasattr(record, "version"):
        out["version"] = record.version
    if not access.reach(READ).covers(actor, holder):
        return out
    for one in found.fields.values():
        if (one.stored or one.kind == "lookup") and access.field(one.key).read.covers(actor, holder):
            out[one.key] = _value_json(actor, found, one, record)
    return out


def _value_json(actor: Actor, found: ObjectDescriptor, one: FieldDescriptor, record: Any) -> Any:
    value = getattr(record, one.attname) if one.stored else looked_up(actor, found, one, record)
    if one.target and value is not None:
        return one.type.to_json(Ref(value, one.target, _known_label(actor, one, record)))
    if one.type.numeric and isinstance(value, int) and one.places:
        value = Decimal(value)
    return one.type.to_json(value)


def _known_label(actor: Actor, one: FieldDescriptor, record: Any) -> str:
    """The name of a related record that is at hand, where the actor may read it."""
    related = record._state.fields_cache.get(one.key)
    target = current().get(str(one.target))
    if related is None or target is None or target.label_field is None:
        return ""
    if not access_to(actor, target).field(target.label_field).read.covers(actor, related):
        return ""
    return ref_label(target, getattr(related, target.label_field, ""), known=True)


def instances_json(actor: Actor, found: ObjectDescriptor, lines: list[Any], holder: Any) -> list[dict[str, Any]]:
    """Instances judged by the rights to `holder`, with their computed fields loaded in one batch each."""
    out = [instance_json(actor, found, line, holder) for line in lines]
    access = access_to(actor, found)
    for one in found.fields.values():
        computed = one.computed
        if computed is None or computed.load is None or not access.field(one.key).read.covers(actor, holder):
            continue
        needs = {need: found.model._meta.get_field(need).attname for need in computed.needs}
        values = computed.load([{need: getattr(line, attname) for need, attname in needs.items()} for line in lines])
        for shown, value in zip(out, values, strict=True):
            shown[one.key] = one.type.to_json(value)
    return out
