"""`manage.py seed`: the demo company, built once and cloned from then on."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from apps.company.demo.cache import cache_of, demo_hash
from kontor.identity.models import CompanySettings, LegalEntity
from kontor.schema.registry import ensure


class Command(BaseCommand):
    """Puts the demo company into the database; leaves a company that is there alone."""

    help = "Load the demo company, from the cache when it was built before."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """A demo company that is there is only replaced when asked for."""
        parser.add_argument("--fresh", action="store_true", help="replace a demo company that is there")

    def handle(self, *args: Any, **options: Any) -> None:
        """Never touches a company that is not the demo company."""
        ensure()
        present = LegalEntity.objects.exists()
        if present and not options["fresh"]:
            self.stdout.write("  There is a company in this database already; nothing was changed.")
            return
        if present and not CompanySettings.objects.filter(is_demo=True).exists():
            msg = "This database holds a company of your own; it is not replaced."
            raise CommandError(msg)
        begun = time.monotonic()
        cache = cache_of(demo_hash())
        if cache.restore():
            self.stdout.write(f"  The demo company was cloned in {time.monotonic() - begun:.0f} s.")
            return
        if present:
            msg = "This code has not built the demo company yet; start with an empty database."
            raise CommandError(msg)
        call_command("load_demo", stdout=self.stdout)
        cache.keep()
