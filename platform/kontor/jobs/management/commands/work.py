"""`manage.py work`: a worker that needs no broker."""

import signal
import threading
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand

from kontor.jobs import schedule, worker


class Command(BaseCommand):
    """Works until SIGTERM or Ctrl-C, finishing the job in hand; a second signal ends it at once."""

    help = "Does queued jobs until stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--drain` ends when nothing is due."""
        parser.add_argument("--drain", action="store_true", help="end when nothing is due")

    def handle(self, *args: Any, **options: Any) -> None:
        """Loops or drains."""
        if options["drain"]:
            schedule.tick()
            done = worker.drain(float("inf"))
            self.stdout.write(f"Jobs done: {done}.")
            return
        stop = threading.Event()

        def end(number: int, _frame: FrameType | None) -> None:
            stop.set()
            signal.signal(number, signal.SIG_DFL)

        signal.signal(signal.SIGTERM, end)
        signal.signal(signal.SIGINT, end)
        worker.loop(stop)
