"""Related records as they are read."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kontor.schema.descriptor import ObjectDescriptor


@dataclass(frozen=True, slots=True)
class Ref:
    """A related record: its id, object and name; the name is empty when the actor may not read it."""

    id: UUID
    object: str
    label: str


def ref_label(target: ObjectDescriptor | None, value: Any, *, known: bool) -> str:
    """The name of a related record; a document without a number is a draft."""
    if value not in (None, ""):
        return str(value)
    if known and target is not None and target.is_document and target.label_field == "number":
        return _("Draft")
    return ""
