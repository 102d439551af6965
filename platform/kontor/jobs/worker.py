"""Doing the work: claim a job, run it, say how it ended. The same functions serve the loop and Celery."""

import random
import threading
import time
from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import structlog
from django.db import DatabaseError, InterfaceError, OperationalError, close_old_connections, connection, transaction

from kontor.core.clock import system_clock
from kontor.core.registry import stores
from kontor.core.trace import accepted, traced
from kontor.jobs import schedule
from kontor.jobs.errors import Cancelled, LeaseLost, is_permanent, retry_after
from kontor.jobs.kinds import Kind, kind_of, kinds
from kontor.jobs.models import Job, JobStatus
from kontor.jobs.run import LEASE, Run

logger = structlog.get_logger(__name__)

BACKOFF_SECONDS = 5.0
BACKOFF_CAP_SECONDS = 3600.0
# of a kind this worker does not know, a minute apart
UNKNOWN_ATTEMPTS = 60
IDLE_SECONDS = 0.5
TICK_SECONDS = 5.0


def work_one() -> bool:
    """Does the job that is due longest; False when none is due."""
    job = _claim(system_clock().now())
    if job is None:
        return False
    with traced(accepted(job.request_id)):
        _attempt(job)
    return True


def drain(seconds: float = 25.0, stop: threading.Event | None = None) -> int:
    """Does what is due, for that long at most; the number of jobs done."""
    deadline = time.monotonic() + seconds
    done = 0
    while time.monotonic() < deadline and not (stop and stop.is_set()):
        if not work_one():
            break
        done += 1
    return done


def loop(stop: threading.Event) -> None:
    """Works until told to stop, looking at the table by itself: needs no broker."""
    next_tick = 0.0
    while not stop.is_set():
        close_old_connections()
        try:
            if time.monotonic() >= next_tick:
                schedule.tick()
                next_tick = time.monotonic() + TICK_SECONDS
            if not drain(TICK_SECONDS, stop):
                stop.wait(IDLE_SECONDS)
        except (OperationalError, InterfaceError) as error:
            logger.warning("the database does not answer; trying again", error=str(error))
            connection.close()
            stop.wait(2)


def _claim(now: datetime) -> Job | None:
    due = Job.objects.filter(status=JobStatus.WAITING, run_at__lte=now).order_by("run_at", "id")
    if not due.exists():
        # looking takes no write lock, which on SQLite there is only one of
        return None
    with transaction.atomic():
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        job = due.first()
        if job is None:
            return None
        job.status = JobStatus.RUNNING
        job.lease = uuid4()
        job.lease_until = now + LEASE
        job.attempts += 1
        job.started_at = now
        job.save(update_fields=["status", "lease", "lease_until", "attempts", "started_at"])
    return job


def _attempt(job: Job) -> None:
    try:
        kind = kind_of(job.kind)
        run = Run(job, atomic=kind.atomic)
        with ExitStack() as around, run.heartbeat():
            for context in stores.around_work:
                around.enter_context(context())
            _perform(kind, run, job)
    except LeaseLost:
        logger.warning("a job was taken over by another worker", job=str(job.id), kind=job.kind)
    except Cancelled:
        _finish(job, JobStatus.CANCELLED)
    except Exception as error:
        # whatever a job raises is its own failure, never the worker's
        _fail(job, error)


def _perform(kind: Kind, run: Run, job: Job) -> None:
    if kind.atomic:
        with transaction.atomic():
            result = kind.function(run, **job.args)
            _complete(job, result)
        return
    result = kind.function(run, **job.args)
    _complete(job, result)


def _complete(job: Job, result: Any) -> None:
    if not _finish(job, JobStatus.DONE, result=result):
        raise LeaseLost


def _finish(job: Job, status: JobStatus, **values: Any) -> bool:
    """Writes the end of a job; False when another worker holds it by now."""
    return bool(
        Job.objects.filter(pk=job.pk, status=JobStatus.RUNNING, lease=job.lease).update(
            status=status, finished_at=system_clock().now(), lease=None, lease_until=None, **values
        )
    )


def _fail(job: Job, error: Exception) -> None:
    known = kinds().get(job.kind)
    attempts = known.attempts if known else UNKNOWN_ATTEMPTS
    text = f"{type(error).__name__}: {error}"[:4000]
    if is_permanent(error) or job.attempts >= attempts:
        logger.error("job failed", job=str(job.id), kind=job.kind, error=text, exc_info=error)
        _finish(job, JobStatus.FAILED, error=text)
        return
    logger.warning("job will be tried again", job=str(job.id), kind=job.kind, attempt=job.attempts, error=text)
    pause = retry_after(error)
    run_at = system_clock().now() + timedelta(seconds=backoff(job.attempts) if pause is None else pause)
    _release(job, run_at, text)


def _release(job: Job, run_at: datetime, error: str) -> None:
    ours = Job.objects.filter(pk=job.pk, status=JobStatus.RUNNING, lease=job.lease)
    values: dict[str, Any] = {
        "status": JobStatus.WAITING, "run_at": run_at, "lease": None, "lease_until": None, "error": error,
    }  # fmt: skip
    try:
        with transaction.atomic():
            ours.update(**values)
    except DatabaseError:
        # a newer job waits under the same key: this one has had its turn
        ours.update(key=None, **values)


def backoff(attempt: int) -> float:
    """Seconds to wait after that many attempts: doubling, capped, ± 20 %."""
    pause = min(BACKOFF_CAP_SECONDS, BACKOFF_SECONDS * 2.0 ** (attempt - 1))
    return pause * random.uniform(0.8, 1.2)  # noqa: S311 (spreads load, guards nothing)
