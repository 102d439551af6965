"""manage.py load_roles [FILE]: roles and rights from a TOML file."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from kontor.core.errors import DeclarationError
from kontor.records.roles import load_roles
from kontor.schema.registry import ensure


class Command(BaseCommand):
    """Loads roles; a second run changes nothing."""

    help = "Loads roles and their rights from a TOML file (default: fixtures/roles.toml)."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file."""
        parser.add_argument("file", nargs="?", default=str(Path(settings.ROOT) / "fixtures" / "roles.toml"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Loads the file and says which roles it holds."""
        ensure()
        path = Path(options["file"])
        if not path.exists():
            msg = f"There is no file {path}."
            raise CommandError(msg)
        try:
            keys = load_roles(path)
        except DeclarationError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Roles loaded: {', '.join(keys)}.")
