"""The demo company is built once and then cloned: a file copy on SQLite, a template database on PostgreSQL."""

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import psycopg
from django.conf import settings
from django.db import OperationalError, connection
from psycopg import sql

from apps.company.demo.northwind import last_working_day
from kontor.identity.services import business_clock

ROOT = Path(settings.ROOT)
CODE = ("apps", "platform/kontor")
LEFT_OUT = ("web", "api", "layouts")
PREFIX = "kontor_seed_"


def demo_hash(today: date | None = None) -> str:
    """What the demo company of a day is made of: data, roles, code and the day its last order lies on."""
    day = last_working_day(today or business_clock().today())
    digest = hashlib.sha256(day.isoformat().encode())
    for path in sources():
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def sources() -> list[Path]:
    """The files a demo company is made of."""
    code = [path for folder in CODE for path in (ROOT / folder).rglob("*.py")]
    inner = [path for path in code if not _left_out(path)]
    return sorted([*inner, *(ROOT / "fixtures").rglob("*.csv"), ROOT / "fixtures" / "roles.toml"])


def _left_out(path: Path) -> bool:
    """What makes no difference to the data; migrations always do, they make the tables."""
    inside = any(f"platform/kontor/{room}/" in path.as_posix() for room in LEFT_OUT)
    return inside and "migrations" not in path.parts


class Cache(Protocol):
    """Where finished demo companies are kept."""

    def restore(self) -> bool:
        """Replaces the database by the kept one; False when none is kept."""

    def keep(self) -> None:
        """Keeps the present database, and no older one."""


def cache_of(key: str) -> Cache:
    """The cache for the database in use."""
    return FileCache(key) if connection.vendor == "sqlite" else TemplateCache(key)


class FileCache:
    """A copy of the SQLite file."""

    def __init__(self, key: str) -> None:
        self.folder = Path(settings.DATA) / "cache"
        self.file = self.folder / f"demo-{key}.sqlite3"
        self.database = Path(str(settings.DATABASES["default"]["NAME"]))

    def restore(self) -> bool:
        """Copies the kept file in place of the database's."""
        if not self.file.exists():
            return False
        connection.close()
        fresh = self.database.with_suffix(".new")
        shutil.copyfile(self.file, fresh)
        for tail in ("-wal", "-shm"):
            Path(f"{self.database}{tail}").unlink(missing_ok=True)
        fresh.replace(self.database)
        return True

    def keep(self) -> None:
        """Writes a compact copy, and throws older ones away."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for old in self.folder.glob("demo-*.sqlite3"):
            old.unlink()
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(self.file)])


class TemplateCache:
    """A template database beside the one in use."""

    def __init__(self, key: str) -> None:
        self.template = f"{PREFIX}{key}"
        self.database = str(connection.settings_dict["NAME"])

    def restore(self) -> bool:
        """Makes the database anew from its template."""
        with self._server() as server:
            if self.template not in self._kept(server):
                return False
            server.execute(_quoted("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.database))
            server.execute(_quoted("CREATE DATABASE {} TEMPLATE {}", self.database, self.template))
        return True

    def keep(self) -> None:
        """Copies the database; while others are connected to one of them, it is not kept this time."""
        with self._server() as server:
            try:
                for old in self._kept(server):
                    server.execute(_quoted("DROP DATABASE IF EXISTS {}", old))
                server.execute(_quoted("CREATE DATABASE {} TEMPLATE {}", self.template, self.database))
            except psycopg.errors.ObjectInUse:
                return

    @contextmanager
    def _server(self) -> Iterator[Any]:
        parameters = {**connection.get_connection_params(), "dbname": "postgres"}
        connection.close()
        for name in ("context", "cursor_factory"):
            parameters.pop(name, None)
        try:
            with psycopg.connect(**parameters, autocommit=True) as server:
                yield server
        except psycopg.OperationalError as error:
            raise OperationalError(str(error)) from error

    @staticmethod
    def _kept(server: Any) -> list[str]:
        rows = server.execute("SELECT datname FROM pg_database WHERE datname ~ %s", [f"^{PREFIX}[0-9a-f]{{16}}$"])
        return [name for (name,) in rows]


def _quoted(statement: str, *names: str) -> Any:
    return sql.SQL(statement).format(*(sql.Identifier(name) for name in names))
