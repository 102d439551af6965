"""The one source of record ids."""

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """A UUIDv7: unique, sortable by time, strictly rising within a process."""
    return uuid7()
