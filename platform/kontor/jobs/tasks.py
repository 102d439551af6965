"""Celery tasks: messages that say there is work; the work itself is in the table."""

from celery import shared_task

from kontor.jobs import schedule, worker


@shared_task(name="kontor.jobs.wake", ignore_result=True)
def wake() -> int:
    """Does what is due; the number of jobs done."""
    return worker.drain()


@shared_task(name="kontor.jobs.tick", ignore_result=True)
def tick() -> int:
    """Periodic jobs and lost workers, then whatever is due: also finds jobs whose message was lost."""
    schedule.tick()
    return worker.drain()
