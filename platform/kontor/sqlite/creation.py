"""Making and removing test databases."""

from pathlib import Path

from django.db.backends.sqlite3 import creation


class DatabaseCreation(creation.DatabaseCreation):
    """Also removes the write-ahead log files that belong to a removed database file."""

    def _destroy_test_db(self, test_database_name: str, verbosity: int) -> None:
        super()._destroy_test_db(test_database_name, verbosity)  # type: ignore[misc]
        if not self.is_in_memory_db(test_database_name):
            for tail in ("-wal", "-shm"):
                Path(test_database_name + tail).unlink(missing_ok=True)
