"""Numbers out of a series."""

from typing import ClassVar

from kontor.core.labels import L
from kontor.schema.field_types.text import TextType


class NumberType(TextType):
    """A number the house gives; it is read and searched like text."""

    key = "number"
    label = L("Number", "编号")
    ops: ClassVar[tuple[str, ...]] = ("contains", "eq", "ne", "starts_with", "in", "not_in", "is_empty")

    @property
    def designable(self) -> bool:
        """No: numbers belong to documents."""
        return False
