"""`manage.py start_company NAME --email ADDRESS`: an empty company with its first administrator."""

from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from apps.company.services import Newcomer, Plan, add_person, found_company
from kontor.core.errors import Refusal
from kontor.schema.registry import ensure


class Command(BaseCommand):
    """Sets up accounts, units, places and terms, and one person who may do everything."""

    help = "Start an empty company with its first administrator."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The name is enough to begin with; the rest has defaults."""
        parser.add_argument("name", help="name of the company")
        parser.add_argument("--email", required=True, help="login of the first administrator")
        parser.add_argument("--person", default="Administrator", help="name of the first administrator")
        parser.add_argument("--password", help="password; asked for when not given")
        parser.add_argument("--currency", default="EUR", help="ISO code of the currency the books are kept in")
        parser.add_argument("--zone", default="UTC", help="IANA time zone of the company")
        parser.add_argument("--language", default="en", choices=["en", "zh-hans"])

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuses in one sentence when there is a company already."""
        ensure()
        plan = Plan(options["name"], options["currency"], options["zone"], options["language"])
        password = options["password"] or getpass(f"Password for {options['email']}: ")
        who = Newcomer(options["person"], options["email"], "administrator", password, language=options["language"])
        try:
            with transaction.atomic():
                founded = found_company(plan)
                add_person(who, founded.team)
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(f"{plan.name} is ready; log in as {who.email}.")
