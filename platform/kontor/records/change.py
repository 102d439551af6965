"""What a unit of work knows of each row it holds."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from kontor.core.models import Line
from kontor.core.registry import on_schema_change


@dataclass(frozen=True, slots=True)
class Change:
    """One row that changed: `old` and `new` hold the changed columns by field name (relations as ids).

    `kind` is create, update, trash, restore or remove; `derived` says that only cache columns changed.
    """

    object: str
    record: Any
    kind: str
    old: dict[str, Any]
    new: dict[str, Any]
    derived: bool = False


@dataclass(slots=True)
class Tracked:
    """A row with the column values it had when it came in, and when subscribers last heard of it."""

    record: Any
    original: dict[str, Any]
    reported: dict[str, Any] | None
    is_new: bool = False
    removed: bool = False
    remove_reported: bool = False
    touched: bool = False
    just_written: bool = False


@dataclass(slots=True)
class Plan:
    """The columns of a model, sorted by what a change of them means."""

    attnames: tuple[str, ...]
    names: dict[str, str]
    derived: frozenset[str]
    versioned: bool
    is_line: bool
    parent: str | None = None
    bookkeeping: frozenset[str] = field(default=frozenset({"version", "updated_at", "updated_by_id"}))


_plans: dict[type, Plan] = {}
on_schema_change(_plans.clear)


def plan_of(model: Any) -> Plan:
    """The plan of a model class."""
    plan = _plans.get(model)
    if plan is None:
        fields = model._meta.concrete_fields
        derived = frozenset(field.attname for field in fields if field.name in model.declare.derived)
        names = {field.attname: field.name for field in fields}
        parent = model.declare.parent
        plan = Plan(
            attnames=tuple(names),
            names=names,
            derived=derived,
            versioned="version" in names,
            is_line=issubclass(model, Line),
            parent=f"{parent}_id" if parent else None,
        )
        _plans[model] = plan
    return plan


def snapshot(record: Any) -> dict[str, Any]:
    """The present column values of a row."""
    values = record.__dict__
    return {attname: values[attname] for attname in plan_of(type(record)).attnames}


def root_of_row(record: Any) -> UUID:
    """The record whose timeline shows this row: itself, or a line's parent."""
    plan = plan_of(type(record))
    root: UUID = getattr(record, plan.parent) if plan.parent else record.pk
    return root
