"""HTTP load over loopback with keep-alive, and the CPU time of process trees."""

import http.client
import json
import os
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Cost:
    """What one operation costs: CPU and wall milliseconds (median), and how many were measured."""

    cpu_ms: float
    p50_ms: float
    p95_ms: float
    count: int


def _stat(pid: str) -> tuple[int, int] | None:
    """Parent and CPU ticks (with reaped children) of a process."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    fields = text[text.rindex(")") + 2 :].split()
    return int(fields[1]), sum(int(field) for field in fields[11:15])


def tree_cpu(roots: Iterable[int]) -> float:
    """Seconds of CPU of processes, their descendants and their reaped children."""
    children: dict[int, list[int]] = {}
    ticks: dict[int, int] = {}
    for entry in os.listdir("/proc"):
        found = _stat(entry) if entry.isdigit() else None
        if found is not None:
            children.setdefault(found[0], []).append(int(entry))
            ticks[int(entry)] = found[1]
    todo, total = list(roots), 0
    while todo:
        pid = todo.pop()
        total += ticks.get(pid, 0)
        todo += children.get(pid, [])
    return total / TICK


def measure(
    operation: Callable[[int], None], pids: Callable[[], Iterable[int]], *, seconds: float, own: bool = False
) -> Cost:
    """Runs `operation(i)` for some seconds after a warm-up; CPU of those process trees (and of this one with `own`).

    `pids` is asked after the warm-up, when the connections to the database are there.
    """
    for at in range(15):
        operation(at)
    watched = list(pids())
    walls: list[float] = []
    cpu, mine, start = tree_cpu(watched), time.process_time(), time.perf_counter()
    at = 15
    while time.perf_counter() - start < seconds or len(walls) < 20:
        begun = time.perf_counter()
        operation(at)
        walls.append(time.perf_counter() - begun)
        at += 1
    used = tree_cpu(watched) - cpu + (time.process_time() - mine if own else 0)
    walls.sort()
    return Cost(
        cpu_ms=1000 * used / len(walls),
        p50_ms=1000 * walls[len(walls) // 2],
        p95_ms=1000 * walls[int(len(walls) * 0.95)],
        count=len(walls),
    )


class Http:
    """A keep-alive connection to a server on this machine."""

    def __init__(self, port: int, headers: dict[str, str]) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.headers = {"Content-Type": "application/json", **headers}

    def __call__(self, method: str, path: str, body: Any = None, expect: int = 200) -> Any:
        """The decoded answer; AssertionError when the status is another than expected."""
        data = None if body is None else json.dumps(body).encode()
        self.connection.request(method, path, data, self.headers)
        response = self.connection.getresponse()
        content = response.read()
        assert response.status == expect, (method, path, response.status, content[:500])
        kind = response.headers.get("Content-Type", "")
        return json.loads(content) if "json" in kind and content else content
