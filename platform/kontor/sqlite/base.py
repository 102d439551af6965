"""The SQLite backend: Django's own, with table remakes that lose nothing."""

from django.db.backends.sqlite3 import base

from kontor.sqlite.creation import DatabaseCreation
from kontor.sqlite.schema import DatabaseSchemaEditor


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose schema editor is safe for columns, indexes and triggers Django does not know."""

    SchemaEditorClass = DatabaseSchemaEditor
    creation_class = DatabaseCreation
