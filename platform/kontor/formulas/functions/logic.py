"""Deciding: IF, CASE, blanks."""

from typing import Any

from kontor.formulas.functions.registry import family, function
from kontor.formulas.run import Code, Run, is_blank

LOGIC = family("logic", "Deciding", "逻辑")


@function(
    "IF",
    "如果",
    family=LOGIC,
    takes=("boolean", "any", "any?"),
    gives="same",
    lazy=True,
    says=(
        "The second value when the first holds, else the third (or blank).",
        "条件成立时取第二个值，否则取第三个值（或空）。",
    ),
    examples=(('IF(2 > 1, "more", "less")', "more"),),
)
def choose(run: Run, condition: Code, then: Code, other: Code | None = None) -> Any:
    """Blank counts as not holding."""
    if condition(run):
        return then(run)
    return other(run) if other else None


@function(
    "CASE",
    "多条件",
    family=LOGIC,
    takes=("boolean", "any", "any…"),
    gives="same",
    lazy=True,
    says=(
        "Pairs of a condition and a value: the value of the first condition that holds; a last single value otherwise.",
        "成对写条件和值：取第一个成立的条件的值；最后可加一个默认值。",
    ),
    examples=(('CASE(1 > 2, "a", 2 > 1, "b", "c")', "b"),),
)
def case(run: Run, *parts: Code) -> Any:
    """Conditions are worked out in order, only as far as needed."""
    for place in range(0, len(parts) - 1, 2):
        if parts[place](run):
            return parts[place + 1](run)
    return parts[-1](run) if len(parts) % 2 else None


@function(
    "ISBLANK",
    "是否为空",
    family=LOGIC,
    takes=("any",),
    gives="boolean",
    strict=False,
    says=(
        "Whether there is no value; the only test for it. An empty text is blank.",
        "是否没有值（唯一的空值判断）；空文本也算空。",
    ),
    examples=(('ISBLANK("")', "true"), ("ISBLANK(1 / 0)", "true"), ("ISBLANK(0)", "false")),
)
def isblank(run: Run, value: Any) -> bool:
    """Never blank itself."""
    return is_blank(value)


@function(
    "COALESCE",
    "首个非空",
    family=LOGIC,
    takes=("any", "any…"),
    gives="same",
    lazy=True,
    says=("The first value that is not blank.", "第一个非空的值。"),
    examples=(("COALESCE(BLANK, 5)", "5"),),
)
def coalesce(run: Run, *values: Code) -> Any:
    """Later values are not worked out."""
    for one in values:
        value = one(run)
        if not is_blank(value):
            return value
    return None


@function(
    "ME",
    "当前用户",
    family=LOGIC,
    gives="record",
    volatile=True,
    says=("The person who is asking.", "当前操作的用户。"),
    examples=(),
)
def me(run: Run) -> Any:
    """Blank where nobody asks."""
    return run.context.me
