"""Telephone numbers."""

import re
from typing import Any

from django.utils.translation import gettext as _

from kontor.core import fields as own
from kontor.core.errors import BadInput
from kontor.core.labels import L
from kontor.schema.descriptor import FieldDescriptor
from kontor.schema.field_types.text import TextType
from kontor.schema.specs import MadeField

SHAPE = re.compile(r"[0-9+()./\- x#]{3,40}")


class PhoneType(TextType):
    """A telephone number as people write it."""

    key = "phone"
    label = L("Phone", "电话")

    def parse(self, field: FieldDescriptor, raw: Any) -> str:
        """The number as it was written; BadInput when it holds other signs than a number's."""
        text = super().parse(field, raw)
        if not SHAPE.fullmatch(text):
            raise BadInput(_("A phone number holds digits, blanks and the signs + ( ) - . / only."))
        return text

    def column(self, made: MadeField) -> Any:
        """A number as text."""
        return own.PhoneField(null=True, blank=True)
