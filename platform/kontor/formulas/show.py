"""Writes a tree as text: by keys as it is stored, or by labels as a reader knows the fields."""

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

from kontor.formulas.functions import FUNCTIONS
from kontor.formulas.names import Names, label_of
from kontor.formulas.nodes import Node

if TYPE_CHECKING:
    from kontor.formulas.program import Program

_SIGNS = {"add": "+", "subtract": "-", "multiply": "*", "divide": "/", "join": "&"}
_RANKS = {"or": 1, "and": 2, "not": 3, "compare": 4, "join": 5, "add": 6, "subtract": 6, "multiply": 7, "divide": 7}
_WORDS = {
    "and": ("and", "且"),
    "or": ("or", "或"),
    "not": ("not", "非"),
    "true": ("true", "真"),
    "false": ("false", "假"),
    "blank": ("blank", "空"),
}
_ATOM = 9


class _Writer:
    def __init__(self, language: str, reference: Callable[[str], str], *, labels: bool) -> None:
        self.chinese = language.lower().startswith("zh")
        self.language = language
        self.reference = reference
        self.labels = labels

    def word(self, key: str) -> str:
        """A keyword in the language."""
        return _WORDS[key][self.chinese]

    def write(self, node: Node) -> str:
        """The text of a part."""
        if node.op in _RANKS:
            return self._joined(node)
        if node.op == "negative":
            return f"-{self._inside(node.parts[0], 8)}"
        if node.op == "call":
            function = FUNCTIONS[node.value]
            return f"{function.called(self.language)}({', '.join(self.write(part) for part in node.parts)})"
        return self._leaf(node)

    def _leaf(self, node: Node) -> str:
        if node.op == "ref":
            return f"[{self.reference(node.value)}]"
        if node.op == "boolean":
            return self.word("true" if node.value else "false")
        if node.op == "blank":
            return self.word("blank")
        if node.op == "number":
            return written(node.value)
        if node.op == "choice" and self.labels:
            labels = node.type.choices.get(node.value, {})
            label = labels.get("zh-hans" if self.chinese else "en") or labels.get("en") or node.value
            same = [key for key, texts in node.type.choices.items() if label in texts.values() or key == label]
            return _quoted(label if len(same) == 1 or same[0] == node.value else node.value)
        return _quoted(str(node.value))

    def _joined(self, node: Node) -> str:
        rank = _RANKS[node.op]
        if node.op == "not":
            return f"{self.word('not')} {self._inside(node.parts[0], rank)}"
        if node.op in ("and", "or"):
            return f" {self.word(node.op)} ".join(self._inside(part, rank + 1) for part in node.parts)
        sign = node.value if node.op == "compare" else _SIGNS[node.op]
        left, right = node.parts
        first = rank + 1 if node.op == "compare" else rank
        return f"{self._inside(left, first)} {sign} {self._inside(right, rank + 1)}"

    def _inside(self, node: Node, least: int) -> str:
        text = self.write(node)
        rank = _RANKS.get(node.op, 8 if node.op == "negative" else _ATOM)
        return text if rank >= least else f"({text})"


def written(value: Decimal) -> str:
    """A number in plain digits."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _quoted(text: str) -> str:
    for first, last in (('"', '"'), ("'", "'")):
        if first not in text:
            return f"{first}{text}{last}"
    return f"“{text}”"


def canonical(tree: Node) -> str:
    """The text as it is stored: keys, English words."""
    return _Writer("en", lambda path: path, labels=False).write(tree)


def show(program: "Program", names: Names, language: str) -> str:
    """The formula as a reader of that language knows it; compiling it again gives the same program."""
    return _Writer(language, lambda path: label_of(names, path, language), labels=True).write(program.tree)
