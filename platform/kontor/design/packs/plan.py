"""From a comparison to the changes that carry it out, in an order in which each finds what it needs."""

from collections.abc import Mapping
from typing import Any

from kontor.design.changes.fields import CHANGEABLE
from kontor.design.changes.objects import PROPERTIES
from kontor.design.packs.compare import Comparison
from kontor.design.packs.content import Element, split

Change = dict[str, Any]
# what names fields of the object, and so can only be said when they are there
_LATER = ("name_field", "context", "searchable")
_AS_MADE = ("kind", "parent")
_OWN = {"unique": "set_unique", "indexed": "set_indexed"}
_ORDER = {"object": 0, "field": 1, "layout": 3, "rules": 4, "menu": 5, "grant": 6}
_FOLLOWING = {"lookup": 1, "snapshot": 1, "formula": 2, "rollup": 2}


def changes_of(found: Comparison) -> list[Change]:
    """The changes of a comparison: objects first, then fields, then what rests on them; what goes comes last."""
    changes: list[Change] = []
    later: list[Change] = []
    for name, body in sorted(found.made.items(), key=_made_first):
        kind, parts = split(name)
        changes += _make(kind, parts, body)
        if kind == "object":
            said = {key: body[key] for key in _LATER if body.get(key)}
            later += [{"op": "change_object", "object": parts[0], **said}] if said else []
    rest = [one for one in changes if one["op"] not in ("add_object", "add_field")]
    first = [one for one in changes if one["op"] in ("add_object", "add_field")]
    for name, body in found.changed.items():
        rest += _change(*split(name), body)
    for name in sorted(found.removed, key=lambda one: -_ORDER[split(one)[0]]):
        rest += _remove(*split(name))
    return [*first, *later, *rest]


def _made_first(item: tuple[str, Element]) -> tuple[int, int]:
    """Records before their lines, plain fields before those that follow from others."""
    name, body = item
    kind = split(name)[0]
    if kind == "object":
        return 0, int(body.get("kind") == "line")
    if kind == "field":
        return 1, _FOLLOWING.get(str(body.get("type")), 0)
    return _ORDER[kind], 0


def _make(kind: str, parts: list[str], body: Element) -> list[Change]:
    if kind == "object":
        given = {key: value for key, value in body.items() if key not in _LATER and _said(value)}
        return [{"op": "add_object", "key": parts[0], **given}]
    if kind == "field":
        given = {key: value for key, value in body.items() if _said(value)}
        return [{"op": "add_field", "object": parts[0], "key": parts[1], **given}]
    return _set(kind, parts, body)


def _said(value: Any) -> bool:
    return value not in (None, "", [], {}, False)


def _set(kind: str, parts: list[str], body: Mapping[str, Any]) -> list[Change]:
    """The changes of what is kept as a whole."""
    if kind == "layout":
        return [{"op": "set_layout", "object": parts[0], "kind": parts[1], "name": parts[2], **body}]
    if kind == "rules":
        return [{"op": "set_rules", "object": parts[0], **body}]
    if kind == "menu":
        return [{"op": "set_menu", "name": parts[0], **body}]
    return [{"op": "set_grants", "role": parts[0], "object": parts[1], "grants": dict(body)}]


def _change(kind: str, parts: list[str], body: Element) -> list[Change]:
    if kind == "object":
        said = {key: value for key, value in body.items() if key in PROPERTIES and key not in _AS_MADE}
        return [{"op": "change_object", "object": parts[0], **said}] if said else []
    if kind != "field":
        return _set(kind, parts, body)
    place = {"object": parts[0], "field": parts[1]}
    changes: list[Change] = []
    if "type" in body:
        more: Change = {key: body[key] for key in ("target", "choices", "settings") if key in body}
        changes.append({"op": "convert_field", **place, "type": body["type"], **more})
    said = {
        key: value for key, value in body.items() if key in CHANGEABLE and not ("type" in body and key == "settings")
    }
    if said:
        changes.append({"op": "change_field", **place, **said})
    changes += [{"op": op, **place, key: bool(body[key])} for key, op in _OWN.items() if key in body]
    return changes


def _remove(kind: str, parts: list[str]) -> list[Change]:
    if kind == "object":
        return [{"op": "trash_object", "object": parts[0]}]
    if kind == "field":
        return [{"op": "trash_field", "object": parts[0], "field": parts[1]}]
    if kind == "layout":
        return [{"op": "delete_layout", "object": parts[0], "kind": parts[1], "name": parts[2]}]
    if kind == "rules":
        return [{"op": "set_rules", "object": parts[0], "rules": []}]
    if kind == "menu":
        # its groups lead to nothing any more, and so are not shown
        return []
    return [{"op": "set_grants", "role": parts[0], "object": parts[1], "grants": {}}]
