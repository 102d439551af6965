"""Guesses out of what columns hold: how numbers and dates are written, and what type a field of them would be."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kontor.records.importing.sheets import Cell, Sheet, text_of
from kontor.records.importing.values import NUMBERS, Unreadable, day_of, instant_of, number_of, order_of
from kontor.schema.descriptor import FieldDescriptor

LOOKED_AT = 2_000
MAX_CHOICES = 12
CHOICE_LENGTH = 40
LONG = 200
TEXT_LENGTH = 500
INTEGER_DIGITS = 9
_COMMA = re.compile(r"[-+]?(\d{1,3}(\.\d{3})+|\d+),\d{1,2}%?$")
_POINT = re.compile(r"[-+]?(\d{1,3}(,\d{3})+|\d+)\.\d+%?$")
_DAY = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2\d{4}")
_TIME = re.compile(r"\d{1,2}:\d{2}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_URL = re.compile(r"(https?://|www\.)\S+", re.IGNORECASE)
_PHONE = re.compile(r"\+?[\d\s()/.\-]{6,20}")
_MONEY = re.compile(r"[¥￥$€£]|元$")
_MONEY_HEAD = re.compile(r"amount|price|total|cost|budget|fee|revenue|金额|价|费|总额|合计|预算|收入", re.IGNORECASE)
_PHONE_HEAD = re.compile(r"phone|mobile|tel\b|fax|电话|手机|传真", re.IGNORECASE)
_LETTERED_TRUTH = frozenset({"yes", "no", "true", "false", "y", "n", "是", "否", "有", "无"})


@dataclass(frozen=True, slots=True)
class GuessedColumn:
    """A column of a spreadsheet as the field it could be."""

    header: str
    type: str
    required: bool = False
    choices: tuple[str, ...] = ()
    sample: tuple[str, ...] = ()
    long: int = 0


def guess_columns(sheet: Sheet) -> list[GuessedColumn]:
    """A field for each column that holds anything, judged by its first 2,000 rows."""
    rows = sheet.samples(LOOKED_AT)
    guessed: list[GuessedColumn] = []
    for place, header in enumerate(sheet.headings):
        cells = [cell for row in rows if (cell := row.cell(place)) not in (None, "")]
        if cells:
            required = not guessed and len(cells) == len(rows)
            guessed.append(_guess(header, cells, required=required))
    return guessed


def _guess(header: str, cells: Sequence[Cell], *, required: bool) -> GuessedColumn:
    texts = [text_of(cell).strip() for cell in cells]
    sample = tuple(dict.fromkeys(text[:60] for text in texts[:50]))[:3]
    longest = max(len(text) for text in texts)
    for name, fits in TESTS:
        if fits(header, cells, texts):
            return GuessedColumn(header, name, required, sample=sample)
    different = list(dict.fromkeys(texts))
    if longest > LONG or any("\n" in text for text in texts):
        return GuessedColumn(header, "long_text", required, sample=sample)
    few = len(different) <= MAX_CHOICES and len(texts) >= 3 * len(different) and longest <= CHOICE_LENGTH
    if few and not required:
        return GuessedColumn(header, "choice", required, tuple(different), sample)
    return GuessedColumn(header, "text", required, sample=sample, long=longest)


def _all(test: Callable[[Cell], Any]) -> Callable[[str, Sequence[Cell], Sequence[str]], bool]:
    def fits(_header: str, cells: Sequence[Cell], _texts: Sequence[str]) -> bool:
        try:
            return all(test(cell) for cell in cells)
        except Unreadable:
            return False

    return fits


def _is_truth(cell: Cell) -> bool:
    return isinstance(cell, bool) or text_of(cell).strip().casefold() in _LETTERED_TRUTH


def _is_number(cell: Cell) -> bool:
    """Whether it is a number to reckon with: what begins with a zero is a name made of digits."""
    if isinstance(cell, bool | list):
        return False
    text = text_of(cell).strip().lstrip("+-")
    if text.startswith("0") and text[1:2].isdigit():
        return False
    try:
        number_of(cell, ".")
    except Unreadable:
        number_of(cell, ",")
    return True


def _is_integer(cell: Cell) -> bool:
    text = text_of(cell).strip().lstrip("+-")
    return _is_number(cell) and text.isdigit() and len(text) <= INTEGER_DIGITS


def _is_day(cell: Cell) -> bool:
    if isinstance(cell, list):
        return bool(cell[0] == "d")
    return not _TIME.search(text_of(cell)) and isinstance(cell, str) and bool(day_of(cell, "") or True)


def _is_day_somehow(cell: Cell) -> bool:
    """A day, whichever of day and month comes first."""
    try:
        return _is_day(cell)
    except Unreadable:
        return bool(_DAY.fullmatch(text_of(cell).strip()) and day_of(cell, "dmy" if _first(cell) > 12 else "mdy"))


def _first(cell: Cell) -> int:
    match = _DAY.fullmatch(text_of(cell).strip())
    return int(match[1]) if match else 0


def _is_instant(cell: Cell) -> bool:
    return (isinstance(cell, list) or bool(_TIME.search(text_of(cell)))) and bool(instant_of(cell, "", "UTC"))


def _money(header: str, cells: Sequence[Cell], texts: Sequence[str]) -> bool:
    named = bool(_MONEY_HEAD.search(header)) or all(_MONEY.search(text) for text in texts)
    return named and _all(_is_number)(header, cells, texts)


def _percent(_header: str, _cells: Sequence[Cell], texts: Sequence[str]) -> bool:
    return all(text.endswith("%") and _is_number(text[:-1]) for text in texts)


def _phone(header: str, cells: Sequence[Cell], texts: Sequence[str]) -> bool:
    fits = all(_PHONE.fullmatch(text) for text in texts)
    return fits and (bool(_PHONE_HEAD.search(header)) or all(text.startswith("+") for text in texts))


def _match(pattern: "re.Pattern[str]") -> Callable[[str, Sequence[Cell], Sequence[str]], bool]:
    return lambda _header, _cells, texts: all(pattern.fullmatch(text) for text in texts)


TESTS: tuple[tuple[str, Callable[[str, Sequence[Cell], Sequence[str]], bool]], ...] = (
    ("boolean", _all(_is_truth)),
    ("phone", _phone),
    ("percent", lambda header, cells, texts: _safe(_percent, header, cells, texts)),
    ("money", _money),
    ("integer", _all(_is_integer)),
    ("decimal", _all(_is_number)),
    ("date", _all(_is_day_somehow)),
    ("datetime", _all(_is_instant)),
    ("email", _match(_EMAIL)),
    ("url", _match(_URL)),
)


def _safe(test: Callable[..., bool], header: str, cells: Sequence[Cell], texts: Sequence[str]) -> bool:
    try:
        return test(header, cells, texts)
    except Unreadable:
        return False


def guess_notation(sheet: Sheet, columns: Mapping[str, str], fields: Mapping[str, FieldDescriptor]) -> dict[str, str]:
    """How numbers and dates are written in the columns that hold some: {"decimal": "." or ",", "dates": …}."""
    kinds = {sheet.headings.index(heading): fields[path].type.key for heading, path in columns.items()}
    commas = points = 0
    orders: set[str] = set()
    for row in sheet.samples(LOOKED_AT):
        for place, kind in kinds.items():
            cell = row.cell(place)
            if not isinstance(cell, str):
                continue
            if kind in NUMBERS:
                commas += bool(_COMMA.fullmatch(cell.strip()))
                points += bool(_POINT.fullmatch(cell.strip()))
            elif kind in ("date", "datetime") and (match := _DAY.match(cell.strip())):
                orders.add(order_of(int(match[1]), int(match[3]), match[2]))
    known = orders - {""}
    return {"decimal": "," if commas > points else ".", "dates": known.pop() if len(known) == 1 else ""}
