"""The people of the side panel's tests."""

from tests.platform.collab.conftest import asset, own_storage, people

__all__ = ["asset", "own_storage", "people"]
