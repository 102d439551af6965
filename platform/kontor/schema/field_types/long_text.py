"""Text with line breaks."""

from typing import Any, ClassVar

from django.db import models

from kontor.core.labels import L
from kontor.schema.field_types.text import TextType
from kontor.schema.specs import MadeField


class LongTextType(TextType):
    """Text of several lines, up to 10,000 characters."""

    key = "long_text"
    label = L("Long text", "长文本")
    ops: ClassVar[tuple[str, ...]] = ("contains", "is_empty")
    sortable = False

    def column(self, made: MadeField) -> Any:
        """Text without a length of its own."""
        return models.TextField(null=True, blank=True)
