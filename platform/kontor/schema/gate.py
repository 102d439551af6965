"""Keeps requests and jobs of this process away from the moment in which classes change."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

WAIT = 2.0


class Gate:
    """Many may pass together; whoever changes classes waits, and lets nobody in, until all are out: a short while."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._inside = 0
        self._waiting = 0
        self._changing = False
        self._own = threading.local()

    @property
    def held(self) -> bool:
        """Whether this thread is inside."""
        return bool(getattr(self._own, "depth", 0))

    @contextmanager
    def shared(self) -> Iterator[None]:
        """Inside, no class changes; a thread may enter again."""
        depth = getattr(self._own, "depth", 0)
        if not depth:
            with self._condition:
                while self._changing or self._waiting:
                    self._condition.wait()
                self._inside += 1
        self._own.depth = depth + 1
        try:
            yield
        finally:
            self._own.depth -= 1
            if not self._own.depth:
                with self._condition:
                    self._inside -= 1
                    self._condition.notify_all()

    @contextmanager
    def exclusive(self, wait: float = WAIT) -> Iterator[bool]:
        """Yields True when everybody is out and nobody comes in; False when that took longer than `wait` seconds.

        A thread that is inside itself is not waited for: it would wait for itself.
        """
        if self.held:
            yield False
            return
        deadline = time.monotonic() + wait
        with self._condition:
            self._waiting += 1
            while self._inside or self._changing:
                left = deadline - time.monotonic()
                if left <= 0:
                    break
                self._condition.wait(left)
            self._waiting -= 1
            won = not (self._inside or self._changing)
            self._changing = self._changing or won
            self._condition.notify_all()
        try:
            yield won
        finally:
            if won:
                with self._condition:
                    self._changing = False
                    self._condition.notify_all()


gate = Gate()
