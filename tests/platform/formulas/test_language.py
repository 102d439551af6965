"""The language: what it means, how it is written in both languages, and what it refuses where."""

import subprocess
import sys
from decimal import Decimal
from typing import Any

import pytest

from kontor.formulas import FormulaError, compile, show
from kontor.formulas.functions import FUNCTIONS
from kontor.formulas.functions.texts import plain
from kontor.formulas.reference import PATH, reference
from kontor.formulas.run import Run
from tests.platform.formulas.world import CONTEXT, PLAIN, World

ROW: dict[str, Any] = {
    "quantity": Decimal(3),
    "unit_price": Decimal("9.99"),
    "discount": None,
    "title": "",
    "status": "open",
    "tags": ("vip",),
    "urgent": True,
    "customer.credit_limit": Decimal(1000),
    "customer.parent.name": "Holding",
}


def value(text: str) -> Any:
    return compile(text, World()).evaluate(ROW.get, CONTEXT)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("[quantity] * [unit_price]", Decimal("29.97")),
        ("0.1 + 0.2 = 0.3", True),
        ("1 / 3 * 3", Decimal("0.999999")),
        ("1 / 3", Decimal("0.333333")),
        ("2 / 3", Decimal("0.666667")),
        ("0 - 2 / 3", Decimal("-0.666667")),
        ("1 / 0", None),
        ("[discount] + 1", None),
        ("[discount] = 1", None),
        ("[discount] = 1 or [urgent]", True),
        ("[discount] = 1 and [urgent]", None),
        ("[discount] = 1 and not [urgent]", False),
        ("not ([discount] = 1)", None),
        ("ISBLANK([discount])", True),
        ("ISBLANK([title])", True),
        ("IF([discount] > 1, 1, 2)", Decimal(2)),
        ("-2 + 3 * 2", Decimal(4)),
        ("-(2 + 3) * 2", Decimal(-10)),
        ("10 - 2 - 3", Decimal(5)),
        ('[status] = "Open"', True),
        ('[status] = "进行中"', True),
        ('IN([status], "won", "open")', True),
        ('CONTAINS([tags], "重要")', True),
        ("[customer.credit_limit] > 999", True),
        ("[客户.上级客户.名称]", "Holding"),
        ("【数量】×【单价】", Decimal("29.97")),
        ("数量*单价", Decimal("29.97")),
        ("如果（紧急 且 数量≥3，“是”，“否”）", "是"),
        ("紧急 且 数量 > 5 或 真", True),
        ("ADD_WORKDAYS(DATE(2026, 9, 30), 1) = DATE(2026, 10, 8)", True),
        ("WORKDAYS(DATE(2026, 9, 30), DATE(2026, 10, 11))", Decimal(3)),
        ("ADD_WORKDAYS(DATE(2026, 10, 12), -1) = DATE(2026, 10, 10)", True),
        ("IS_WORKDAY(DATE(2026, 10, 10))", True),
        ('DATE(2026, 1, 31) > "2026-01-30"', True),
        ("DATE(2026, 1, 31) + 1 - DATE(2026, 1, 31)", Decimal(1)),
        ("HOUR(NOW())", Decimal(9)),
        ("NOW() + HOURS(1) > NOW()", True),
    ],
)
def test_a_formula_means(text: str, wanted: Any) -> None:
    assert value(text) == wanted


@pytest.mark.parametrize(
    ("text", "kind", "place"),
    [
        ("", "empty", (0, 0)),
        ("[quantity] + [nothing]", "unknown_field", (13, 22)),
        ("[Amount] * 2", "ambiguous_field", (0, 8)),
        ("[address] = 1", "no_value", (0, 9)),
        ("[title.name]", "no_relation", (0, 12)),
        ("[customer.parent.parent.parent.parent.name]", "too_far", (0, 43)),
        ("NOTHING(1)", "unknown_function", (0, 7)),
        ("ROUND()", "wrong_count", (0, 7)),
        ("ROUND(1, [quantity])", "constant", (9, 19)),
        ('[quantity] + "1"', "no_sum", (0, 16)),
        ("[quantity] and [urgent]", "wrong_type", (0, 10)),
        ("[quantity] = [title]", "different_types", (0, 20)),
        ('[title] < "a"', "no_order", (0, 13)),
        ('[status] = "lost"', "no_choice", (11, 17)),
        ("[quantity] = BLANK", "blank_compare", (0, 18)),
        ('IF([urgent], 1, "a")', "mixed_results", (16, 19)),
        ("1 +", "unfinished", (3, 3)),
        ("(1", "unfinished", (2, 2)),
        ("1 2", "unexpected", (2, 3)),
        ("1 = 1 = 1", "unexpected", (6, 7)),
        ("9" * 40, "bad_number", (0, 40)),
        ("1e99", "bad_number", (0, 4)),
        ("1e18", "number_range", (0, 4)),
        ("a" * 5000, "too_long", (4000, 5000)),
        ("(" * 80 + "1" + ")" * 80, "too_deep", (20, 141)),
        ("+".join(["1"] * 500), "too_deep", (0, 121)),
    ],
)
def test_what_is_not_understood_is_refused_with_its_place(text: str, kind: str, place: tuple[int, int]) -> None:
    with pytest.raises(FormulaError) as refused:
        compile(text, World())
    assert (refused.value.kind, (refused.value.start, refused.value.end)) == (kind, place)
    assert refused.value.message
    assert refused.value.said("zh-hans") != refused.value.message


@pytest.mark.parametrize(
    "text",
    [
        "[quantity].__class__",
        "quantity.__class__.__mro__",
        '__import__("os")',
        '"{0.__class__}".format(1)',
        "lambda: 1",
        "(lambda)(1)",
        "[1, 2]",
        "{}",
        "f(1)(2)",
        "[quantity][0]",
        "9**9**9",
        "[customer.__class__]",
        "[__dict__]",
        "x := 1",
        "1; 2",
        "`id`",
        "$1",
        "exec('1')",
        "1 if 1 else 2",
        "[customer.id.hex]",
        "REPT('a', 100000)",
        "LPAD('a', 100000)",
    ],
)
def test_nothing_of_the_program_can_be_reached(text: str) -> None:
    with pytest.raises(FormulaError) as refused:
        compile(text, World())
    assert 0 <= refused.value.start <= refused.value.end <= len(text)


def test_ambiguous_labels_are_refused_with_both_keys() -> None:
    with pytest.raises(FormulaError, match="net, gross"):
        compile("[Amount]", World())


def test_stored_text_has_keys_and_is_shown_by_labels() -> None:
    program = compile('如果([数量] * [含税金额] > 1 且 [status] = "赢单", [客户.信用额度], 0)', World())
    assert program.text == 'IF([quantity] * [gross] > 1 and [status] = "won", [customer.credit_limit], 0)'
    assert program.inputs == {"quantity", "gross", "status", "customer.credit_limit"}
    assert show(program, World(), "zh-hans") == ('如果([数量] * [含税金额] > 1 且 [状态] = "赢单", [客户.信用额度], 0)')
    # two fields share the English label, so the key is shown
    assert "[gross]" in show(program, World(), "en")


def test_days_and_times_make_a_formula_volatile() -> None:
    assert compile("[due] < TODAY()", World()).volatile
    assert not compile("[due] < DATE(2026, 1, 1)", World()).volatile


@pytest.mark.parametrize("name", list(FUNCTIONS))
def test_every_example_of_the_reference_is_true_and_reads_the_same_in_chinese(name: str) -> None:
    for text, wanted in FUNCTIONS[name].examples:
        program = compile(text, World())
        assert plain(Run(ROW.get, PLAIN), program.evaluate(ROW.get, PLAIN)) == wanted
        for language in ("en", "zh-hans"):
            assert compile(show(program, World(), language), World()).text == program.text
        assert compile(program.text, World()).text == program.text


def test_the_reference_in_the_docs_is_that_of_the_code() -> None:
    assert PATH.read_text(encoding="utf-8") == reference()


def test_the_language_knows_no_django() -> None:
    code = "import sys; import kontor.formulas, kontor.formulas.reference; assert 'django' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=PATH.parents[1] / "platform")
