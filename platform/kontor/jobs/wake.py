"""Telling workers that there is work. A lost message is harmless: the table is the queue, and workers look at it."""

import structlog
from celery import current_app
from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError

logger = structlog.get_logger(__name__)

WAKE_TASK = "kontor.jobs.wake"


def after_commit() -> None:
    """Sends one message once the present transaction is committed, however many jobs it wrote."""
    if settings.JOBS_WAKE != "celery":
        return
    connection = transaction.get_connection()
    if any(entry[1] is send for entry in connection.run_on_commit):
        return
    transaction.on_commit(send, robust=True)


def send() -> None:
    """Sends the message now; a broker that does not answer is only logged."""
    try:
        current_app.send_task(WAKE_TASK, ignore_result=True, expires=60, retry=False)
    except (OperationalError, OSError) as error:
        logger.warning("the broker does not answer; jobs wait for the next tick", error=str(error))
