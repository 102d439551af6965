"""One of several keys."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext as _

from kontor.core.errors import BadInput
from kontor.core.labels import L
from kontor.schema.descriptor import FieldDescriptor
from kontor.schema.field_types.base import FieldType
from kontor.schema.specs import MadeField

KEY_LENGTH = 60


def label_of(field: FieldDescriptor | None, key: str) -> str:
    """The label of a choice; the key itself when it is none of them any more."""
    if field is not None:
        for choice in field.choices:
            if choice.key == key:
                return str(choice.label)
    return key


class ChoiceType(FieldType):
    """One key out of the field's choices."""

    key = "choice"
    label = L("Choice", "单选")
    ops: ClassVar[tuple[str, ...]] = ("eq", "ne", "in", "not_in", "is_empty")
    blank = ""

    def parse(self, field: FieldDescriptor, raw: Any) -> str:
        """The key; BadInput when the field has no such choice."""
        if isinstance(raw, str) and any(choice.key == raw for choice in field.choices):
            return raw
        raise BadInput(
            _("Choose one of: %(choices)s.") % {"choices": ", ".join(choice.key for choice in field.choices)}
        )

    def to_text(self, value: Any, language: str = "en", zone: str = "UTC", field: FieldDescriptor | None = None) -> str:
        """The choice's label."""
        return label_of(field, value) if value else ""

    def column(self, made: MadeField) -> Any:
        """A key; which keys there are is not the column's business."""
        return models.CharField(max_length=KEY_LENGTH, null=True, blank=True)
