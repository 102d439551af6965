"""Formatted text."""

from typing import Any, ClassVar

import nh3
from django.utils.html import strip_tags

from kontor.core import fields as own
from kontor.core.labels import L
from kontor.schema.descriptor import FieldDescriptor
from kontor.schema.field_types.text import TextType
from kontor.schema.specs import MadeField

TAGS = {"p", "br", "b", "strong", "i", "em", "u", "s", "ul", "ol", "li", "a", "blockquote", "code", "pre", "h3", "h4"}


class RichTextType(TextType):
    """HTML of a small allow-list, cleaned when saved; up to 200,000 characters."""

    key = "rich_text"
    label = L("Formatted text", "富文本")
    ops: ClassVar[tuple[str, ...]] = ("contains", "is_empty")
    sortable = False
    limit = 200_000

    def parse(self, field: FieldDescriptor, raw: Any) -> str:
        """The cleaned HTML."""
        return nh3.clean(super().parse(field, raw), tags=TAGS, attributes={"a": {"href"}})

    def to_text(self, value: Any, language: str = "en", zone: str = "UTC", field: FieldDescriptor | None = None) -> str:
        """The text without its tags."""
        return strip_tags(value or "")

    def to_export(self, value: Any) -> Any:
        """The text without its tags."""
        return strip_tags(value or "")

    def column(self, made: MadeField) -> Any:
        """Cleaned HTML."""
        return own.RichTextField(null=True, blank=True)
