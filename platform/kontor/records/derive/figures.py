"""Figures over many rows: by the database, and corrected by the rows a unit of work holds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Max, Min, Q, Sum

from kontor.formulas import Context
from kontor.formulas.orm import Column, NotInSql, condition
from kontor.formulas.run import EXACT
from kontor.records.derive.plan import Derived, Rollup
from kontor.records.formulas import value_at


@dataclass(slots=True)
class Tally:
    """What is known of one parent's children: how many rows, how many values, their sum, smallest and largest."""

    rows: int = 0
    values: int = 0
    total: Any = 0
    least: Any = None
    most: Any = None

    def add(self, value: Any) -> None:
        """One row more."""
        self.rows += 1
        if value is None or value == "":
            return
        self.values += 1
        if isinstance(value, Decimal | int) and not isinstance(value, bool):
            self.total = self.total + value
        self.least = value if self.least is None else min(self.least, value)
        self.most = value if self.most is None else max(self.most, value)

    def figure(self, name: str, *, of_values: bool) -> Any:
        """The figure: sums and counts of nothing are 0, the others blank."""
        if name == "count":
            return self.values if of_values else self.rows
        if name == "sum":
            return self.total
        if name == "avg":
            return EXACT.divide(Decimal(self.total), Decimal(self.values)) if self.values else None
        return self.least if name == "min" else self.most


class Figures:
    """One roll-up, asked for many parents at once."""

    def __init__(self, one: Derived) -> None:
        if one.rollup is None:
            msg = f"{one.node} is no roll-up."
            raise TypeError(msg)
        self.rollup: Rollup = one.rollup
        self.children = one.rollup.children

    def of(
        self,
        parents: Sequence[UUID],
        context: Context,
        held: Sequence[Any] = (),
        gone: Sequence[Any] = (),
        fetch: Any = None,
    ) -> dict[UUID, Any]:
        """The figures by parent; rows `held` count as they are now, rows `gone` not, whatever the database has."""
        tallies = self._stored(parents, context, [row.pk for row in (*held, *gone)])
        for row in held:
            parent = getattr(row, self.children.attname)
            if parent in tallies and self.counts(row, context, fetch):
                tallies[parent].add(self._value(row))
        return {parent: self.answer(one) for parent, one in tallies.items()}

    def answer(self, tally: Tally | None) -> Any:
        """The figure of one parent's children."""
        return (tally or Tally()).figure(self.rollup.figure, of_values=self.rollup.source is not None)

    def tally(self, rows: Iterable[Any], context: Context, fetch: Any) -> dict[UUID, Tally]:
        """What rows at hand add up to, by parent."""
        found: dict[UUID, Tally] = {}
        for row in rows:
            if self.counts(row, context, fetch):
                found.setdefault(getattr(row, self.children.attname), Tally()).add(self._value(row))
        return found

    def counts(self, row: Any, context: Context, fetch: Any) -> bool:
        """Whether a row takes part: live (a line with its parent), and the filter holds."""
        found = self.children.found
        if getattr(row, "trashed_at", None) is not None:
            return False
        if found.parent and not self.children.lines and fetch is not None:
            column = found.model._meta.get_field(found.parent)
            parent = fetch(column.related_model, getattr(row, column.attname))
            if parent is None or parent.trashed_at is not None:
                return False
        wanted = self.rollup.filter
        return wanted is None or wanted.holds(lambda path: value_at(row, found, path, fetch), context)

    def _value(self, row: Any) -> Any:
        return getattr(row, self.rollup.source.attname) if self.rollup.source else True

    def rows(self, parents: Sequence[UUID], but: Sequence[UUID] = ()) -> Any:
        """The live children of parents."""
        found = self.children.found
        rows = found.model._base_manager.filter(Q((f"{self.children.attname}__in", list(parents))))
        if not found.is_line:
            rows = rows.filter(trashed_at__isnull=True)
        elif not self.children.lines:
            rows = rows.filter(Q((f"{found.parent}__trashed_at__isnull", True)))
        return rows.exclude(pk__in=but) if but else rows

    def _stored(self, parents: Sequence[UUID], context: Context, but: Sequence[UUID]) -> dict[UUID, Tally]:
        tallies = {parent: Tally() for parent in parents}
        rows = self.rows(parents, but)
        if self.rollup.filter is not None:
            try:
                rows = rows.filter(condition(self.rollup.filter, self._column, context))
            except NotInSql:
                return self._by_python(tallies, rows, context)
        if self.rollup.source is not None and self.rollup.source.type.key == "boolean":
            return self._by_python(tallies, rows, context)
        for values in rows.values(self.children.attname).annotate(**self._aggregates()).order_by():
            get = values.get
            tallies[values[self.children.attname]] = Tally(
                values["rows"], get("filled", 0), get("total") or 0, get("least"), get("most")
            )
        return tallies

    def _by_python(self, tallies: dict[UUID, Tally], rows: Any, context: Context) -> dict[UUID, Tally]:
        for row in rows.iterator():
            if self.counts(row, context, None):
                tallies[getattr(row, self.children.attname)].add(self._value(row))
        return tallies

    def _aggregates(self) -> dict[str, Any]:
        found: dict[str, Any] = {"rows": Count("pk")}
        source = self.rollup.source
        if source is None:
            return found
        column = self.children.found.model._meta.get_field(source.key)
        found["filled"] = Count(source.key)
        if self.rollup.figure in ("sum", "avg"):
            found["total"] = Sum(source.key, output_field=type(column)() if source.digits else None)
        elif self.rollup.figure in ("min", "max"):
            found["least"], found["most"] = Min(source.key), Max(source.key)
        return found

    def _column(self, path: str) -> Column:
        one = self.children.found.fields[path]
        return Column(F(one.attname), self.children.found.model._meta.get_field(one.key))
