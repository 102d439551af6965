"""Colours."""

import re
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from kontor.core import fields as own
from kontor.core.errors import BadInput
from kontor.core.labels import L
from kontor.schema.descriptor import FieldDescriptor
from kontor.schema.field_types.text import TextType
from kontor.schema.specs import MadeField

_SHORT = re.compile(r"#[0-9a-fA-F]{3}")
_LONG = re.compile(r"#[0-9a-fA-F]{6}")


class ColourType(TextType):
    """A colour as #rrggbb."""

    key = "colour"
    label = L("Colour", "颜色")
    ops: ClassVar[tuple[str, ...]] = ("eq", "ne", "in", "not_in", "is_empty")

    def parse(self, field: FieldDescriptor, raw: Any) -> str:
        """The colour in six small digits."""
        text = super().parse(field, raw)
        if _SHORT.fullmatch(text):
            text = "#" + "".join(letter * 2 for letter in text[1:])
        if not _LONG.fullmatch(text):
            raise BadInput(_("A colour is expected here, for example #2f6fed."))
        return text.lower()

    def column(self, made: MadeField) -> Any:
        """Seven characters."""
        return own.ColourField(null=True, blank=True)
