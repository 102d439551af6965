"""Several keys at once."""

from typing import Any, ClassVar

from django.utils.translation import gettext as _

from kontor.core import fields as own
from kontor.core.errors import BadInput
from kontor.core.labels import L
from kontor.schema.descriptor import FieldDescriptor
from kontor.schema.field_types.choice import ChoiceType, label_of
from kontor.schema.specs import MadeField


class MultiChoiceType(ChoiceType):
    """Any number of keys out of the field's choices, in the order of the choices."""

    key = "multi_choice"
    label = L("Choices", "多选")
    ops: ClassVar[tuple[str, ...]] = ("contains", "is_empty")
    blank: ClassVar[Any] = ()
    sortable = False
    packed = True

    def clean(self, field: FieldDescriptor, raw: Any) -> Any:
        """The keys as a tuple."""
        if isinstance(raw, str):
            raw = [part for part in raw.split("|") if part]
        if raw is not None and not isinstance(raw, list | tuple):
            raise BadInput(_("A list of choices is expected here."))
        wanted = {ChoiceType.parse(self, field, one) for one in (raw or ())}
        return tuple(choice.key for choice in field.choices if choice.key in wanted)

    def to_json(self, value: Any) -> Any:
        """A list of keys."""
        return list(value or ())

    def to_text(self, value: Any, language: str = "en", zone: str = "UTC", field: FieldDescriptor | None = None) -> str:
        """The labels, separated."""
        return ", ".join(label_of(field, one) for one in value or ())

    def to_export(self, value: Any) -> Any:
        """The keys, separated."""
        return ", ".join(value or ())

    def column(self, made: MadeField) -> Any:
        """Keys between bars."""
        return own.MultiChoiceField(null=True, blank=True)
