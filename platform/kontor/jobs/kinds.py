"""Registration of what workers can do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from kontor.core.errors import DeclarationError
from kontor.jobs.errors import UnknownKind

JobFunction = Callable[..., Any]

# seconds; a worker of before the upgrade may have taken the job, and a newer one is coming
UNKNOWN_PAUSE = 60.0


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of job: the function is called as `function(run, **args)` and may return JSON as the result."""

    name: str
    function: JobFunction
    attempts: int
    atomic: bool
    every: timedelta | None


_kinds: dict[str, Kind] = {}


def job(
    name: str, *, attempts: int = 8, atomic: bool = False, every: timedelta | None = None
) -> Callable[[JobFunction], JobFunction]:
    """Registers a kind of job.

    `atomic`: function and completion are one transaction, so its effect in the database happens exactly once; without
    it the function minds its own transactions and may run again after a crash. `every`: also run periodically.
    """

    def register(function: JobFunction) -> JobFunction:
        known = _kinds.get(name)
        if known is not None and known.function is not function:
            msg = f"The kind of job {name} is declared twice."
            raise DeclarationError(msg)
        _kinds[name] = Kind(name, function, attempts, atomic, every)
        return function

    return register


def kind_of(name: str) -> Kind:
    """The registered kind; UnknownKind when there is none."""
    try:
        return _kinds[name]
    except KeyError as error:
        msg = f"No code is registered for jobs of the kind {name}."
        raise UnknownKind(msg, retry_after=UNKNOWN_PAUSE) from error


def kinds() -> Mapping[str, Kind]:
    """Every registered kind by name."""
    return _kinds
