"""Runs that are killed, stopped, and started twice: every row comes in once."""

import threading
from typing import Any

import pytest
from django.db import connection

from kontor.core.errors import Conflict
from kontor.jobs import queue
from kontor.jobs.models import Job, JobStatus
from kontor.jobs.worker import drain
from kontor.records.importing import job, services
from kontor.records.importing.models import ImportedRow, ImportRun
from tests.platform.records.importing.sheets import importer, sent
from tests.sample.models import Maker

ROWS = 25


class Killed(BaseException):
    """What no code catches."""


def text(rows: int = ROWS) -> str:
    return "Name\n" + "".join(f"Maker {at}\n" for at in range(rows))


def started(monkeypatch: Any, **mapping: Any) -> ImportRun:
    monkeypatch.setattr("kontor.records.importing.limits.BATCH", 10)
    actor = importer()
    run = sent(actor, text(), "maker", **mapping)
    services.run_import(actor=actor, run=run)
    return run


def again(run: ImportRun) -> None:
    """Another worker finds the job of one that died."""
    Job.objects.filter(pk=run.job_id).update(status=JobStatus.WAITING, lease=None, lease_until=None)
    drain()
    run.refresh_from_db()


@pytest.mark.django_db
@pytest.mark.parametrize("place", ["before", "after"])
def test_a_run_goes_on_after_a_crash_exactly_once(monkeypatch: Any, place: str) -> None:
    run = started(monkeypatch, key=["name"])
    keep, hits = job._keep, []

    def crash(*arguments: Any) -> None:
        hits.append(1)
        if place == "after":
            keep(*arguments)
        if len(hits) == 2:
            raise Killed
        if place == "before":
            keep(*arguments)

    monkeypatch.setattr(job, "_keep", crash)
    with pytest.raises(Killed):
        drain()
    assert len(hits) == 2
    assert Maker.objects.count() == ImportedRow.objects.count() == 10
    again(run)
    assert (run.status, run.counts) == ("done", {"created": ROWS})
    assert Maker.objects.count() == ROWS
    assert ImportedRow.objects.filter(phase="run").count() == ROWS


@pytest.mark.django_db
def test_a_run_is_stopped_and_goes_on(monkeypatch: Any) -> None:
    run = started(monkeypatch)
    batch = job._batch

    def stop(*arguments: Any) -> None:
        batch(*arguments)
        queue.cancel(Job.objects.get(pk=run.job_id).pk)

    monkeypatch.setattr(job, "_batch", stop)
    drain()
    run.refresh_from_db()
    assert (run.status, Maker.objects.count()) == ("stopped", 10)
    monkeypatch.setattr(job, "_batch", batch)
    services.run_import(actor=job.actor_for(run), run=run)
    drain()
    run.refresh_from_db()
    assert (run.status, Maker.objects.count()) == ("done", ROWS)


@pytest.mark.django_db
def test_a_waiting_run_is_stopped_at_once(monkeypatch: Any) -> None:
    run = started(monkeypatch)
    services.stop_import(actor=job.actor_for(run), run=run)
    assert run.status == "stopped"
    drain()
    assert not Maker.objects.exists()


def test_two_who_start_a_run_at_once_start_one(committed_db: None) -> None:
    actor = importer()
    run = sent(actor, text(), "maker")
    outcomes: list[str] = []

    def start() -> None:
        try:
            services.run_import(actor=actor, run=ImportRun.objects.get(pk=run.pk))
            outcomes.append("started")
        except Conflict:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=start) for _one in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused"] * 3 + ["started"]


def test_two_imports_of_the_same_rows_at_once_make_each_once(committed_db: None) -> None:
    actor = importer()
    runs = [sent(actor, text(), "maker") for _one in range(2)]
    for run in runs:
        services.run_import(actor=actor, run=run)

    def work() -> None:
        drain()
        connection.close()

    threads = [threading.Thread(target=work) for _one in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    drain()
    counts = [ImportRun.objects.get(pk=run.pk).counts for run in runs]
    assert Maker.objects.count() == ROWS
    assert sum(one.get("created", 0) for one in counts) == ROWS
    assert sum(sum(one.values()) for one in counts) == 2 * ROWS
