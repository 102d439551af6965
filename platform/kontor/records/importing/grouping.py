"""Which rows of a file are one record: a row each, or all rows with the same name, wherever they stand."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from django.utils.translation import gettext as _

from kontor.core.errors import BadInput
from kontor.records.importing import limits
from kontor.records.importing.plan import ImportPlan
from kontor.records.importing.sheets import SheetRow, text_of

Name = tuple[str, ...]


@dataclass(slots=True)
class Unit:
    """The rows of one record; `extra` are those of its lines in a second sheet; `apart`: rows of others lie between."""

    rows: list[SheetRow]
    extra: Sequence[SheetRow] = ()
    apart: bool = False

    @property
    def line(self) -> int:
        """The first of its lines in the file."""
        return self.rows[0].line

    @property
    def last_line(self) -> int:
        """The last of them."""
        return self.rows[-1].line

    @property
    def lines_apart(self) -> list[int]:
        """All of them, where rows of others lie between."""
        return [row.line for row in self.rows] if self.apart else []


def units_of(plan: ImportPlan) -> Iterator[Unit]:
    """The records of a file, each when the last of its rows has come; BadInput when too many rows wait for others."""
    if plan.lines is not None and plan.group is not None:
        extra = _by_parent(plan)
        for row in plan.sheet.rows():
            yield Unit([row], extra.get(text_of(row.cell(plan.group)).strip(), ()))
        return
    if not plan.of_lines:
        for row in plan.sheet.rows():
            yield Unit([row])
        return
    yield from _grouped(plan)


def _by_parent(plan: ImportPlan) -> dict[str, list[SheetRow]]:
    found: dict[str, list[SheetRow]] = {}
    if plan.lines is not None:
        for row in plan.lines.sheet.rows():
            found.setdefault(text_of(row.cell(plan.lines.parent)).strip(), []).append(row)
    return found


@dataclass(slots=True)
class _Waiting:
    """Rows of a record whose last row has not come."""

    rows: list[SheetRow]
    last_place: int
    apart: bool = False


def _grouped(plan: ImportPlan) -> Iterator[Unit]:
    """Rows with the same name, wherever they stand: read once to know where each ends, then again to hold them."""
    ends = {name: place for place, name, _row in _named(plan)}
    waiting: dict[Name, _Waiting] = {}
    room = _Room()
    for place, name, row in _named(plan):
        one = waiting.get(name)
        if one is None:
            one = waiting[name] = _Waiting([row], place)
        else:
            one.apart = one.apart or place != one.last_place + 1
            one.rows.append(row)
            one.last_place = place
        room.take(row)
        if ends[name] == place:
            del waiting[name]
            room.give_back(one.rows)
            yield Unit(one.rows, apart=one.apart)


def _named(plan: ImportPlan) -> Iterator[tuple[int, Name, SheetRow]]:
    """Each row with its place and the name of its record; a row without one belongs to the row above."""
    if plan.group is not None:
        places = [plan.group]
    else:
        places = [place for place, path in plan.columns.items() if path in plan.key]
    name: Name = ()
    for number, row in enumerate(plan.sheet.rows()):
        this = tuple(text_of(row.cell(place)).strip() for place in places)
        name = this if any(this) or not number else name
        yield number, name, row


class _Room:
    """What may be held at once: so many rows, and so many characters."""

    def __init__(self) -> None:
        self.rows = 0
        self.characters = 0

    def take(self, row: SheetRow) -> None:
        """One row more; BadInput when that is too many."""
        self.rows += 1
        self.characters += _length(row)
        if self.rows > limits.MAX_APART or self.characters > limits.MAX_APART_CHARACTERS:
            said = _(
                "Rows of one record lie too far apart: by line %(line)s more than %(limit)s rows wait for others. "
                "Sort the file by what tells its records apart."
            )
            raise BadInput(said % {"line": row.line, "limit": self.rows - 1}, field="group")

    def give_back(self, rows: Iterable[SheetRow]) -> None:
        """Those rows are dealt with."""
        for row in rows:
            self.rows -= 1
            self.characters -= _length(row)


def _length(row: SheetRow) -> int:
    return sum(len(cell) for cell in row.cells if isinstance(cell, str))


def in_batches(units: Iterable[Unit], size: int) -> Iterator[list[Unit]]:
    """The units, some at a time."""
    source = iter(units)
    while part := list(islice(source, size)):
        yield part
