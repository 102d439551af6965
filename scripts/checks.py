"""`make lint` and `make test`."""

import os
import secrets
import shlex
import socket
from urllib.parse import urlsplit

from scripts import install, places, system
from scripts.console import Stop, say
from scripts.places import PYTHON, ROOT, VENV

POSTGRES = "postgres://postgres@127.0.0.1:5432/kontor"


def postgres_url() -> str:
    """Where the tests look for PostgreSQL: DATABASE_URL, KONTOR_TEST_POSTGRES, else this machine."""
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith("postgres"):
        return given
    return os.environ.get("KONTOR_TEST_POSTGRES") or POSTGRES


def _postgres_answers() -> bool:
    parts = urlsplit(postgres_url())
    try:
        with socket.create_connection((parts.hostname or "127.0.0.1", parts.port or 5432), 2):
            pass
    except OSError:
        return False
    probe = "import sys, psycopg; psycopg.connect(sys.argv[1], dbname='postgres', connect_timeout=3).close()"
    return places.call([PYTHON, "-c", probe, postgres_url()]) == 0


def _pytest(title: str, database: str, words: list[str]) -> int:
    say(f"\n== tests on {title} ==")
    extra = {
        "DJANGO_SETTINGS_MODULE": "kontor.config.settings_test",
        "KONTOR_MODE": "test",
        "DATABASE_URL": database,
        "PLAYWRIGHT_NODEJS_PATH": install.node_bin(),
    }
    return places.call([PYTHON, "-m", "pytest", *words], extra=extra)


def run_tests(*, deep: bool = False) -> int:
    """Runs the suite on SQLite and, where one answers, on PostgreSQL; in CI PostgreSQL must answer."""
    if not system.browser():
        msg = "the browser tests need Chromium: apt-get install chromium"
        raise Stop(msg)
    marks = "deep" if deep else "not deep and not bench and not screens"
    workers = os.environ.get("KONTOR_TEST_WORKERS", "2")
    words = ["-m", marks, "-n", workers, "--dist", "loadgroup", *shlex.split(os.environ.get("ARGS", ""))]
    codes = [_pytest("SQLite", "", words)]
    if _postgres_answers():
        codes.append(_pytest("PostgreSQL", postgres_url(), words))
    elif os.environ.get("CI"):
        msg = f"no PostgreSQL answers at {urlsplit(postgres_url()).hostname}, and in CI one must."
        raise Stop(msg)
    else:
        say("\nNo PostgreSQL answers here: tested on SQLite only (KONTOR_TEST_POSTGRES names one).")
    return max(codes)


def python(*words: str) -> int:
    """Runs a Python module of the tests with the test settings on the demo database."""
    return places.call([PYTHON, *words])


def lint() -> int:
    """Every check that needs no test run; goes on after a failure, so that one run shows them all."""
    bin_folder = VENV / "bin"
    production = {
        "KONTOR_MODE": "production",
        "KONTOR_SECRET_KEY": secrets.token_urlsafe(64),
        "KONTOR_HOSTS": "kontor.example",
    }
    templates = [path for path in ("templates",) if (ROOT / path).exists()]
    commands: list[tuple[str, list[str], dict[str, str]]] = [
        ("ruff", [str(bin_folder / "ruff"), "check", "."], {}),
        ("ruff format", [str(bin_folder / "ruff"), "format", "--check", "."], {}),
        ("lint-imports", [str(bin_folder / "lint-imports"), "--no-cache"], {}),
        ("rules of the house", [str(PYTHON), "-m", "scripts.lint"], {}),
        ("djhtml", [str(bin_folder / "djhtml"), "--tabwidth", "2", "--check", *templates], {}),
        ("check --deploy", [str(PYTHON), "manage.py", "check", "--deploy", "--fail-level", "WARNING"], production),
        ("migrations", [str(PYTHON), "manage.py", "makemigrations", "--check", "--dry-run"], {}),
        ("mypy", [str(bin_folder / "mypy")], {}),
    ]
    failed = []
    for title, words, extra in commands:
        if title == "djhtml" and not templates:
            continue
        say(f"-- {title}")
        if places.call(words, extra=extra):
            failed.append(title)
    say(f"\nlint: {'failed: ' + ', '.join(failed) if failed else 'all clean'}")
    return 1 if failed else 0


def tidy() -> int:
    """Formats the code and sorts what can be sorted."""
    bin_folder = VENV / "bin"
    codes = [
        places.call([bin_folder / "ruff", "check", "--fix", "."]),
        places.call([bin_folder / "ruff", "format", "."]),
    ]
    if (ROOT / "templates").exists():
        places.call([bin_folder / "djhtml", "--tabwidth", "2", "templates"])
    return max(codes)
