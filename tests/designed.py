"""Objects and fields made within a test: the process follows at once, and forgets them after it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from kontor.schema.descriptor import ObjectDescriptor
from kontor.schema.registry import ensure, object_of, unload
from kontor.schema.services import Change, FieldSpec, ObjectSpec, add_field, add_object, changing


class Designed:
    """Makes things; the shortest way to an object with some fields."""

    @contextmanager
    def changing(self) -> Iterator[Change]:
        """A change that the process follows when it is over, committed or (in a test's transaction) not yet."""
        with changing() as change:
            yield change
        assert ensure()

    def object(self, key: str, *fields: FieldSpec, label: str = "", **said: Any) -> ObjectDescriptor:
        """An object with those fields; its first one names its records unless something else is said."""
        if fields and said.get("kind") != "line":
            said.setdefault("name_field", fields[0].key)
        with self.changing():
            add_object(ObjectSpec({"en": label or key.replace("_", " ").capitalize()}, key=key, **said))
            for one in fields:
                add_field(key, one)
        return object_of(key)

    def field(self, object_key: str, key: str, type: str = "text", **said: Any) -> ObjectDescriptor:
        """The object with one field more."""
        with self.changing():
            add_field(object_key, field(key, type, **said))
        return object_of(object_key)


def field(key: str, type: str = "text", **said: Any) -> FieldSpec:
    """The spec of a field, with a label out of its key."""
    return FieldSpec({"en": key.replace("_", " ").capitalize()}, type, key=key, **said)


@pytest.fixture
def designed(db: None) -> Iterator[Designed]:
    """Makes objects and fields in the transaction of a test."""
    yield Designed()
    unload()


@pytest.fixture
def designed_committed(committed_db: None) -> Iterator[Designed]:
    """Makes objects and fields with real commits."""
    unload()
    yield Designed()
    unload()
