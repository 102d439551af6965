"""Rules about code: budgets, the one write path, no HTTP in business modules, arithmetic without Django."""

import ast
from collections.abc import Iterator
from pathlib import Path

from scripts.house import Source, Violation, sources

FILE_LINES = 400
FUNCTION_LINES = 40
CLASS_METHODS = 20
READY_LINES = 10
# rooms below records keep their own plain tables, and so do those beside layouts, and design; above is records only
PLAIN_TABLES = (
    "core", "sqlite", "jobs", "files", "identity", "schema", "access", "audit", "records", "layouts", "design",
    "collab", "notifications", "documents", "config",
)  # fmt: skip
WRITES = frozenset(
    {"save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
)
QUERY = frozenset({"objects", "_base_manager", "_default_manager", "filter", "exclude", "all", "select_for_update"})
HTTP = ("django.http", "django.shortcuts", "django.views", "django.urls", "rest_framework", "django_htmx")
FORMULA_ORM = "platform/kontor/formulas/orm.py"


def violations(root: Path) -> Iterator[Violation]:
    """Every violation of these rules."""
    for source in sources(root, "platform/kontor", "apps", "scripts", "tests"):
        yield from budgets(source)
    for source in sources(root, "platform/kontor", "apps"):
        yield from no_import_inside(source)
        yield from no_filter_by_dict(source)
    for source in _above_records(root):
        yield from one_write_path(source)
    for source in sources(root, "apps"):
        yield from imports_none_of(source, HTTP, "no-http", "business modules know no HTTP")
    for source in sources(root, "apps", "platform/kontor/formulas"):
        if source.path.name == "rules.py" or "/formulas/" in source.place:
            yield from arithmetic_alone(source)


def _above_records(root: Path) -> list[Source]:
    rooms = [f"platform/kontor/{room}/" for room in PLAIN_TABLES]
    return [one for one in sources(root, "platform/kontor", "apps") if not one.place.startswith(tuple(rooms))]


def budgets(source: Source) -> Iterator[Violation]:
    """Files, functions and classes stay small."""
    if len(source.lines) > FILE_LINES:
        yield from source.violation(1, "file-length", f"{len(source.lines)} lines; at most {FILE_LINES}")
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef):
            most = READY_LINES if node.name == "ready" else FUNCTION_LINES
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > most:
                yield from source.violation(node.lineno, "function-length", f"{node.name}: {length} lines, not {most}")
        elif isinstance(node, ast.ClassDef):
            methods = sum(isinstance(one, ast.FunctionDef) for one in node.body)
            if methods > CLASS_METHODS and not node.name.startswith("Test"):
                yield from source.violation(node.lineno, "class-size", f"{node.name}: {methods} methods")


def no_import_inside(source: Source) -> Iterator[Violation]:
    """Imports stand at the top of the file: an import inside a function hides a knot."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.Lambda):
            for inner in ast.walk(node):
                if isinstance(inner, ast.Import | ast.ImportFrom):
                    yield from source.violation(inner.lineno, "import-inside", "import at the top of the file")


def no_filter_by_dict(source: Source) -> Iterator[Violation]:
    """A dictionary from outside never becomes a filter: it could name any field, through any relation."""
    for node in _calls(source):
        if isinstance(node.func, ast.Attribute) and node.func.attr in {"filter", "exclude", "order_by", "values"}:
            spread = any(one.arg is None and not isinstance(one.value, ast.Dict) for one in node.keywords)
            if spread:
                yield from source.violation(node.lineno, "filter-by-dict", f".{node.func.attr}(**…)")


def one_write_path(source: Source) -> Iterator[Violation]:
    """Above records nobody writes rows: `work` and the services of records do."""
    for node in _calls(source):
        if not isinstance(node.func, ast.Attribute) or node.func.attr not in WRITES:
            continue
        chain = _chain(node.func.value)
        direct = node.func.attr in {"bulk_create", "bulk_update"} or bool(QUERY & set(chain))
        saved = node.func.attr in {"save", "delete"} and chain and chain[-1] not in {"work", "super", "storage"}
        if direct or saved:
            text = f"{'.'.join(chain)}.{node.func.attr}(…): records are written by kontor.records"
            yield from source.violation(node.lineno, "direct-write", text)


def imports_none_of(source: Source, modules: tuple[str, ...], rule: str, text: str) -> Iterator[Violation]:
    """None of the modules is imported, nor anything inside them."""
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Import | ast.ImportFrom):
            continue
        prefix = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
        for name in (prefix + alias.name for alias in node.names):
            if any(f"{name}.".startswith(f"{module}.") for module in modules):
                yield from source.violation(node.lineno, rule, f"{name}: {text}")


def arithmetic_alone(source: Source) -> Iterator[Violation]:
    """Arithmetic and formulas import no Django, so that they can be read and tested by themselves."""
    if source.place != FORMULA_ORM:
        yield from imports_none_of(source, ("django",), "pure-rules", "arithmetic without Django")


def _calls(source: Source) -> Iterator[ast.Call]:
    return (node for node in ast.walk(source.tree) if isinstance(node, ast.Call))


def _chain(node: ast.expr) -> list[str]:
    """The names of a chain of attributes and calls, from the left: `Model.objects.filter(…)` → Model objects filter."""
    names: list[str] = []
    while True:
        if isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Attribute):
            names.append(node.attr)
            node = node.value
        elif isinstance(node, ast.Name):
            return [*names, node.id][::-1]
        else:
            return names[::-1]
