"""One evaluation of a formula: the record, the world, and what may still be spent."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from decimal import Context as DecimalContext
from typing import Any

from kontor.formulas.context import Context
from kontor.formulas.errors import FormulaError
from kontor.formulas.limits import LARGEST, MAX_CHARACTERS, MAX_TEXT, PLACES

EXACT = DecimalContext(prec=64, rounding=ROUND_HALF_UP)
STEP = Decimal(1).scaleb(-PLACES)
Row = Callable[[str], Any]
Code = Callable[["Run"], Any]


class Run:
    """The state of one evaluation."""

    __slots__ = ("characters", "context", "row")

    def __init__(self, row: Row, context: Context) -> None:
        self.row = row
        self.context = context
        self.characters = MAX_CHARACTERS

    def text(self, made: str) -> str:
        """A text a function made; FormulaError when it is too long or all of them are."""
        self.room(len(made))
        return made

    def room(self, length: int) -> None:
        """Asks for so many characters before they are made."""
        if length > MAX_TEXT:
            raise FormulaError("text_length", limit=MAX_TEXT)
        self.characters -= length
        if self.characters < 0:
            raise FormulaError("budget")


def rounded(value: Decimal) -> Decimal:
    """A result of arithmetic: 6 places, half up; FormulaError beyond 10^18."""
    if -LARGEST < value < LARGEST:
        return value.quantize(STEP, context=EXACT)
    raise FormulaError("number_range")


def whole(value: Decimal) -> int:
    """A number as a count: decimals are cut off."""
    return int(value)


def is_blank(value: Any) -> bool:
    """NULL, an empty text, or no choices at all."""
    return value is None or value in ("", ())


def as_number(value: Any) -> Any:
    """A column's value as the language has it."""
    if value is None or isinstance(value, Decimal):
        return value
    return Decimal(str(value))


def day_in(value: Any, context: Context) -> date:
    """The day of a date or an instant."""
    return context.day_of(value) if isinstance(value, datetime) else value
