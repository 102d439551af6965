"""Numbers, dates and amounts in words, as they stand on a document."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import cn2an
from babel.dates import format_date
from babel.numbers import format_decimal
from num2words import num2words

from kontor.core.money import round_money

LOCALES = {"en": "en", "zh-hans": "zh_Hans_CN"}
DAYS = {"en": "d MMM y", "zh-hans": "y年M月d日"}
CHINESE_NAMES = {"USD": "美元", "EUR": "欧元", "GBP": "英镑", "JPY": "日元", "CHF": "瑞士法郎", "HKD": "港元"}
# beyond this the libraries have no words, and no invoice either
MOST = Decimal(10) ** 12


def money(value: Decimal | None, digits: int, language: str) -> str:
    """An amount with its decimal places and thousands marked; "" for none."""
    if value is None:
        return ""
    pattern = "#,##0" + (f".{'0' * digits}" if digits else "")
    return str(format_decimal(round_money(value, digits), format=pattern, locale=LOCALES[language]))


def price(value: Decimal | None, digits: int, language: str) -> str:
    """A price per unit: at least the places of the currency, more where it has more."""
    if value is None:
        return ""
    pattern = f"#,##0.{'0' * digits}{'#' * (6 - digits)}"
    return str(format_decimal(value, format=pattern, locale=LOCALES[language]))


def quantity(value: Decimal | None, language: str) -> str:
    """A quantity without needless places."""
    return "" if value is None else str(format_decimal(value, format="#,##0.######", locale=LOCALES[language]))


def percent(value: Decimal | None, language: str) -> str:
    """A percentage; "" for none and for 0."""
    return f"{quantity(value, language)} %" if value else ""


def day(value: date | None, language: str) -> str:
    """A date, with the month written out where digits could be misread."""
    return "" if value is None else str(format_date(value, format=DAYS[language], locale=LOCALES[language]))


def in_words(value: Decimal, currency: str, digits: int, language: str) -> str:
    """The amount in words: 大写金额 in Chinese, words and hundredths in English; "" beyond a trillion."""
    amount = round_money(abs(value), digits)
    if amount >= MOST:
        return ""
    words = _chinese(amount, currency, digits) if language == "zh-hans" else _english(amount, currency, digits)
    minus = "负" if language == "zh-hans" else "minus "
    return f"{minus}{words}" if value < 0 else words


def _english(amount: Decimal, currency: str, digits: int) -> str:
    whole, rest = divmod(amount, 1)
    text = str(num2words(int(whole), lang="en")).replace(",", "")
    base = 10**digits
    parts = f" and {int(rest * base):0{digits}d}/{base}" if digits else ""
    return f"{currency} {text}{parts}"


def _chinese(amount: Decimal, currency: str, digits: int) -> str:
    # the library writes yuan, jiao and fen; a third place has no name
    words = str(cn2an.an2cn(str(round_money(amount, min(digits, 2))), "rmb"))
    if words.endswith("角"):
        words += "整"
    return words if currency == "CNY" else f"{CHINESE_NAMES.get(currency, currency)} {words}"


def postal(value: Mapping[str, Any] | None) -> tuple[str, ...]:
    """The lines of a postal address: from large to small where it is written in Chinese, else the other way round."""
    parts = {name: str(text) for name, text in (value or {}).items() if text}
    town = " ".join(parts[name] for name in ("postal_code", "city") if name in parts)
    street, region, country = (parts.get(name, "") for name in ("street", "region", "country"))
    if any("\u4e00" <= letter <= "\u9fff" for letter in street + town):
        lines: tuple[str, ...] = (" ".join(part for part in (country, region) if part), town, street)
    else:
        lines = (street, town, region, country)
    return tuple(line for line in lines if line)
