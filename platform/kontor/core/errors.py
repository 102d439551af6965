"""Refusals: every way the house says no, each with a sentence a clerk understands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """What is wrong with one field; `line` counts from 1 within its lines, None for the record itself."""

    field: str
    message: str
    code: str = "invalid"
    line: int | None = None
    collection: str = ""


class Refusal(Exception):
    """The house refuses what was asked; nothing has changed."""

    status: ClassVar[int] = 422
    code: ClassVar[str] = "refused"

    def __init__(
        self,
        message: str,
        *,
        field: str | None = None,
        line: int | None = None,
        code: str | None = None,
        errors: Iterable[FieldProblem] = (),
    ) -> None:
        super().__init__(message)
        self.message = message
        self.reason = code or type(self).code
        problems = list(errors)
        if field is not None:
            problems.append(FieldProblem(field, message, self.reason, line))
        self.errors = problems


class BadInput(Refusal):
    """What was sent is malformed or not understood."""

    status = 400
    code = "bad_input"


class NotPermitted(Refusal):
    """The actor may not do this."""

    status = 403
    code = "not_permitted"


class NotFound(Refusal):
    """Not there, or not the actor's to see: the same answer."""

    status = 404
    code = "not_found"


class Conflict(Refusal):
    """The present state of things does not allow it."""

    status = 409
    code = "conflict"


class StaleVersion(Conflict):
    """Somebody else saved first; `difference` says what they changed: field → (yours seen, theirs now)."""

    code = "stale_version"

    def __init__(self, message: str, *, version: int, difference: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.version = version
        self.difference = dict(difference or {})


class WrongState(Conflict):
    """The document's status does not allow this step."""

    code = "wrong_state"

    def __init__(self, message: str, *, state: str) -> None:
        super().__init__(message)
        self.state = state


class RuleBroken(Refusal):
    """A rule of the business is broken."""

    status = 422
    code = "rule_broken"


class Busy(Refusal):
    """A lock or the schema is taken just now; try again in `retry_after` seconds."""

    status = 503
    code = "busy"

    def __init__(self, message: str, *, retry_after: int = 1) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class DeclarationError(Exception):
    """A declaration in code is wrong; found at start, never by a user."""
