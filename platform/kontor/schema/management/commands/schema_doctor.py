"""`manage.py schema_doctor`: is everything in the database that designers have made? Run it after a restore."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kontor.schema import doctor
from kontor.schema.changing import run_change


class Command(BaseCommand):
    """Tells what is missing or unknown; with --repair makes what is missing. Never drops anything."""

    help = "Compares made objects and fields with the tables, columns, indexes and views of the database."

    def add_arguments(self, parser: Any) -> None:
        """--repair."""
        parser.add_argument("--repair", action="store_true", help="make what is missing (empty, of course)")

    def handle(self, *args: Any, **options: Any) -> None:
        """One line per difference; fails while there are any."""
        found = doctor.drift()
        for one in found:
            self.stdout.write(one.sentence)
        if found and options["repair"]:
            found = run_change(lambda _change: doctor.repair())
            for one in found:
                self.stdout.write(f"Left: {one.sentence}")
        if found:
            msg = f"{len(found)} differences."
            raise CommandError(msg)
        self.stdout.write("Everything is there.")
