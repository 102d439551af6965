"""What a running job can ask and tell: its arguments' owner, progress, cancellation."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

import structlog
from django.db import DatabaseError, connection, models

from kontor.core.clock import system_clock
from kontor.jobs.errors import Cancelled, LeaseLost
from kontor.jobs.models import Job, JobStatus

logger = structlog.get_logger(__name__)

LEASE = timedelta(seconds=60)
HEARTBEAT = 20.0


class Run:
    """One attempt at a job, handed to its function."""

    def __init__(self, job: Job, *, atomic: bool = False) -> None:
        self.job_id = job.id
        self.kind = job.kind
        self.person_id: UUID | None = job.person_id
        self.attempt = job.attempts
        self.lease = job.lease
        self.atomic = atomic

    def progress(self, done: int, total: int) -> None:
        """Notes how far the job is; Cancelled when it was asked to stop, LeaseLost when another worker has it.

        A job that is one transaction notes nothing: others could not see it, and its row would stay locked.
        """
        if self.atomic:
            self.check()
            return
        changed = self._ours().update(
            progress_done=done, progress_total=total, lease_until=system_clock().now() + LEASE
        )
        if not changed:
            raise LeaseLost
        self.check()

    def check(self) -> None:
        """Cancelled when somebody asked the job to stop."""
        if Job.objects.filter(pk=self.job_id, cancel_asked=True).exists():
            raise Cancelled

    def renew(self) -> bool:
        """Keeps the lease; False when it is lost."""
        return bool(self._ours().update(lease_until=system_clock().now() + LEASE))

    def _ours(self) -> models.QuerySet[Job]:
        return Job.objects.filter(pk=self.job_id, status=JobStatus.RUNNING, lease=self.lease)

    @contextmanager
    def heartbeat(self) -> Iterator[None]:
        """Keeps the lease from a thread of its own while the job runs; short jobs never start one."""
        over = threading.Event()
        thread = threading.Timer(HEARTBEAT, self._beat, [over])
        thread.daemon = True
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.cancel()

    def _beat(self, over: threading.Event) -> None:
        try:
            while not over.is_set():
                try:
                    if not self.renew():
                        return
                except DatabaseError as error:
                    logger.warning("a lease could not be renewed", job=str(self.job_id), error=str(error))
                over.wait(HEARTBEAT)
        finally:
            connection.close()
