"""A compiled formula."""

from dataclasses import dataclass, field
from typing import Any

from kontor.formulas.check import Checker
from kontor.formulas.code import code_of
from kontor.formulas.context import Context
from kontor.formulas.errors import FormulaError
from kontor.formulas.functions import FUNCTIONS
from kontor.formulas.messages import kind_name
from kontor.formulas.names import Names
from kontor.formulas.nodes import Node
from kontor.formulas.parse import parse
from kontor.formulas.run import Code, Row, Run
from kontor.formulas.show import canonical
from kontor.formulas.types import BOOLEAN, Type


@dataclass(frozen=True)
class Program:
    """A formula that was understood: its text by keys, its type, and the paths it reads.

    `volatile` says that it depends on the day, the time or the person who asks, not only on the record.
    """

    text: str
    type: Type
    inputs: frozenset[str]
    volatile: bool
    tree: Node = field(repr=False, compare=False)
    code: Code = field(repr=False, compare=False)

    def evaluate(self, row: Row, context: Context) -> Any:
        """The value for a record; `row` answers the value at a path, None for blank.

        FormulaError when a limit is passed: a result beyond 10^18, a text that grows too long, a day out of range.
        """
        return self.code(Run(row, context))

    def holds(self, row: Row, context: Context) -> bool:
        """Whether a condition is true; blank is not, nor is what cannot be worked out."""
        try:
            return self.evaluate(row, context) is True
        except FormulaError:
            return False


def compile(text: str, names: Names, *, language: str = "en", wanted: Type | None = None) -> Program:
    """The program of a text; FormulaError with code, place and sentence when it is not understood.

    `wanted` is the type the result must have (BOOLEAN for a condition).
    """
    tree = parse(text, language)
    type = Checker(names, language).check(tree)
    if wanted is not None and not type.fits(wanted):
        given = {"wanted": kind_name(wanted.kind, language), "given": kind_name(type.kind, language)}
        raise FormulaError("wrong_type", tree.start, tree.end, language=language, **given)
    parts = list(tree.walk())
    return Program(
        text=canonical(tree),
        type=type,
        inputs=frozenset(part.value for part in parts if part.op == "ref"),
        volatile=any(part.op == "call" and FUNCTIONS[part.value].volatile for part in parts),
        tree=tree,
        code=code_of(tree),
    )


def condition(text: str, names: Names, *, language: str = "en") -> Program:
    """The program of a text that must be true or false."""
    return compile(text, names, language=language, wanted=BOOLEAN)
