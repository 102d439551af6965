"""Jobs that leave a row in probe_effect, and fail, crash or take their time."""

import os
import signal
import time

from django.db import connection

from kontor.jobs.errors import PassingError, PermanentError
from kontor.jobs.kinds import job
from kontor.jobs.run import Run


def leave(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO probe_effect VALUES (%s)", [text])


@job("probe.effect", atomic=True)
def effect(run: Run, *, text: str = "done") -> dict[str, str]:
    leave(text)
    return {"text": text, "pid": str(os.getpid())}


@job("probe.crash", atomic=True)
def crash(run: Run, *, text: str) -> None:
    leave(text)
    if run.attempt == 1:
        os.kill(os.getpid(), signal.SIGKILL)


@job("probe.crash_open")
def crash_open(run: Run, *, text: str) -> None:
    leave(text)
    if run.attempt == 1:
        os.kill(os.getpid(), signal.SIGKILL)


@job("probe.slow")
def slow(run: Run, *, steps: int) -> None:
    for step in range(steps):
        time.sleep(0.05)
        run.progress(step + 1, steps)


@job("probe.flaky")
def flaky(run: Run) -> str:
    if run.attempt < 3:
        raise PassingError("not yet", retry_after=0)
    return "at last"


@job("probe.broken")
def broken(run: Run) -> None:
    raise PermanentError("never")
