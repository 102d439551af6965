"""Texts. There is no function that repeats or pads: a short formula makes no long text."""

import unicodedata
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from kontor.formulas.functions.registry import family, function
from kontor.formulas.run import Run, whole

TEXTS = family("texts", "Texts", "文本")
BLANKS = " \t\n\r\u3000"


def plain(run: Run, value: Any) -> str:
    """A value as text, the same for every reader: 1234.5, 2026-01-31, true."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, datetime):
        return value.astimezone(run.context.zone).strftime("%Y-%m-%d %H:%M")
    return value.isoformat() if isinstance(value, date) else str(value)


@function(
    "CONCAT",
    "连接",
    family=TEXTS,
    takes=("any", "any…"),
    gives="text",
    strict=False,
    says=("The values one after the other, as & does; blanks are empty.", "把各值依次连接（同 &），空值视为空文本。"),
    examples=(('CONCAT("A-", 7, BLANK)', "A-7"), ('"A" & 1.50', "A1.5")),
)
def concat(run: Run, *values: Any) -> str:
    """Never blank, perhaps empty."""
    return run.text("".join(plain(run, one) for one in values))


@function(
    "TEXT",
    "转文本",
    family=TEXTS,
    takes=("any",),
    gives="text",
    says=("The value as text, the same for every reader.", "把值转为文本，与阅读者的语言无关。"),
    examples=(("TEXT(1234.50)", "1234.5"), ("TEXT(DATE(2026, 1, 31))", "2026-01-31")),
)
def as_text(run: Run, value: Any) -> str:
    """See plain."""
    return run.text(plain(run, value))


@function(
    "LENGTH",
    "长度",
    family=TEXTS,
    takes=("text",),
    gives="number",
    says=("How many characters it has.", "字符数。"),
    examples=(('LENGTH("合同 A")', "4"),),
)
def length(run: Run, value: str) -> Decimal:
    """Characters, not bytes."""
    return Decimal(len(value))


@function(
    "LEFT",
    "左取",
    family=TEXTS,
    takes=("text", "number"),
    gives="text",
    says=("The first characters.", "开头的若干字符。"),
    examples=(('LEFT("KD-2026", 2)', "KD"),),
)
def left(run: Run, value: str, count: Decimal) -> str:
    """At most all of it."""
    return run.text(value[: max(0, whole(count))])


@function(
    "RIGHT",
    "右取",
    family=TEXTS,
    takes=("text", "number"),
    gives="text",
    says=("The last characters.", "末尾的若干字符。"),
    examples=(('RIGHT("KD-2026", 4)', "2026"), ('RIGHT("a", 0)', "")),
)
def right(run: Run, value: str, count: Decimal) -> str:
    """At most all of it."""
    return run.text(value[max(0, len(value) - max(0, whole(count))) :])


@function(
    "MID",
    "截取",
    family=TEXTS,
    takes=("text", "number", "number"),
    gives="text",
    says=("Characters from a place (the first is 1), so many.", "从指定位置（首字符为 1）起截取若干字符。"),
    examples=(('MID("KD-2026", 4, 2)', "20"),),
)
def middle(run: Run, value: str, start: Decimal, count: Decimal) -> str:
    """Empty beyond the end."""
    first = max(0, whole(start) - 1)
    return run.text(value[first : first + max(0, whole(count))])


@function(
    "CONTAINS",
    "包含",
    family=TEXTS,
    takes=("text|choices", "text"),
    gives="boolean",
    says=(
        "Whether a text holds another, letter by letter; whether several choices hold that one.",
        "文本是否包含另一文本（区分大小写）；多选是否包含该项。",
    ),
    examples=(('CONTAINS("Kontor", "ont")', "true"), ('CONTAINS("Kontor", "k")', "false")),
)
def contains(run: Run, value: Any, part: str) -> bool:
    """With case."""
    return part in value


@function(
    "STARTSWITH",
    "开头是",
    family=TEXTS,
    takes=("text", "text"),
    gives="boolean",
    says=("Whether a text begins with another.", "文本是否以另一文本开头。"),
    examples=(('STARTSWITH("KD-2026", "KD")', "true"),),
)
def startswith(run: Run, value: str, part: str) -> bool:
    """With case."""
    return value.startswith(part)


@function(
    "ENDSWITH",
    "结尾是",
    family=TEXTS,
    takes=("text", "text"),
    gives="boolean",
    says=("Whether a text ends in another.", "文本是否以另一文本结尾。"),
    examples=(('ENDSWITH("a.pdf", ".pdf")', "true"),),
)
def endswith(run: Run, value: str, part: str) -> bool:
    """With case."""
    return value.endswith(part)


@function(
    "UPPER",
    "大写",
    family=TEXTS,
    takes=("text",),
    gives="text",
    says=("In capitals.", "转为大写。"),
    examples=(('UPPER("straße")', "STRASSE"),),
)
def upper(run: Run, value: str) -> str:
    """By Unicode."""
    return run.text(value.upper())


@function(
    "LOWER",
    "小写",
    family=TEXTS,
    takes=("text",),
    gives="text",
    says=("In small letters.", "转为小写。"),
    examples=(('LOWER("ABC")', "abc"),),
)
def lower(run: Run, value: str) -> str:
    """By Unicode."""
    return run.text(value.lower())


@function(
    "TRIM",
    "去空格",
    family=TEXTS,
    takes=("text",),
    gives="text",
    says=("Without blanks around it.", "去掉首尾空格。"),
    examples=(('TRIM("  a b　")', "a b"),),
)
def trim(run: Run, value: str) -> str:
    """Also full-width blanks."""
    return run.text(value.strip(BLANKS))


@function(
    "SUBSTITUTE",
    "替换",
    family=TEXTS,
    takes=("text", "text", "text"),
    gives="text",
    says=("With every occurrence of the second replaced by the third.", "把所有第二个文本替换为第三个文本。"),
    examples=(('SUBSTITUTE("a-b-c", "-", "/")', "a/b/c"),),
)
def substitute(run: Run, value: str, part: str, by: str) -> str:
    """Room is asked for before anything is made."""
    if not part:
        return value
    run.room(len(value) + value.count(part) * (len(by) - len(part)))
    return value.replace(part, by)


@function(
    "FIND",
    "查找",
    family=TEXTS,
    takes=("text", "text"),
    gives="number",
    says=(
        "Where a text holds another (the first place is 1); 0 when nowhere.",
        "另一文本出现的位置（从 1 起），没有则为 0。",
    ),
    examples=(('FIND("Kontor", "tor")', "4"), ('FIND("a", "b")', "0")),
)
def find_text(run: Run, value: str, part: str) -> Decimal:
    """The first occurrence."""
    return Decimal(value.find(part) + 1)


@function(
    "NUMBER",
    "转数字",
    family=TEXTS,
    takes=("text",),
    gives="number",
    says=("The number a text spells; blank when it spells none.", "把文本转为数字，无法转换时为空。"),
    examples=(('NUMBER("12.50")', "12.5"), ('ISBLANK(NUMBER("12 a"))', "true")),
)
def as_number(run: Run, value: str) -> Decimal | None:
    """Digits with an optional sign and decimals, nothing else."""
    text = unicodedata.normalize("NFKC", value).strip()
    sign, digits = (text[0], text[1:]) if text[:1] in ("-", "+") else ("", text)
    head, _dot, tail = digits.partition(".")
    if not (head + tail).isascii() or not (head + tail).isdigit() or len(head) > 18:
        return None
    return Decimal(f"{sign}{head or 0}.{tail[:6] or 0}")
