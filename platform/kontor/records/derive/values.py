"""Works derived values out: for rows of a unit of work, or for a batch of stored rows."""

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from kontor.core.fetching import rows_by
from kontor.formulas import Context, FormulaError, Program
from kontor.formulas.run import EXACT
from kontor.records.derive.figures import Figures
from kontor.records.derive.plan import Derived, plan
from kontor.records.formulas import value_at
from kontor.schema.descriptor import FieldDescriptor, ObjectDescriptor
from kontor.schema.registry import current


class Stored:
    """Rows as the database has them; related rows are read set-wise and kept."""

    def __init__(self, context: Context, *, hold: bool = False) -> None:
        self.context = context
        self.lock: bool | str = hold and "SHARE"
        self.kept: dict[tuple[Any, UUID], Any] = {}

    def fetch(self, model: Any, record_id: UUID | None) -> Any:
        """A related row; None when there is none."""
        if record_id is None:
            return None
        if (model, record_id) not in self.kept:
            self.load(model, [record_id])
        return self.kept[model, record_id]

    def load(self, model: Any, ids: Iterable[UUID]) -> None:
        """Reads rows that will be asked for, in one statement."""
        wanted = [one for one in dict.fromkeys(ids) if (model, one) not in self.kept]
        found = {row.pk: row for row in rows_by(model, "id", wanted, lock=self.lock)}
        self.kept.update({(model, one): found.get(one) for one in wanted})

    def figures(self, one: Derived, parents: Sequence[Any]) -> dict[UUID, Any]:
        """The figures of a roll-up by parent."""
        return Figures(one).of([parent.pk for parent in parents], self.context)

    def snapshot(self, one: Derived, record: Any) -> Any:
        """A snapshot stays what it was."""
        return getattr(record, one.field.attname)


def prepare(source: Stored, found: ObjectDescriptor, paths: Iterable[str], records: Sequence[Any]) -> None:
    """Reads the related rows that paths go through: one statement a hop, not one a row."""
    for path in sorted(paths):
        rows, holder = list(records), found
        for name in path.split(".")[:-1]:
            column = holder.model._meta.get_field(holder.parent if name == "parent" and holder.parent else name)
            ids = [getattr(row, column.attname) for row in rows if getattr(row, column.attname) is not None]
            source.load(column.related_model, ids)
            rows = [row for row in (source.fetch(column.related_model, one) for one in dict.fromkeys(ids)) if row]
            target = current().get(column.related_model.declare.key)
            if target is None:
                break
            holder = target


def work_out(source: Any, one: Derived, records: Sequence[Any]) -> dict[UUID, Any]:
    """The values of a derived field by record, as its column holds them."""
    if one.rollup is not None:
        figures = source.figures(one, records)
        return {record.pk: fitted(one.field, figures.get(record.pk)) for record in records}
    if one.program is None:
        return {record.pk: source.snapshot(one, record) for record in records}
    return {record.pk: formula_value(source, one.found, one.field, one.program, record) for record in records}


def formula_value(source: Any, found: ObjectDescriptor, field: FieldDescriptor, program: Program, record: Any) -> Any:
    """The value of a formula for a row; blank where it cannot be worked out."""
    fetch = source.fetch
    try:
        value = program.evaluate(lambda path: value_at(record, found, path, fetch), source.context)
    except FormulaError:
        return None
    return fitted(field, value)


def fitted(field: FieldDescriptor, value: Any) -> Any:
    """A value as the field's column holds it; blank where it does not fit in."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Decimal | int):
        return _number(field, Decimal(value))
    if isinstance(value, str) and field.max_length:
        return value[: field.max_length]
    return value


def _number(field: FieldDescriptor, value: Decimal) -> Any:
    places = field.places if field.digits else 0
    number = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP, context=EXACT)
    if field.type.key == "integer":
        return int(number) if -(2**31) <= number < 2**31 else None
    return number if not number or number.adjusted() < field.digits - places else None


def batch_values(source: Stored, found: ObjectDescriptor, records: Sequence[Any]) -> dict[tuple[UUID, str], Any]:
    """What every derived column of stored rows must hold; sets it on the rows, so that later ones see it."""
    wanted: dict[tuple[UUID, str], Any] = {}
    for one in plan().own.get(found.key, ()):
        if one.program is not None:
            prepare(source, found, one.program.inputs, records)
        for record_id, value in work_out(source, one, records).items():
            wanted[record_id, one.field.attname] = value
        for record in records:
            record.__dict__[one.field.attname] = wanted[record.pk, one.field.attname]
    return wanted
