"""Reads the environment for the settings; the only place that does."""

import os
import secrets
from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parents[3]
MODES = ("demo", "production", "test")


def mode() -> str:
    """What this process is for: demo (the default), production or test."""
    value = os.environ.get("KONTOR_MODE", "demo")
    if value not in MODES:
        msg = f"KONTOR_MODE is {value!r}; it must be one of {', '.join(MODES)}."
        raise ImproperlyConfigured(msg)
    return value


def words(name: str, default: str = "") -> list[str]:
    """A list given as words between commas."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def number(name: str, default: int) -> int:
    """A whole number; ImproperlyConfigured when it is none."""
    text = os.environ.get(name, "") or str(default)
    try:
        return int(text)
    except ValueError as error:
        msg = f"{name} is {text!r}; it must be a whole number."
        raise ImproperlyConfigured(msg) from error


def flag(name: str, default: bool = False) -> bool:
    """A switch: 1, true, yes or on."""
    text = os.environ.get(name, "")
    return text.lower() in {"1", "true", "yes", "on"} if text else default


def data_folder() -> Path:
    """Where everything lives that is not code: database file, stored files, keys."""
    folder = Path(os.environ.get("KONTOR_DATA") or ROOT / "var").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def secret_key(folder: Path) -> str:
    """The secret key: given in production, made once and kept in the data folder otherwise."""
    given = os.environ.get("KONTOR_SECRET_KEY", "")
    if given:
        return given
    if mode() == "production":
        msg = "KONTOR_SECRET_KEY must be set in production: 50 or more random characters."
        raise ImproperlyConfigured(msg)
    path = folder / "secret-key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text() or secrets.token_urlsafe(64)
    with os.fdopen(descriptor, "w") as file:
        key = secrets.token_urlsafe(64)
        file.write(key)
    return key


def database(folder: Path) -> dict[str, Any]:
    """The database: PostgreSQL where DATABASE_URL names one, else a SQLite file in the data folder."""
    url = os.environ.get("DATABASE_URL", "") or f"sqlite:///{folder / 'kontor.sqlite3'}"
    config: dict[str, Any] = dict(dj_database_url.parse(url))
    suffix = os.environ.get("KONTOR_TEST_SUFFIX", "")
    tail = f"_{suffix}" if suffix else ""
    if config["ENGINE"] == "django.db.backends.sqlite3":
        _sqlite(config, folder / f"test{tail}.sqlite3")
    elif config["ENGINE"] == "django.db.backends.postgresql":
        _postgresql(config, f"test_{config['NAME']}{tail}")
    else:
        msg = "DATABASE_URL must name a PostgreSQL database or a SQLite file."
        raise ImproperlyConfigured(msg)
    return config


def _sqlite(config: dict[str, Any], test_file: Path) -> None:
    # A file also in tests: an in-memory database answers "table is locked" at once where a file waits.
    config["ENGINE"] = "kontor.sqlite"
    config["TEST"] = {"NAME": str(test_file)}
    config["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000; PRAGMA temp_store=MEMORY;"
        ),
    }


def _postgresql(config: dict[str, Any], test_name: str) -> None:
    limits = {"lock_timeout": "2s", "idle_in_transaction_session_timeout": "30s"}
    if os.environ.get("KONTOR_PROCESS") == "web":
        limits["statement_timeout"] = "10s"
    options = config.setdefault("OPTIONS", {})
    given = options.get("options", "")
    options["options"] = " ".join([*(f"-c {name}={value}" for name, value in limits.items()), given]).strip()
    options.setdefault("application_name", f"kontor {os.environ.get('KONTOR_PROCESS', 'command')}")
    options.setdefault("prepare_threshold", 3)
    options.update({"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3})
    size = number("KONTOR_DB_POOL", 0)
    if size:
        options["pool"] = {"min_size": 1, "max_size": size, "timeout": 10}
    else:
        config["CONN_MAX_AGE"] = number("KONTOR_DB_CONN_MAX_AGE", 60)
    config["TEST"] = {"NAME": test_name}
