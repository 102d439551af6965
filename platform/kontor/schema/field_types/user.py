"""A person."""

from typing import ClassVar

from kontor.core.labels import L
from kontor.schema.field_types.relation import RelationType


class UserType(RelationType):
    """A person who works here."""

    key = "user"
    label = L("A person", "人员")
    ops: ClassVar[tuple[str, ...]] = ("eq", "ne", "in", "not_in", "is_empty")
