"""The tree of a formula: first as it was read, then with types."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from kontor.formulas.types import BLANK, Type


@dataclass(slots=True)
class Node:
    """A part of a formula: what it is, its value or name, its parts, its place in the text, its type once checked.

    `op` is number, text, boolean, blank, date, record, choice (constants), ref, call, or an operator:
    or, and, not, compare, join, add, subtract, multiply, divide, negative.
    """

    op: str
    start: int
    end: int
    value: Any = None
    parts: "list[Node]" = field(default_factory=list)
    type: Type = BLANK
    depth: int = 1
    size: int = 1

    def walk(self) -> "Iterator[Node]":
        """The node and everything below it."""
        yield self
        for part in self.parts:
            yield from part.walk()


CONSTANTS = frozenset({"number", "text", "boolean", "blank", "date", "record", "choice"})
