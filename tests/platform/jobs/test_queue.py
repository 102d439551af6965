"""Asking for work and what becomes of it, in one process."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction

from kontor.core.clock import system_clock
from kontor.core.errors import DeclarationError, NotFound, RuleBroken
from kontor.core.trace import current_request_id, traced
from kontor.jobs import kinds, outbox, queue, schedule, worker
from kontor.jobs.errors import Cancelled, JobIsOver, PassingError, UnknownKind
from kontor.jobs.kinds import job
from kontor.jobs.models import Job, JobStatus, Schedule
from kontor.jobs.run import Run

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))


def one() -> Job:
    return Job.objects.get()


def test_a_job_runs_with_its_arguments_and_keeps_the_result() -> None:
    @job("t.add")
    def add(run: Run, *, left: int, right: int) -> dict[str, int]:
        run.progress(1, 1)
        return {"sum": left + right}

    queue.enqueue("t.add", {"left": 2, "right": 3}, person_id=(person := uuid4()))
    assert worker.work_one()
    assert not worker.work_one()
    done = one()
    assert (done.status, done.result, done.person_id) == (JobStatus.DONE, {"sum": 5}, person)
    assert (done.progress_done, done.progress_total, done.lease) == (1, 1, None)


def test_a_rolled_back_transaction_asks_for_nothing() -> None:
    job("t.none")(lambda run: None)

    def fail() -> None:
        with transaction.atomic():
            queue.enqueue("t.none")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert not Job.objects.exists()


def test_only_registered_kinds_are_taken() -> None:
    with pytest.raises(UnknownKind):
        queue.enqueue("t.nowhere")


def test_a_kind_is_declared_once() -> None:
    job("t.twice")(lambda run: None)
    with pytest.raises(DeclarationError):
        job("t.twice")(lambda run: None)


def test_a_key_keeps_one_job_waiting() -> None:
    job("t.once")(lambda run: None)
    first = queue.enqueue("t.once", key="k")
    assert queue.enqueue("t.once", key="k").pk == first.pk
    worker.work_one()
    second = queue.enqueue("t.once", key="k")
    assert second.pk != first.pk


def test_a_job_waits_for_its_time() -> None:
    job("t.later")(lambda run: None)
    queue.enqueue("t.later", run_at=system_clock().now() + timedelta(hours=1))
    assert not worker.work_one()


def test_a_passing_error_is_tried_again_later_and_in_the_end_fails() -> None:
    def fail(run: Run) -> None:
        raise PassingError("busy")

    job("t.fails", attempts=2)(fail)
    queue.enqueue("t.fails")
    worker.work_one()
    waiting = one()
    assert waiting.status == JobStatus.WAITING
    assert waiting.error == "PassingError: busy"
    assert timedelta(seconds=3) < waiting.run_at - system_clock().now() < timedelta(seconds=7)
    Job.objects.update(run_at=system_clock().now())
    worker.work_one()
    assert one().status == JobStatus.FAILED


def test_the_other_side_may_say_when_to_come_back() -> None:
    def fail(run: Run) -> None:
        raise PassingError("slow down", retry_after=600)

    job("t.told")(fail)
    queue.enqueue("t.told")
    worker.work_one()
    assert one().run_at - system_clock().now() > timedelta(seconds=590)


def test_a_refusal_by_the_rules_is_not_tried_again() -> None:
    def refuse(run: Run) -> None:
        raise RuleBroken("The books are closed.")

    job("t.refused")(refuse)
    queue.enqueue("t.refused")
    worker.work_one()
    assert (one().status, one().error) == (JobStatus.FAILED, "RuleBroken: The books are closed.")


def test_an_atomic_job_that_fails_leaves_nothing() -> None:
    def half(run: Run) -> None:
        Schedule.objects.create(kind="left behind", next_at=system_clock().now())
        raise PassingError("no")

    job("t.half", atomic=True)(half)
    queue.enqueue("t.half")
    worker.work_one()
    assert not Schedule.objects.filter(kind="left behind").exists()
    assert one().status == JobStatus.WAITING


def test_a_retried_job_gives_way_to_a_newer_one_under_its_key() -> None:
    def fail(run: Run) -> None:
        queue.enqueue("t.key", key="k")
        raise PassingError("no")

    job("t.key")(fail)
    queue.enqueue("t.key", key="k")
    worker.work_one()
    assert set(Job.objects.values_list("key", "status")) == {("k", "waiting"), (None, "waiting")}


def test_cancelling() -> None:
    job("t.cancel")(lambda run: None)
    waiting = queue.enqueue("t.cancel")
    assert queue.cancel(waiting.pk).status == JobStatus.CANCELLED
    assert not worker.work_one()
    with pytest.raises(JobIsOver):
        queue.cancel(waiting.pk)
    with pytest.raises(NotFound):
        queue.cancel(uuid4())


def test_a_running_job_notices_that_it_is_cancelled() -> None:
    def look(run: Run) -> None:
        queue.cancel(run.job_id)
        with pytest.raises(Cancelled):
            run.progress(1, 2)
        run.check()

    job("t.look")(look)
    queue.enqueue("t.look")
    worker.work_one()
    assert one().status == JobStatus.CANCELLED


def test_a_failed_job_can_be_let_run_again() -> None:
    job("t.again")(lambda run: "fine")
    failed = queue.enqueue("t.again")
    Job.objects.update(status=JobStatus.FAILED, attempts=8)
    queue.retry(failed.pk)
    worker.work_one()
    assert (one().status, one().result, one().attempts) == (JobStatus.DONE, "fine", 1)
    with pytest.raises(JobIsOver):
        queue.retry(failed.pk)


def test_a_lost_lease_means_nothing_is_kept() -> None:
    def lose(run: Run) -> str:
        Job.objects.update(lease=uuid4())
        return "mine"

    job("t.lost")(lose)
    queue.enqueue("t.lost")
    worker.work_one()
    assert (one().status, one().result) == (JobStatus.RUNNING, None)


def test_reaping_gives_silent_jobs_back_until_their_attempts_are_used_up() -> None:
    job("t.silent", attempts=2)(lambda run: None)
    queue.enqueue("t.silent")
    past = system_clock().now() - timedelta(minutes=1)
    Job.objects.update(status="running", lease=uuid4(), lease_until=past, attempts=1)
    assert schedule.reap(system_clock().now()) == 1
    assert one().status == JobStatus.WAITING
    Job.objects.update(status="running", lease=uuid4(), lease_until=past, attempts=2)
    schedule.reap(system_clock().now())
    assert one().status == JobStatus.FAILED


def test_a_periodic_kind_is_enqueued_once_per_period() -> None:
    job("t.hourly", every=timedelta(hours=1))(lambda run: None)
    now = system_clock().now()
    assert "t.hourly" in schedule.enqueue_periodic(now)
    assert schedule.enqueue_periodic(now) == []
    assert "t.hourly" not in schedule.enqueue_periodic(now + timedelta(minutes=59))
    assert "t.hourly" in schedule.enqueue_periodic(now + timedelta(minutes=61))
    assert Job.objects.filter(kind="t.hourly").count() == 1  # the first still waits: its key keeps one


def test_a_job_that_only_a_newer_worker_knows_waits_for_one() -> None:
    job("t.new")(lambda run: "done")
    row = queue.enqueue("t.new")
    Job.objects.filter(pk=row.pk).update(kind="t.newer")
    worker.work_one()
    row.refresh_from_db()
    assert (row.status, row.attempts) == (JobStatus.WAITING, 1)
    assert "No code is registered" in row.error
    assert row.run_at > system_clock().now() + timedelta(seconds=50)
    Job.objects.filter(pk=row.pk).update(kind="t.new", run_at=system_clock().now())
    worker.work_one()
    row.refresh_from_db()
    assert row.status == JobStatus.DONE


def test_a_job_that_nobody_knows_fails_in_the_end() -> None:
    job("t.new")(lambda run: None)
    row = queue.enqueue("t.new")
    Job.objects.filter(pk=row.pk).update(kind="t.nobody", attempts=worker.UNKNOWN_ATTEMPTS - 1)
    worker.work_one()
    row.refresh_from_db()
    assert row.status == JobStatus.FAILED


def test_old_jobs_are_forgotten() -> None:
    job("t.old")(lambda run: None)
    for days in (1, 20, 70):
        row = queue.enqueue("t.old")
        status = JobStatus.FAILED if days == 20 else JobStatus.DONE
        Job.objects.filter(pk=row.pk).update(status=status, finished_at=system_clock().now() - timedelta(days=days))
    queue.enqueue("jobs.forget_old")
    worker.work_one()
    assert Job.objects.get(kind="jobs.forget_old").result == {"deleted": 1}


def test_a_job_runs_under_the_request_that_asked_for_it() -> None:
    seen = []
    job("t.trace")(lambda run: seen.append(current_request_id()))
    with traced("request-4711"):
        queue.enqueue("t.trace")
    worker.work_one()
    assert seen == ["request-4711"]


def test_many_jobs_of_one_transaction_send_one_message(
    settings: Any, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    sent: list[str] = []
    settings.JOBS_WAKE = "celery"
    monkeypatch.setattr("kontor.jobs.wake.current_app.send_task", lambda name, **options: sent.append(name))
    job("t.many")(lambda run: None)
    with django_capture_on_commit_callbacks(execute=True):
        for _number in range(5):
            queue.enqueue("t.many")
    assert sent == ["kontor.jobs.wake"]


def test_claiming_takes_a_constant_number_of_queries(django_assert_num_queries: Any) -> None:
    job("t.count")(lambda run: None)
    queue.enqueue("t.count")
    savepoints, token = 2, 1
    with django_assert_num_queries(4 + savepoints + token):
        worker.work_one()
    assert connection.queries_limit


class Seen:
    def __init__(self, verb: str) -> None:
        self.id = uuid4()
        self.verb = verb


@pytest.fixture
def mailbox(monkeypatch: pytest.MonkeyPatch) -> list[list[Any]]:
    got: list[list[Any]] = []
    monkeypatch.setattr(outbox, "_consumers", {})
    monkeypatch.setattr(outbox, "_loaders", [])
    outbox.events_from(list)
    outbox.outbox("invoice.", "payment.post", name="letters")(lambda events: got.append(list(events)))
    return got


def test_the_outbox_delivers_events_of_its_verbs(mailbox: list[list[Any]]) -> None:
    events = [Seen("invoice.post"), Seen("quote.send"), Seen("payment.post"), Seen("payment.reverse")]
    outbox.publish(events)
    assert mailbox == []
    worker.drain()
    assert mailbox == [[events[0].id, events[2].id]]


def test_nothing_is_asked_for_where_nobody_listens(mailbox: list[list[Any]]) -> None:
    outbox.publish([Seen("quote.send")])
    assert not Job.objects.exists()
