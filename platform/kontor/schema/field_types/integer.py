"""Whole numbers."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext as _

from kontor.core.errors import BadInput
from kontor.core.labels import L
from kontor.schema.descriptor import FieldDescriptor
from kontor.schema.field_types.decimal import ORDERED, DecimalType
from kontor.schema.specs import MadeField

LIMIT = 2_147_483_647


class IntegerType(DecimalType):
    """A whole number within 32 bits."""

    key = "integer"
    label = L("Whole number", "整数")
    ops: ClassVar[tuple[str, ...]] = ORDERED
    shown_places = (0, 0)

    def parse(self, field: FieldDescriptor, raw: Any) -> int:
        """The number as int; BadInput for a fraction or what is out of range."""
        number = self.number(raw)
        if number != number.to_integral_value():
            raise BadInput(_("A whole number is expected here."))
        if abs(number) > LIMIT:
            raise BadInput(_("The number is out of range."))
        self.check_bounds(field, number)
        return int(number)

    def to_json(self, value: Any) -> Any:
        """A JSON number."""
        return value

    def to_export(self, value: Any) -> Any:
        """A number."""
        return value

    def column(self, made: MadeField) -> Any:
        """32 bits."""
        return models.IntegerField(null=True, blank=True)
