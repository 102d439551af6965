"""Test databases are clones: of a migrated template, or of one that holds the demo company.

A template is made once per state of the code it depends on and kept (as a file, or as a database of the server). Tests
that commit get their clone made anew afterwards, never emptied: the guards refuse that, and cloning is faster.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django
import psycopg
import pytest
from django.conf import settings
from django.db import connections

from kontor.core.clock import system_clock

ROOT = Path(__file__).resolve().parents[1]
KEEP = 6
SCHEMA_CODE = ("**/migrations/*.py", "**/guards.py", "**/guard.py", "platform/kontor/sqlite/*.py")
DEMO_CODE = ("platform/kontor/**/*.py", "apps/**/*.py", "fixtures/**/*")
_SKIP = {"node_modules", ".venv", ".tools", "build", "var", "__pycache__", ".git"}


@dataclass(frozen=True)
class Template:
    """A database that others are cloned from: made by management commands, keyed by the code they depend on."""

    kind: str
    commands: tuple[tuple[str, ...], ...]
    code: tuple[str, ...]

    def name(self) -> str:
        """Its name: kind and fingerprint."""
        # the demo company ends on the last working day: yesterday's has become too old
        day = system_clock().today() if self.kind == "demo" else ""
        digest = hashlib.sha256(f"{django.VERSION}{settings.INSTALLED_APPS}{day}".encode())
        for path in sorted({path for glob in self.code for path in ROOT.glob(glob)}):
            if path.is_file() and not _SKIP & set(path.relative_to(ROOT).parts):
                digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
        return f"kontor_{self.kind}_{digest.hexdigest()[:12]}"


SCHEMA = Template("schema", (("migrate", "-v", "0"),), SCHEMA_CODE)
DEMO = Template("demo", (("migrate", "-v", "0"), ("seed",)), DEMO_CODE)


def config() -> Any:
    """The settings of the default database."""
    return settings.DATABASES["default"]


def on_postgresql() -> bool:
    """Whether this run tests PostgreSQL."""
    return bool(config()["ENGINE"].endswith("postgresql"))


def folder() -> Path:
    """Where templates, or the notes about them, are kept."""
    path = Path(settings.DATA) / "templates"
    path.mkdir(parents=True, exist_ok=True)
    return path


@contextmanager
def server() -> Iterator[psycopg.Connection[Any]]:
    """A connection to the PostgreSQL server's own database."""
    keys = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    words = {name: config()[key] for name, key in keys.items() if config()[key]}
    with psycopg.connect(**words, dbname="postgres", autocommit=True) as connection:
        yield connection


def url_of(name: str) -> str:
    """The address of a database of this run's vendor: a database name, or the path of a file."""
    if not on_postgresql():
        return f"sqlite:///{name}"
    one = config()
    password = f":{one['PASSWORD']}" if one["PASSWORD"] else ""
    return f"postgres://{one['USER']}{password}@{one['HOST'] or '127.0.0.1'}:{one['PORT'] or 5432}/{name}"


def template(wanted: Template) -> str:
    """The template's database, made now unless it is there; a database name, or the path of a file."""
    name = place(wanted.name())
    with (folder() / f"{wanted.kind}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not exists(name):
            # under another name until it is whole: a run that was killed leaves no half template
            half = place(f"kontor_half_{wanted.kind}_{os.getpid()}")
            _make(wanted, half)
            _keep(half, name)
            _forget_old(wanted.kind)
    return name


def place(name: str) -> str:
    """The database's name on the server, or its path."""
    return name if on_postgresql() else str(folder() / f"{name}.sqlite3")


def exists(target: str) -> bool:
    """Whether a database is there."""
    if not on_postgresql():
        return Path(target).exists()
    with server() as connection:
        return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [target]).fetchone() is not None


def _keep(half: str, name: str) -> None:
    """Gives a finished template its name; another run with a folder of its own may have been quicker."""
    try:
        rename(half, name)
    except psycopg.errors.DuplicateDatabase:
        remove(half)


def rename(old: str, new: str) -> None:
    """Gives a database another name."""
    if on_postgresql():
        with server() as connection:
            connection.execute(f'ALTER DATABASE "{old}" RENAME TO "{new}"')
    else:
        Path(old).rename(new)


def _make(wanted: Template, target: str) -> None:
    remove(target)
    if on_postgresql():
        with server() as connection:
            connection.execute(f'CREATE DATABASE "{target}"')
    env = {**os.environ, "DATABASE_URL": url_of(target), "DJANGO_SETTINGS_MODULE": "kontor.config.settings_test"}
    env["PYTHONPATH"] = os.pathsep.join([str(ROOT / "platform"), str(ROOT)])
    for words in wanted.commands:
        done = subprocess.run(
            [sys.executable, "manage.py", *words], cwd=ROOT, env=env, check=False, capture_output=True, text=True
        )
        if done.returncode:
            pytest.exit(f"manage.py {' '.join(words)} failed:\n{done.stderr[-3000:]}", returncode=3)
    for tail in ("-wal", "-shm") if not on_postgresql() else ():
        Path(target + tail).unlink(missing_ok=True)


def _forget_old(kind: str) -> None:
    for target in _templates(kind)[:-KEEP]:
        remove(target)


def _templates(kind: str) -> list[str]:
    """The templates of a kind, oldest first."""
    if not on_postgresql():
        found = folder().glob(f"kontor_{kind}_????????????.sqlite3")
        return [str(path) for path in sorted(found, key=lambda path: path.stat().st_mtime)]
    sql = "SELECT datname FROM pg_database WHERE datname ~ %s ORDER BY oid"
    with server() as connection:
        return [row[0] for row in connection.execute(sql, [f"^kontor_{kind}_[0-9a-f]{{12}}$"])]


def remove(target: str) -> None:
    """Removes a database, also one that somebody is connected to."""
    if on_postgresql():
        with server() as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)')
        return
    for tail in ("", "-wal", "-shm"):
        Path(target + tail).unlink(missing_ok=True)


def clone(source: str, target: str) -> None:
    """Makes `target` a copy of `source`, whatever it was before."""
    remove(target)
    if on_postgresql():
        with server() as connection:
            connection.execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')
    else:
        shutil.copyfile(source, target)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Lets the run's test database be cloned from the migrated template."""
    config()["TEST"]["TEMPLATE"] = template(SCHEMA)


@pytest.fixture
def committed_db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The test database with real commits, made anew afterwards."""
    with django_db_blocker.unblock():
        _enter_test_database()
        try:
            yield
        finally:
            connections.close_all()
            clone(config()["TEST"]["TEMPLATE"], str(connections["default"].settings_dict["NAME"]))


def _enter_test_database() -> None:
    """pytest-django enters it only where a test asks for `db`: never let a run of others work on the real one."""
    one, wanted = connections["default"], str(config()["TEST"]["NAME"])
    if str(one.settings_dict["NAME"]) != wanted:
        one.close()
        clone(config()["TEST"]["TEMPLATE"], wanted)
        one.settings_dict["NAME"] = config()["NAME"] = wanted


@pytest.fixture
def demo_url(tmp_path: Path, worker_id: str) -> Iterator[str]:
    """The address of a fresh clone of the demo company, for servers and workers in processes of their own."""
    source = template(DEMO)
    suffix = os.environ.get("KONTOR_TEST_SUFFIX", "")
    target = f"kontor_demo_{worker_id}_{suffix}".rstrip("_") if on_postgresql() else str(tmp_path / "demo.sqlite3")
    clone(source, target)
    yield url_of(target)
    remove(target)
