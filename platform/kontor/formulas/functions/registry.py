"""Functions by name: what they take and give, what they do, how they are called in both languages."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from kontor.core.errors import DeclarationError
from kontor.formulas.names import folded

F = TypeVar("F", bound=Callable[..., Any])
FAMILIES: dict[str, tuple[str, str]] = {}


@dataclass(frozen=True, slots=True)
class Function:
    """One function.

    `takes` names the kinds of its values ("number", "date|datetime", "any"); one ending in ? may be left out,
    the last ending in … repeats, one with ! must be written out. `gives` is a kind, or "same": the kind its values
    share. A strict function is blank
    when one of its values is; a lazy one gets its values as code and works out only those it needs.
    """

    name: str
    chinese: str
    family: str
    takes: tuple[str, ...]
    gives: str
    does: Callable[..., Any]
    says: tuple[str, str]
    examples: tuple[tuple[str, str], ...]
    strict: bool = True
    lazy: bool = False
    volatile: bool = False

    @property
    def least(self) -> int:
        """The fewest values it takes."""
        return sum(1 for one in self.takes if not one.endswith("?"))

    @property
    def most(self) -> int | None:
        """The most values it takes; None when any number."""
        return None if self.takes and self.takes[-1].endswith("…") else len(self.takes)

    def kinds_at(self, place: int) -> tuple[str, ...]:
        """The kinds a value may have at that place."""
        wanted = self.takes[min(place, len(self.takes) - 1)]
        return tuple(wanted.rstrip("?…!").split("|"))

    def constant_at(self, place: int) -> bool:
        """Whether the value at that place must be written out."""
        return "!" in self.takes[min(place, len(self.takes) - 1)]

    def called(self, language: str) -> str:
        """Its name in a language."""
        return self.chinese if language.lower().startswith("zh") else self.name


FUNCTIONS: dict[str, Function] = {}
_by_name: dict[str, Function] = {}


def family(key: str, english: str, chinese: str) -> str:
    """Declares a family of functions."""
    FAMILIES[key] = (english, chinese)
    return key


def function(
    name: str,
    chinese: str,
    *,
    family: str,
    takes: Sequence[str] = (),
    gives: str,
    says: tuple[str, str],
    examples: Sequence[tuple[str, str]],
    strict: bool = True,
    lazy: bool = False,
    volatile: bool = False,
) -> Callable[[F], F]:
    """Registers a function: called as does(run, *values)."""

    def register(does: F) -> F:
        one = Function(
            name, chinese, family, tuple(takes), gives, does, says, tuple(examples), strict and not lazy, lazy, volatile
        )
        for text in (name, chinese):
            if folded(text) in _by_name:
                msg = f"The function {text} is declared twice."
                raise DeclarationError(msg)
            _by_name[folded(text)] = one
        FUNCTIONS[name] = one
        return does

    return register


def find(name: str) -> Function | None:
    """The function of a name in either language."""
    return _by_name.get(folded(name))
