"""Choices, and being one of several values."""

from decimal import Decimal
from typing import Any

from kontor.formulas.functions.registry import family, function
from kontor.formulas.run import Code, Run

CHOICES = family("choices", "Choices", "选项")


@function(
    "IN",
    "属于",
    family=CHOICES,
    takes=("any", "same…"),
    gives="boolean",
    lazy=True,
    says=("Whether the first value is one of the others.", "第一个值是否等于其余任一值。"),
    examples=(("IN(3, 1, 2, 3)", "true"), ('IN("a", "b")', "false")),
)
def one_of(run: Run, value: Code, *others: Code) -> bool | None:
    """As comparisons joined by OR: blank when a blank leaves it open."""
    wanted = value(run)
    if wanted is None:
        return None
    open_ = False
    for other in others:
        found = other(run)
        if found is None:
            open_ = True
        elif found == wanted:
            return True
    return None if open_ else False


@function(
    "KEY",
    "选项标识",
    family=CHOICES,
    takes=("choice",),
    gives="text",
    says=("The key of a choice, as a text.", "选项的标识文本。"),
    examples=(),
)
def key(run: Run, value: Any) -> str:
    """As stored."""
    return str(value)


@function(
    "COUNT_CHOICES",
    "选项数",
    family=CHOICES,
    takes=("choices",),
    gives="number",
    says=("How many choices are taken.", "已选的选项数。"),
    examples=(),
)
def count_choices(run: Run, value: Any) -> Decimal:
    """0 for none."""
    return Decimal(len(value))
