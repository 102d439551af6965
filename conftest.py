"""The databases of the test run."""

from tests.databases import committed_db, demo_url, django_db_modify_db_settings

__all__ = ["committed_db", "demo_url", "django_db_modify_db_settings"]
