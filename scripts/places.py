"""Where things lie, and running programs there."""

import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from scripts.console import Stop

ROOT = Path(__file__).resolve().parents[1]
TOOLS = ROOT / ".tools"
STAMPS = TOOLS / "stamps"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
DIST = ROOT / "static" / "dist"


def data_folder() -> Path:
    """The data folder: KONTOR_DATA or var/."""
    return Path(os.environ.get("KONTOR_DATA") or ROOT / "var").resolve()


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of our own programs: the project on the path, its tools in front."""
    env = dict(os.environ)
    env["PYTHONPATH"] = os.pathsep.join([str(ROOT / "platform"), str(ROOT)])
    env["DJANGO_SETTINGS_MODULE"] = env.get("DJANGO_SETTINGS_MODULE", "kontor.config.settings")
    folders = [str(VENV / "bin"), str(TOOLS / "node" / "bin"), env.get("PATH", "")]
    env["PATH"] = os.pathsep.join(folders)
    env.pop("VIRTUAL_ENV", None)
    env.update(extra or {})
    return env


def run(command: Sequence[str | Path], *, extra: Mapping[str, str] | None = None, quiet: bool = True) -> None:
    """Runs a program in the project's root; Stop with its last lines when it fails."""
    words = [str(word) for word in command]
    try:
        done = subprocess.run(
            words, cwd=ROOT, env=environment(extra), check=False, text=True,
            stdout=subprocess.PIPE if quiet else None, stderr=subprocess.STDOUT if quiet else None,
        )  # fmt: skip
    except FileNotFoundError as error:
        msg = f"{words[0]} is not there; run `make setup`."
        raise Stop(msg) from error
    if done.returncode:
        tail = "\n".join((done.stdout or "").strip().splitlines()[-15:])
        msg = f"{' '.join(words[:6])} failed (exit code {done.returncode}).\n{tail}".rstrip()
        raise Stop(msg)


def call(command: Sequence[str | Path], *, extra: Mapping[str, str] | None = None) -> int:
    """Runs a program in the project's root with its output shown; its exit code."""
    return subprocess.run([str(word) for word in command], cwd=ROOT, env=environment(extra), check=False).returncode


def manage(*words: str, extra: Mapping[str, str] | None = None, quiet: bool = True) -> None:
    """Runs a command of manage.py."""
    run([PYTHON, "manage.py", *words], extra=extra, quiet=quiet)


def fingerprint(paths: Iterable[Path], *words: str) -> str:
    """A hash over the content of files and the given words."""
    digest = hashlib.sha256("\0".join(words).encode())
    for path in sorted(paths):
        digest.update(str(path.relative_to(ROOT) if path.is_relative_to(ROOT) else path).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def stamped(name: str, print_of: str) -> bool:
    """Whether step `name` was finished for this fingerprint."""
    path = STAMPS / name
    return path.exists() and path.read_text() == print_of


def stamp(name: str, print_of: str) -> None:
    """Notes that step `name` is finished for this fingerprint."""
    STAMPS.mkdir(parents=True, exist_ok=True)
    partial = STAMPS / f"{name}.new"
    partial.write_text(print_of)
    partial.replace(STAMPS / name)


def need_disk(folder: Path, megabytes: int) -> None:
    """Stop when the disk of `folder` has less free than that."""
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free // (1024 * 1024)
    if free < megabytes:
        msg = f"not enough disk at {folder}: {megabytes} MB needed, {free} MB free."
        raise Stop(msg)
