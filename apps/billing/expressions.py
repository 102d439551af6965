"""SQL expressions that the two databases spell differently."""

from typing import Any

from django.db.models import Func, IntegerField


class DaysBetween(Func):
    """Whole days from the second date to the first."""

    function = ""
    arity = 2
    output_field = IntegerField()

    template = "(%(expressions)s)"
    arg_joiner = "::date - "  # PostgreSQL: date minus date is a number of days

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """SQLite: dates are texts."""
        later, earlier = self.source_expressions
        later_sql, later_params = compiler.compile(later)
        earlier_sql, earlier_params = compiler.compile(earlier)
        sql = f"CAST(julianday({later_sql}) - julianday({earlier_sql}) AS INTEGER)"
        return sql, (*later_params, *earlier_params)
