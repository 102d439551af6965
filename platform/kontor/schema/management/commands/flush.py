"""`flush` that empties made tables too, and takes them away: what describes them is emptied as well."""

from typing import Any

from django.core.management.commands import flush
from django.db import transaction

from kontor.schema import ddl, views
from kontor.schema.management.loaded import LoadedCommand
from kontor.schema.models import FieldDef, ObjectDef, State
from kontor.schema.registry import ensure
from kontor.schema.services_fields import made
from kontor.schema.services_objects import tables_of
from kontor.schema.specs import history_table


class Command(LoadedCommand, flush.Command):
    """Django's command; afterwards nothing made is left, neither rows nor tables nor columns."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Remembers what was made, since afterwards nobody knows it."""
        objects = list(ObjectDef.objects.exclude(state=State.PURGED))
        own = {row.key for row in objects}
        fields = [
            (row.column, tables_of(row.object))
            for row in FieldDef.objects.exclude(state=State.PURGED).exclude(object__in=own)
            if made(row).stored
        ]
        super().handle(*args, **options)
        if FieldDef.objects.exists() or ObjectDef.objects.exists():
            return
        with transaction.atomic():
            views.drop_all()
            for column, tables in fields:
                for kind in ("plain", "unique"):
                    ddl.drop_index(column, kind)
                for table in tables:
                    ddl.drop_column(table, column)
            for row in reversed(objects):
                ddl.drop_table(history_table(row.table))
                ddl.drop_table(row.table)
            views.refresh()
        ensure()
