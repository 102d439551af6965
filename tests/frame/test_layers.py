"""The import contracts catch what they are there for: each is broken once in a copy of the tree."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SEEDS = {
    "rooms": ("platform/kontor/core/seeded.py", "from kontor.jobs import queue\n"),
    "web and api": ("platform/kontor/web/seeded.py", "from kontor.api import apps\n"),
    "modules above pages": ("apps/sales/seeded.py", "from kontor.web import apps\n"),
    "modules": ("apps/billing/seeded.py", "from apps.sales import apps\n"),
    "engine": ("platform/kontor/records/seeded.py", "from apps.crm import apps\n"),
    "egress": ("platform/kontor/files/seeded.py", "import urllib3\n"),
    "places": ("platform/kontor/extras/__init__.py", ""),
}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for folder in ("platform", "apps"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__", "migrations"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint_imports(root: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("lint-imports")
    env = {**os.environ, "PYTHONPATH": f"{root / 'platform'}{os.pathsep}{root}"}
    return subprocess.run([program, "--no-cache"], cwd=root, env=env, check=False, capture_output=True, text=True)


def test_the_tree_keeps_its_contracts(copy: Path) -> None:
    done = lint_imports(copy)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("seed", SEEDS)
def test_a_seeded_violation_is_caught(copy: Path, seed: str) -> None:
    place, text = SEEDS[seed]
    (copy / place).parent.mkdir(exist_ok=True)
    (copy / place).write_text(text)
    done = lint_imports(copy)
    assert done.returncode == 1
    assert "BROKEN" in done.stdout
    assert Path(place).parts[-2] in done.stdout
