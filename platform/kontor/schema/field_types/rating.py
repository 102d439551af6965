"""Stars."""

from typing import Any

from django.utils.translation import gettext as _

from kontor.core import fields as own
from kontor.core.errors import BadInput
from kontor.core.labels import L
from kontor.schema.descriptor import FieldDescriptor
from kontor.schema.field_types.integer import IntegerType
from kontor.schema.specs import MadeField

MOST = 5


class RatingType(IntegerType):
    """One to five stars."""

    key = "rating"
    label = L("Rating", "评分")

    def parse(self, field: FieldDescriptor, raw: Any) -> int:
        """The number of stars."""
        stars = super().parse(field, raw)
        if not 1 <= stars <= MOST:
            raise BadInput(_("A rating has one to five stars."))
        return stars

    def to_text(self, value: Any, language: str = "en", zone: str = "UTC", field: FieldDescriptor | None = None) -> str:
        """The stars."""
        return "" if value is None else "★" * value + "☆" * (MOST - value)

    def column(self, made: MadeField) -> Any:
        """A small number."""
        return own.RatingField(null=True, blank=True)
