"""`manage.py load_demo`: the demo company into an empty database, with progress."""

import sys
import time
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.company.demo.cast import DOMAIN, PASSWORD
from apps.company.demo.load import load_demo
from kontor.core.errors import Refusal
from kontor.schema.registry import ensure

LOGINS = ("nancy.davolio", "andrew.fuller", "warehouse", "finance", "administrator")


class Command(BaseCommand):
    """Replays the Northwind sample through the real services."""

    help = "Load the demo company into an empty database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Today, unless another day is wanted."""
        parser.add_argument("--today", type=date.fromisoformat, help="the day to bring the company up to (YYYY-MM-DD)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuses in one sentence when there is a company already; nothing is left of a load that fails."""
        ensure()
        self.begun, self.shown = time.monotonic(), -1
        try:
            load_demo(self.tell, options["today"])
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal
        seconds = time.monotonic() - self.begun
        self.stdout.write(f"The demo company is ready after {seconds:.0f} s. Log in with the password {PASSWORD} as:")
        for login in LOGINS:
            self.stdout.write(f"  {login}@{DOMAIN}")

    def tell(self, what: str, done: int, total: int) -> None:
        """One line per part; on a terminal the percentage moves."""
        percent = 100 * done // total
        if percent == self.shown and done != total:
            return
        self.shown = percent
        if done == total:
            self.stdout.write(f"\r  {what}: {time.monotonic() - self.begun:.0f} s   ")
            self.shown = -1
        elif sys.stdout.isatty():
            self.stdout.write(f"\r  {what}: {percent} %", ending="")
            self.stdout.flush()
