"""Yes or no."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext as _

from kontor.core.errors import BadInput
from kontor.core.labels import L
from kontor.schema.descriptor import FieldDescriptor
from kontor.schema.field_types.base import EMPTY, FieldType
from kontor.schema.specs import MadeField

WORDS = {"true": True, "on": True, "1": True, "yes": True, "false": False, "off": False, "0": False, "no": False}


class BooleanType(FieldType):
    """True or false."""

    key = "boolean"
    label = L("Yes or no", "是否")
    ops: ClassVar[tuple[str, ...]] = ("eq", "ne")
    blank = False

    def clean(self, field: FieldDescriptor, raw: Any) -> Any:
        """True or false; what is taken away is no."""
        return False if raw in EMPTY else self.parse(field, raw)

    def parse(self, field: FieldDescriptor, raw: Any) -> bool:
        """The truth of true, on, yes, 1 and their opposites."""
        value = raw if isinstance(raw, bool) else WORDS.get(str(raw).strip().lower())
        if value is None:
            raise BadInput(_("Yes or no is expected here."))
        return value

    def to_text(self, value: Any, language: str = "en", zone: str = "UTC", field: FieldDescriptor | None = None) -> str:
        """Yes or no in the language."""
        if value is None:
            return ""
        return str(_("Yes")) if value else str(_("No"))

    def column(self, made: MadeField) -> Any:
        """True, false or not said."""
        return models.BooleanField(null=True, blank=True)
