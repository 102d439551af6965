"""The filter builder: rows of field, operator and value, joined by and / or, with groups of their own."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from kontor.core.errors import Refusal
from kontor.layouts.derive import KEEPING
from kontor.schema.descriptor import Choice, FieldDescriptor, ObjectDescriptor
from kontor.schema.registry import current
from kontor.web.labels import labels_of
from kontor.web.links import with_query
from kontor.web.lists.words import period_words, words_of_ops
from kontor.web.render.cells import NUMERIC, RELATED
from kontor.web.sight import fields_seen, seen

MAX_ROWS = 50
DATED = ("date", "datetime")


@dataclass(frozen=True, slots=True)
class Option:
    """One entry of a select."""

    key: str
    label: str
    selected: bool


@dataclass(frozen=True, slots=True)
class OptionGroup:
    """Fields of one object in the select of fields."""

    label: str
    options: list[Option]


@dataclass(frozen=True, slots=True)
class FilterRow:
    """One condition as inputs."""

    key: str
    group: str
    path: str
    fields: list[OptionGroup]
    ops: list[Option]
    kind: str
    values: list[str]
    choices: list[Option] = field(default_factory=list)
    pick_url: str = ""
    picked: str = ""
    input_type: str = "text"
    url: str = ""

    @property
    def value(self) -> str:
        """The first value."""
        return self.values[0] if self.values else ""

    @property
    def second(self) -> str:
        """The second value of a range."""
        return self.values[1] if len(self.values) > 1 else ""


@dataclass(frozen=True, slots=True)
class FilterGroup:
    """Rows joined by one word."""

    key: str
    joint: str
    rows: list[FilterRow]


@dataclass(frozen=True, slots=True)
class Builder:
    """The whole builder."""

    joint: str
    rows: list[FilterRow]
    groups: list[FilterGroup]


def builder_of(visit: Any, found: ObjectDescriptor, wanted: Mapping[str, Any] | None) -> Builder:
    """The builder filled with a filter; a fresh row when there is none."""
    joint, nodes = _split(wanted)
    rows, groups = [], []
    for node in nodes:
        inner, parts = _split(node)
        if "field" in node:
            rows.append(_row(visit, found, "", node))
        else:
            key = secrets.token_hex(4)
            conditions = [part for part in parts if isinstance(part, Mapping) and "field" in part]
            groups.append(FilterGroup(key, inner, [_row(visit, found, key, part) for part in conditions]))
    if not rows and not groups:
        rows.append(fresh_row(visit, found, ""))
    return Builder(joint, rows, groups)


def _split(node: Mapping[str, Any] | None) -> tuple[str, list[Any]]:
    if not node:
        return "and", []
    for joint in ("and", "or"):
        if isinstance(node.get(joint), list):
            return joint, [part for part in node[joint] if isinstance(part, Mapping)]
    return "and", [node]


def fresh_row(visit: Any, found: ObjectDescriptor, group: str) -> FilterRow:
    """A row with the first field there is, nothing chosen yet."""
    first = next(iter(_in_order(visit, found)), None)
    return _row(visit, found, group, {"field": first.key if first else "", "op": "", "value": ""})


def row_from(visit: Any, found: ObjectDescriptor, query: QueryDict) -> FilterRow:
    """A row after its field or operator was changed; values that no longer fit are dropped."""
    key = query.get("row", "")
    node: dict[str, Any] = {"field": query.get(f"{key}.field", ""), "op": query.get(f"{key}.op", ""), "value": ""}
    kept = query.getlist(f"{key}.value")
    if query.get("changed") == "op" and kept:
        node["value"] = kept if len(kept) > 1 else kept[0]
    return _row(visit, found, query.get(f"{key}.group", ""), node, key=key)


def _row(visit: Any, found: ObjectDescriptor, group: str, node: Mapping[str, Any], key: str = "") -> FilterRow:
    path, op = str(node.get("field", "")), str(node.get("op", ""))
    one = seen(visit.actor, found, path)
    if one is None:
        one = next(fields_seen(visit.actor, found))
        path, op = one.key, ""
    ops = words_of_ops(one)
    op = op if op in dict(ops) else ops[0][0]
    value = node.get("value", "")
    values = [_typed(part) for part in (value if isinstance(value, list) else [value])]
    kind = _kind(one, op)
    key = key or secrets.token_hex(4)
    return FilterRow(
        key=key,
        group=group,
        path=path,
        fields=_fields(visit, found, path),
        ops=[Option(name, word, name == op) for name, word in ops],
        kind=kind,
        values=values,
        choices=_choices(one, kind, values),
        pick_url=f"/o/{found.key}/pick/{path}" if kind == "relation" else "",
        picked=_name(visit, one, values) if kind == "relation" else "",
        input_type="date" if one.type.key in DATED else "text",
        url=with_query(f"/o/{found.key}/filter/row", row=key),
    )


def _typed(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _kind(one: FieldDescriptor, op: str) -> str:
    """Which input takes the value of that operator."""
    if op in ("is_empty", "within"):
        return {"is_empty": "yes_no", "within": "period"}[op]
    kind = one.type.key
    if kind == "boolean":
        return "yes_no"
    if kind in ("choice", "multi_choice"):
        return "choices" if op in ("in", "not_in") else "choice"
    if kind in RELATED:
        return "relation"
    if op == "between":
        return "range"
    return "list" if op in ("in", "not_in") else "plain"


def _choices(one: FieldDescriptor, kind: str, values: list[str]) -> list[Option]:
    if kind == "period":
        return [Option(key, label, key in values) for key, label in period_words()]
    choices: tuple[Choice, ...] = one.choices if kind in ("choice", "choices") else ()
    return [Option(choice.key, str(choice.label), choice.key in values) for choice in choices]


def _name(visit: Any, one: FieldDescriptor, values: list[str]) -> str:
    try:
        (value,) = (one.type.clean(one, values[0]),)
    except (Refusal, IndexError, ValueError):
        return ""
    return labels_of(visit.actor, str(one.target), [value]).get(value, "") if one.target and value else ""


def _fields(visit: Any, found: ObjectDescriptor, path: str) -> list[OptionGroup]:
    """Every field that can be filtered by: the object's own, then those of related records."""
    own = _in_order(visit, found)
    groups = [OptionGroup(str(found.label), [Option(one.key, str(one.label), one.key == path) for one in own])]
    for one in own:
        target = current().get(one.target) if one.target and one.type.key == "relation" else None
        if target is None:
            continue
        paths = [(f"{one.key}.{inner.key}", inner) for inner in fields_seen(visit.actor, target) if inner.queryable]
        options = [Option(name, f"{one.label} · {inner.label}", name == path) for name, inner in paths]
        groups.append(OptionGroup(str(one.label), options))
    return groups


def _in_order(visit: Any, found: ObjectDescriptor) -> list[FieldDescriptor]:
    """The fields that can be filtered by: the status and the name first, who keeps the record last."""
    fields = [one for one in fields_seen(visit.actor, found) if one.queryable]
    return sorted(fields, key=lambda one: (one.key in KEEPING, one.key != "status", one.key != found.label_field))


def filter_from(visit: Any, found: ObjectDescriptor, query: QueryDict) -> dict[str, Any] | None:
    """The filter that the builder's inputs describe; rows without a value are left out."""
    keys = [name.removesuffix(".field") for name in query if name.endswith(".field")][:MAX_ROWS]
    rows: dict[str, list[dict[str, Any]]] = {}
    for key in keys:
        condition = _condition(visit, found, query, key)
        if condition is not None:
            rows.setdefault(query.get(f"{key}.group", ""), []).append(condition)
    parts: list[dict[str, Any]] = rows.pop("", [])
    for group, conditions in rows.items():
        joint = "and" if query.get(f"{group}.joint") == "and" else "or"
        parts.append({joint: conditions} if len(conditions) > 1 else conditions[0])
    if not parts:
        return None
    return {"or" if query.get("joint") == "or" else "and": parts}


def _condition(visit: Any, found: ObjectDescriptor, query: QueryDict, key: str) -> dict[str, Any] | None:
    path, op = query.get(f"{key}.field", ""), query.get(f"{key}.op", "")
    values = [text.strip() for text in query.getlist(f"{key}.value") if text.strip()]
    if not values or not op:
        return None
    one = seen(visit.actor, found, path)
    value: Any = values[0]
    if op == "between":
        value = values if len(values) == 2 else None
    elif op in ("in", "not_in"):
        numeric = one is not None and one.type.key in NUMERIC
        words = [part.strip() for part in values[0].split(",") if part.strip()]
        value = values if len(values) > 1 or numeric else words
    elif op == "is_empty":
        value = values[0] == "true"
    return None if value is None else {"field": path, "op": op, "value": value}
