"""Both back ends answer the same: formulas at random over rows at random, in Python and in the database."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kontor.core.clock import system_clock
from kontor.formulas import Context, FormulaError, Name, Type, compile
from kontor.formulas.orm import Column, NotInSql, condition, expression
from kontor.formulas.types import BOOLEAN, DATE, NUMBER, TEXT
from kontor.records import statements
from tests.sample.models import Asset

FIELDS = (
    Name("rank", {}, NUMBER),
    Name("factor", {}, NUMBER),
    Name("price", {}, NUMBER),
    Name("unit_price", {}, NUMBER),
    Name("bought_on", {}, DATE),
    Name("insured", {}, BOOLEAN),
    Name("name", {}, TEXT),
    Name("note", {}, TEXT),
    Name("kind", {}, Type("choice", {"tool": {}, "vehicle": {}})),
)


class _Names:
    def fields(self, object: str | None) -> Any:
        """The fields of an asset."""
        return FIELDS if object is None else ()


def column(path: str) -> Column:
    return Column(F(path), Asset._meta.get_field(path))


def put(template: str, *parts: st.SearchStrategy[Any]) -> st.SearchStrategy[str]:
    """A formula with parts at random. (Not `builds`: Hypothesis would write out how each nested part was built.)"""
    return st.tuples(*parts).map(lambda found: template.format(*found))


CONTEXT = Context(today=date(2026, 11, 24), now=system_clock().now())
literals = st.sampled_from(["0", "1", "2", "0.1", "0.3", "3", "7.25", "100", "1000000", "0.000001"])
numbers: st.SearchStrategy[str] = st.deferred(
    lambda: st.one_of(
        st.sampled_from(["[rank]", "[factor]", "[price]", "[unit_price]"]),
        literals,
        put("({} {} {})", numbers, st.sampled_from(["+", "-"]), numbers),
        put("({} {} {})", numbers, st.sampled_from(["*", "/"]), numbers),
        put("-({})", numbers),
        put("ABS({})", numbers),
        put("ROUND({}, {})", numbers, st.integers(0, 6)),
        put("FLOOR({})", numbers),
        put("MIN({}, {})", numbers, numbers),
        put("SUM({}, {}, {})", numbers, numbers, numbers),
        put("COALESCE({}, {})", numbers, numbers),
        put("IF({}, {}, {})", conditions, numbers, numbers),
        put("LENGTH({})", texts),
        put("({} - {})", days, days),
        put("YEAR({})", days),
    )
)
days: st.SearchStrategy[str] = st.deferred(
    lambda: st.one_of(st.just("[bought_on]"), st.just("TODAY()"), st.just("DATE(2024, 2, 29)"), put("({} + 30)", days))
)
texts: st.SearchStrategy[str] = st.deferred(
    lambda: st.one_of(
        st.sampled_from(["[name]", "[note]", '"a"', '""', '"合同"']),
        put("({} & {})", texts, texts),
        put("COALESCE({}, {})", texts, texts),
        put("TRIM({})", texts),
        put("IF({}, {}, {})", conditions, texts, texts),
    )
)
conditions: st.SearchStrategy[str] = st.deferred(
    lambda: st.one_of(
        st.just("[insured]"),
        put("({} {} {})", numbers, st.sampled_from(["=", "<>", "<", "<=", ">", ">="]), numbers),
        put("({} {} {})", days, st.sampled_from(["=", "<", ">="]), days),
        put("({} {} {})", texts, st.sampled_from(["=", "<>"]), texts),
        put("({} {} {})", conditions, st.sampled_from(["and", "or"]), conditions),
        put("(not {})", conditions),
        put("ISBLANK({})", st.one_of(numbers, texts, days)),
        put('([kind] {} "{}")', st.sampled_from(["=", "<>"]), st.sampled_from(["tool", "vehicle"])),
        put("IN({}, {}, {})", numbers, numbers, numbers),
        put("CONTAINS({}, {})", texts, texts),
        put("STARTSWITH({}, {})", texts, texts),
    )
)
EDGES = ["0.10", "0.20", "0.30", "-0.5", "999999.9999", "-999999.9999", "0", "1", "3", None]


def rows() -> list[Asset]:
    now = system_clock().now()
    found = []
    for place in range(40):
        number = [None if one is None else Decimal(one) for one in EDGES[place % 10 :] + EDGES[: place % 10]]
        found.append(
            Asset(
                name=["a", "合同 a", " x ", "Aa"][place % 4],
                note=["", "a", "合同"][place % 3],
                rank=None if place % 7 == 0 else (place - 20) * 37,
                factor=None if number[0] is None else round(number[0], 3),
                price=None if number[1] is None else abs(number[1]),
                unit_price=number[2],
                bought_on=None if place % 5 == 0 else date(2020 + place % 7, 1 + place % 12, 1 + place % 28),
                insured=place % 2 == 0,
                kind=["", "tool", "vehicle"][place % 3],
                created_at=now,
                updated_at=now,
            )
        )
    return found


@pytest.fixture
def assets(db: None) -> list[Asset]:
    made = rows()
    statements.insert(made)
    return list(Asset._base_manager.filter(pk__in=[one.pk for one in made]))


def by_python(program: Any, asset: Asset) -> tuple[bool, Any]:
    try:
        return True, program.evaluate(lambda path: getattr(asset, path), CONTEXT)
    except FormulaError:
        return False, None


def by_database(made: Any) -> dict[Any, Any]:
    return dict(Asset._base_manager.annotate(answer=made).values_list("pk", "answer"))


quiet = settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))


@quiet
@given(text=st.one_of(numbers, conditions, texts, days))
def test_python_and_the_database_answer_alike(assets: list[Asset], text: str) -> None:
    try:
        program = compile(text, _Names())
        made = expression(program, column, CONTEXT)
    except FormulaError:
        return
    answers = by_database(made)
    for asset in assets:
        known, wanted = by_python(program, asset)
        if known and not (connection.vendor == "sqlite" and isinstance(wanted, Decimal) and abs(wanted) >= 10**9):
            assert answers[asset.pk] == wanted, f"{text} on {[getattr(asset, one.key) for one in FIELDS]}"


@quiet
@given(text=conditions)
def test_filters_find_the_rows_for_which_a_condition_holds(assets: list[Asset], text: str) -> None:
    try:
        program = compile(text, _Names())
        wanted = condition(program, column, CONTEXT)
    except FormulaError:
        return
    found = set(Asset._base_manager.filter(wanted).values_list("pk", flat=True))
    for asset in assets:
        known, _value = by_python(program, asset)
        if known:
            assert (asset.pk in found) == program.holds(lambda path, one=asset: getattr(one, path), CONTEXT)


@pytest.mark.parametrize("text", ["[price] * 2", "[price] / [rank]", "ROUND([price], 1)", "MIN([price], 1)"])
def test_sqlite_refuses_what_it_cannot_do_exactly(db: None, text: str) -> None:
    program = compile(text, _Names())
    if connection.vendor == "sqlite":
        with pytest.raises(NotInSql):
            expression(program, column, CONTEXT)
    else:
        assert expression(program, column, CONTEXT) is not None


@pytest.mark.parametrize("text", ['UPPER([name]) = "A"', "WORKDAYS([bought_on], TODAY()) > 1", '"a" & 1 = "a1"'])
def test_what_databases_answer_differently_is_left_to_python(db: None, text: str) -> None:
    with pytest.raises(NotInSql):
        condition(compile(text, _Names()), column, CONTEXT)
