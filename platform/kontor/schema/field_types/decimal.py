"""Decimal numbers."""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, ClassVar

from babel.numbers import NumberPattern, parse_pattern
from django.utils.translation import gettext as _

from kontor.core import fields as own
from kontor.core.errors import BadInput
from kontor.core.labels import L
from kontor.schema.descriptor import FieldDescriptor
from kontor.schema.field_types.base import FieldType, locale_of
from kontor.schema.specs import MadeField

ORDERED = ("eq", "ne", "lt", "lte", "gt", "gte", "between", "in", "not_in", "is_empty")
MAX_TEXT = 60
MAX_EXPONENT = 30


@lru_cache(maxsize=64)
def pattern(places_min: int, places_max: int) -> NumberPattern:
    """Babel's pattern with grouping and that many decimals."""
    decimals = "0" * places_min + "#" * (places_max - places_min)
    return parse_pattern(f"#,##0.{decimals}" if decimals else "#,##0")


class DecimalType(FieldType):
    """An exact decimal number."""

    key = "decimal"
    label = L("Number", "数字")
    ops: ClassVar[tuple[str, ...]] = ORDERED
    numeric = True
    aggregates: ClassVar[tuple[str, ...]] = ("count", "sum", "avg", "min", "max", "count_distinct")
    shown_places: ClassVar[tuple[int, int]] = (0, 6)
    most_shown: ClassVar[int] = 10

    def number(self, raw: Any) -> Decimal:
        """A finite Decimal of what was sent; BadInput otherwise."""
        if isinstance(raw, bool) or not isinstance(raw, str | int | float | Decimal):
            raise BadInput(_("A number is expected here."))
        text = str(raw).strip().replace("\u2212", "-")
        if len(text) > MAX_TEXT or not text.isascii() or "_" in text:
            raise BadInput(_("A number is expected here."))
        try:
            number = Decimal(text)
        except InvalidOperation:
            raise BadInput(_("A number is expected here.")) from None
        if not number.is_finite() or (number and abs(number.adjusted()) > MAX_EXPONENT):
            raise BadInput(_("The number is out of range."))
        return number if number else Decimal(0)

    def check_bounds(self, field: FieldDescriptor, number: Decimal) -> None:
        """BadInput when the field's smallest or largest value is passed."""
        if field.minimum is not None and number < field.minimum:
            raise BadInput(_("The smallest value allowed is %(limit)s.") % {"limit": field.minimum})
        if field.maximum is not None and number > field.maximum:
            raise BadInput(_("The largest value allowed is %(limit)s.") % {"limit": field.maximum})

    def parse(self, field: FieldDescriptor, raw: Any) -> Any:
        """The number rounded half up to the field's places; BadInput beyond its digits."""
        number = self.number(raw)
        if number.adjusted() >= field.digits - field.places:
            raise BadInput(_("The number is out of range."))
        self.check_bounds(field, number)
        return number.quantize(Decimal(1).scaleb(-field.places), rounding=ROUND_HALF_UP)

    def to_json(self, value: Any) -> Any:
        """A decimal string with the places people expect of the type."""
        if value is None:
            return None
        least = self.shown_places[0]
        plain = format(value, "f")
        whole, _dot, decimals = plain.partition(".")
        decimals = decimals.rstrip("0").ljust(least, "0")
        return f"{whole}.{decimals}" if decimals else whole

    def to_text(self, value: Any, language: str = "en", zone: str = "UTC", field: FieldDescriptor | None = None) -> str:
        """Grouped, in the language's own way."""
        if value is None:
            return ""
        least, most = self.shown_places
        most = min(most, self.most_shown)
        return str(pattern(least, most).apply(value, locale_of(language)))

    def to_export(self, value: Any) -> Any:
        """A number with the decimals people expect of the type."""
        return None if value is None else Decimal(str(self.to_json(value)))

    def column(self, made: MadeField) -> Any:
        """Exact, 6 places."""
        return own.PlainDecimalField(null=True, blank=True)
