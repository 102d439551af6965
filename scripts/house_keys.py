"""The engine never names a business object: keys declared in apps occur neither in platform/ nor in templates/."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from scripts.house import Violation, sources

# words that mean something in the engine too: a type of field, a header and a folder, a person's own account
HOMONYMS = frozenset({"address", "location", "account"})
# in a template: a quoted key, a key as a path segment, or a key before or after a dot
_CODE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|=\"[^\"]*\"|='[^']*'", re.DOTALL)
_COMMENT = re.compile(r"\{#.*?#\}|\{% comment .*?endcomment %\}|<!--.*?-->", re.DOTALL)


def violations(root: Path) -> Iterator[Violation]:
    """Every place where the engine or a template names a business object."""
    keys = declared_keys(root) - HOMONYMS
    if keys:
        yield from in_engine(root, keys)
        yield from in_templates(root, keys)


def declared_keys(root: Path) -> frozenset[str]:
    """The keys of all objects declared in apps: the `key` of every `Declare(…)`."""
    found = set()
    for source in sources(root, "apps"):
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Declare":
                found |= {
                    str(word.value.value)
                    for word in node.keywords
                    if word.arg == "key" and isinstance(word.value, ast.Constant)
                }
    return frozenset(found)


def in_engine(root: Path, keys: frozenset[str]) -> Iterator[Violation]:
    """Keys as string literals, alone or in front of a verb (`"quote.submit"`), anywhere in the engine's code."""
    for source in sources(root, "platform/kontor"):
        prose = _docstrings(source.tree)
        for node in ast.walk(source.tree):
            if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in prose:
                continue
            words = re.split(r"[/.:]", node.value)
            named = keys & set(words) if not re.search(r"\s", node.value) else set()
            for key in sorted(named):
                yield from source.violation(node.lineno, "engine-names-object", f"the engine names {key!r}")


def _docstrings(tree: ast.Module) -> set[int]:
    """Strings that stand alone as a statement: prose."""
    return {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}


def in_templates(root: Path, keys: frozenset[str]) -> Iterator[Violation]:
    """Keys in tags and attributes of templates."""
    token = re.compile(
        r"(?:[\"'/.]({0})(?=[\"'/.])|\b({0})(?=\.\w))".format("|".join(sorted(map(re.escape, keys), key=len)[::-1]))
    )
    for path in sorted((root / "templates").rglob("*.html")):
        text = _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), path.read_text())
        for code in _CODE.finditer(text):
            for found in token.finditer(code[0]):
                line = text.count("\n", 0, code.start() + found.start()) + 1
                name = found[1] or found[2]
                yield Violation(path, line, "engine-names-object", f"the template names {name!r}")
