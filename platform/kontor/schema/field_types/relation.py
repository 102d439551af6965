"""A link to a record of another object."""

from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _

from kontor.core.errors import BadInput
from kontor.core.labels import L
from kontor.schema.descriptor import FieldDescriptor
from kontor.schema.field_types.base import FieldType
from kontor.schema.specs import MadeField

ON_DELETE: dict[str, Any] = {"protect": models.PROTECT, "set_null": models.SET_NULL, "cascade": models.CASCADE}


def read_id(raw: Any) -> UUID:
    """The UUID of what was sent; BadInput when it is none."""
    if isinstance(raw, UUID):
        return raw
    text = raw.strip() if isinstance(raw, str) else ""
    try:
        if len(text) not in (32, 36) or not text.isascii():
            raise ValueError
        return UUID(text)
    except ValueError:
        raise BadInput(_("The id of a record is expected here.")) from None


class RelationType(FieldType):
    """One record of the target object: its id, or {"number": …} by a unique key the actor may read."""

    key = "relation"
    label = L("Link", "关联")
    ops: ClassVar[tuple[str, ...]] = ("eq", "ne", "in", "not_in", "is_empty")

    def parse(self, field: FieldDescriptor, raw: Any) -> Any:
        """The id, or the unique key to look up as a (field, text) pair; the write path asks whether it exists."""
        if isinstance(raw, dict):
            if "id" in raw:
                return read_id(raw["id"])
            if len(raw) == 1:
                ((name, value),) = raw.items()
                if isinstance(name, str) and isinstance(value, str):
                    return (name, value)
            raise BadInput(_("A record is named by its id or by one unique key."))
        return read_id(raw)

    def to_json(self, value: Any) -> Any:
        """{"id", "object", "label"}; without label where it is not at hand or not the actor's to read."""
        if value is None or isinstance(value, str):
            return value
        if isinstance(value, UUID):
            return str(value)
        named = {"label": value.label} if value.label else {}
        return {"id": str(value.id), "object": value.object, **named}

    def to_text(self, value: Any, language: str = "en", zone: str = "UTC", field: FieldDescriptor | None = None) -> str:
        """The label."""
        return "" if value is None else str(getattr(value, "label", value) or "")

    def to_export(self, value: Any) -> Any:
        """The label, or the id where the actor may not read the label."""
        return None if value is None else str(getattr(value, "label", None) or getattr(value, "id", value))

    def column(self, made: MadeField) -> Any:
        """A link with an index of its own, made by the house."""
        return models.ForeignKey(
            made.to, ON_DELETE[made.on_delete], null=True, blank=True, related_name=made.reverse, db_index=False
        )
