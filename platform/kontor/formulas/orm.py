"""The second back end: a program as a database expression, for filters and volatile fields.

On PostgreSQL every number is `numeric` and the answers are those of Python. On SQLite a number is an integer of
millionths: sums, comparisons and choices are exact below 9·10^12; products, quotients and roundings of columns are
refused (NotInSql), as are functions whose answer a database gives differently. Who gets NotInSql works in Python.
Rows on which Python answers an error (a result beyond 10^18) are undefined here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, models
from django.db.models import Case, Func, Value, When

from kontor.core.fields import ScaledDecimalField, UnitPriceField
from kontor.formulas.context import Context
from kontor.formulas.errors import FormulaError
from kontor.formulas.functions.texts import BLANKS
from kontor.formulas.limits import MAX_DAYS, PLACES
from kontor.formulas.nodes import CONSTANTS, Node
from kontor.formulas.program import Program
from kontor.formulas.types import BOOLEAN

SCALE = 10**PLACES
# the parser of SQLite gives up on what is nested deeper
SQLITE_DEPTH = 10


class NotInSql(FormulaError):
    """The database cannot answer exactly what the language means; Python can."""


@dataclass(frozen=True, slots=True)
class Column:
    """Where a path stands in the query: an expression and the model field it comes from."""

    expression: Any
    field: "models.Field[Any, Any]"


Columns = Callable[[str], Column]
_FIELDS: Mapping[str, Callable[[], Any]] = {
    "number": UnitPriceField,
    "text": models.TextField,
    "choice": models.TextField,
    "choices": models.TextField,
    "date": models.DateField,
    "datetime": models.DateTimeField,
    "boolean": models.BooleanField,
    "record": models.UUIDField,
    "blank": models.TextField,
}


def expression(program: Program, columns: Columns, context: Context) -> Any:
    """The program's value as an expression; NotInSql names what the database cannot do."""
    if connection.vendor == "sqlite" and program.tree.depth > SQLITE_DEPTH:
        raise NotInSql("not_in_sql", part=program.text[:60])
    return _Sql(columns, context, connection.vendor).of(program.tree)


def condition(program: Program, columns: Columns, context: Context) -> Any:
    """A true-or-false program as something `filter` takes: rows for which it is true."""
    if not program.type.fits(BOOLEAN):
        raise NotInSql("not_in_sql", part=program.text[:60])
    return expression(program, columns, context)


class _Sql:
    def __init__(self, columns: Columns, context: Context, vendor: str) -> None:
        self.columns = columns
        self.context = context
        self.postgres = vendor == "postgresql"

    def of(self, node: Node) -> Any:
        """The expression of a part."""
        if node.op in CONSTANTS:
            return self.constant(node.value, node.type.kind)
        return _PARTS.get(node.op, _Sql.refuse)(self, node)

    def refuse(self, node: Node, part: str = "") -> Any:
        """Says what the database cannot do."""
        raise NotInSql("not_in_sql", node.start, node.end, part=part or str(node.value or node.op))

    def sql(self, node_kind: str, template: str, *parts: Any, joiner: str = ", ") -> Any:
        """A piece of SQL over other pieces."""
        return Func(*parts, template=template, arg_joiner=joiner, output_field=_FIELDS[node_kind]())

    def constant(self, value: Any, kind: str) -> Any:
        """A written value."""
        if value is None:
            return Value(None)
        if kind == "number":
            if self.postgres:
                return self.sql("number", "%(expressions)s::numeric", Value(value, models.DecimalField()))
            scaled = value * SCALE
            if scaled != scaled.to_integral_value() or abs(scaled) > 2**62:
                raise NotInSql("not_in_sql", part=str(value))
            return self.sql("number", "%(expressions)s", Value(int(scaled), models.BigIntegerField()))
        return Value(value, _FIELDS[kind]())

    def reference(self, node: Node) -> Any:
        """A column."""
        column = self.columns(node.value)
        kind = node.type.kind
        if kind != "number":
            return self.sql(kind, "%(expressions)s", column.expression) if kind != "choices" else column.expression
        if self.postgres:
            return self.sql("number", "(%(expressions)s)::numeric", column.expression)
        return self._millionths(node, column)

    def _millionths(self, node: Node, column: Column) -> Any:
        if isinstance(column.field, ScaledDecimalField):
            if column.field.places > PLACES:
                return self.refuse(node)
            return self.sql("number", f"(%(expressions)s * {10 ** (PLACES - column.field.places)})", column.expression)
        if isinstance(column.field, models.DecimalField):
            return self.sql("number", f"CAST(ROUND(%(expressions)s * {SCALE}) AS INTEGER)", column.expression)
        return self.sql("number", f"(%(expressions)s * {SCALE})", column.expression)

    def joined(self, node: Node) -> Any:
        """AND and OR."""
        parts = [self.of(part) for part in node.parts]
        return self.sql("boolean", "(%(expressions)s)", *parts, joiner=f" {node.op.upper()} ")

    def invert(self, node: Node) -> Any:
        """NOT."""
        return self.sql("boolean", "NOT (%(expressions)s)", self.of(node.parts[0]))

    def compare(self, node: Node) -> Any:
        """A comparison."""
        if any(part.type.kind == "duration" for part in node.parts):
            return self.refuse(node, node.value)
        parts = [self.of(part) for part in node.parts]
        return self.sql("boolean", "(%(expressions)s)", *parts, joiner=f" {node.value} ")

    def join(self, node: Node) -> Any:
        """Texts one after the other."""
        if any(part.type.kind not in ("text", "choice", "blank") for part in node.parts):
            return self.refuse(node, "&")
        parts = [self.sql("text", "COALESCE(%(expressions)s, '')", self.of(part)) for part in node.parts]
        return self.sql("text", "(%(expressions)s)", *parts, joiner=" || ")

    def negative(self, node: Node) -> Any:
        """A number with the other sign."""
        if node.type.kind != "number":
            return self.refuse(node, "-")
        return self.sql("number", "(-(%(expressions)s))", self.of(node.parts[0]))

    def sum(self, node: Node) -> Any:
        """+ - * / of numbers and days."""
        kinds = tuple(part.type.kind for part in node.parts)
        if kinds == ("number", "number"):
            return self._arithmetic(node)
        if kinds == ("date", "date"):
            return self._days_between(*(self.of(part) for part in node.parts))
        if kinds == ("date", "number") and node.parts[1].op == "number":
            return self._days_later(node)
        return self.refuse(node, {"add": "+", "subtract": "-", "multiply": "*", "divide": "/"}[node.op])

    def _arithmetic(self, node: Node) -> Any:
        parts = [self.of(part) for part in node.parts]
        sign = {"add": " + ", "subtract": " - ", "multiply": " * "}.get(node.op)
        if self.postgres and sign:
            return self.sql("number", "ROUND((%(expressions)s), 6)", *parts, joiner=sign)
        if self.postgres:
            # 40 places before the division keep its one rounding honest
            left = self.sql("number", "ROUND(%(expressions)s, 40)", parts[0])
            right = self.sql("number", "NULLIF(%(expressions)s, 0)", parts[1])
            return self.sql("number", "ROUND((%(expressions)s), 6)", left, right, joiner=" / ")
        if node.op in ("add", "subtract"):
            return self.sql("number", "(%(expressions)s)", *parts, joiner=str(sign))
        return self.refuse(node, "*" if node.op == "multiply" else "/")

    def _days_between(self, left: Any, right: Any) -> Any:
        if self.postgres:
            return self.sql("number", "((%(expressions)s))::numeric", left, right, joiner=" - ")
        days = [self.sql("number", "julianday(%(expressions)s)", one) for one in (left, right)]
        return self.sql("number", f"(CAST(%(expressions)s AS INTEGER) * {SCALE})", *days, joiner=" - ")

    def _days_later(self, node: Node) -> Any:
        day, count = node.parts
        if abs(count.value) > MAX_DAYS:
            return self.refuse(node, str(count.value))
        days = int(count.value) * (1 if node.op == "add" else -1)
        template = f"(%(expressions)s + ({days}))" if self.postgres else f"date(%(expressions)s, '{days:+d} days')"
        return self.sql("date", template, self.of(day))

    def call(self, node: Node) -> Any:
        """A function."""
        return _CALLS.get(node.value, _Sql.refuse)(self, node)


def choose(to: _Sql, node: Node) -> Any:
    """IF and CASE."""
    pairs, rest = node.parts[: len(node.parts) // 2 * 2], node.parts[len(node.parts) // 2 * 2 :]
    if len({part.type.kind for part in (*pairs[1::2], *rest)} - {"blank"}) > 1:
        return to.refuse(node)
    whens = [
        When(to.sql("boolean", "(%(expressions)s)", to.of(test)), then=to.of(then))
        for test, then in zip(pairs[::2], pairs[1::2], strict=True)
    ]
    default = to.of(rest[0]) if rest else Value(None)
    return Case(*whens, default=default, output_field=_FIELDS[node.type.kind]())


def isblank(to: _Sql, node: Node) -> Any:
    """No value, or an empty text."""
    (part,) = node.parts
    if part.type.kind in ("text", "choice", "choices"):
        return to.sql("boolean", "(COALESCE(%(expressions)s, '') = '')", to.of(part))
    if part.type.kind == "duration":
        return to.refuse(node)
    return to.sql("boolean", "(%(expressions)s IS NULL)", to.of(part))


def coalesce(to: _Sql, node: Node) -> Any:
    """The first that is not blank."""
    parts = [
        to.sql("text", "NULLIF(%(expressions)s, '')", to.of(part)) if part.type.texty else to.of(part)
        for part in node.parts
    ]
    return to.sql(node.type.kind, "COALESCE(%(expressions)s, NULL)", *parts)


def one_of(to: _Sql, node: Node) -> Any:
    """IN."""
    first, *rest = (to.of(part) for part in node.parts)
    others = to.sql("boolean", "%(expressions)s", *rest)
    return to.sql("boolean", "(%(expressions)s))", first, others, joiner=" IN (")


def contains(to: _Sql, node: Node) -> Any:
    """A part in a text, or a choice among several."""
    value, part = node.parts
    if value.type.kind == "choices":
        if part.op != "text":
            return to.refuse(node)
        return _found(to, to.of(value), Value(f"|{part.value}|", models.TextField()), "> 0")
    return _found(to, to.of(value), to.of(part), "> 0")


def startswith(to: _Sql, node: Node) -> Any:
    """A text that begins with another."""
    return _found(to, to.of(node.parts[0]), to.of(node.parts[1]), "= 1")


def _found(to: _Sql, value: Any, part: Any, test: str) -> Any:
    place = "strpos" if to.postgres else "instr"
    return to.sql("boolean", f"({place}(%(expressions)s) {test})", value, part)


def length(to: _Sql, node: Node) -> Any:
    """Characters."""
    template = "LENGTH(%(expressions)s)::numeric" if to.postgres else f"(LENGTH(%(expressions)s) * {SCALE})"
    return to.sql("number", template, to.of(node.parts[0]))


def trim(to: _Sql, node: Node) -> Any:
    """Without blanks around."""
    name = "btrim" if to.postgres else "trim"
    return to.sql("text", f"{name}(%(expressions)s)", to.of(node.parts[0]), Value(BLANKS, models.TextField()))


def absolute(to: _Sql, node: Node) -> Any:
    """Without sign."""
    return to.sql("number", "ABS(%(expressions)s)", to.of(node.parts[0]))


def rounding(to: _Sql, node: Node) -> Any:
    """ROUND, FLOOR, CEILING."""
    if not to.postgres:
        return to.refuse(node)
    places = max(0, min(int(node.parts[1].value), PLACES)) if len(node.parts) > 1 else 0
    names = {"ROUND": f"ROUND(%(expressions)s, {places})", "FLOOR": "FLOOR(%(expressions)s)"}
    return to.sql("number", names.get(node.value, "CEIL(%(expressions)s)"), to.of(node.parts[0]))


def extreme(to: _Sql, node: Node) -> Any:
    """MIN and MAX."""
    if not to.postgres or node.type.kind not in ("number", "date", "datetime"):
        return to.refuse(node)
    name = "LEAST" if node.value == "MIN" else "GREATEST"
    return to.sql(node.type.kind, f"{name}(%(expressions)s)", *(to.of(part) for part in node.parts))


def total(to: _Sql, node: Node) -> Any:
    """SUM."""
    zero = "0::numeric" if to.postgres else "0"
    parts = [to.sql("number", f"COALESCE(%(expressions)s, {zero})", to.of(part)) for part in node.parts]
    if not to.postgres:
        return to.sql("number", "(%(expressions)s)", *parts, joiner=" + ")
    result = to.sql("number", "ROUND(%(expressions)s, 6)", parts[0])
    for part in parts[1:]:
        result = to.sql("number", "ROUND((%(expressions)s), 6)", result, part, joiner=" + ")
    return result


def today(to: _Sql, node: Node) -> Any:
    """The business day, as of the context."""
    return Value(to.context.today, models.DateField())


def now(to: _Sql, node: Node) -> Any:
    """The instant, as of the context."""
    return Value(to.context.now, models.DateTimeField())


def me(to: _Sql, node: Node) -> Any:
    """Who asks."""
    return Value(to.context.me, models.UUIDField()) if to.context.me else Value(None)


def make_date(to: _Sql, node: Node) -> Any:
    """A written day."""
    if any(part.op != "number" for part in node.parts):
        return to.refuse(node)
    try:
        return Value(date(*(int(part.value) for part in node.parts)), models.DateField())
    except ValueError:
        return Value(None)


def part_of_day(to: _Sql, node: Node) -> Any:
    """YEAR, MONTH, DAY of a date."""
    (day,) = node.parts
    if day.type.kind != "date":
        return to.refuse(node)
    if to.postgres:
        return to.sql("number", f"EXTRACT({node.value} FROM %(expressions)s)::numeric", to.of(day))
    sign = {"YEAR": "Y", "MONTH": "m", "DAY": "d"}[node.value]
    return to.sql("number", f"(CAST(strftime('%%{sign}', %(expressions)s) AS INTEGER) * {SCALE})", to.of(day))


_PARTS: dict[str, Callable[[_Sql, Node], Any]] = {
    "ref": _Sql.reference,
    "and": _Sql.joined,
    "or": _Sql.joined,
    "not": _Sql.invert,
    "compare": _Sql.compare,
    "join": _Sql.join,
    "negative": _Sql.negative,
    "call": _Sql.call,
    **dict.fromkeys(("add", "subtract", "multiply", "divide"), _Sql.sum),
}
_CALLS: dict[str, Callable[[_Sql, Node], Any]] = {
    "IF": choose,
    "CASE": choose,
    "ISBLANK": isblank,
    "COALESCE": coalesce,
    "IN": one_of,
    "CONTAINS": contains,
    "STARTSWITH": startswith,
    "LENGTH": length,
    "TRIM": trim,
    "CONCAT": _Sql.join,
    "ABS": absolute,
    **dict.fromkeys(("ROUND", "FLOOR", "CEILING"), rounding),
    **dict.fromkeys(("MIN", "MAX"), extreme),
    "SUM": total,
    "TODAY": today,
    "NOW": now,
    "ME": me,
    "DATE": make_date,
    **dict.fromkeys(("YEAR", "MONTH", "DAY"), part_of_day),
}
