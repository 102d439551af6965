"""What time alone brings about: periodic jobs, and jobs whose worker is gone."""

from datetime import datetime, timedelta

import structlog
from django.db import transaction

from kontor.core.clock import system_clock
from kontor.jobs.kinds import job, kinds
from kontor.jobs.models import Job, JobStatus, Schedule
from kontor.jobs.queue import enqueue
from kontor.jobs.run import Run

logger = structlog.get_logger(__name__)

KEEP = timedelta(days=14)
BATCH = 1000


def tick() -> None:
    """Puts periodic jobs into the queue and takes back jobs whose worker has fallen silent."""
    now = system_clock().now()
    reap(now)
    enqueue_periodic(now)


def reap(now: datetime) -> int:
    """Releases jobs whose lease has run out; those out of attempts fail. Their number."""
    silent = list(Job.objects.filter(status=JobStatus.RUNNING, lease_until__lt=now)[:BATCH])
    for one in silent:
        kind = kinds().get(one.kind)
        again = kind is not None and one.attempts < kind.attempts and not one.cancel_asked
        values = {"status": JobStatus.WAITING, "run_at": now} if again else {"status": _end(one), "finished_at": now}
        Job.objects.filter(pk=one.pk, status=JobStatus.RUNNING, lease=one.lease, lease_until__lt=now).update(
            lease=None, lease_until=None, key=None, error="The worker ended while the job ran.", **values
        )
        logger.warning("a job lost its worker", job=str(one.pk), kind=one.kind, again=again)
    return len(silent)


def _end(one: Job) -> JobStatus:
    return JobStatus.CANCELLED if one.cancel_asked else JobStatus.FAILED


def enqueue_periodic(now: datetime) -> list[str]:
    """Enqueues each periodic kind that is due, once however many processes tick; their names."""
    periodic = {kind.name: kind.every for kind in kinds().values() if kind.every is not None}
    known = {one.kind: one.next_at for one in Schedule.objects.filter(kind__in=periodic)}
    missing = [Schedule(kind=name, next_at=now) for name in periodic if name not in known]
    if missing:
        Schedule.objects.bulk_create(missing, ignore_conflicts=True)
    sent = []
    for name, every in periodic.items():
        if known.get(name, now) > now:
            continue
        with transaction.atomic():
            if Schedule.objects.filter(kind=name, next_at__lte=now).update(next_at=now + every):
                enqueue(name, key=f"periodic:{name}")
                sent.append(name)
    return sent


@job("jobs.forget_old", every=timedelta(hours=6))
def forget_old(run: Run) -> dict[str, int]:
    """Deletes jobs that ended two weeks ago, in batches; failed ones stay four times as long."""
    now = system_clock().now()
    deleted = 0
    for statuses, keep in (([JobStatus.DONE, JobStatus.CANCELLED], KEEP), ([JobStatus.FAILED], 4 * KEEP)):
        while ids := list(
            Job.objects.filter(status__in=statuses, finished_at__lt=now - keep).values_list("pk", flat=True)[:BATCH]
        ):
            deleted += Job.objects.filter(pk__in=ids).delete()[0]
            run.check()
    return {"deleted": deleted}
