"""What measurements share: their results, the database they run in, and modules that work inside it."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.performance import house


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the table: a value held against its budget."""

    name: str
    value: float
    unit: str
    budget: float
    holds: bool
    detail: str


def at_most(name: str, value: float, unit: str, budget: float, detail: str) -> Result:
    """A value that must not pass its budget."""
    return Result(name, round(value, 2), unit, budget, value <= budget, detail)


def at_least(name: str, value: float, unit: str, budget: float, detail: str) -> Result:
    """A value that must reach its budget."""
    return Result(name, round(value, 2), unit, budget, value >= budget, detail)


def with_server(pid: int) -> Callable[[], list[int]]:
    """The processes to watch: the web server and the backends of its database."""
    return lambda: [pid, *house.backends()]


def prepare() -> dict[str, Any]:
    """A fresh database with company, people, products, stock and tokens."""
    house.new_database()
    house.manage("migrate")
    return told("tests.performance.prepare")


def module(name: str, *arguments: str, **more: str) -> str:
    """What a module prints that runs in the house."""
    command = [sys.executable, "-m", name, *arguments]
    done = subprocess.run(
        command, cwd=house.ROOT, env=house.environment(**more), check=False, capture_output=True, text=True
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return done.stdout


def told(name: str, *arguments: str) -> Any:
    """What a module prints last, as JSON."""
    return json.loads(module(name, *arguments).strip().splitlines()[-1])


def grow(known: dict[str, Any], first: int, last: int) -> None:
    """Adds opportunities first … last."""
    module("tests.performance.prepare", json.dumps(known), str(first), str(last))
