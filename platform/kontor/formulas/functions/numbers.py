"""Numbers: rounding, comparing, adding up."""

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from kontor.formulas.functions.registry import family, function
from kontor.formulas.limits import PLACES
from kontor.formulas.run import EXACT, Run, rounded, whole

NUMBERS = family("numbers", "Numbers", "数字")


def _to(value: Decimal, places: Decimal, rounding: str) -> Decimal:
    digits = max(0, min(whole(places), PLACES))
    return value.quantize(Decimal(1).scaleb(-digits), rounding=rounding, context=EXACT)


@function(
    "ROUND",
    "四舍五入",
    family=NUMBERS,
    takes=("number", "number!?"),
    gives="number",
    says=(
        "Rounded to so many places (0 to 6, 0 when left out), half away from zero.",
        "按指定小数位四舍五入（0 到 6 位，默认 0）。",
    ),
    examples=(("ROUND(2.345, 2)", "2.35"), ("ROUND(-2.5)", "-3")),
)
def round_half_up(run: Run, value: Decimal, places: Decimal = Decimal(0)) -> Decimal:
    """Half up, away from zero."""
    return _to(value, places, ROUND_HALF_UP)


@function(
    "FLOOR",
    "向下取整",
    family=NUMBERS,
    takes=("number",),
    gives="number",
    says=("The next whole number below.", "不大于它的最大整数。"),
    examples=(("FLOOR(-1.5)", "-2"),),
)
def floor(run: Run, value: Decimal) -> Decimal:
    """Towards minus infinity."""
    return _to(value, Decimal(0), ROUND_FLOOR)


@function(
    "CEILING",
    "向上取整",
    family=NUMBERS,
    takes=("number",),
    gives="number",
    says=("The next whole number above.", "不小于它的最小整数。"),
    examples=(("CEILING(1.2)", "2"),),
)
def ceiling(run: Run, value: Decimal) -> Decimal:
    """Towards infinity."""
    return _to(value, Decimal(0), ROUND_CEILING)


@function(
    "ABS",
    "绝对值",
    family=NUMBERS,
    takes=("number",),
    gives="number",
    says=("Without its sign.", "去掉正负号。"),
    examples=(("ABS(-3)", "3"),),
)
def absolute(run: Run, value: Decimal) -> Decimal:
    """Never negative."""
    return value.copy_abs()


@function(
    "MOD",
    "取余",
    family=NUMBERS,
    takes=("number", "number"),
    gives="number",
    says=(
        "What is left of a division by a whole count of times; it has the sign of the second.",
        "除法的余数，符号与除数相同。",
    ),
    examples=(("MOD(7, 3)", "1"), ("MOD(-7, 3)", "2"), ("ISBLANK(MOD(1, 0))", "true")),
)
def modulo(run: Run, value: Decimal, by: Decimal) -> Decimal | None:
    """Blank for a division by zero."""
    if not by:
        return None
    rest = EXACT.remainder(value, by)
    return rounded(rest + by if rest and (rest < 0) != (by < 0) else rest)


@function(
    "MIN",
    "最小值",
    family=NUMBERS,
    takes=("number|date|datetime|duration", "same…"),
    gives="same",
    strict=False,
    says=("The smallest of the values; blanks take no part.", "最小的值，忽略空值。"),
    examples=(("MIN(3, BLANK, 2)", "2"),),
)
def smallest(run: Run, *values: Decimal | None) -> Decimal | None:
    """Blank when all are."""
    return min((one for one in values if one is not None), default=None)


@function(
    "MAX",
    "最大值",
    family=NUMBERS,
    takes=("number|date|datetime|duration", "same…"),
    gives="same",
    strict=False,
    says=("The largest of the values; blanks take no part.", "最大的值，忽略空值。"),
    examples=(("MAX(3, BLANK, 2)", "3"),),
)
def largest(run: Run, *values: Decimal | None) -> Decimal | None:
    """Blank when all are."""
    return max((one for one in values if one is not None), default=None)


@function(
    "SUM",
    "求和",
    family=NUMBERS,
    takes=("number", "number…"),
    gives="number",
    strict=False,
    says=("The values added up; blanks count as 0.", "各值之和，空值按 0 计。"),
    examples=(("SUM(1, BLANK, 2.5)", "3.5"),),
)
def total(run: Run, *values: Decimal | None) -> Decimal:
    """Never blank."""
    result = Decimal(0)
    for one in values:
        result = rounded(EXACT.add(result, one or Decimal(0)))
    return result


@function(
    "SIGN",
    "符号",
    family=NUMBERS,
    takes=("number",),
    gives="number",
    says=("-1, 0 or 1.", "-1、0 或 1。"),
    examples=(("SIGN(-7)", "-1"),),
)
def sign(run: Run, value: Decimal) -> Decimal:
    """By the side of zero."""
    return Decimal((value > 0) - (value < 0))
