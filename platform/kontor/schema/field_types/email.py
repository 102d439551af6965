"""Mail addresses."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.utils.translation import gettext as _

from kontor.core.errors import BadInput
from kontor.core.labels import L
from kontor.schema.descriptor import FieldDescriptor
from kontor.schema.field_types.text import TextType
from kontor.schema.specs import MadeField


class EmailType(TextType):
    """One mail address."""

    key = "email"
    label = L("Email", "邮箱")

    def parse(self, field: FieldDescriptor, raw: Any) -> str:
        """The address; BadInput when it is none."""
        text = super().parse(field, raw)
        try:
            validate_email(text)
        except ValidationError:
            raise BadInput(_("An email address like name@example.com is expected here.")) from None
        return text

    def column(self, made: MadeField) -> Any:
        """An address."""
        return models.EmailField(null=True, blank=True)
