"""Writes docs/formula-reference.md from the grammar and the registry: `python -m kontor.formulas.reference`."""

import sys
from collections.abc import Iterator
from pathlib import Path

from kontor.formulas import limits
from kontor.formulas.functions import FAMILIES, FUNCTIONS
from kontor.formulas.functions.registry import Function
from kontor.formulas.messages import KINDS
from kontor.formulas.parse import GRAMMAR

PATH = Path(__file__).resolve().parents[3] / "docs" / "formula-reference.md"
_HEAD = """# Formulas / 公式

Written by `python -m kontor.formulas.reference` (in `platform/`); every example is run by a test.

- A field is named in brackets by its key or by its label in either language: `[unit_price]`, `[Unit price]`, `[单价]`.
  A name of one word may stand alone. Through relations: `[customer.credit_limit]`, at most {hops} steps.
  Stored are the keys; each reader sees the labels of his language, so fields may be renamed.
- Numbers are exact decimals. Each `+ - * /` is rounded to {places} places, half up. A division by zero is blank.
- A comparison with a blank is neither true nor false (as in SQL); `ISBLANK` is the only test for blanks.
- `&` joins texts. Texts are compared letter by letter, by `=` and `<>` only.
- A date plus or minus a number is a date; two dates differ by a number of days; instants differ by a duration.
- A choice is written by key or label: `[status] = "open"`.
- Words in both languages: `and` 且, `or` 或, `not` 非, `true` 真, `false` 假, `blank` 空.
  Full-width signs are read too.
- At most {length} characters, {nodes} parts, {depth} levels; results within 10^18, texts within {text} characters.
- 字段写在方括号内，可用标识或任一语言的名称；数字精确计算，每次 `+ - * /` 四舍五入到 {places} 位小数，除以零为空；
  与空值比较既不成立也不不成立，只能用 `ISBLANK`/是否为空 判断空值。
"""


def _signature(one: Function) -> str:
    kinds = [part.replace("!", "") for part in one.takes]
    return f"`{one.name}({', '.join(kinds)})` → {one.gives}"


def _family(key: str) -> Iterator[str]:
    english, chinese = FAMILIES[key]
    yield f"\n## {english} / {chinese}\n"
    yield "| function | 函数 | takes → gives | what it answers | 说明 | examples |"
    yield "|---|---|---|---|---|---|"
    for one in FUNCTIONS.values():
        if one.family == key:
            shown = "<br>".join(f"`{text}` = {wanted or '(empty)'}" for text, wanted in one.examples)
            volatile = " *(depends on the moment)*" if one.volatile else ""
            signature = _signature(one).replace("|", "\\|")
            yield f"| {one.name} | {one.chinese} | {signature} | {one.says[0]}{volatile} | {one.says[1]} | {shown} |"


def reference() -> str:
    """The page."""
    head = _HEAD.format(
        hops=limits.MAX_HOPS,
        places=limits.PLACES,
        length=limits.MAX_LENGTH,
        nodes=limits.MAX_NODES,
        depth=limits.MAX_DEPTH,
        text=limits.MAX_TEXT,
    )
    kinds = "\n".join(f"| {key} | {english} | {chinese} |" for key, (english, chinese) in KINDS.items())
    tables = "\n".join(line for key in FAMILIES for line in _family(key))
    grammar = GRAMMAR.read_text(encoding="utf-8").strip()
    return (
        f"{head}\n## Types / 类型\n\n| type | is | 中文 |\n|---|---|---|\n{kinds}\n{tables}\n\n"
        f"## Grammar / 语法\n\n```\n{grammar}\n```\n"
    )


if __name__ == "__main__":
    PATH.write_text(reference(), encoding="utf-8")
    sys.stdout.write(f"{PATH}\n")
