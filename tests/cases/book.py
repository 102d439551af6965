"""The acceptance cases and who runs them. Numbers are read as Decimal, never as floats."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

CASES = Path(__file__).parent / "q2c.yaml"


class _ExactLoader(yaml.SafeLoader):
    """Reads 0.10 as Decimal("0.10")."""


def _decimal(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> Decimal:
    return Decimal(str(loader.construct_scalar(node)))


_ExactLoader.add_constructor("tag:yaml.org,2002:float", _decimal)


@dataclass(frozen=True)
class Case:
    """One acceptance case: what is given, what is done, what has to come out."""

    id: str
    kind: str
    given: Any
    expect: Any


@dataclass(frozen=True)
class Runner:
    """The function that plays a case; `company` says that it needs the database with an empty company."""

    play: Callable[..., None]
    company: bool


RUNNERS: dict[str, Runner] = {}


@cache
def all_cases() -> dict[str, Case]:
    """Every case of the book by its id."""
    with CASES.open(encoding="utf-8") as file:
        rows = yaml.load(file, Loader=_ExactLoader)["cases"]  # noqa: S506 (a SafeLoader)
    return {row["id"]: Case(row["id"], row["class"], row["given"], row["expect"]) for row in rows}


def runs(case_id: str, *, company: bool = False) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Registers the function that plays a case: called with the case, and with the company when it asks for one."""

    def register(play: Callable[..., None]) -> Callable[..., None]:
        assert case_id not in RUNNERS, f"{case_id} has two runners"
        RUNNERS[case_id] = Runner(play, company)
        return play

    return register
