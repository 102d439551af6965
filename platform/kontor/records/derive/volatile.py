"""Formulas that depend on the day, the time or the person: worked out when they are read, never from their column."""

from dataclasses import replace
from typing import Any

from django.db.models import F

from kontor.core.actor import Actor
from kontor.core.clock import Clock
from kontor.core.declare import Computed
from kontor.core.fetching import rows_by
from kontor.formulas import Program
from kontor.formulas.orm import Column, NotInSql, expression
from kontor.records.derive.plan import Derived, plan
from kontor.records.derive.values import Stored, prepare, work_out
from kontor.records.formulas import moment
from kontor.schema.descriptor import FieldDescriptor, ObjectDescriptor


def computed_now(actor: Actor, clock: Clock, found: ObjectDescriptor, one: FieldDescriptor) -> FieldDescriptor:
    """The field as a computed one: an expression where the database can say it exactly, else loaded for the rows.

    Only the first kind can be filtered and sorted by.
    """
    derived = next((each for each in plan().own.get(found.key, ()) if each.field.key == one.key), None)
    if derived is None or derived.program is None:
        return replace(one, computed=Computed(one.type.key, one.label, load=lambda rows: [None] * len(rows)))
    context = moment(clock, actor.rights_version, actor.person_id)
    try:
        made = _expression(derived.program, found, context)
    except NotInSql:
        return replace(one, computed=Computed(one.type.key, one.label, needs=("id",), load=_loader(derived, context)))
    return replace(one, computed=Computed(one.type.key, one.label, expression=lambda _clock: made))


def _expression(program: Program, found: ObjectDescriptor, context: Any) -> Any:
    def column(path: str) -> Column:
        model, lookups = found.model, []
        field: Any = None
        for name in path.split("."):
            field = model._meta.get_field(model.declare.parent if name == "parent" and model.declare.parent else name)
            lookups.append(field.name)
            model = field.related_model or model
        return Column(F("__".join(lookups)), field)

    return expression(program, column, context)


def _loader(derived: Derived, context: Any) -> Any:
    def load(rows: list[dict[str, Any]]) -> list[Any]:
        records = rows_by(derived.found.model, "id", [row["id"] for row in rows])
        source = Stored(context)
        prepare(source, derived.found, derived.program.inputs if derived.program else (), records)
        values = work_out(source, derived, records)
        return [values.get(row["id"]) for row in rows]

    return load
