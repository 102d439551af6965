"""Turns what the database answers into rows: field path → Python value, relations as `Ref`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from kontor.records.read.positions import Position, Reading
from kontor.records.read.refs import Ref, ref_label
from kontor.schema.descriptor import ObjectDescriptor

__all__ = ["Columns", "Ref", "Row", "ref_label"]
Row = dict[str, Any]


@dataclass(slots=True)
class Columns:
    """The columns to select for some paths, and how to read a tuple of them."""

    reading: Reading
    lookups: list[str] = field(default_factory=list)
    plain: list[tuple[str, int]] = field(default_factory=list)
    refs: list[tuple[str, int, int, ObjectDescriptor | None, str]] = field(default_factory=list)
    computed: list[Position] = field(default_factory=list)
    _places: dict[str, int] = field(default_factory=dict)

    def add(self, path: str) -> Position:
        """Selects a path."""
        position = self.reading.position(path)
        if not position.lookup:
            self._add_computed(position)
            return position
        place = self.place(position.lookup)
        if position.field.type.is_file and not position.lookup.startswith("at_"):
            name = self.place(f"{position.lookup.removesuffix('_id')}__name")
            self.refs.append((path, place, name, None, "file"))
            return position
        if position.target is None and position.field.type.key not in ("user", "team", "relation"):
            self.plain.append((path, place))
            return position
        label = self.reading.label_of(position)
        key = position.target.key if position.target else ""
        self.refs.append((path, place, self.place(label.lookup) if label else -1, position.target, key))
        return position

    def _add_computed(self, position: Position) -> None:
        self.computed.append(position)
        for need in position.field.computed.needs if position.field.computed else ():
            column = self.reading.found.model._meta.get_field(need)
            self.plain.append((f"_{need}", self.place(column.attname)))

    def place(self, lookup: str) -> int:
        """The index of a selected column."""
        if lookup not in self._places:
            self._places[lookup] = len(self.lookups)
            self.lookups.append(lookup)
        return self._places[lookup]

    def rows(self, found: Iterable[Sequence[Any]]) -> list[Row]:
        """The rows of the selected tuples, computed fields loaded in one batch each."""
        rows = [self._row(values) for values in found]
        for position in self.computed:
            computed = position.field.computed
            if computed is None or computed.load is None:
                continue
            sent = [{need: row.get(f"_{need}") for need in computed.needs} for row in rows]
            for row, value in zip(rows, computed.load(sent), strict=True):
                row[position.path] = value
        for position in self.computed:
            for need in position.field.computed.needs if position.field.computed else ():
                for row in rows:
                    row.pop(f"_{need}", None)
        return rows

    def _row(self, values: Sequence[Any]) -> Row:
        row = {path: values[place] for path, place in self.plain}
        for path, place, label, target, key in self.refs:
            value = values[place]
            if value is not None:
                name = ref_label(target, values[label], known=True) if label >= 0 else ""
                value = Ref(value, key, name)
            row[path] = value
        return row
