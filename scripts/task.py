"""`python3 -m scripts.task <target>`: what each target of the Makefile does."""

import errno
import shutil
import sys
from collections.abc import Callable

from scripts import checks, database, install, lock, places, serve
from scripts.console import Stop, fail, say


def setup() -> int:
    """Installs everything and prepares the database."""
    install.prepare(browser=False)
    say("Set up. `make run` starts Kontor.")
    return 0


def run() -> int:
    """Sets up what is missing and serves."""
    serve.need_free_port()
    install.prepare(browser=False, pdf=True)
    database.migrate()
    database.seed()
    serve.serve()
    return 0


def seed() -> int:
    """Loads the demo company, also where it is loaded already."""
    install.prepare(browser=False)
    database.migrate()
    database.seed(again=True)
    return 0


def test() -> int:
    """Runs the tests on every database there is."""
    install.prepare(browser=True, pdf=True)
    return checks.run_tests()


def test_deep() -> int:
    """Runs the long tests: crash, soak, random flows."""
    install.prepare(browser=True, pdf=True)
    return checks.run_tests(deep=True)


def lint() -> int:
    """Runs every check that needs no test run."""
    install.prepare(browser=False)
    return checks.lint()


def tidy() -> int:
    """Formats the code."""
    install.prepare(browser=False)
    return checks.tidy()


def bench() -> int:
    """Measures the budgets; writes build/bench.json."""
    install.prepare(browser=False)
    return checks.python("-m", "tests.performance")


def cases() -> int:
    """Runs the business cases and counts those pending."""
    install.prepare(browser=False)
    return checks.python("-m", "tests.cases")


def screens() -> int:
    """Takes pictures of the pages into build/screens."""
    install.prepare(browser=True, pdf=True)
    return checks.python("-m", "tests.screens")


def lock_packages() -> int:
    """Writes the lock files anew from the .in files and package.json."""
    install.prepare(browser=False)
    lock.write()
    return 0


def clean() -> int:
    """Removes what was built and installed; the data folder stays."""
    for folder in (places.VENV, places.TOOLS, places.DIST, places.ROOT / "node_modules", places.ROOT / "build"):
        shutil.rmtree(folder, ignore_errors=True)
    say(f"Removed what was built. Data stays in {places.data_folder()}.")
    return 0


TARGETS: dict[str, Callable[[], int]] = {
    "setup": setup,
    "run": run,
    "seed": seed,
    "test": test,
    "test-deep": test_deep,
    "lint": lint,
    "format": tidy,
    "bench": bench,
    "cases": cases,
    "screens": screens,
    "lock": lock_packages,
    "clean": clean,
}


def main(words: list[str]) -> int:
    """Runs the named target; one clear line when it cannot."""
    target = TARGETS.get(words[0] if words else "")
    if target is None:
        return fail(f"choose one of: {', '.join(TARGETS)}")
    try:
        return target()
    except Stop as stop:
        return fail(str(stop))
    except KeyboardInterrupt:
        return fail("stopped.")
    except OSError as error:
        if error.errno == errno.ENOSPC:
            return fail("no space left on the disk.")
        raise


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
