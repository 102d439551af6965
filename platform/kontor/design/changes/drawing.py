"""Objects as they will be, for checks of bodies that show their fields."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from kontor.design.changes.base import Planned
from kontor.layouts.bodies import Known
from kontor.schema.specs import lines_name


@dataclass(frozen=True, slots=True)
class Drawn:
    """An object as it will be once everything before this change is published."""

    key: str
    plural: Any
    fields: Mapping[str, Any]
    lines: Mapping[str, Any] = field(default_factory=dict)


def drawn(planned: Planned, key: str) -> Known | None:
    """The object as planned, with its lines; None when there will be none."""
    one = planned.objects.get(key)
    if one is None:
        return None
    fields = {name: _field(each, one.found) for name, each in one.fields.items()}
    lines: dict[str, Any] = {}
    for name, line in (one.found.lines if one.found else {}).items():
        lines[name] = drawn(planned, line.key) or line
    for coming in planned.objects.values():
        if coming.parent == key and coming.kind == "line" and coming.found is None:
            lines[lines_name(coming.key, {})] = drawn(planned, coming.key)
    return Drawn(one.key, one.plural, fields, lines)


def _field(one: Any, found: Any) -> Any:
    kept = found.fields.get(one.key) if found else None
    if kept is not None:
        return kept
    return SimpleNamespace(key=one.key, label=one.label, type=SimpleNamespace(key=one.type), target=one.target or None)
