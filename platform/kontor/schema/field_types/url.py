"""Web addresses."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.utils.translation import gettext as _

from kontor.core.errors import BadInput
from kontor.core.labels import L
from kontor.schema.descriptor import FieldDescriptor
from kontor.schema.field_types.text import TextType
from kontor.schema.specs import MadeField

validate = URLValidator(schemes=["http", "https"])


class UrlType(TextType):
    """An http or https address."""

    key = "url"
    label = L("Web address", "网址")

    def parse(self, field: FieldDescriptor, raw: Any) -> str:
        """The address; https:// is put in front where no scheme was given."""
        text = super().parse(field, raw)
        if "://" not in text:
            text = f"https://{text}"
        try:
            validate(text)
        except ValidationError:
            raise BadInput(_("A web address like https://example.com is expected here.")) from None
        return text

    def column(self, made: MadeField) -> Any:
        """An address."""
        return models.URLField(max_length=500, null=True, blank=True)
