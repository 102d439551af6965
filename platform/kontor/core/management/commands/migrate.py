"""`migrate`, which also puts the database guards in force."""

from contextlib import ExitStack
from typing import Any

from django.core.management.commands import migrate

from kontor.core import guard
from kontor.core.management.shipped import ShippedAutodetector
from kontor.core.registry import stores


class Command(migrate.Command):
    """Applies migrations, then installs every declared guard: remakes and drops may have taken some away."""

    autodetector = ShippedAutodetector

    def handle(self, *args: Any, **options: Any) -> None:
        """Runs Django's command first."""
        with ExitStack() as around:
            for context in stores.around_migrate if not (options["check_unapplied"] or options["plan"]) else ():
                around.enter_context(context(options["database"]))
            super().handle(*args, **options)
        if options["check_unapplied"] or options["plan"]:
            return
        names = guard.install(options["database"])
        if options["verbosity"] >= 1:
            self.stdout.write(f"Guards in force: {len(names)}.")
