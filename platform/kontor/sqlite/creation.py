"""Making and removing test databases."""

import shutil
from pathlib import Path

from django.db.backends.sqlite3 import creation


class DatabaseCreation(creation.DatabaseCreation):
    """Clones the file that TEST["TEMPLATE"] names, and removes write-ahead logs along with their database."""

    def _create_test_db(self, verbosity: int, autoclobber: bool, keepdb: bool = False) -> str:
        name: str = super()._create_test_db(verbosity, autoclobber, keepdb)  # type: ignore[misc]
        template = self.connection.settings_dict["TEST"].get("TEMPLATE")
        if template and not keepdb and not self.is_in_memory_db(name):
            for tail in ("-wal", "-shm"):
                Path(name + tail).unlink(missing_ok=True)
            shutil.copyfile(template, name)
        return name

    def _destroy_test_db(self, test_database_name: str, verbosity: int) -> None:
        super()._destroy_test_db(test_database_name, verbosity)  # type: ignore[misc]
        if not self.is_in_memory_db(test_database_name):
            for tail in ("-wal", "-shm"):
                Path(test_database_name + tail).unlink(missing_ok=True)
