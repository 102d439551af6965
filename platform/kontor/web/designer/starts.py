"""What an empty form can begin with: bodies made of everything the shipped form holds, arranged otherwise."""

from collections.abc import Sequence
from typing import Any

from kontor.core.labels import L, in_both
from kontor.layouts import derive
from kontor.layouts.shipped import both, shipped_form
from kontor.schema.descriptor import ObjectDescriptor

WIDE = frozenset({"long_text", "rich_text", "address"})
Part = dict[str, Any]


def starts_of(found: ObjectDescriptor) -> dict[str, dict[str, Any]]:
    """The templates by name; ids are told apart, every field of the shipped form stands in each of them once."""
    parts = [part for tab in shipped_form(found)["tabs"] for part in tab["parts"]]
    fields = [item["field"] for part in parts if part["type"] == "section" for item in part["items"]]
    main = [key for key in fields if key not in derive.KEEPING]
    kept = [key for key in fields if key in derive.KEEPING]
    short = [key for key in main if found.fields[key].type.key not in WIDE]
    wide = [key for key in main if key not in short]
    lines = [part for part in parts if part["type"] == "lines"]
    related = [part for part in parts if part["type"] == "related"]
    record = _section("record", derive.RECORD, kept)
    details = [*_section("main", L("Details", "详情"), short), *_section("wide", L("Notes", "备注"), wide, columns=1)]
    tabs = [("details", L("Details", "详情"), [*details, *record])]
    tabs += [("lines", L("Lines", "明细"), lines)] if lines else []
    tabs += [("related", L("Related", "相关"), related)] if related else []
    return {
        "one": _body([*_section("main", None, main, columns=1), *lines, *related, *record]),
        "two": _body([*details, *lines, *related, *record]),
        "tabs": {"tabs": [{"id": f"t-{name}", "label": in_both(label), "parts": held} for name, label, held in tabs]},
    }


def _section(name: str, label: Any, fields: Sequence[str], columns: int = 2) -> list[Part]:
    """The section, unless it would hold nothing."""
    items = [{"type": "field", "field": key} for key in fields]
    words = both(label) if label else {}
    return [{"id": f"s-{name}", "type": "section", "label": words, "columns": columns, "items": items}] if items else []


def _body(parts: list[Part]) -> dict[str, Any]:
    return {"tabs": [{"id": "t-all", "label": {}, "parts": parts}]}
