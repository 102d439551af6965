"""The types of the language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

_NO_CHOICES: Mapping[str, Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Type:
    """A kind of value; choices know their keys with labels by language, records their object."""

    kind: str
    choices: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: _NO_CHOICES, hash=False)
    target: str | None = None

    @property
    def ordered(self) -> bool:
        """Whether values can be smaller and larger."""
        return self.kind in ("number", "date", "datetime", "duration")

    @property
    def texty(self) -> bool:
        """Whether an empty text counts as blank."""
        return self.kind in ("text", "choice")

    def fits(self, other: "Type") -> bool:
        """Whether values of both can be compared, or stand for each other."""
        if "blank" in (self.kind, other.kind):
            return True
        if self.kind == "record" == other.kind:
            return self.target == other.target or "" in (self.target, other.target)
        return self.kind == other.kind


NUMBER = Type("number")
TEXT = Type("text")
DATE = Type("date")
DATETIME = Type("datetime")
BOOLEAN = Type("boolean")
DURATION = Type("duration")
BLANK = Type("blank")
BY_KIND: Mapping[str, Any] = MappingProxyType(
    {one.kind: one for one in (NUMBER, TEXT, DATE, DATETIME, BOOLEAN, DURATION, BLANK, Type("choice"), Type("choices"))}
)
