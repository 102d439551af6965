"""Refusals of the language: a code, the place in the text, and a sentence in the writer's language."""

from typing import Any

from kontor.core.errors import BadInput
from kontor.formulas.messages import SENTENCES


def sentence(code: str, language: str, values: dict[str, Any]) -> str:
    """The sentence of a code in a language."""
    english, chinese = SENTENCES[code]
    return (chinese if language.lower().startswith("zh") else english).format(**values)


class FormulaError(BadInput):
    """A formula is not understood, or cannot be worked out for one record.

    `start` and `end` count characters of the text as it was typed; the place is [start, end).
    """

    code = "bad_formula"

    def __init__(self, kind: str, start: int = 0, end: int = 0, *, language: str = "en", **values: Any) -> None:
        self.kind = kind
        self.start = start
        self.end = end
        self.values = values
        super().__init__(sentence(kind, language, values), code=kind)

    def said(self, language: str) -> str:
        """The sentence in another language."""
        return sentence(self.kind, language, self.values)
