"""What the rules of the house share: violations, and the Python files they look at."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

_ALLOW = re.compile(r"# house: allow ([\w-]+) \(.+\)")
_SKIP = {"migrations", "node_modules", ".venv", ".tools", "build", "var", "__pycache__"}


@dataclass(frozen=True)
class Violation:
    """A rule broken in a line of a file."""

    path: Path
    line: int
    rule: str
    text: str

    def line_of(self, root: Path) -> str:
        """The violation as one line."""
        return f"{self.path.relative_to(root)}:{self.line}: {self.rule}: {self.text}"


@dataclass(frozen=True)
class Source:
    """A Python file and its tree."""

    path: Path
    root: Path

    @property
    def place(self) -> str:
        """Its path from the root, with slashes."""
        return self.path.relative_to(self.root).as_posix()

    @cached_property
    def lines(self) -> list[str]:
        """Its lines."""
        return self.path.read_text().splitlines()

    @cached_property
    def tree(self) -> ast.Module:
        """Its syntax tree."""
        return ast.parse(self.path.read_text(), str(self.path))

    def violation(self, line: int, rule: str, text: str) -> Iterator[Violation]:
        """A violation in that line, unless the line or the one above allows it."""
        near = self.lines[max(0, line - 2) : line]
        if not any((found := _ALLOW.search(one)) and found[1] == rule for one in near):
            yield Violation(self.path, line, rule, text)


def sources(root: Path, *folders: str) -> list[Source]:
    """The Python files below the folders, without migrations."""
    return [
        Source(path, root)
        for folder in folders
        for path in sorted((root / folder).rglob("*.py"))
        if not _SKIP & set(path.relative_to(root).parts)
    ]
