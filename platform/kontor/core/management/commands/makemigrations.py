"""`makemigrations`, whose first migrations make a table with all its indexes and constraints at once.

Django writes an operation of its own for each index. Every operation re-renders all models that are related to the
one it touches, and here every model is related to every other through the people who own records: migrating an empty
database would take three times as long.
"""

from typing import Any

from django.core.management.commands import makemigrations
from django.db.migrations import Migration
from django.db.migrations.operations import AddConstraint, AddIndex, CreateModel
from django.db.migrations.operations.base import Operation
from django.db.models import Index

from kontor.core.management.shipped import ShippedAutodetector


class Command(makemigrations.Command):
    """Django's command, writing compact first migrations of what code declares."""

    autodetector = ShippedAutodetector

    def write_migration_files(self, changes: dict[str, list[Migration]], *args: Any, **options: Any) -> None:
        """Writes the migrations after putting indexes and constraints where their tables are made."""
        for migrations in changes.values():
            for migration in migrations:
                migration.operations = compact(list(migration.operations))  # type: ignore[misc]
        super().write_migration_files(changes, *args, **options)


def compact(operations: list[Operation]) -> list[Operation]:
    """The same operations, with each AddIndex and AddConstraint inside the CreateModel that has all its fields."""
    kept: list[Operation] = []
    for operation in operations:
        place = _table_of(operation, kept)
        if place is None:
            kept.append(operation)
        else:
            kept[place] = _with(kept[place], operation)
    return kept


def _table_of(operation: Operation, kept: list[Operation]) -> int | None:
    if not isinstance(operation, AddIndex | AddConstraint):
        return None
    named = operation.model_name.lower()
    for place, made in enumerate(kept):
        if isinstance(made, CreateModel) and made.name.lower() == named:
            later = any(getattr(one, "model_name", "").lower() == named for one in kept[place + 1 :])
            return None if later else place
    return None


def _with(made: Any, operation: Any) -> CreateModel:
    added: Any = operation.index if isinstance(operation, AddIndex) else operation.constraint
    option = "indexes" if isinstance(added, Index) else "constraints"
    options = {**made.options, option: [*made.options.get(option, []), added]}
    return CreateModel(made.name, made.fields, options, made.bases, made.managers)
