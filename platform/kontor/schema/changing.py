"""One change of the schema: one transaction, one lock, one new token; processes follow after the commit."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar
from uuid import UUID, uuid4

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _

from kontor.core.clock import system_clock
from kontor.core.errors import Busy, DeclarationError
from kontor.schema import ddl, views
from kontor.schema.gate import gate
from kontor.schema.models import SchemaState
from kontor.schema.registry import ensure

T = TypeVar("T")
ATTEMPTS = 3
PAUSE = 0.4
LOCK_STATES = {"55P03", "40001", "40P01"}


@dataclass(slots=True)
class Change:
    """A running change: when it began, what token it ends with, and which objects it touches."""

    at: datetime
    token: UUID
    touched: set[str] = field(default_factory=set)


class _Own(threading.local):
    change: Change | None = None
    dirty: bool = False


_own = _Own()


def running() -> Change:
    """The change this thread is in; services may only be called inside one."""
    if _own.change is None:
        msg = "The schema is changed inside `changing()` only."
        raise DeclarationError(msg)
    return _own.change


@contextmanager
def changing() -> Iterator[Change]:
    """Everything inside is one change: it is there as a whole after the commit, or not at all.

    Inside another one it is part of that.
    """
    if _own.change is not None:
        yield _own.change
        return
    with transaction.atomic():
        change = _own.change = _begin()
        try:
            yield change
            views.refresh(change.touched)
            SchemaState.objects.filter(id=1).update(token=change.token)
            ddl.settle()
        finally:
            _own.change = None
        transaction.on_commit(_committed)


def _begin() -> Change:
    ddl.prepare()
    if not SchemaState.objects.filter(id=1).exists():
        SchemaState.objects.bulk_create([SchemaState(id=1)], ignore_conflicts=True)
    # SQLite's transaction holds the only write lock there is
    list(SchemaState.objects.select_for_update().filter(id=1))
    # a random token: a counter that a rolled-back change had given away would be given again for another state
    return Change(system_clock().now(), uuid4())


def _committed() -> None:
    """Whoever is inside the gate follows when he leaves it."""
    if gate.held:
        _own.dirty = True
    else:
        ensure()


def follow() -> None:
    """Follows changes this thread has committed while it was inside the gate."""
    if _own.dirty and not gate.held:
        _own.dirty = False
        ensure()


def run_change(function: Callable[[Change], T]) -> T:
    """Runs a change, again when a lock was not to be had in time: 3 times in all, then Busy."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with changing() as change:
                return function(change)
        except OperationalError as error:
            if not is_lock(error) or connection.in_atomic_block:
                raise
            if attempt == ATTEMPTS:
                raise busy() from error
            time.sleep(PAUSE * attempt)
    msg = "unreachable"
    raise AssertionError(msg)


def busy() -> Busy:
    """The refusal when a table was not to be had."""
    message = _("Somebody is reading or changing these records for a long time; try again in a moment.")
    return Busy(message, retry_after=5)


def is_lock(error: OperationalError) -> bool:
    """Whether the database gave up waiting for somebody else."""
    state = str(getattr(error.__cause__, "sqlstate", "") or "")
    return state in LOCK_STATES or "database is locked" in str(error) or "database table is locked" in str(error)
