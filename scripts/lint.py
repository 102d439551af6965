"""The rules of the house that no other tool knows. `python3 -m scripts.lint` prints one line per violation.

A line that must break a rule says so and why: `# house: allow <rule> (reason)`.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from scripts import house_code, house_keys
from scripts.house import Violation
from scripts.places import ROOT

LOCKS = ("requirements.lock", "package-lock.json")
ADDRESSES = ("http://", "https://", "git+", "file:")


def violations(root: Path = ROOT) -> Iterator[Violation]:
    """Every violation in the tree under `root`."""
    yield from bare_source_root(root)
    yield from locks_name_no_host(root)
    yield from house_code.violations(root)
    yield from house_keys.violations(root)


def bare_source_root(root: Path) -> Iterator[Violation]:
    """`platform/` is a plain folder: a package there would hide the standard library's module of that name."""
    for name in ("__init__.py", "conftest.py"):
        path = root / "platform" / name
        if path.exists():
            yield Violation(path, 1, "bare-root", f"platform/{name} must not exist")


def locks_name_no_host(root: Path) -> Iterator[Violation]:
    """Lock files hold names, versions and hashes: where packages come from is each machine's own setting."""
    for name in LOCKS:
        path = root / name
        for number, line in enumerate(path.read_text().splitlines() if path.exists() else [], 1):
            if any(address in line for address in ADDRESSES):
                yield Violation(path, number, "lock-host", "a lock file names a host")


def main() -> int:
    """Prints the violations; 1 when there are any."""
    found = list(violations())
    for one in found:
        print(one.line_of(ROOT))
    print(f"rules of the house: {len(found) or 'no'} violations")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
