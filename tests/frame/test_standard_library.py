"""The folder platform/ hides nothing: the standard library's module of that name imports in every entry point."""

import http.client
import os
import platform
import socket
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STANDARD = str(Path(sysconfig.get_paths()["stdlib"]) / "platform.py")
PROBE = "import platform, sys; sys.stdout.write('|' + platform.__file__ + '|' + platform.python_version())"
WANTED = f"|{STANDARD}|{platform.python_version()}"


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return {
        **{name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"},
        "PYTHONPATH": os.pathsep.join([str(ROOT / "platform"), str(ROOT)]),
        "KONTOR_DATA": str(tmp_path),
        "KONTOR_MODE": "test",
        "DATABASE_URL": "",
    }


def test_the_folder_is_no_package() -> None:
    assert not (ROOT / "platform" / "__init__.py").exists()
    assert not (ROOT / "platform" / "conftest.py").exists()


def test_pytest_sees_the_standard_module() -> None:
    assert platform.__file__ == STANDARD


def test_manage_py_sees_it(env: dict[str, str]) -> None:
    words = [sys.executable, "manage.py", "shell", "--no-imports", "-c", PROBE]
    done = subprocess.run(words, cwd=ROOT, env=env, check=False, capture_output=True, text=True)
    assert done.stdout.endswith(WANTED), done.stderr


def test_celery_sees_it(env: dict[str, str]) -> None:
    words = [sys.executable, "-m", "celery", "-A", "kontor.config.celery", "shell", "--python"]
    done = subprocess.run(words, cwd=ROOT, env=env, input=PROBE, check=False, capture_output=True, text=True)
    assert WANTED in done.stdout, done.stderr


@pytest.fixture
def server(env: dict[str, str], tmp_path: Path) -> Iterator[int]:
    (tmp_path / "probe_wsgi.py").write_text(
        "import platform\nfrom kontor.config.wsgi import application as project\n"
        "def application(environ, start_response):\n"
        "    start_response('200 OK', [('Content-Type', 'text/plain')])\n"
        "    return [('|' + platform.__file__ + '|' + platform.python_version()).encode()]\n"
    )
    env["PYTHONPATH"] = os.pathsep.join([str(tmp_path), env["PYTHONPATH"]])
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    program = Path(sys.executable).with_name("granian")
    words = [str(program), "--interface", "wsgi", "--port", str(port), "--no-ws", "probe_wsgi:application"]
    process = subprocess.Popen(words, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    yield port
    process.terminate()
    process.wait(10)


def test_the_web_server_sees_it(server: int) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", server, timeout=5)
            connection.request("GET", "/")
            assert connection.getresponse().read().decode() == WANTED
            return
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.2)
