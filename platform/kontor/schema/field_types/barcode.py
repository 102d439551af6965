"""Barcodes."""

import re
from typing import Any

from django.utils.translation import gettext as _

from kontor.core import fields as own
from kontor.core.errors import BadInput
from kontor.core.labels import L
from kontor.schema.descriptor import FieldDescriptor
from kontor.schema.field_types.text import TextType
from kontor.schema.specs import MadeField

# what Code 128 can print
_PRINTABLE = re.compile(r"[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?")
_GTIN_LENGTHS = (8, 12, 13, 14)


class BarcodeType(TextType):
    """The text of a barcode; what looks like a GTIN must have its check digit right."""

    key = "barcode"
    label = L("Barcode", "条码")

    def parse(self, field: FieldDescriptor, raw: Any) -> str:
        """The text; BadInput for what no scanner reads."""
        text = super().parse(field, raw)
        if not _PRINTABLE.fullmatch(text):
            raise BadInput(_("A barcode holds letters, digits and signs of the English keyboard only."))
        if text.isdecimal() and len(text) in _GTIN_LENGTHS and not gtin_is_right(text):
            raise BadInput(_("The check digit of this barcode is wrong."))
        return text

    def column(self, made: MadeField) -> Any:
        """Its text."""
        return own.BarcodeField(null=True, blank=True)


def gtin_is_right(digits: str) -> bool:
    """Whether the last digit follows from the others (GS1 General Specifications, check digit of GTIN)."""
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(digits)))
    return total % 10 == 0
