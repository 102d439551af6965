"""From text to a tree, by grammar.lark; everything too big is refused while it is read."""

import unicodedata
from decimal import Decimal
from pathlib import Path
from typing import Any

from lark import Lark, Token, Transformer, v_args
from lark.exceptions import UnexpectedCharacters, UnexpectedInput

from kontor.formulas import limits
from kontor.formulas.errors import FormulaError
from kontor.formulas.nodes import Node

_COMPARE = {"==": "=", "!=": "<>", "≠": "<>", "≤": "<=", "≥": ">="}
_STEPS = {"PLUS": "add", "MINUS": "subtract", "TIMES": "multiply", "DIVIDE": "divide", "JOIN": "join"}


@v_args(inline=True)
class _Builder(Transformer[Token, Node]):
    """Builds nodes bottom up while the text is read, counting them and their depth; holds nothing itself."""

    def node(self, op: str, start: int, end: int, value: Any = None, parts: list[Node] | None = None) -> Node:
        """One node more."""
        parts = parts or []
        size = 1 + sum(part.size for part in parts)
        if size > limits.MAX_NODES:
            raise FormulaError("too_many", start, end, limit=limits.MAX_NODES)
        depth = 1 + max((part.depth for part in parts), default=0)
        if depth > limits.MAX_DEPTH:
            raise FormulaError("too_deep", start, end)
        return Node(op, start, end, value, parts, depth=depth, size=size)

    def _leaf(self, op: str, token: Token, value: Any) -> Node:
        return self.node(op, int(token.start_pos or 0), int(token.end_pos or 0), value)

    def number(self, token: Token) -> Node:
        digits, _e, exponent = str(token).lower().partition("e")
        start, end = int(token.start_pos or 0), int(token.end_pos or 0)
        many = len(digits.replace(".", "")) > limits.MAX_DIGITS
        if many or len(exponent) > 3 or (exponent and abs(int(exponent)) > limits.MAX_EXPONENT):
            raise FormulaError("bad_number", start, end, limit=limits.MAX_DIGITS)
        value = Decimal(str(token))
        if abs(value) >= limits.LARGEST:
            raise FormulaError("number_range", start, end)
        return self._leaf("number", token, value)

    def text(self, token: Token) -> Node:
        return self._leaf("text", token, unicodedata.normalize("NFC", str(token)[1:-1]))

    def true(self, token: Token) -> Node:
        return self._leaf("boolean", token, value=True)

    def false(self, token: Token) -> Node:
        return self._leaf("boolean", token, value=False)

    def blank(self, token: Token) -> Node:
        return self._leaf("blank", token, None)

    def reference(self, token: Token) -> Node:
        return self._leaf("ref", token, str(token)[1:-1])

    def name(self, token: Token) -> Node:
        return self._leaf("ref", token, str(token))

    def call(self, name: Token, *rest: Any) -> Node:
        parts = [one for one in rest if isinstance(one, Node)]
        return self.node("call", int(name.start_pos or 0), int(rest[-1].end_pos), str(name), parts)

    def group(self, open_: Token, inner: Node, close: Token) -> Node:
        inner.start, inner.end = int(open_.start_pos or 0), int(close.end_pos or 0)
        inner.depth += 1
        if inner.depth > limits.MAX_DEPTH:
            raise FormulaError("too_deep", inner.start, inner.end)
        return inner

    def invert(self, token: Token, inner: Node) -> Node:
        return self.node("not", int(token.start_pos or 0), inner.end, None, [inner])

    def negative(self, token: Token, inner: Node) -> Node:
        return self.node("negative", int(token.start_pos or 0), inner.end, None, [inner])

    def positive(self, token: Token, inner: Node) -> Node:
        return self.node("positive", int(token.start_pos or 0), inner.end, None, [inner])

    def comparison(self, left: Node, sign: Token, right: Node) -> Node:
        sign_text = _COMPARE.get(str(sign), str(sign))
        return self.node("compare", left.start, right.end, sign_text, [left, right])

    def _chain(self, *rest: Any) -> Node:
        left: Node = rest[0]
        for token, right in zip(rest[1::2], rest[2::2], strict=True):
            left = self.node(_STEPS[token.type], left.start, right.end, None, [left, right])
        return left

    joined = sum = product = _chain

    def _flat(self, op: str, rest: tuple[Any, ...]) -> Node:
        parts = [one for one in rest if isinstance(one, Node)]
        return self.node(op, parts[0].start, parts[-1].end, None, parts)

    def both(self, *rest: Any) -> Node:
        return self._flat("and", rest)

    def either(self, *rest: Any) -> Node:
        return self._flat("or", rest)


GRAMMAR = Path(__file__).with_name("grammar.lark")
_parser = Lark(
    GRAMMAR.read_text(encoding="utf-8"),
    parser="lalr",
    lexer="contextual",
    maybe_placeholders=False,
    transformer=_Builder(visit_tokens=False),
)


def parse(text: str, language: str = "en") -> Node:
    """The tree of a text; FormulaError with the place of what is wrong."""
    if len(text) > limits.MAX_LENGTH:
        raise FormulaError("too_long", limits.MAX_LENGTH, len(text), language=language, limit=limits.MAX_LENGTH)
    if not text.strip():
        raise FormulaError("empty", language=language)
    try:
        tree: Any = _parser.parse(text)
    except UnexpectedInput as error:
        raise _refusal(error, text, language) from None
    except FormulaError as error:
        raise FormulaError(error.kind, error.start, error.end, language=language, **error.values) from None
    root: Node = tree
    return root


def _refusal(error: UnexpectedInput, text: str, language: str) -> FormulaError:
    if isinstance(error, UnexpectedCharacters):
        at: Any = error.pos_in_stream
        return FormulaError("bad_character", at, at + 1, language=language, text=text[at : at + 1])
    token: Any = getattr(error, "token", None)
    if getattr(token, "type", "$END") == "$END":
        return FormulaError("unfinished", len(text), len(text), language=language)
    return FormulaError(
        "unexpected", int(token.start_pos or 0), int(token.end_pos or 0), language=language, text=str(token)[:40]
    )
