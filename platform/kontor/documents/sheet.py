"""What a document says, before it is drawn: plain values, all of them texts in the language of the document."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody named on a document: the name, the lines below it, and numbers such as a tax id."""

    name: str
    lines: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: `css` is num for figures, wide for what takes the room left."""

    label: str
    css: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its text, and smaller words below."""

    text: str
    below: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table; `brought` and `carried` are what stands above and below it where a page breaks."""

    cells: tuple[Cell, ...]
    brought: str = ""
    carried: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table under an optional heading; `empty` stands there when it has no lines."""

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    label: str = ""
    empty: str = ""
    carries: bool = False


@dataclass(frozen=True, slots=True)
class Total:
    """A figure below the table; the strong one is what counts."""

    label: str
    value: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """A paragraph with a heading."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One document."""

    title: str
    number: str
    to: Party
    facts: tuple[tuple[str, str], ...] = ()
    ship_to: Party | None = None
    tables: tuple[Table, ...] = ()
    totals: tuple[Total, ...] = ()
    words: str = ""
    notes: tuple[Note, ...] = ()
    signatures: tuple[str, ...] = ()
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What it is called in a list, in a subject and as a file."""
        return f"{self.title} {self.number}".strip()


def carrying(table: Table, amounts: Sequence[Decimal], money: Callable[[Decimal], str]) -> Table:
    """The table with the sums that are carried over where a page breaks."""
    lines: list[Line] = []
    sum_ = Decimal(0)
    above, below = _("Brought forward"), _("Carried forward")
    for line, amount in zip(table.lines, amounts, strict=True):
        before, sum_ = sum_, sum_ + amount
        brought = f"{above}  {money(before)}" if lines else ""
        lines.append(replace(line, brought=brought, carried=f"{below}  {money(sum_)}"))
    return replace(table, lines=tuple(lines), carries=True)
