"""A database of its own with real worker processes on it."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[3]


class Bench:
    """The probe's database: ask it, start workers on it, wait for what they do."""

    def __init__(self, database_url: str, data: Path) -> None:
        self.env = {
            **os.environ,
            "DATABASE_URL": database_url,
            "DJANGO_SETTINGS_MODULE": "tests.platform.jobs.probe.settings",
            "KONTOR_MODE": "test",
            "KONTOR_DATA": str(data),
            "PYTHONPATH": os.pathsep.join([str(ROOT / "platform"), str(ROOT)]),
        }
        self.processes: list[subprocess.Popen[str]] = []
        self.probe: subprocess.Popen[str] | None = None

    def configure(self, **env: str) -> None:
        self._end_probe()
        self.env.update(env)

    def start(self, *words: str) -> subprocess.Popen[str]:
        process = subprocess.Popen([sys.executable, *words], cwd=ROOT, env=self.env, text=True, start_new_session=True)
        self.processes.append(process)
        return process

    def worker(self) -> subprocess.Popen[str]:
        return self.start("manage.py", "work")

    def ask(self, question: dict[str, Any]) -> Any:
        if self.probe is None:
            self.probe = subprocess.Popen(
                [sys.executable, "manage.py", "probe"], cwd=ROOT, env=self.env, text=True,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            )  # fmt: skip
        assert self.probe.stdin is not None
        assert self.probe.stdout is not None
        self.probe.stdin.write(json.dumps(question) + "\n")
        self.probe.stdin.flush()
        return json.loads(self.probe.stdout.readline())

    def rows(self, sql: str) -> Any:
        return self.ask({"sql": sql})

    def enqueue(self, *jobs: tuple[str, dict[str, Any]]) -> Any:
        return self.ask({"enqueue": jobs})

    def wait(self, sql: str, expected: list[list[str]], seconds: float = 30) -> None:
        deadline = time.monotonic() + seconds
        while (found := self.rows(sql)) != expected:
            assert time.monotonic() < deadline, found
            time.sleep(0.1)

    def close(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self._end_probe()

    def _end_probe(self) -> None:
        if self.probe is not None:
            self.probe.communicate()
            self.probe = None


def _server() -> dict[str, Any]:
    config = settings.DATABASES["default"]
    keys = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    return {name: config[key] for name, key in keys.items() if config[key]}


@pytest.fixture
def bench(tmp_path: Path, worker_id: str) -> Iterator[Bench]:
    name = f"{settings.DATABASES['default']['TEST']['NAME']}_probe_{worker_id}"
    if connection.vendor == "postgresql":
        with psycopg.connect(**_server(), dbname="postgres", autocommit=True) as server:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            server.execute(f'CREATE DATABASE "{name}"')
        config = settings.DATABASES["default"]
        password = f":{config['PASSWORD']}" if config["PASSWORD"] else ""
        url = f"postgres://{config['USER']}{password}@{config['HOST']}:{config['PORT'] or 5432}/{name}"
    else:
        url = f"sqlite:///{tmp_path / 'probe.sqlite3'}"
    made = Bench(url, tmp_path)
    subprocess.run([sys.executable, "manage.py", "migrate", "-v", "0"], cwd=ROOT, env=made.env, check=True)
    try:
        made.rows("CREATE TABLE probe_effect (text varchar(50))")
        yield made
    finally:
        made.close()
    if connection.vendor == "postgresql":
        with psycopg.connect(**_server(), dbname="postgres", autocommit=True) as server:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
