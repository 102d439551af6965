"""Brings the database to the present schema and loads the demo company once."""

import hashlib
import os
from pathlib import Path

from scripts import places
from scripts.console import Stop, say, step
from scripts.places import ROOT

DEMO_MEGABYTES = 300


def url() -> str:
    """The database this run uses: DATABASE_URL or the SQLite file of the data folder."""
    return os.environ.get("DATABASE_URL") or f"sqlite:///{places.data_folder() / 'kontor.sqlite3'}"


def _file() -> Path | None:
    return Path(url().removeprefix("sqlite:///")) if url().startswith("sqlite:///") else None


def _name(what: str) -> str:
    return f"{what}-{hashlib.sha256(url().encode()).hexdigest()[:12]}"


def _gone() -> bool:
    file = _file()
    return file is not None and not file.exists()


def migrate() -> None:
    """Applies migrations when any of them, the guards or the database changed since the last time."""
    code = [
        path
        for folder in ("platform/kontor", "apps")
        for path in (ROOT / folder).rglob("*.py")
        if path.parent.name == "migrations" or path.name in {"guards.py", "guard.py"}
    ]
    if _gone():
        forget()
    print_of = places.fingerprint(code, url())
    if places.stamped(_name("schema"), print_of):
        return
    places.need_disk(places.data_folder(), DEMO_MEGABYTES)
    with step("Database"):
        places.manage("migrate", "--noinput", "--verbosity", "0")
    places.stamp(_name("schema"), print_of)


def seed(*, again: bool = False) -> None:
    """Loads the demo company unless this database has it; an empty company where KONTOR_EMPTY is set."""
    if os.environ.get("KONTOR_EMPTY") or os.environ.get("KONTOR_MODE", "demo") != "demo":
        return
    name = _name("demo")
    if places.stamped(name, "loaded") and not again:
        return
    if not list(ROOT.glob("apps/**/management/commands/seed.py")):
        return
    say("  Demo company …")
    code = places.call([places.PYTHON, "manage.py", "seed"])
    if code:
        msg = "the demo company could not be loaded; see the lines above."
        raise Stop(msg)
    places.stamp(name, "loaded")


def forget() -> None:
    """Drops the notes about this database, so that the next run looks at it afresh."""
    for what in ("schema", "demo"):
        (places.STAMPS / _name(what)).unlink(missing_ok=True)
