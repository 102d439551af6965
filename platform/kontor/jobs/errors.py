"""How work can fail."""

from typing import Any

from kontor.core.errors import Refusal


class PassingError(Exception):
    """Worth another try: after `retry_after` seconds when given, else with growing pauses."""

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class PermanentError(Exception):
    """Trying again cannot help."""


class Cancelled(Exception):
    """Somebody asked for the job to stop, and it did."""


class LeaseLost(Exception):
    """Another worker took the job over; nothing of this attempt is kept."""


class UnknownKind(PassingError):
    """No code is registered for this kind of job: this worker may be older than who asked for it."""


class JobIsOver(Refusal):
    """The job has ended already."""

    status = 409
    code = "job_is_over"


def is_permanent(error: BaseException) -> bool:
    """Whether an error rules out another try: refusals by the rules and what says so itself."""
    if isinstance(error, Refusal):
        return error.status < 500
    return isinstance(error, PermanentError)


def retry_after(error: BaseException) -> float | None:
    """The pause an error asks for."""
    value: Any = getattr(error, "retry_after", None)
    return float(value) if isinstance(value, int | float) else None
