"""One short transaction per action, tried again when the database says that two of them met."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError, connection, transaction

from kontor.core.errors import Busy

T = TypeVar("T")
ATTEMPTS = 5
_DEADLOCKS = {"40001", "40P01"}
_LOCK_TIMEOUT = "55P03"


def _sqlstate(error: BaseException) -> str:
    cause = error.__cause__
    return str(getattr(cause, "sqlstate", "") or "")


def _busy(error: OperationalError) -> bool:
    text = str(error)
    return _sqlstate(error) == _LOCK_TIMEOUT or "database is locked" in text or "database table is locked" in text


def atomic_retry(function: Callable[[], T]) -> T:
    """Runs `function` in a transaction of its own, again up to 5 times on a deadlock or serialisation failure.

    Inside a transaction it runs at a savepoint, so that a refusal leaves nothing behind, and the outermost caller
    retries. Busy when a lock is not to be had in time.
    """
    if connection.in_atomic_block:
        with transaction.atomic():
            return function()
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with transaction.atomic():
                return function()
        except OperationalError as error:
            if _busy(error):
                msg = "Somebody else is working on this just now; try again in a moment."
                raise Busy(msg) from error
            if _sqlstate(error) not in _DEADLOCKS or attempt == ATTEMPTS:
                raise
            time.sleep(random.uniform(0.01, 0.05) * attempt)  # noqa: S311 (jitter, not a secret)
    msg = "unreachable"
    raise AssertionError(msg)
