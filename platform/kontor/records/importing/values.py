"""From a cell to what the write path takes for a field: dates, numbers and truths as people write them."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import override

from kontor.core.errors import BadInput
from kontor.core.labels import LANGUAGES
from kontor.records.export import DANGEROUS
from kontor.records.importing.sheets import Cell, text_of
from kontor.schema.descriptor import FieldDescriptor

NOT_TAKEN = frozenset({"file", "image", "signature", "relations", "id"})
RELATED = frozenset({"relation", "user", "team"})
NUMBERS = frozenset({"integer", "decimal", "money", "unit_price", "percent", "quantity", "rate", "rating"})
YES = frozenset({"yes", "y", "true", "1", "on", "x", "✓", "√", "是", "有", "对", "真", "启用"})
NO = frozenset({"no", "n", "false", "0", "off", "-", "✗", "×", "否", "无", "没有", "错", "假", "停用"})
EXCEL_ERRORS = frozenset({"#N/A", "#VALUE!", "#REF!", "#DIV/0!", "#NUM!", "#NAME?", "#NULL!"})
EXCEL_DIGITS = 15
_SIGNS = re.compile(r"[¥￥$€£\s\u00a0\u202f'’]|元$|CNY|EUR|USD|RMB")
_NUMBER = re.compile(r"[+-]?[\d.,]+%?")
_PARTED = {
    ",": re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?%?"),
    ".": re.compile(r"[+-]?\d{1,3}(\.\d{3})+(,\d+)?%?"),
}
_ISO_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$")
_DAY = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})$")
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?$")
_LIST = re.compile(r"\s*[|,;，；、]\s*")


class Unreadable(BadInput):
    """A cell that cannot be what its field wants."""


def raw_of(one: FieldDescriptor, cell: Cell, settings: Mapping[str, Any], zone: str = "UTC") -> Any:
    """What the write path takes; "" for an empty cell. Unreadable with a sentence.

    `settings`: "decimal" is "." or ",", "dates" is "dmy", "mdy" or "" where day and month are told apart by their size.
    Relations and choices are for the value mapping: their text is answered.
    """
    if cell is None or cell == "":
        return ""
    if isinstance(cell, str) and cell.strip() in EXCEL_ERRORS:
        raise Unreadable(_("The cell holds an error of the spreadsheet: %(error)s") % {"error": cell.strip()})
    reader = _READERS.get("figure" if one.type.key in NUMBERS else one.type.key)
    return reader(cell, settings, zone) if reader else shown(cell)


def shown(cell: Cell) -> str:
    """The text of a cell, without the apostrophe our own export puts there; no numbers beyond Excel's digits."""
    if isinstance(cell, int | Decimal) and not isinstance(cell, bool) and len(str(abs(int(cell)))) > EXCEL_DIGITS:
        raise Unreadable(_("Excel has rounded this long number. Format the column as text and type it again."))
    text = text_of(cell).strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(DANGEROUS) else text


def number_of(cell: Cell, decimal: str) -> Any:
    """A number; a text in the chosen notation, with or without thousands and a currency sign."""
    if isinstance(cell, int | Decimal) and not isinstance(cell, bool):
        return cell
    text = _SIGNS.sub("", shown(cell)).replace("\u2212", "-")
    if text.startswith("(") and text.endswith(")"):
        text = f"-{text[1:-1]}"
    parting = "," if decimal == "." else "."
    if _PARTED[parting].fullmatch(text):
        text = text.replace(parting, "")
    if not _NUMBER.fullmatch(text) or parting in text:
        raise Unreadable(_("“%(text)s” is not a number.") % {"text": short(cell)})
    return text.replace(",", ".")


def day_of(cell: Cell, order: str) -> str:
    """A day as YYYY-MM-DD; Unreadable where day and month could be either way round."""
    if isinstance(cell, list):
        return str(cell[1])[:10]
    text = shown(cell)
    found = _day(text, order) or _day(text.split(" ")[0].split("T")[0], order)
    if found is None:
        raise Unreadable(_("“%(text)s” is not a date.") % {"text": short(cell)})
    return found.isoformat()


def _day(text: str, order: str) -> date | None:
    match = _ISO_DAY.match(text)
    if match:
        return _date(int(match[1]), int(match[2]), int(match[3]))
    match = _DAY.match(text)
    if match is None:
        return None
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    if not order:
        order = order_of(first, second, match[2])
    if not order:
        raise Unreadable(
            _("“%(text)s”: say whether the day or the month comes first in this file.") % {"text": text[:40]}
        )
    return _date(year, second, first) if order == "dmy" else _date(year, first, second)


def order_of(first: int, second: int, separator: str) -> str:
    """Which of two numbers is the day, where it can be known; dots mean that the day comes first."""
    if separator == "." or first > 12:
        return "dmy"
    if second > 12:
        return "mdy"
    return "dmy" if first == second else ""


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def instant_of(cell: Cell, order: str, zone: str) -> Any:
    """An instant; without a zone it is meant in the zone of whoever imports."""
    text = str(cell[1]) if isinstance(cell, list) else shown(cell)
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = _told(text, order)
    if found.tzinfo is None:
        found = found.replace(tzinfo=ZoneInfo(zone))
    return found.isoformat()


def _told(text: str, order: str) -> datetime:
    first, _space, rest = text.partition(" ")
    day, time = _day(first, order), _TIME.match(rest.strip() or "0:00")
    if day is None or time is None or int(time[1]) > 23 or int(time[2]) > 59 or int(time[3] or 0) > 59:
        raise Unreadable(_("“%(text)s” is not a date and time.") % {"text": short(text)})
    return datetime(day.year, day.month, day.day, int(time[1]), int(time[2]), int(time[3] or 0))  # noqa: DTZ001


def truth_of(cell: Cell) -> bool:
    """Yes or no, in either language."""
    word = text_of(cell).strip().casefold()
    if word in YES:
        return True
    if word in NO:
        return False
    raise Unreadable(_("“%(text)s” is neither yes nor no.") % {"text": short(cell)})


def short(cell: Cell) -> str:
    """A cell for a sentence."""
    text = text_of(cell).replace("\x00", "").strip()
    return text if len(text) <= 40 else f"{text[:40]}…"


def choice_words(one: FieldDescriptor) -> dict[str, str]:
    """The keys of a field's choices by everything they are called: key, label in English and in Chinese."""
    words: dict[str, str] = {}
    for language in LANGUAGES:
        with override(language):
            for choice in one.choices:
                words.setdefault(str(choice.label).strip().casefold(), choice.key)
    for choice in one.choices:
        words[choice.key.casefold()] = choice.key
    return words


def _parts(cell: Cell, _settings: Mapping[str, Any], _zone: str) -> list[str]:
    return [part for part in _LIST.split(shown(cell)) if part]


_READERS: dict[str, Callable[[Cell, Mapping[str, Any], str], Any]] = {
    "figure": lambda cell, settings, _zone: number_of(cell, str(settings.get("decimal") or ".")),
    "date": lambda cell, settings, _zone: day_of(cell, str(settings.get("dates") or "")),
    "datetime": lambda cell, settings, zone: instant_of(cell, str(settings.get("dates") or ""), zone),
    "boolean": lambda cell, _settings, _zone: truth_of(cell),
    "address": lambda cell, _settings, _zone: {"street": shown(cell)},
    "multi_choice": _parts,
    "tags": _parts,
}
