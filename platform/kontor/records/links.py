"""Links to many, as they are written: a list of records becomes lines, so that each link has a history of its own."""

from collections.abc import Mapping
from typing import Any

from kontor.core.errors import BadInput
from kontor.records.clean import Draft
from kontor.records.read.links import LINKED, lines_of_links
from kontor.records.work import Work
from kontor.schema.descriptor import FieldDescriptor


def links_as_lines(work: Work, draft: Draft, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """The values with every list of links as the lines that make it so: some added, some removed, the rest as it is.

    What is no list stays where it is and is refused there.
    """
    fields = [one for one in draft.found.fields.values() if one.kind == "relations" and one.key in values]
    if not fields:
        return values
    changed = dict(values)
    for one in fields:
        lines = lines_of_links(one)
        name = next(
            (name for name, each in draft.found.lines.items() if lines is not None and each.key == lines.key), ""
        )
        sent = values[one.key]
        if name and name not in values and (sent is None or isinstance(sent, list)):
            changed.pop(one.key)
            changed[name] = _lines(work, draft, one, name, sent or [])
    return changed


def _lines(work: Work, draft: Draft, one: FieldDescriptor, name: str, sent: list[Any]) -> list[dict[str, Any]]:
    held = {} if draft.is_new else {getattr(line, f"{LINKED}_id"): line for line in work.lines(draft.record, name)}
    wanted = []
    kept = set()
    for raw in sent:
        try:
            value = one.type.parse(one, raw)
        except BadInput:
            value = raw
        if not isinstance(value, tuple) and value in held:
            kept.add(value)
        elif raw not in wanted:
            wanted.append(raw)
    gone = [{"id": str(line.pk), "delete": True} for value, line in held.items() if value not in kept]
    return [*gone, *({LINKED: raw} for raw in wanted)]
