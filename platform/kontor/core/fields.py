"""Model fields whose values stay exact on both databases, and those that only carry a meaning."""

import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.core import validators
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from kontor.core.labels import L


class ScaledDecimalField(models.DecimalField):  # type: ignore[type-arg]
    """A decimal of fixed scale: numeric on PostgreSQL, a scaled integer on SQLite; sums and checks are exact."""

    digits: int = 18
    places: int = 4

    def __init__(self, verbose_name: Any = None, name: str | None = None, **kwargs: Any) -> None:
        kwargs.pop("max_digits", None)
        kwargs.pop("decimal_places", None)
        super().__init__(verbose_name, name, max_digits=self.digits, decimal_places=self.places, **kwargs)

    def deconstruct(self) -> Any:
        """Without the digits: they belong to the class."""
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("max_digits", None)
        kwargs.pop("decimal_places", None)
        return name, path, args, kwargs

    def get_internal_type(self) -> str:
        """A name of its own, so that no backend converts through floats."""
        return "ScaledDecimalField"

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        """numeric(p,s), or a plain integer on SQLite."""
        if connection.vendor == "sqlite":
            return "integer"
        return f"numeric({self.digits}, {self.places})"

    def rel_db_type(self, connection: BaseDatabaseWrapper) -> str:
        """The same type for columns that point here."""
        return self.db_type(connection)

    def cast_db_type(self, connection: BaseDatabaseWrapper) -> str:
        """The same type in casts."""
        return self.db_type(connection)

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        """The stored form: Decimal, or on SQLite the integer value × 10^places."""
        if value is None or hasattr(value, "resolve_expression"):
            return value
        number = value if isinstance(value, Decimal) else self.to_python(value)
        if connection.vendor != "sqlite":
            return number
        return int(number.scaleb(self.places).to_integral_value())

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        """As get_db_prep_value."""
        return self.get_db_prep_value(value, connection)

    def from_db_value(self, value: Any, expression: Any, connection: BaseDatabaseWrapper) -> Decimal | None:
        """The Decimal of a stored value."""
        if value is None or isinstance(value, Decimal):
            return value
        if isinstance(value, float):
            return Decimal(repr(value)).scaleb(-self.places).quantize(Decimal(1).scaleb(-self.places))
        return Decimal(value).scaleb(-self.places)


class MoneyField(ScaledDecimalField):
    """An amount in the document's currency, 4 places."""

    description = L("Amount", "金额")


class UnitPriceField(ScaledDecimalField):
    """A price or cost of one unit, 6 places."""

    places = 6
    description = L("Unit price", "单价")


class QuantityField(ScaledDecimalField):
    """A quantity in the unit of the row, 6 places."""

    places = 6
    description = L("Quantity", "数量")


class RateField(ScaledDecimalField):
    """An exchange rate or factor, 10 places."""

    places = 10
    description = L("Rate", "汇率")


class PlainDecimalField(ScaledDecimalField):
    """A number with up to 6 places, exact on both databases."""

    places = 6
    description = L("Number", "数字")


class PercentField(ScaledDecimalField):
    """A percentage as people write it: 12.5 means 12.5 %; 4 places."""

    digits = 9
    description = L("Percent", "百分比")


class PhoneField(models.CharField):  # type: ignore[type-arg]
    """A telephone number as text."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        super().__init__(*args, **kwargs)


class NumberField(models.CharField):  # type: ignore[type-arg]
    """A number out of a series, given by the house, never typed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        kwargs.setdefault("null", True)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)


class RichTextField(models.TextField):  # type: ignore[type-arg]
    """Formatted text; cleaned HTML."""


class MultiChoiceField(models.TextField):  # type: ignore[type-arg]
    """Several keys out of `choices`, stored as |a|b| so that both databases can filter by one of them."""

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> tuple[str, ...]:
        """The keys as a tuple."""
        return self.to_python(value)

    def to_python(self, value: Any) -> tuple[str, ...]:
        """The keys as a tuple, from stored text or any iterable."""
        if not value:
            return ()
        if isinstance(value, str):
            return tuple(part for part in value.split("|") if part)
        return tuple(value)

    def get_prep_value(self, value: Any) -> str:
        """The stored text."""
        if isinstance(value, str) and (value.startswith("|") or not value):
            return value
        keys: Iterable[str] = (value,) if isinstance(value, str) else (value or ())
        joined = "|".join(keys)
        return f"|{joined}|" if joined else ""

    def validate(self, value: Any, model_instance: Any) -> None:
        """Each key on its own; the field types do it when a record is saved."""


class AddressField(models.JSONField):
    """A postal address: street, city, region, postal_code, country (ISO 3166 code or name)."""

    PARTS = ("street", "city", "region", "postal_code", "country")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("null", True)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def value_to_string(self, obj: Any) -> str:
        """JSON, for fixtures."""
        return json.dumps(self.value_from_object(obj), ensure_ascii=False)


class FileRelation(models.ForeignKey):  # type: ignore[type-arg]
    """A stored file."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("to", "files.StoredFile")
        kwargs.setdefault("on_delete", models.PROTECT)
        kwargs.setdefault("related_name", "+")
        kwargs.setdefault("null", True)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)


class ImageRelation(FileRelation):
    """A stored picture."""


class SignatureRelation(ImageRelation):
    """A stored picture of a signature."""


class RatingField(models.PositiveSmallIntegerField):  # type: ignore[type-arg]
    """One to five stars."""


class TagsField(MultiChoiceField):
    """Words of one's own, stored as |a|b|."""


class ColourField(models.CharField):  # type: ignore[type-arg]
    """A colour as #rrggbb."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 7)
        super().__init__(*args, **kwargs)


class BarcodeField(models.CharField):  # type: ignore[type-arg]
    """The text of a barcode."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 80)
        super().__init__(*args, **kwargs)


class GeoPointField(models.CharField):  # type: ignore[type-arg]
    """Latitude and longitude in degrees, as "52.520008,13.404954"."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 26)
        super().__init__(*args, **kwargs)


MAX_PERCENT = validators.MaxValueValidator(Decimal(100))
NOT_NEGATIVE = validators.MinValueValidator(Decimal(0))
