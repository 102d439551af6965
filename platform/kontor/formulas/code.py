"""Turns a checked tree into closures: one call a part, no names looked up while it runs."""

import operator
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from kontor.formulas.errors import FormulaError
from kontor.formulas.functions import FUNCTIONS, Function
from kontor.formulas.functions.dates import add_days, in_range
from kontor.formulas.functions.texts import plain
from kontor.formulas.functions.times import in_seconds, seconds
from kontor.formulas.nodes import CONSTANTS, Node
from kontor.formulas.run import EXACT, Code, Run, as_number, rounded

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def code_of(node: Node) -> Code:
    """The code of a part."""
    if node.op in CONSTANTS:
        return _constant(node.value)
    return _CODES[node.op](node)


def _constant(value: Any) -> Code:
    return lambda run: value


def _reference(node: Node) -> Code:
    path = node.value
    if node.type.kind == "number":
        return lambda run: as_number(run.row(path))
    return lambda run: run.row(path)


def _both(node: Node) -> Code:
    parts = [code_of(part) for part in node.parts]

    def both(run: Run) -> bool | None:
        answer: bool | None = True
        for part in parts:
            found = part(run)
            if found is False:
                return False
            if found is None:
                answer = None
        return answer

    return both


def _either(node: Node) -> Code:
    parts = [code_of(part) for part in node.parts]

    def either(run: Run) -> bool | None:
        answer: bool | None = False
        for part in parts:
            found = part(run)
            if found is True:
                return True
            if found is None:
                answer = None
        return answer

    return either


def _invert(node: Node) -> Code:
    inner = code_of(node.parts[0])

    def invert(run: Run) -> bool | None:
        found = inner(run)
        return None if found is None else not found

    return invert


def _compare(node: Node) -> Code:
    left, right = (code_of(part) for part in node.parts)
    test = _COMPARE[node.value]

    def compare(run: Run) -> bool | None:
        one, other = left(run), right(run)
        return None if one is None or other is None else test(one, other)

    return compare


def _negative(node: Node) -> Code:
    inner = code_of(node.parts[0])

    def negative(run: Run) -> Any:
        found = inner(run)
        if found is None:
            return None
        return found.copy_negate() if isinstance(found, Decimal) and found else -found

    return negative


def _join(node: Node) -> Code:
    left, right = (code_of(part) for part in node.parts)
    return lambda run: run.text(plain(run, left(run)) + plain(run, right(run)))


def _sum(node: Node) -> Code:
    left, right = (code_of(part) for part in node.parts)
    kinds = (node.parts[0].type.kind, node.parts[1].type.kind)
    work = _NUMBERS[node.op] if kinds == ("number", "number") else _OTHERS.get((node.op, *kinds), _nothing)

    def sum(run: Run) -> Any:
        one, other = left(run), right(run)
        return None if one is None or other is None else work(one, other)

    return sum


def _nothing(one: Any, other: Any) -> Any:
    return None


def _add(one: Decimal, other: Decimal) -> Decimal:
    return rounded(EXACT.add(one, other))


def _subtract(one: Decimal, other: Decimal) -> Decimal:
    return rounded(EXACT.subtract(one, other))


def _multiply(one: Decimal, other: Decimal) -> Decimal:
    return rounded(EXACT.multiply(one, other))


def _divide(one: Decimal, other: Decimal) -> Decimal | None:
    return rounded(EXACT.divide(one, other)) if other else None


_NUMBERS: dict[str, Callable[[Decimal, Decimal], Any]] = {
    "add": _add,
    "subtract": _subtract,
    "multiply": _multiply,
    "divide": _divide,
}


def _later(at: datetime, by: timedelta) -> datetime:
    try:
        found = at + by
    except OverflowError:
        raise FormulaError("date_range") from None
    in_range(found.date())
    return found


def _lasting(one: timedelta, factor: Decimal) -> timedelta:
    return seconds(EXACT.multiply(in_seconds(one), factor))


def _shared_out(one: timedelta, by: Decimal) -> timedelta | None:
    return seconds(EXACT.divide(in_seconds(one), by)) if by else None


_OTHERS: dict[tuple[str, str, str], Callable[[Any, Any], Any]] = {
    ("add", "date", "number"): add_days,
    ("subtract", "date", "number"): lambda one, other: add_days(one, -other),
    ("subtract", "date", "date"): lambda one, other: Decimal((one - other).days),
    ("add", "datetime", "duration"): _later,
    ("subtract", "datetime", "duration"): lambda one, other: _later(one, -other),
    ("subtract", "datetime", "datetime"): operator.sub,
    ("add", "duration", "duration"): lambda one, other: seconds(in_seconds(one) + in_seconds(other)),
    ("subtract", "duration", "duration"): lambda one, other: seconds(in_seconds(one) - in_seconds(other)),
    ("multiply", "duration", "number"): _lasting,
    ("divide", "duration", "number"): _shared_out,
}


def _call(node: Node) -> Code:
    function = FUNCTIONS[node.value]
    parts = [code_of(part) for part in node.parts]
    does = function.does
    if function.lazy:
        return lambda run: does(run, *parts)
    return _strict(function, parts) if function.strict else lambda run: does(run, *[part(run) for part in parts])


def _strict(function: Function, parts: list[Code]) -> Code:
    does = function.does

    def strict(run: Run) -> Any:
        values = [part(run) for part in parts]
        return None if None in values else does(run, *values)

    return strict


_CODES: dict[str, Callable[[Node], Code]] = {
    "ref": _reference,
    "call": _call,
    "and": _both,
    "or": _either,
    "not": _invert,
    "compare": _compare,
    "join": _join,
    "negative": _negative,
    **dict.fromkeys(_NUMBERS, _sum),
}
