"""Text with line breaks."""

from typing import ClassVar

from kontor.core.labels import L
from kontor.schema.field_types.text import TextType


class LongTextType(TextType):
    """Text of several lines, up to 10,000 characters."""

    key = "long_text"
    label = L("Long text", "长文本")
    ops: ClassVar[tuple[str, ...]] = ("contains", "is_empty")
    sortable = False
