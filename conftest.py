"""The databases of the test run."""

import os

from tests.databases import committed_db, demo_url, django_db_modify_db_settings

__all__ = ["committed_db", "demo_url", "django_db_modify_db_settings"]

# the browser tests keep an event loop in their worker; the other tests of that worker are not asynchronous for it
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
