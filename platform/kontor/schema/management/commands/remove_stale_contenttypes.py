"""`remove_stale_contenttypes` that does not take made objects for removed models."""

from django.contrib.contenttypes.management.commands import remove_stale_contenttypes

from kontor.schema.management.loaded import LoadedCommand


class Command(LoadedCommand, remove_stale_contenttypes.Command):
    """Django's command with everything that was made."""
