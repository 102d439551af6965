"""One line of text."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext as _

from kontor.core.errors import BadInput
from kontor.core.labels import L
from kontor.schema.descriptor import FieldDescriptor
from kontor.schema.field_types.base import FieldType, plain_text
from kontor.schema.specs import MadeField

TEXT_LENGTH = 500


class TextType(FieldType):
    """Text without line breaks, up to the field's length."""

    key = "text"
    label = L("Text", "文本")
    ops: ClassVar[tuple[str, ...]] = ("contains", "eq", "ne", "starts_with", "in", "not_in", "is_empty")
    blank = ""
    limit: ClassVar[int] = 10_000

    def parse(self, field: FieldDescriptor, raw: Any) -> str:
        """The text, NFC and stripped; at most the field's length in characters."""
        text = plain_text(str(raw) if isinstance(raw, int) and not isinstance(raw, bool) else raw)
        limit = field.max_length or self.limit
        if len(text) > limit:
            raise BadInput(_("At most %(limit)s characters are allowed.") % {"limit": limit})
        return text

    def column(self, made: MadeField) -> Any:
        """Text up to its length."""
        return models.CharField(max_length=made.max_length or TEXT_LENGTH, null=True, blank=True)
