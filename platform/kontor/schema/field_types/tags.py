"""Tags."""

import re
from typing import Any

from django.utils.translation import gettext as _

from kontor.core import fields as own
from kontor.core.errors import BadInput
from kontor.core.labels import L
from kontor.schema.descriptor import FieldDescriptor
from kontor.schema.field_types.base import plain_text
from kontor.schema.field_types.multi_choice import MultiChoiceType
from kontor.schema.specs import MadeField

MOST = 30
LENGTH = 40
_SEPARATORS = re.compile(r"[|,;，；、\n]")


class TagsType(MultiChoiceType):
    """Words of one's own, each once; no list says which."""

    key = "tags"
    label = L("Tags", "标签")

    def clean(self, field: FieldDescriptor, raw: Any) -> tuple[str, ...]:
        """The tags as a tuple; written in one text they are separated by commas."""
        if isinstance(raw, str):
            raw = _SEPARATORS.split(raw)
        if raw is not None and not isinstance(raw, list | tuple):
            raise BadInput(_("A list of tags is expected here."))
        tags = tuple(dict.fromkeys(tag for tag in (self._tag(one) for one in raw or ()) if tag))
        if len(tags) > MOST:
            raise BadInput(_("At most %(limit)s tags are allowed.") % {"limit": MOST})
        return tags

    def parse(self, field: FieldDescriptor, raw: Any) -> Any:
        """One tag, for filters."""
        return self._tag(raw)

    def _tag(self, raw: Any) -> str:
        text = plain_text(raw)
        if _SEPARATORS.search(text):
            raise BadInput(_("A tag holds no commas."))
        if len(text) > LENGTH:
            raise BadInput(_("A tag has at most %(limit)s characters.") % {"limit": LENGTH})
        return text

    def to_text(self, value: Any, language: str = "en", zone: str = "UTC", field: FieldDescriptor | None = None) -> str:
        """The tags, separated."""
        return ", ".join(value or ())

    def column(self, made: MadeField) -> Any:
        """Words between bars."""
        return own.TagsField(null=True, blank=True)
