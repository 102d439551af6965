"""Real pages in a real browser: a server in a process of its own on a clone of the demo company, and Chromium."""

import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from scripts import install, places, system

START_SECONDS = 60
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--font-render-hinting=none"]


@dataclass(frozen=True)
class Site:
    """A running server: where it answers and on which database."""

    url: str
    database: str
    log: Path

    def environment(self) -> dict[str, str]:
        """The environment of commands on the same database."""
        return places.environment(
            {"DATABASE_URL": self.database, "DJANGO_SETTINGS_MODULE": "kontor.config.settings_test"}
        )

    def manage(self, *words: str) -> subprocess.CompletedProcess[str]:
        """A command of manage.py on the site's database."""
        return subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=places.ROOT, env=self.environment(), check=False, capture_output=True, text=True,
        )  # fmt: skip


def rows(database: str, sql: str) -> list[tuple[Any, ...]]:
    """What a query reads from a site's database, beside all services; for checks at the end of a journey."""
    if database.startswith("sqlite:///"):
        with sqlite3.connect(database.removeprefix("sqlite:///")) as connection:
            return connection.execute(sql).fetchall()
    with psycopg.connect(database) as connection:
        return connection.execute(sql).fetchall()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving(database: str, folder: Path, *, workers: int = 1) -> Iterator[Site]:
    """Serves a database until the block ends, by so many processes; what the server wrote is in `log`."""
    port = _free_port()
    site = Site(f"http://127.0.0.1:{port}", database, folder / "server.log")
    command = [
        str(places.VENV / "bin" / "granian"), "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--no-ws", "--workers", str(workers), "--blocking-threads", "4", "--log-level", "warning",
        "kontor.config.wsgi:application",
    ]  # fmt: skip
    with site.log.open("wb") as log:
        process = subprocess.Popen(
            command, cwd=places.ROOT, env=site.environment(), stdout=log, stderr=subprocess.STDOUT
        )
        try:
            _wait(process, port, site.log)
            yield site
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextmanager
def working(site: Site) -> Iterator[None]:
    """A worker does the site's jobs until the block ends."""
    command = [sys.executable, "manage.py", "work"]
    with site.log.with_name("worker.log").open("wb") as log:
        worker = subprocess.Popen(command, cwd=places.ROOT, env=site.environment(), stdout=log, stderr=log)
        try:
            yield
        finally:
            worker.terminate()
            worker.wait(30)


def answering(server: int, client: int) -> int:
    """The process that holds the server's end of a connection between two ports of this machine."""
    wanted = (f"0100007F:{server:04X}", f"0100007F:{client:04X}")
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    inode = next(words[9] for words in lines if (words[1], words[2]) == wanted)
    for held in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            if os.readlink(held) == f"socket:[{inode}]":
                return int(held.parts[2])
        except OSError:
            continue
    msg = f"Nobody holds the connection from {client} to {server}."
    raise LookupError(msg)


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail(f"The server did not start:\n{log.read_text()[-3000:]}")


def launch_arguments(given: dict[str, Any]) -> dict[str, Any]:
    """How Chromium is started; without one the test fails and says what to install."""
    found = system.browser()
    if not found:
        pytest.fail("The browser tests need Chromium: apt-get install -y --no-install-recommends chromium")
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", install.node_bin())
    return {**given, "executable_path": found, "args": ARGUMENTS}


class Console:
    """Listens to a page: nothing may be complained about while a test runs."""

    def __init__(self) -> None:
        self.complaints: list[str] = []
        # what a test provokes on purpose
        self.expected: list[str] = []

    def listen(self, page: Any) -> None:
        """Collects errors and warnings of a page."""
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.complaints.append(f"page error: {error}"))

    def _said(self, message: Any) -> None:
        # the browser itself reports every refused request; what a refusal looks like is what tests are about
        expected = ["Failed to load resource", *self.expected]
        if message.type in ("error", "warning") and not any(words in message.text for words in expected):
            self.complaints.append(f"{message.type}: {message.text}")
