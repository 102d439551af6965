"""The rules of the sample module."""

from decimal import Decimal
from typing import Any

from kontor.core.errors import RuleBroken
from kontor.core.registry import on_save
from kontor.records.work import Work

LIMIT = Decimal(1_000_000)


class TooDear(RuleBroken):
    """No asset costs that much."""


@on_save("asset")
def total_of_parts(*, work: Work, record: Any, lines: dict[str, list[Any]], changed: frozenset[str]) -> None:
    """The total of an asset is the sum of its parts."""
    record.total = sum((line.quantity * line.price for line in lines["lines"]), Decimal(0))
    if record.total > LIMIT:
        msg = "An asset may not cost more than 1,000,000."
        raise TooDear(msg, field="lines")
    if record.total == 0 and "lines" in changed:
        work.warn("The parts cost nothing.", field="lines")
