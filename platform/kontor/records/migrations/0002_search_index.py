"""The full-text index: an FTS5 table fed by triggers on SQLite, a GIN index on PostgreSQL."""

from typing import Any, ClassVar

from django.db import migrations

SQLITE = (
    """CREATE VIRTUAL TABLE records_search_fts USING fts5(
        text, content='records_searchentry', content_rowid='id', tokenize='unicode61 remove_diacritics 0')""",
    """CREATE TRIGGER records_search_added AFTER INSERT ON records_searchentry BEGIN
        INSERT INTO records_search_fts(rowid, text) VALUES (new.id, new.text); END""",
    """CREATE TRIGGER records_search_removed AFTER DELETE ON records_searchentry BEGIN
        INSERT INTO records_search_fts(records_search_fts, rowid, text) VALUES ('delete', old.id, old.text); END""",
    """CREATE TRIGGER records_search_changed AFTER UPDATE ON records_searchentry BEGIN
        INSERT INTO records_search_fts(records_search_fts, rowid, text) VALUES ('delete', old.id, old.text);
        INSERT INTO records_search_fts(rowid, text) VALUES (new.id, new.text); END""",
)
POSTGRESQL = (
    "CREATE INDEX records_search_words ON records_searchentry USING gin (to_tsvector('simple', text))",
    "CREATE INDEX records_search_object ON records_searchentry (object, record)",
)


def add(apps: Any, schema_editor: Any) -> None:
    """Makes the index of the vendor at hand."""
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("records", "0001_initial")]
    operations: ClassVar[list[Any]] = [migrations.RunPython(add, migrations.RunPython.noop)]
