"""Settings come from the environment, refuse what is unsafe, and leave nothing for `check --deploy` to say."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from kontor.config import environment

ROOT = Path(__file__).resolve().parents[2]


def manage(tmp_path: Path, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    plain = {
        name: value for name, value in os.environ.items() if not name.startswith(("KONTOR_", "DJANGO_", "DATABASE"))
    }
    words = (sys.executable, "manage.py", *words)
    given = {**plain, "KONTOR_DATA": str(tmp_path), **env}
    return subprocess.run(words, cwd=ROOT, env=given, check=False, capture_output=True, text=True)


def test_production_passes_every_deployment_check(tmp_path: Path) -> None:
    env = {"KONTOR_MODE": "production", "KONTOR_SECRET_KEY": "k3y-" * 20 + "abcdefgh", "KONTOR_HOSTS": "kontor.example"}
    done = manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **env)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout + done.stderr


def test_production_needs_a_secret_key(tmp_path: Path) -> None:
    done = manage(tmp_path, "check", KONTOR_MODE="production", KONTOR_HOSTS="kontor.example")
    assert done.returncode != 0
    assert "KONTOR_SECRET_KEY must be set in production" in done.stderr


def test_a_demo_makes_its_own_key_and_keeps_it_to_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KONTOR_SECRET_KEY", raising=False)
    first = environment.secret_key(tmp_path)
    assert len(first) > 50
    assert environment.secret_key(tmp_path) == first
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600


def test_only_the_two_databases_are_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "mysql://root@127.0.0.1/kontor")
    with pytest.raises(ImproperlyConfigured, match="PostgreSQL"):
        environment.database(tmp_path)


def test_postgresql_is_given_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://someone@db.example/kontor")
    monkeypatch.setenv("KONTOR_PROCESS", "web")
    options = environment.database(tmp_path)["OPTIONS"]["options"]
    assert "-c lock_timeout=2s" in options
    assert "-c statement_timeout=10s" in options
    assert "-c idle_in_transaction_session_timeout=30s" in options
    monkeypatch.setenv("KONTOR_PROCESS", "worker")
    assert "statement_timeout" not in environment.database(tmp_path)["OPTIONS"]["options"]


def test_sqlite_waits_for_its_turn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "")
    config = environment.database(tmp_path)
    assert config["ENGINE"] == "kontor.sqlite"
    assert config["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in config["OPTIONS"]["init_command"]
    assert config["TEST"]["NAME"].endswith(".sqlite3")


@pytest.mark.parametrize(("name", "value"), [("KONTOR_PORT", "many"), ("KONTOR_MODE", "party")])
def test_a_senseless_setting_is_named(tmp_path: Path, name: str, value: str) -> None:
    done = manage(tmp_path, "check", **{name: value})
    assert done.returncode != 0
    assert f"{name} is {value!r}" in done.stderr


@pytest.mark.django_db
def test_every_answer_carries_its_policy_and_the_id_of_its_request() -> None:
    answer = Client().get("/nowhere/", headers={"X-Request-Id": "request-4711"})
    assert answer.headers["X-Request-Id"] == "request-4711"
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";"))
    assert policy["script-src"] == "'self'"
    assert policy["style-src-attr"] == "'unsafe-inline'"
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    odd = Client().get("/nowhere/", headers={"X-Request-Id": "x\r\ny"})
    assert odd.headers["X-Request-Id"].isalnum()
