"""A team."""

from typing import ClassVar

from kontor.core.labels import L
from kontor.schema.field_types.relation import RelationType


class TeamType(RelationType):
    """A place in the organisation tree."""

    key = "team"
    label = L("A team", "团队")
    ops: ClassVar[tuple[str, ...]] = ("eq", "ne", "in", "not_in", "is_empty")
