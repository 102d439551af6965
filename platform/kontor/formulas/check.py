"""Gives every part of a tree its type, resolves what it names, and refuses what cannot be meant."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from kontor.formulas.errors import FormulaError
from kontor.formulas.functions import Function, find
from kontor.formulas.messages import kind_name
from kontor.formulas.names import Names, Place, folded, resolve
from kontor.formulas.nodes import CONSTANTS, Node
from kontor.formulas.types import BLANK, BOOLEAN, BY_KIND, DATE, DATETIME, DURATION, NUMBER, TEXT, Type

PERSON = "person"
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_SIGNS = {"add": "+", "subtract": "-", "multiply": "*", "divide": "/"}
# what + - * / join, by the kinds on both sides
_SUMS: dict[tuple[str, str, str], Type] = {
    **{(op, "number", "number"): NUMBER for op in _SIGNS},
    ("add", "date", "number"): DATE,
    ("subtract", "date", "number"): DATE,
    ("subtract", "date", "date"): NUMBER,
    ("add", "datetime", "duration"): DATETIME,
    ("subtract", "datetime", "duration"): DATETIME,
    ("subtract", "datetime", "datetime"): DURATION,
    ("add", "duration", "duration"): DURATION,
    ("subtract", "duration", "duration"): DURATION,
    ("multiply", "duration", "number"): DURATION,
    ("divide", "duration", "number"): DURATION,
}


class Checker:
    """Checks one formula against the names it may use."""

    def __init__(self, names: Names, language: str) -> None:
        self.names = names
        self.language = language
        self._known: dict[str, tuple[str, Type]] = {}

    def error(self, kind: str, node: Node, **values: Any) -> FormulaError:
        """The refusal of a part."""
        return FormulaError(kind, node.start, node.end, language=self.language, **values)

    def said(self, type: Type) -> str:
        """A type in words."""
        return kind_name(type.kind, self.language)

    def check(self, node: Node) -> Type:
        """The type of a part, noted in it."""
        for part in node.parts:
            self.check(part)
        node.type = _CHECKS[node.op](self, node)
        return node.type

    def need(self, node: Node, *kinds: str) -> None:
        """Refuses a part that is of none of these kinds; blank fits all."""
        if node.type.kind not in kinds and node.type.kind != "blank":
            wanted = " / ".join(kind_name(kind, self.language) for kind in kinds)
            raise self.error("wrong_type", node, wanted=wanted, given=self.said(node.type))

    def reference(self, node: Node) -> Type:
        """A field."""
        text = str(node.value)
        if text not in self._known:
            self._known[text] = resolve(self.names, Place(text, node.start, node.end, self.language))
        node.value, type = self._known[text]
        return type

    def logical(self, node: Node) -> Type:
        """AND, OR, NOT."""
        for part in node.parts:
            self.need(part, "boolean")
        return BOOLEAN

    def sign(self, node: Node) -> Type:
        """A number or duration with a sign."""
        (inner,) = node.parts
        self.need(inner, "number", "duration")
        if node.op == "positive":
            _become(node, inner)
        return inner.type

    def sum(self, node: Node) -> Type:
        """+ - * /."""
        left, right = (part.type.kind for part in node.parts)
        found = _SUMS.get((node.op, left, right))
        if found is None and node.op in ("add", "multiply"):
            found = _SUMS.get((node.op, right, left))
            if found is not None:
                node.parts.reverse()
        if found is None and "blank" in (left, right):
            other = right if left == "blank" else left
            found = next((type for (op, *kinds), type in _SUMS.items() if op == node.op and other in kinds), None)
            found = NUMBER if left == right else found
        if found is None:
            sides = {"left": self.said(node.parts[0].type), "right": self.said(node.parts[1].type)}
            raise self.error("no_sum", node, operator=_SIGNS[node.op], **sides)
        return found

    def join(self, node: Node) -> Type:
        """&."""
        return TEXT

    def compare(self, node: Node) -> Type:
        """= <> < <= > >=."""
        left, right = node.parts
        self.meet(left, right)
        self.meet(right, left)
        for part in node.parts:
            if part.op == "blank":
                raise self.error("blank_compare", node)
        if not left.type.fits(right.type):
            raise self.error("different_types", node, left=self.said(left.type), right=self.said(right.type))
        shared = right.type if left.type.kind == "blank" else left.type
        if node.value not in ("=", "<>") and not (shared.ordered or shared.kind == "blank"):
            raise self.error("no_order", node, given=self.said(shared))
        if shared.kind == "choices":
            raise self.error("no_value", node, text=self.said(shared))
        return BOOLEAN

    def meet(self, constant: Node, other: Node) -> None:
        """Lets a written text stand for a choice, a day or a record, where it is compared with one."""
        if constant.op != "text":
            return
        if other.type.kind in ("choice", "choices") and other.type.choices:
            constant.value = self.choice_key(constant, other.type)
            constant.op, constant.type = ("choice", other.type) if other.type.kind == "choice" else ("text", TEXT)
        elif other.type.kind == "date" and _DAY.fullmatch(constant.value):
            constant.op, constant.type = "date", DATE
            constant.value = self._read(constant, date.fromisoformat, DATE)
        elif other.type.kind == "record":
            constant.value = self._read(constant, UUID, other.type)
            constant.op, constant.type = "record", other.type

    def choice_key(self, node: Node, type: Type) -> str:
        """The key of a choice written by key or label."""
        text = str(node.value)
        if text in type.choices or not text:
            return text
        for key, labels in type.choices.items():
            if folded(text) in {folded(label) for label in labels.values()}:
                return key
        raise self.error("no_choice", node, text=text[:40], choices=", ".join(list(type.choices)[:20]))

    def _read(self, node: Node, read: Callable[[str], Any], type: Type) -> Any:
        try:
            return read(node.value)
        except ValueError:
            raise self.error("wrong_type", node, wanted=self.said(type), given=self.said(TEXT)) from None

    def call(self, node: Node) -> Type:
        """A function with its values."""
        function = find(node.value)
        if function is None:
            at = Node("call", node.start, node.start + len(node.value))
            raise self.error("unknown_function", at, text=node.value[:60])
        node.value = function.name
        self._count(node, function)
        for place, part in enumerate(node.parts):
            self._argument(function, node, place, part)
        return self._given(function, node)

    def _count(self, node: Node, function: Function) -> None:
        given, most = len(node.parts), function.most
        if given < function.least or (most is not None and given > most):
            wanted = str(function.least) if most == function.least else f"{function.least}–{most or '…'}"
            name = function.called(self.language)
            raise self.error("wrong_count", node, function=name, wanted=wanted, given=given)

    def _argument(self, function: Function, node: Node, place: int, part: Node) -> None:
        kinds = function.kinds_at(place)
        if kinds == ("same",):
            self._same(node.parts[0], part)
        elif function.name == "CASE":
            if place % 2 == 0 and place < len(node.parts) - 1:
                self.need(part, "boolean")
        elif kinds != ("any",):
            self.need(part, *kinds)
        if function.name == "CONTAINS" and place == 1:
            self.meet(part, node.parts[0])
        if function.constant_at(place) and part.op not in CONSTANTS:
            raise self.error("constant", part, wanted=self.said(part.type))

    def _same(self, first: Node, part: Node) -> None:
        self.meet(part, first)
        if not first.type.fits(part.type):
            raise self.error("different_types", part, left=self.said(first.type), right=self.said(part.type))

    def _given(self, function: Function, node: Node) -> Type:
        if function.name == "ME":
            return Type("record", target=PERSON)
        if function.gives != "same":
            found: Type = BY_KIND[function.gives]
            return found
        return self._shared(_results(function, node))

    def _shared(self, parts: list[Node]) -> Type:
        """The one type of several results; a choice beside texts is its key."""
        type = BLANK
        for part in parts:
            if type.kind == "blank":
                type = part.type
            elif {type.kind, part.type.kind} == {"choice", "text"}:
                type = TEXT
            elif not type.fits(part.type):
                raise self.error("mixed_results", part, left=self.said(type), right=self.said(part.type))
        return type


def _results(function: Function, node: Node) -> list[Node]:
    """The parts of a call whose kind is that of its answer."""
    if function.name == "IF":
        return node.parts[1:]
    if function.name == "CASE":
        found = [part for place, part in enumerate(node.parts) if place % 2]
        return [*found, node.parts[-1]] if len(node.parts) % 2 else found
    return node.parts


def _become(node: Node, inner: Node) -> None:
    node.op, node.value, node.parts = inner.op, inner.value, inner.parts


def _plain(type: Type) -> Callable[[Checker, Node], Type]:
    return lambda _checker, _node: type


_CHECKS: dict[str, Callable[[Checker, Node], Type]] = {
    "number": _plain(NUMBER),
    "text": _plain(TEXT),
    "boolean": _plain(BOOLEAN),
    "blank": _plain(BLANK),
    "ref": Checker.reference,
    "call": Checker.call,
    "or": Checker.logical,
    "and": Checker.logical,
    "not": Checker.logical,
    "compare": Checker.compare,
    "join": Checker.join,
    "negative": Checker.sign,
    "positive": Checker.sign,
    **dict.fromkeys(_SIGNS, Checker.sum),
}
