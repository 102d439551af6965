"""Links to any number of records."""

from typing import Any, ClassVar

from kontor.core.labels import L
from kontor.schema.descriptor import FieldDescriptor
from kontor.schema.field_types.base import FieldType
from kontor.schema.field_types.relation import RelationType


class RelationsType(FieldType):
    """Several records of the target object, kept as lines of their own: each link has a history and a place."""

    key = "relations"
    label = L("Links to many", "多选关联")
    ops: ClassVar[tuple[str, ...]] = ("eq", "in", "is_empty")
    aggregates: ClassVar[tuple[str, ...]] = ()
    sortable = False

    def parse(self, field: FieldDescriptor, raw: Any) -> Any:
        """One linked record, by its id or a unique key."""
        return RelationType().parse(field, raw)

    def to_json(self, value: Any) -> Any:
        """A list of linked records."""
        return [RelationType().to_json(one) for one in value or ()]

    def to_text(self, value: Any, language: str = "en", zone: str = "UTC", field: FieldDescriptor | None = None) -> str:
        """Their names."""
        return ", ".join(filter(None, (one.label for one in value or ())))

    def to_export(self, value: Any) -> Any:
        """Their names."""
        return self.to_text(value) or None
