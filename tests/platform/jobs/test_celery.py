"""Celery as wake-up, with a real worker on each broker: the message says there is work, the table says what."""

import os
import socket
import uuid

import pytest

from tests.platform.jobs.conftest import Bench

BROKERS = {
    "redis": ("127.0.0.1", 6379, "redis://127.0.0.1:6379/7"),
    "rabbitmq": ("127.0.0.1", 5672, "amqp://guest:guest@127.0.0.1:5672//"),
}
STATE = "SELECT status FROM jobs_job WHERE kind = 'probe.effect'"


def need(name: str) -> str:
    host, port, url = BROKERS[name]
    try:
        socket.create_connection((host, port), 2).close()
    except OSError:
        if os.environ.get("CI"):
            pytest.fail(f"no {name} answers on port {port}, and in CI one must")
        pytest.skip(f"no {name} answers on port {port}")
    return url


def celery_on(url: str) -> dict[str, str]:
    queue = f"kontor-test-{uuid.uuid4().hex[:8]}"
    return {"KONTOR_BROKER_URL": url, "KONTOR_QUEUE": queue, "KONTOR_WAKE": "celery"}


@pytest.mark.broker
@pytest.mark.parametrize("broker", sorted(BROKERS))
def test_a_committed_job_wakes_a_celery_worker(bench: Bench, broker: str) -> None:
    bench.configure(**celery_on(need(broker)))
    words = [
        "-m",
        "celery",
        "-A",
        "kontor.config.celery",
        "worker",
        "-c",
        "1",
        "--loglevel",
        "error",
        "--without-mingle",
    ]
    bench.start(*words)
    bench.enqueue(("probe.effect", {"text": "woken"}))
    bench.wait(STATE, [["done"]], 60)
    bench.enqueue(("probe.effect", {"text": "again"}))
    bench.wait(STATE, [["done"], ["done"]], 60)


@pytest.mark.broker
def test_a_tick_finds_a_job_whose_message_was_lost(bench: Bench) -> None:
    url = need("redis")
    bench.enqueue(("probe.effect", {"text": "lost"}))  # without KONTOR_WAKE: no message
    bench.configure(**celery_on(url))
    words = ["-m", "celery", "-A", "kontor.config.celery", "worker", "-B", "-c", "1", "--loglevel", "error"]
    schedule = ["-s", str(bench.env["KONTOR_DATA"]) + "/beat"]
    bench.start(*words, *schedule)
    bench.wait(STATE, [["done"]], 60)


def test_a_broker_that_does_not_answer_holds_nobody_up(bench: Bench) -> None:
    bench.configure(**celery_on("redis://127.0.0.1:1/0"))
    bench.enqueue(("probe.effect", {"text": "kept"}))
    assert bench.rows(STATE) == [["waiting"]]
