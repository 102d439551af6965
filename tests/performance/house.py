"""The house under measurement: a PostgreSQL database of its own, filled set-wise, and servers on free ports."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

ROOT = Path(__file__).resolve().parents[2]
DATABASE = os.environ.get("BENCH_DATABASE", "kontor_bench")
SERVER = os.environ.get("BENCH_SERVER", "postgres://postgres@127.0.0.1:5432")
BIN = Path(sys.executable).parent


def connect(database: str = DATABASE) -> psycopg.Connection[Any]:
    """A connection that commits each statement, with prepared statements."""
    return psycopg.connect(f"{SERVER}/{database}", autocommit=True, prepare_threshold=0)


def new_database() -> None:
    """An empty database in place of the old one."""
    with connect("postgres") as server:
        server.execute(f'DROP DATABASE IF EXISTS "{DATABASE}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{DATABASE}"')


def backends() -> list[int]:
    """The processes of the database server that work for this database now; others on the server do not count."""
    with connect("postgres") as server:
        rows = server.execute("SELECT pid FROM pg_stat_activity WHERE datname = %s", [DATABASE]).fetchall()
    return [int(row[0]) for row in rows]


def environment(**more: str) -> dict[str, str]:
    """The environment of a process of the house."""
    data = ROOT / "build" / "bench"
    data.mkdir(parents=True, exist_ok=True)
    return {
        **os.environ,
        "DATABASE_URL": f"{SERVER}/{DATABASE}",
        "KONTOR_DATA": str(data),
        "KONTOR_MODE": "test",
        "DJANGO_SETTINGS_MODULE": "kontor.config.settings",
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'platform'}",
        "PYTHONDONTWRITEBYTECODE": "1",
        "KONTOR_LOG": "ERROR",
        **more,
    }


def manage(*arguments: str) -> str:
    """The output of a management command; CalledProcessError when it fails."""
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment(), check=True, capture_output=True, text=True).stdout


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def server(application: str, extra: Mapping[str, str]) -> Iterator[tuple[int, int]]:
    """A granian server of one process with four threads: its port and process id."""
    port = free_port()
    command = [
        str(BIN / "granian"), "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", "1", "--blocking-threads", "4", "--log-level", "error", "--no-ws", application,
    ]  # fmt: skip
    child = subprocess.Popen(command, cwd=ROOT, env=environment(**extra), stdout=subprocess.DEVNULL)
    try:
        _wait(port, child)
        yield port, child.pid
    finally:
        child.terminate()
        child.wait(15)


def _wait(port: int, child: "subprocess.Popen[bytes]") -> None:
    for _attempt in range(300):
        if child.poll() is not None:
            break
        try:
            with socket.create_connection(("127.0.0.1", port), 1):
                return
        except OSError:
            time.sleep(0.1)
    msg = "The server under measurement did not start."
    raise RuntimeError(msg)
