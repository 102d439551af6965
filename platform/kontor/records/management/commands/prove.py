"""`manage.py prove`: every invariant as a query, one line each; fails when one is broken."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kontor.core.registry import Invariant, stores
from kontor.schema.registry import ensure

SHOWN = 5


class Command(BaseCommand):
    """Looks whether what must always hold does hold."""

    help = "Proves every invariant of the books; exits non-zero when one is broken."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """All of them unless some are named."""
        parser.add_argument("names", nargs="*", help="names of invariants; all without any")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints one line per invariant, and what is wrong below those that are broken."""
        ensure()
        wanted = self._wanted(options["names"])
        broken = [one.name for one in wanted if not self._holds(one)]
        if broken:
            msg = f"{len(broken)} of {len(wanted)} invariants are broken: {', '.join(broken)}"
            raise CommandError(msg)
        self.stdout.write(f"All {len(wanted)} invariants hold.")

    def _wanted(self, names: list[str]) -> list[Invariant]:
        unknown = set(names) - stores.invariants.keys()
        if unknown:
            msg = f"There is no invariant {', '.join(sorted(unknown))}."
            raise CommandError(msg)
        return [one for name, one in stores.invariants.items() if not names or name in names]

    def _holds(self, one: Invariant) -> bool:
        problems = one.broken()
        self.stdout.write(f"{'BROKEN' if problems else 'ok':<7}{one.name:<26}{one.description}")
        for problem in problems[:SHOWN]:
            self.stdout.write(f"         {problem}")
        if len(problems) > SHOWN:
            self.stdout.write(f"         and {len(problems) - SHOWN} more")
        return not problems
