"""Runs the web server and the worker side by side until Ctrl-C."""

import os
import signal
import socket
import subprocess
import time
from types import FrameType

from scripts import places
from scripts.console import Stop, say
from scripts.places import PYTHON, ROOT, VENV

START_SECONDS = 60
STOP_SECONDS = 10


def address() -> tuple[str, int]:
    """Host and port to serve on: KONTOR_ADDRESS and KONTOR_PORT."""
    text = os.environ.get("KONTOR_PORT", "8000")
    if not text.isdigit() or not 0 < int(text) < 65536:
        msg = f"KONTOR_PORT is {text!r}; it must be a port number."
        raise Stop(msg)
    return os.environ.get("KONTOR_ADDRESS", "127.0.0.1"), int(text)


def need_free_port() -> None:
    """Stop when something else listens on our port."""
    host, port = address()
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            msg = f"port {port} is taken; free it or choose another: KONTOR_PORT={port + 1} make run"
            raise Stop(msg) from error


def _start() -> dict[str, subprocess.Popen[bytes]]:
    host, port = address()
    threads = str(min(8, 2 * (os.cpu_count() or 2)))
    web = [
        str(VENV / "bin" / "granian"), "--interface", "wsgi", "--host", host, "--port", str(port), "--no-ws",
        "--workers", "1", "--blocking-threads", threads, "--log-level", "warning", "kontor.config.wsgi:application",
    ]  # fmt: skip
    commands = {"web": web, "worker": [str(PYTHON), "manage.py", "work"]}
    # a session of their own: Ctrl-C reaches us alone, and we end them in order
    return {
        name: subprocess.Popen(
            command, cwd=ROOT, env=places.environment({"KONTOR_PROCESS": name}), start_new_session=True
        )
        for name, command in commands.items()
    }


def _end(children: dict[str, subprocess.Popen[bytes]]) -> None:
    for child in children.values():
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for child in children.values():
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def _answers(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), 1):
            return True
    except OSError:
        return False


def _dead(children: dict[str, subprocess.Popen[bytes]]) -> str:
    return next((name for name, child in children.items() if child.poll() is not None), "")


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def serve() -> None:
    """Serves until Ctrl-C; Stop when one of the two processes ends by itself."""
    signal.signal(signal.SIGTERM, _interrupt)
    host, port = address()
    children = _start()
    try:
        deadline = time.monotonic() + START_SECONDS
        while not _answers(host, port) and not _dead(children) and time.monotonic() < deadline:
            time.sleep(0.1)
        if not _dead(children):
            _greet(host, port)
        while not _dead(children):
            time.sleep(0.5)
        msg = f"the {_dead(children)} process ended; see the lines above."
        raise Stop(msg)
    except KeyboardInterrupt:
        say("\nStopping …")
    finally:
        _end(children)


def _greet(host: str, port: int) -> None:
    say(f"\nKontor runs at http://{host}:{port}/  (Ctrl-C stops it)")
    logins = places.data_folder() / "logins.txt"
    if logins.exists():
        say(logins.read_text().rstrip())
