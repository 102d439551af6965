"""Asking for work: always inside the caller's transaction."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kontor.core.clock import system_clock
from kontor.core.errors import NotFound
from kontor.core.trace import current_request_id
from kontor.jobs import wake
from kontor.jobs.errors import JobIsOver
from kontor.jobs.kinds import kind_of
from kontor.jobs.models import Job, JobStatus


def enqueue(
    kind: str,
    args: Mapping[str, Any] | None = None,
    *,
    run_at: datetime | None = None,
    key: str | None = None,
    person_id: UUID | None = None,
) -> Job:
    """Writes a job; workers are woken after the commit.

    With a `key`, a job still waiting under that key is returned instead of a second one. UnknownKind when no code is
    registered for `kind`.
    """
    kind_of(kind)
    now = system_clock().now()
    job = Job(
        kind=kind,
        args=dict(args or {}),
        key=key,
        run_at=run_at or now,
        person_id=person_id,
        request_id=current_request_id(),
        created_at=now,
    )
    if key is None:
        job.save(force_insert=True)
    else:
        job = _insert_once(job)
    if job.run_at <= now:
        wake.after_commit()
    return job


def _insert_once(job: Job) -> Job:
    while True:
        Job.objects.bulk_create([job], ignore_conflicts=True)
        # none: another job waited under the key when we inserted, and has been taken since; insert again
        found = Job.objects.filter(key=job.key, status=JobStatus.WAITING).first()
        if found is not None:
            return found


def cancel(job_id: UUID) -> Job:
    """Stops a waiting job at once and asks a running one to stop; NotFound, JobIsOver."""
    now = system_clock().now()
    stopped = Job.objects.filter(pk=job_id, status=JobStatus.WAITING).update(
        status=JobStatus.CANCELLED, cancel_asked=True, finished_at=now
    )
    asked = stopped or Job.objects.filter(pk=job_id, status=JobStatus.RUNNING).update(cancel_asked=True)
    job = Job.objects.filter(pk=job_id).first()
    if job is None:
        raise NotFound(_("There is no such job."))
    if not asked:
        raise JobIsOver(_("The job has ended already."))
    return job


def retry(job_id: UUID) -> Job:
    """Lets a failed or cancelled job run again from the start; NotFound, JobIsOver when it is done or under way."""
    now = system_clock().now()
    changed = Job.objects.filter(pk=job_id, status__in=(JobStatus.FAILED, JobStatus.CANCELLED)).update(
        status=JobStatus.WAITING, run_at=now, attempts=0, cancel_asked=False, error="", finished_at=None, key=None
    )
    job = Job.objects.filter(pk=job_id).first()
    if job is None:
        raise NotFound(_("There is no such job."))
    if not changed:
        raise JobIsOver(_("The job cannot run again."))
    wake.after_commit()
    return job
