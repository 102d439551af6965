"""Postal addresses."""

from typing import Any, ClassVar

from django.utils.translation import gettext as _

from kontor.core import fields as own
from kontor.core.errors import BadInput
from kontor.core.fields import AddressField
from kontor.core.labels import L
from kontor.schema.descriptor import FieldDescriptor
from kontor.schema.field_types.base import FieldType, plain_text
from kontor.schema.specs import MadeField

LIMIT = 200


class AddressType(FieldType):
    """Street, city, region, postal code and country, kept together."""

    key = "address"
    label = L("Address", "地址")
    ops: ClassVar[tuple[str, ...]] = ("is_empty",)
    sortable = False

    def parse(self, field: FieldDescriptor, raw: Any) -> Any:
        """The parts that are filled, as a dict; None when none is."""
        if not isinstance(raw, dict) or not set(raw) <= set(AddressField.PARTS):
            raise BadInput(_("An address has the parts %(parts)s.") % {"parts": ", ".join(AddressField.PARTS)})
        parts = {name: plain_text(raw[name]) for name in AddressField.PARTS if raw.get(name) not in (None, "")}
        if any(len(text) > LIMIT for text in parts.values()):
            raise BadInput(_("At most %(limit)s characters are allowed.") % {"limit": LIMIT})
        return {name: text for name, text in parts.items() if text} or None

    def to_text(self, value: Any, language: str = "en", zone: str = "UTC", field: FieldDescriptor | None = None) -> str:
        """On one line."""
        parts = value or {}
        town = " ".join(parts[name] for name in ("postal_code", "city") if parts.get(name))
        return ", ".join(
            part for part in (parts.get("street"), town, parts.get("region"), parts.get("country")) if part
        )

    def to_export(self, value: Any) -> Any:
        """On one line."""
        return self.to_text(value)

    def column(self, made: MadeField) -> Any:
        """The parts as JSON."""
        return own.AddressField()
