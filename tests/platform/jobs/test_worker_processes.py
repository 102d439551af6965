"""Real worker processes: nothing is lost, nothing done twice, whatever dies."""

import signal

import pytest

from tests.platform.jobs.conftest import Bench

STATES = "SELECT kind, status FROM jobs_job WHERE kind LIKE 'probe%%' ORDER BY id".replace("%%", "%")
EFFECTS = "SELECT text, count(*) FROM probe_effect GROUP BY text ORDER BY text"
EXPIRE = "UPDATE jobs_job SET lease_until = '2001-01-01 00:00:00' WHERE status = 'running'"


def test_a_worker_without_broker_does_what_is_asked(bench: Bench) -> None:
    bench.worker()
    bench.enqueue(("probe.effect", {"text": "a"}), ("probe.flaky", {}), ("probe.broken", {}))
    bench.wait(STATES, [["probe.effect", "done"], ["probe.flaky", "done"], ["probe.broken", "failed"]])
    assert bench.rows(EFFECTS) == [["a", "1"]]
    assert bench.rows("SELECT attempts FROM jobs_job WHERE kind = 'probe.flaky'") == [["3"]]


def test_two_workers_share_the_work_and_do_each_job_once(bench: Bench) -> None:
    bench.enqueue(*[("probe.effect", {"text": f"{number:03}"}) for number in range(120)])
    bench.worker()
    bench.worker()
    bench.wait("SELECT count(*) FROM jobs_job WHERE status = 'done' AND kind = 'probe.effect'", [["120"]], 60)
    assert bench.rows(EFFECTS) == [[f"{number:03}", "1"] for number in range(120)]


@pytest.mark.parametrize(("kind", "times"), [("probe.crash", "1"), ("probe.crash_open", "2")])
def test_a_killed_worker_loses_no_job(bench: Bench, kind: str, times: str) -> None:
    """The effect of an atomic job happens exactly once, that of an open one at least once."""
    [job] = bench.enqueue((kind, {"text": "x"}))
    first = bench.worker()
    assert first.wait(30) == -signal.SIGKILL
    assert bench.rows(STATES) == [[kind, "running"]]
    bench.worker()
    bench.rows(EXPIRE)
    bench.wait(STATES, [[kind, "done"]])
    assert bench.rows(EFFECTS) == [["x", times]]
    assert job


def test_a_running_job_is_cancelled_and_tells_its_progress(bench: Bench) -> None:
    [job] = bench.enqueue(("probe.slow", {"steps": 2000}))
    bench.worker()
    bench.wait("SELECT count(*) FROM jobs_job WHERE progress_done > 3 AND progress_total = 2000", [["1"]])
    assert bench.ask({"cancel": job}) == "running"
    bench.wait(STATES, [["probe.slow", "cancelled"]])


def test_a_stopped_worker_finishes_the_job_in_hand(bench: Bench) -> None:
    bench.enqueue(("probe.slow", {"steps": 30}), ("probe.effect", {}))
    worker = bench.worker()
    bench.wait("SELECT count(*) FROM jobs_job WHERE progress_done > 2", [["1"]])
    worker.terminate()
    assert worker.wait(20) == 0
    assert bench.rows(STATES) == [["probe.slow", "done"], ["probe.effect", "waiting"]]
