"""Ids of records of any object."""

from typing import Any, ClassVar
from uuid import UUID

from kontor.core.labels import L
from kontor.schema.descriptor import FieldDescriptor
from kontor.schema.field_types.base import FieldType
from kontor.schema.field_types.relation import read_id


class IdentifierType(FieldType):
    """The bare id of a record whose object another field names."""

    key = "id"
    label = L("Record id", "记录标识")
    ops: ClassVar[tuple[str, ...]] = ("eq", "ne", "in", "not_in", "is_empty")

    def parse(self, field: FieldDescriptor, raw: Any) -> UUID:
        """The UUID; BadInput when it is none."""
        return read_id(raw)

    def to_json(self, value: Any) -> Any:
        """The UUID as text."""
        return str(value) if value else None

    def to_export(self, value: Any) -> Any:
        """The UUID as text."""
        return str(value) if value else None
