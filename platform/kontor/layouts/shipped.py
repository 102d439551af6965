"""The layer the modules ship: declarations, or the descriptor where there are none, as bodies of today's form."""

import copy
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from kontor.core.labels import L, in_both
from kontor.layouts import derive
from kontor.layouts.declare import declared
from kontor.layouts.parts import Lines, Related, Section
from kontor.schema.descriptor import ObjectDescriptor
from kontor.schema.registry import current

_made: dict[UUID, dict[str, dict[str, Any]]] = {}


def shipped_form(found: ObjectDescriptor) -> dict[str, Any]:
    """The body of an object's form as it was shipped: one tab, with related lists before who keeps the record."""
    token = current().token
    if token not in _made:
        _made.clear()
        _made[token] = {}
    if found.key not in _made[token]:
        _made[token][found.key] = _body(found)
    return copy.deepcopy(_made[token][found.key])


def forget() -> None:
    """Makes the next shipped form be built anew."""
    _made.clear()


def _body(found: ObjectDescriptor) -> dict[str, Any]:
    said = declared.forms.get(found.key)
    layout = derive.completed(said, found) if said else derive.form_of(found)
    parts = [_part(place, part) for place, part in enumerate(layout.parts, start=1)]
    kept = [part for part in parts if _keeps(part)]
    rest = [part for part in parts if not _keeps(part)]
    more = _made_since(found, parts) if said else []
    return {"tabs": [{"id": "t1", "label": {}, "parts": [*rest, *more, *related_parts(found.key), *kept]}]}


def _made_since(found: ObjectDescriptor, parts: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """A section of the fields that were made since the form was declared, so that a new field is seen at once."""
    named = {item["field"] for part in parts if part["type"] == "section" for item in part["items"]}
    made = [one.key for one in found.fields.values() if one.made and one.kind != "relations" and one.key not in named]
    return [_part(len(parts) + 1, Section(L("More", "更多"), made))] if made else []


def both(label: Any) -> dict[str, str]:
    """A declared label in every language, as stored labels are kept."""
    return {name: text for name, text in in_both(label).items() if text}


def _part(place: int, part: Section | Lines) -> dict[str, Any]:
    if isinstance(part, Lines):
        columns, totals = list(part.columns), list(part.totals)
        return {"id": f"p{place}", "type": "lines", "name": part.name, "columns": columns, "totals": totals}
    items = [{"type": "field", "field": key} for key in part.fields]
    return {
        "id": f"p{place}",
        "type": "section",
        "label": both(part.label),
        "columns": part.columns,
        "items": items,
    }


def _keeps(part: Mapping[str, Any]) -> bool:
    """Whether a section only says who keeps the record and since when."""
    return part["type"] == "section" and all(item["field"] in derive.KEEPING for item in part["items"])


def related_parts(key: str) -> list[dict[str, Any]]:
    """The related lists of an object, as parts."""
    return [
        {"id": f"r{place}", "type": "related", "object": one.object, "field": one.field, "columns": list(one.columns)}
        for place, one in enumerate(related_lists(key), start=1)
    ]


def related_lists(key: str) -> list[Related]:
    """The lists declared for an object, then one for every made field that links to it."""
    made = [
        Related(other.key, field=one.key, label=one.reverse_label or other.plural)
        for other in current().objects.values()
        for one in other.fields.values()
        if one.made and one.target == key and one.type.key == "relation" and one.stored and not other.is_line
    ]
    return [*declared.related.get(key, ()), *made]


def related_named(key: str, object: str, field: str) -> Related | None:
    """The related list that a part names, else None."""
    named = (one for one in related_lists(key) if one.object == object and one.field == field)
    return next(named, None)


def complete(body: Mapping[str, Any], found: ObjectDescriptor) -> dict[str, Any]:
    """A body that says it wants to be completed, with grid columns, related lists and keeping fields it lacks."""
    if not body.get("complete"):
        return dict(body)
    tabs = copy.deepcopy(list(body["tabs"])) or [{"id": "t1", "label": {}, "parts": []}]
    parts = [part for tab in tabs for part in tab["parts"]]
    for part in parts:
        lines = found.lines.get(part["name"]) if part["type"] == "lines" else None
        if lines is not None and not part["columns"]:
            part["columns"] = [key for key in lines.fields if key != "position"]
    named = {item["field"] for part in parts if part["type"] == "section" for item in part["items"] if "field" in item}
    kept = [key for key in derive.KEEPING if key in found.fields and key not in named]
    added = related_parts(found.key)
    if kept:
        added.append(_part(len(parts) + 1, Section(derive.RECORD, kept)))
    tabs[-1]["parts"] = [*tabs[-1]["parts"], *added]
    return {"tabs": tabs}
