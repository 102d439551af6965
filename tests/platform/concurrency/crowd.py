"""A crowd of callers who all start at the same moment, and what came of each of their calls."""

import http.client
import json
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

SECONDS = 30


@dataclass(frozen=True)
class Call:
    """One request to make."""

    method: str
    path: str
    body: Any = None
    key: str = ""


@dataclass(frozen=True)
class Attempt:
    """A request that was made: when, and what was answered."""

    call: Call
    started: float
    ended: float
    status: int
    data: Any
    replayed: bool


class Crowd:
    """Callers with one token, spread over several servers."""

    def __init__(self, urls: Sequence[str], token: str) -> None:
        self.urls = urls
        self.token = token

    def run(self, *plans: Sequence[Call]) -> list[Attempt]:
        """Each plan is worked off by a caller of its own, one call after the other; all begin together."""
        gate = threading.Barrier(len(plans))
        attempts: list[Attempt] = []
        failures: list[BaseException] = []

        def work(url: str, plan: Sequence[Call]) -> None:
            try:
                attempts.extend(self._work(url, plan, gate))
            except BaseException as error:
                failures.append(error)
                gate.abort()

        threads = [
            threading.Thread(target=work, args=(self.urls[at % len(self.urls)], plan)) for at, plan in enumerate(plans)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failures == []
        return sorted(attempts, key=lambda one: one.started)

    def _work(self, url: str, plan: Sequence[Call], gate: threading.Barrier) -> list[Attempt]:
        connection = http.client.HTTPConnection(str(urlsplit(url).netloc), timeout=SECONDS)
        connection.connect()
        gate.wait(SECONDS)
        try:
            return [self._attempt(connection, call) for call in plan]
        finally:
            connection.close()

    def _attempt(self, connection: http.client.HTTPConnection, call: Call) -> Attempt:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        if call.key:
            headers["Idempotency-Key"] = call.key
        body = None if call.body is None else json.dumps(call.body)
        started = time.monotonic()
        connection.request(call.method, f"/api/v1/{call.path}", body, headers)
        response = connection.getresponse()
        content = response.read()
        ended = time.monotonic()
        replayed = response.headers.get("Idempotency-Replayed") == "true"
        data = json.loads(content) if content else None
        return Attempt(call, started, ended, response.status, data, replayed)


def statuses(attempts: Sequence[Attempt]) -> dict[int, int]:
    """How often each status was answered."""
    found = [one.status for one in attempts]
    return {status: found.count(status) for status in sorted(set(found))}


def overlapping(attempts: Sequence[Attempt]) -> int:
    """How many attempts were under way while another one was."""
    return sum(
        any(one is not other and one.started < other.ended and other.started < one.ended for other in attempts)
        for one in attempts
    )


def at_once(attempts: Sequence[Attempt]) -> int:
    """How many attempts were under way at the busiest moment."""
    return max(sum(one.started <= other.started < one.ended for one in attempts) for other in attempts)
