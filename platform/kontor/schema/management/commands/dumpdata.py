"""`dumpdata` that knows made objects and fields: unloaded, it would leave them out without a word."""

from django.core.management.commands import dumpdata

from kontor.schema.management.loaded import LoadedCommand


class Command(LoadedCommand, dumpdata.Command):
    """Django's command with everything that was made."""
