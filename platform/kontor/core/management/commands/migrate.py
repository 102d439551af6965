"""`migrate`, which also puts the database guards in force."""

from typing import Any

from django.core.management.commands import migrate

from kontor.core import guard


class Command(migrate.Command):
    """Applies migrations, then installs every declared guard: remakes and drops may have taken some away."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Runs Django's command first."""
        super().handle(*args, **options)
        if options["check_unapplied"] or options["plan"]:
            return
        names = guard.install(options["database"])
        if options["verbosity"] >= 1:
            self.stdout.write(f"Guards in force: {len(names)}.")
