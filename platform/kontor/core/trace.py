"""The id under which one request or job is found in logs, events and history."""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from structlog.contextvars import bind_contextvars, reset_contextvars

_FORM = re.compile(r"[A-Za-z0-9._-]{8,64}")


def accepted(given: str) -> str:
    """`given` when it is a well-formed id, else a new one."""
    return given if _FORM.fullmatch(given) else secrets.token_hex(8)


@contextmanager
def traced(request_id: str) -> Iterator[str]:
    """Everything inside runs under `request_id`."""
    tokens = bind_contextvars(request_id=request_id)
    try:
        yield request_id
    finally:
        reset_contextvars(**tokens)


def current_request_id() -> str:
    """The id of the running request or job; empty outside of one."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))
