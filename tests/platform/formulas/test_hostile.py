"""What a hostile formula costs: at most 50 ms and 16 MB, then an answer or an error."""

import time
import tracemalloc
from decimal import Decimal
from typing import Any

import pytest

from kontor.formulas import FormulaError, compile
from tests.platform.formulas.world import CONTEXT, World

LONG = "ab" * 5000
ROW: dict[str, Any] = {"title": LONG, "quantity": Decimal("999999999999999999"), "unit_price": Decimal("0.000001")}


def nested(inner: str, wrap: str, times: int) -> str:
    for _time in range(times):
        inner = wrap.replace("@", inner)
    return inner


HOSTILE = {
    "replacing": nested("[title]", 'SUBSTITUTE(@, "a", "aaaaaaaaaaaaaaaaaaaa")', 30),
    "doubling": nested("[title]", "(@ & [title])", 25),
    "doubling short": nested('"abcdefgh"', "CONCAT(@, @)", 7),
    "multiplying": nested("[quantity]", "(@ * [quantity])", 25),
    "dividing": nested("[quantity]", "(@ / [unit_price])", 25),
    "upper": " & ".join(["UPPER([title])"] * 50),
    "many ors": " or ".join(['CONTAINS([title], "bbbb")'] * 130),
    "finding": " + ".join(['FIND([title], "' + "ab" * 20 + 'c")'] * 55),
    "brackets": "(" * 3999,
    "nots": "not " * 999,
    "signs": "-" * 3999 + "1",
    "quotes": '"' * 3999,
    "wide": "+".join(["1"] * 1999),
    "arguments": f"SUM({','.join(['1'] * 1900)})",
    "digits": "9" * 3999,
    "workdays": " and ".join(["ISBLANK(ADD_WORKDAYS(TODAY(), 29999))"] * 90),
    "months": nested("TODAY()", "ADD_MONTHS(@, 4800)", 50),
    "unclosed reference": "[" + "a" * 3998,
    "dots": "[" + ".".join(["customer"] * 400) + "]",
}


def attempt(text: str) -> str:
    try:
        compile(text, World()).evaluate(ROW.get, CONTEXT)
    except FormulaError as error:
        return error.kind
    return "answered"


@pytest.mark.parametrize("name", list(HOSTILE))
def test_a_hostile_formula_costs_little(name: str) -> None:
    text = HOSTILE[name]
    attempt("1")
    spent = []
    for _attempt in range(3):
        started = time.process_time()
        attempt(text)
        spent.append(time.process_time() - started)
    tracemalloc.start()
    attempt(text)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert min(spent) <= 0.05, f"{min(spent) * 1000:.1f} ms"
    assert peak <= 16 * 1024 * 1024, f"{peak / 1024 / 1024:.1f} MB"


def test_limits_answer_with_an_error() -> None:
    assert attempt(HOSTILE["replacing"]) == "text_length"
    assert attempt(HOSTILE["multiplying"]) == "number_range"
    assert attempt(HOSTILE["months"]) == "date_range"
    assert attempt(" and ".join(["LENGTH(LEFT([title], 9000)) > 1"] * 40)) == "budget"
