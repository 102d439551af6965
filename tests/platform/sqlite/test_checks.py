"""Django's own SQLite engine is refused."""

from types import SimpleNamespace
from typing import Any

import pytest

from kontor.sqlite import checks


def engines(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    databases: dict[str, Any] = {f"db{number}": {"ENGINE": name} for number, name in enumerate(names)}
    monkeypatch.setattr(checks, "settings", SimpleNamespace(DATABASES=databases))


def test_the_stock_engine_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    engines(monkeypatch, "django.db.backends.sqlite3")
    assert [error.id for error in checks.our_sqlite_engine(None)] == ["kontor.sqlite.E001"]


def test_our_engine_and_postgresql_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    engines(monkeypatch, "kontor.sqlite", "django.db.backends.postgresql")
    assert checks.our_sqlite_engine(None) == []
