"""What every field type can do."""

import re
import unicodedata
from functools import lru_cache
from typing import Any, ClassVar

from babel import Locale
from django.utils.translation import gettext as _

from kontor.core.errors import BadInput
from kontor.schema.descriptor import FieldDescriptor
from kontor.schema.specs import MadeField

EMPTY: tuple[Any, ...] = (None, "", (), [])


_HALVES = re.compile("[\ud800-\udfff]")


@lru_cache(maxsize=16)
def locale_of(language: str) -> Locale:
    """Babel's locale for a language code of ours."""
    return Locale.parse("zh_Hans_CN" if language.lower().startswith("zh") else language.replace("-", "_"))


def plain_text(raw: Any) -> str:
    """`raw` as text in NFC, without outer blanks; BadInput for what no database can hold."""
    if not isinstance(raw, str):
        raise BadInput(_("Text is expected here."))
    if "\x00" in raw:
        raise BadInput(_("The text holds a NUL character."))
    if raw.isascii():
        return raw.strip()
    if _HALVES.search(raw):
        raise BadInput(_("The text holds half of a character pair."))
    return unicodedata.normalize("NFC", raw).strip()


class FieldType:
    """A kind of value: how it is cleaned, shown, exported and filtered."""

    key: ClassVar[str] = ""
    label: ClassVar[Any] = ""
    ops: ClassVar[tuple[str, ...]] = ("eq", "ne", "in", "not_in", "is_empty")
    numeric: ClassVar[bool] = False
    aggregates: ClassVar[tuple[str, ...]] = ("count", "count_distinct")
    sortable: ClassVar[bool] = True
    # several values in one column, kept between bars
    packed: ClassVar[bool] = False
    # the value is a stored file; and whether that is a picture
    is_file: ClassVar[bool] = False
    is_picture: ClassVar[bool] = False
    blank: ClassVar[Any] = None

    def clean(self, field: FieldDescriptor, raw: Any) -> Any:
        """The Python value of what was sent (text of a form or JSON); BadInput with a sentence."""
        if raw in EMPTY:
            return None if field.nullable else self.blank
        return self.parse(field, raw)

    def parse(self, field: FieldDescriptor, raw: Any) -> Any:
        """The Python value of something not empty."""
        raise NotImplementedError

    def to_json(self, value: Any) -> Any:
        """The value in the API."""
        return value

    def to_text(self, value: Any, language: str = "en", zone: str = "UTC", field: FieldDescriptor | None = None) -> str:
        """The value for people, in their language and time zone."""
        return "" if value is None else str(value)

    def to_export(self, value: Any) -> Any:
        """The value of a cell in a file: text, number or date, never a live formula."""
        return value

    def column(self, made: MadeField) -> Any:
        """The Django field that holds values of a field made at run time: it may be empty and has no default."""
        msg = f"Fields of the type {self.key} are not made at run time."
        raise NotImplementedError(msg)

    @property
    def designable(self) -> bool:
        """Whether designers can make fields of this type."""
        return type(self).column is not FieldType.column
