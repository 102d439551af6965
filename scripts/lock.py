"""Writes the lock files; none of them names a host."""

import json
import shutil

from scripts import install, places
from scripts.console import step
from scripts.places import ROOT


def write() -> None:
    """Locks Python and npm packages anew and tries the npm lock by a clean install."""
    with step("requirements.lock"):
        places.run(
            [
                install.uv(), "pip", "compile", "--quiet", "--universal", "--python-version", "3.11",
                "--generate-hashes", "--no-annotate", "--custom-compile-command", "make lock",
                "requirements.in", "requirements-dev.in", "-o", "requirements.lock",
            ]
        )  # fmt: skip
    with step("package-lock.json"):
        places.run(["npm", "install", "--package-lock-only", "--ignore-scripts"])
        _strip_addresses()
        # `npm install` does not notice packages missing from the lock, `npm ci` does
        shutil.rmtree(ROOT / "node_modules", ignore_errors=True)
        places.run(["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"])


def _strip_addresses() -> None:
    path = ROOT / "package-lock.json"
    content = json.loads(path.read_text())
    for package in content["packages"].values():
        package.pop("funding", None)
        package.pop("resolved", None)
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n")
