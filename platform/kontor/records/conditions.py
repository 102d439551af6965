"""Conditions put together by hand become formulas: one language, one evaluator, whoever asks."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from kontor.core.errors import BadInput
from kontor.formulas import Type
from kontor.formulas.names import Names, Place, resolve

MAX_CONDITIONS = 50
MAX_DEPTH = 5
_JOINTS = {"and": "and", "all": "and", "or": "or", "any": "or"}
_SIGNS = {"eq": "=", "lt": "<", "lte": "<=", "gt": ">", "gte": ">="}


def text_of(names: Names, condition: Any) -> str:
    """The formula of a condition such as {"and": [{"field": "total", "op": "gt", "value": 100}]}; "" for none.

    BadInput names what is wrong; the formula still has to be compiled.
    """
    if condition in (None, {}, []):
        return ""
    if _count(condition) > MAX_CONDITIONS:
        raise BadInput(_("A condition has at most %(limit)s parts.") % {"limit": MAX_CONDITIONS}, field="condition")
    return _node(names, condition, 1)


def _count(node: Any) -> int:
    if isinstance(node, Mapping):
        return 1 + sum(_count(part) for part in node.values() if isinstance(part, list | Mapping))
    return sum(_count(part) for part in node) if isinstance(node, list) else 1


def _node(names: Names, node: Any, depth: int) -> str:
    if depth > MAX_DEPTH:
        raise BadInput(_("A condition is nested at most %(limit)s deep.") % {"limit": MAX_DEPTH}, field="condition")
    if isinstance(node, list):
        node = {"and": node}
    if isinstance(node, Mapping) and "field" in node:
        return _one(names, node)
    if isinstance(node, Mapping) and len(node) == 1:
        ((joint, parts),) = node.items()
        if joint in _JOINTS and isinstance(parts, list) and parts:
            inner = [f"({_node(names, part, depth + 1)})" for part in parts]
            return f" {_JOINTS[joint]} ".join(inner)
    raise BadInput(_("A condition is a field, a comparison and a value, or several joined."), field="condition")


def _one(names: Names, node: Mapping[str, Any]) -> str:
    path = str(node["field"])
    key, type = resolve(names, Place(path, 0, len(path), "en"))
    op = str(node.get("op", "eq"))
    if op not in _OPS:
        raise BadInput(_("There is no comparison %(op)s.") % {"op": op[:40]}, field="condition")
    return _OPS[op](f"[{key}]", type, node.get("value"))


def literal(type: Type, value: Any) -> str:
    """A value as it is written in a formula."""
    if type.kind == "number" and not isinstance(value, bool):
        return str(value).strip()
    if type.kind == "boolean":
        return "true" if value in (True, "true", "1", 1) else "false"
    if type.kind == "date" and value == "today":
        return "TODAY()"
    if type.kind == "datetime" and value == "now":
        return "NOW()"
    if type.kind == "record" and value == "me":
        return "ME()"
    return quoted(str(value))


def quoted(text: str) -> str:
    """A text between quotes it does not hold itself."""
    for first, last in (('"', '"'), ("'", "'"), ("“", "”")):
        if first not in text and last not in text:
            return f"{first}{text}{last}"
    raise BadInput(_("The text holds every kind of quotation mark."), field="condition")


def _compare(sign: str) -> Callable[[str, Type, Any], str]:
    def compare(field: str, type: Type, value: Any) -> str:
        if value in (None, ""):
            return f"ISBLANK({field})"
        if type.kind == "choices":
            return f"CONTAINS({field}, {literal(type, value)})"
        return f"{field} {sign} {literal(type, value)}"

    return compare


def _ne(field: str, type: Type, value: Any) -> str:
    if value in (None, ""):
        return f"not ISBLANK({field})"
    return f"ISBLANK({field}) or not ({_compare('=')(field, type, value)})"


def _values(value: Any) -> list[Any]:
    values = value.split(",") if isinstance(value, str) else value
    if not isinstance(values, list) or not values:
        raise BadInput(_("A list of values is expected here."), field="condition")
    return values


def _in(field: str, type: Type, value: Any) -> str:
    return " or ".join(f"({_compare('=')(field, type, one)})" for one in _values(value))


def _between(field: str, type: Type, value: Any) -> str:
    if not isinstance(value, list) or len(value) != 2:
        raise BadInput(_("Two values, from and to, are expected here."), field="condition")
    return f"{field} >= {literal(type, value[0])} and {field} <= {literal(type, value[1])}"


def _call(name: str) -> Callable[[str, Type, Any], str]:
    def call(field: str, type: Type, value: Any) -> str:
        return f"{name}({field}, {quoted(str(value))})"

    return call


def _empty(field: str, type: Type, value: Any) -> str:
    return f"not ISBLANK({field})" if value in (False, "false", 0) else f"ISBLANK({field})"


def _not_empty(field: str, type: Type, value: Any) -> str:
    return f"not ISBLANK({field})"


_OPS: dict[str, Callable[[str, Type, Any], str]] = {
    **{op: _compare(sign) for op, sign in _SIGNS.items()},
    "ne": _ne,
    "in": _in,
    "not_in": lambda field, type, value: f"ISBLANK({field}) or not ({_in(field, type, value)})",
    "between": _between,
    "contains": _call("CONTAINS"),
    "starts_with": _call("STARTSWITH"),
    "is_empty": _empty,
    "not_empty": _not_empty,
    "is_not_empty": _not_empty,
}
