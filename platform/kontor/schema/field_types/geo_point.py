"""Places on the globe."""

import re
from decimal import Decimal
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from kontor.core import fields as own
from kontor.core.errors import BadInput
from kontor.core.labels import L
from kontor.schema.descriptor import FieldDescriptor
from kontor.schema.field_types.base import FieldType, plain_text
from kontor.schema.specs import MadeField

_PAIR = re.compile(r"(-?\d{1,2}(?:\.\d{1,12})?)\s*[,;，\s]\s*(-?\d{1,3}(?:\.\d{1,12})?)")
_PLACES = Decimal("0.000001")


class GeoPointType(FieldType):
    """Latitude and longitude in degrees (WGS 84), to six decimals: about ten centimetres."""

    key = "geo_point"
    label = L("Point on the map", "地理坐标")
    ops: ClassVar[tuple[str, ...]] = ("eq", "ne", "is_empty")
    aggregates: ClassVar[tuple[str, ...]] = ("count", "count_distinct")
    blank = ""

    def parse(self, field: FieldDescriptor, raw: Any) -> str:
        """The point as "latitude,longitude"; BadInput for what lies on no globe."""
        if isinstance(raw, dict) and set(raw) == {"lat", "lon"}:
            raw = f"{raw['lat']},{raw['lon']}"
        match = _PAIR.fullmatch(plain_text(raw))
        if match is None:
            raise BadInput(_("Latitude and longitude are expected here, for example 52.520008, 13.404954."))
        latitude, longitude = (Decimal(part).quantize(_PLACES) for part in match.groups())
        if abs(latitude) > 90 or abs(longitude) > 180:
            raise BadInput(_("There is no such point on the map."))
        return f"{latitude},{longitude}"

    def to_text(self, value: Any, language: str = "en", zone: str = "UTC", field: FieldDescriptor | None = None) -> str:
        """Both numbers."""
        return str(value).replace(",", ", ") if value else ""

    def to_export(self, value: Any) -> Any:
        """Both numbers."""
        return self.to_text(value) or None

    def column(self, made: MadeField) -> Any:
        """Its text."""
        return own.GeoPointField(null=True, blank=True)
