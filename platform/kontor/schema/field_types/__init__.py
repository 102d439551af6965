"""Field types, one file each, found by their key or by the Django field that holds them."""

from typing import Any

from django.db import models

from kontor.core import fields as own
from kontor.core.errors import DeclarationError
from kontor.schema.field_types.address import AddressType
from kontor.schema.field_types.barcode import BarcodeType
from kontor.schema.field_types.base import FieldType
from kontor.schema.field_types.boolean import BooleanType
from kontor.schema.field_types.choice import ChoiceType
from kontor.schema.field_types.colour import ColourType
from kontor.schema.field_types.date import DateType
from kontor.schema.field_types.datetime import DateTimeType
from kontor.schema.field_types.decimal import DecimalType
from kontor.schema.field_types.duration import DurationType
from kontor.schema.field_types.email import EmailType
from kontor.schema.field_types.file import FileType
from kontor.schema.field_types.geo_point import GeoPointType
from kontor.schema.field_types.identifier import IdentifierType
from kontor.schema.field_types.image import ImageType
from kontor.schema.field_types.integer import IntegerType
from kontor.schema.field_types.long_text import LongTextType
from kontor.schema.field_types.money import MoneyType
from kontor.schema.field_types.multi_choice import MultiChoiceType
from kontor.schema.field_types.number import NumberType
from kontor.schema.field_types.percent import PercentType
from kontor.schema.field_types.phone import PhoneType
from kontor.schema.field_types.quantity import QuantityType
from kontor.schema.field_types.rate import RateType
from kontor.schema.field_types.rating import RatingType
from kontor.schema.field_types.relation import RelationType
from kontor.schema.field_types.relations import RelationsType
from kontor.schema.field_types.rich_text import RichTextType
from kontor.schema.field_types.signature import SignatureType
from kontor.schema.field_types.tags import TagsType
from kontor.schema.field_types.team import TeamType
from kontor.schema.field_types.text import TextType
from kontor.schema.field_types.unit_price import UnitPriceType
from kontor.schema.field_types.url import UrlType
from kontor.schema.field_types.user import UserType

__all__ = ["TYPES", "FieldType", "type_of"]

TYPES: dict[str, FieldType] = {
    one.key: one
    for one in (
        TextType(),
        LongTextType(),
        RichTextType(),
        IntegerType(),
        DecimalType(),
        MoneyType(),
        UnitPriceType(),
        PercentType(),
        QuantityType(),
        RateType(),
        DateType(),
        DateTimeType(),
        BooleanType(),
        ChoiceType(),
        MultiChoiceType(),
        EmailType(),
        PhoneType(),
        UrlType(),
        RelationType(),
        UserType(),
        TeamType(),
        FileType(),
        ImageType(),
        NumberType(),
        AddressType(),
        IdentifierType(),
        DurationType(),
        RatingType(),
        ColourType(),
        BarcodeType(),
        GeoPointType(),
        TagsType(),
        SignatureType(),
        RelationsType(),
    )
}

# the nearest class in the field's ancestry wins
_HOLDERS: dict[type[Any], str] = {
    own.MoneyField: "money",
    own.UnitPriceField: "unit_price",
    own.QuantityField: "quantity",
    own.RateField: "rate",
    own.PlainDecimalField: "decimal",
    own.PercentField: "percent",
    own.PhoneField: "phone",
    own.NumberField: "number",
    own.RichTextField: "rich_text",
    own.MultiChoiceField: "multi_choice",
    own.AddressField: "address",
    own.RatingField: "rating",
    own.ColourField: "colour",
    own.BarcodeField: "barcode",
    own.GeoPointField: "geo_point",
    own.TagsField: "tags",
    own.SignatureRelation: "signature",
    models.DurationField: "duration",
    own.ImageRelation: "image",
    own.FileRelation: "file",
    models.EmailField: "email",
    models.URLField: "url",
    models.CharField: "text",
    models.TextField: "long_text",
    models.BooleanField: "boolean",
    models.IntegerField: "integer",
    models.DecimalField: "decimal",
    models.DateTimeField: "datetime",
    models.DateField: "date",
    models.ForeignKey: "relation",
    models.UUIDField: "id",
}
_BY_TARGET = {"identity.person": "user", "identity.team": "team"}


def type_of(field: Any) -> FieldType:
    """The type of a Django field; DeclarationError when no type holds its class."""
    for ancestor in type(field).__mro__:
        key = _HOLDERS.get(ancestor)
        if key is not None:
            break
    else:
        msg = f"{field}: {type(field).__name__} is no field type of ours."
        raise DeclarationError(msg)
    if key == "text" and field.choices:
        key = "choice"
    if key == "relation" and field.related_model is not None:
        key = _BY_TARGET.get(field.related_model._meta.label_lower, key)
    return TYPES[key]
