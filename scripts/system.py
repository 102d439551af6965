"""What only the system's package manager can bring."""

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from scripts.console import Stop, step

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
CJK_FONTS = ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", "/usr/share/fonts/noto-cjk")


@dataclass(frozen=True)
class Package:
    """A Debian package and how to see that what it brings is there."""

    name: str
    present: Callable[[], bool]


def _has_venv() -> bool:
    return importlib.util.find_spec("ensurepip") is not None and importlib.util.find_spec("venv") is not None


def browser() -> str:
    """Path of an installed Chromium; empty when there is none."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), "")


def _has_cjk_font() -> bool:
    if any(Path(place).exists() for place in CJK_FONTS):
        return True
    tool = shutil.which("fc-list")
    if not tool:
        return False
    found = subprocess.run([tool, ":lang=zh", "family"], check=False, capture_output=True, text=True)
    return bool(found.stdout.strip())


def _has_library(name: str) -> Callable[[], bool]:
    """Whether the loader finds a shared library of that name."""

    def there() -> bool:
        try:
            ctypes.CDLL(name)
        except OSError:
            return False
        return True

    return there


VENV_PACKAGE = Package("python3-venv", _has_venv)
CJK_PACKAGE = Package("fonts-noto-cjk", _has_cjk_font)
# what PDFs are drawn with
PDF_PACKAGES = (
    Package("libpango-1.0-0", _has_library("libpango-1.0.so.0")),
    Package("libpangoft2-1.0-0", _has_library("libpangoft2-1.0.so.0")),
    Package("libharfbuzz-subset0", _has_library("libharfbuzz-subset.so.0")),
    CJK_PACKAGE,
)
BROWSER_PACKAGES = (Package("chromium", lambda: bool(browser())),)


def need(*packages: Package) -> None:
    """Installs missing packages as root on Debian; otherwise stops, naming the command."""
    missing = [package.name for package in packages if not package.present()]
    if not missing:
        return
    apt = shutil.which("apt-get")
    command = f"apt-get install -y --no-install-recommends {' '.join(missing)}"
    if os.geteuid() != 0 or not apt:
        msg = f"needs {' and '.join(missing)} of the system first: sudo {command}"
        raise Stop(msg)
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with step(f"System packages {', '.join(missing)}"):
        for words in (["update", "-q"], command.split()[1:]):
            done = subprocess.run([apt, *words], env=env, check=False, capture_output=True, text=True)
            if done.returncode:
                tail = (done.stderr or done.stdout).strip().splitlines()[-1:]
                msg = f"apt-get {words[0]} failed: {' '.join(tail)}"
                raise Stop(msg)


def need_python() -> None:
    """Stop when the interpreter is too old."""
    if sys.version_info < (3, 11):  # noqa: UP036 (this runs before anything has checked it)
        msg = f"needs Python 3.11 or newer; python3 is {sys.version.split()[0]}."
        raise Stop(msg)
