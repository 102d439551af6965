"""Talking to the person at the terminal, and stopping with one clear line."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Stop(Exception):
    """Ends `make` with one line that says what is wrong and what to do."""


def say(text: str) -> None:
    """Prints a line at once."""
    print(text, flush=True)


@contextmanager
def step(title: str) -> Iterator[None]:
    """Names a step while it runs and says how long it took."""
    print(f"  {title} …", end="", flush=True)
    start = time.monotonic()
    try:
        yield
    except BaseException:
        print(flush=True)
        raise
    print(f" {time.monotonic() - start:.1f} s", flush=True)


def fail(text: str) -> int:
    """Prints an error line and returns the exit code for it."""
    print(f"kontor: {text}", file=sys.stderr, flush=True)
    return 1
