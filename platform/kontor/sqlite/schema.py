"""The schema editor: table remakes that lose nothing."""

from django.db.backends.sqlite3 import schema


class DatabaseSchemaEditor(schema.DatabaseSchemaEditor):
    """Django's editor of SQLite schemas."""
