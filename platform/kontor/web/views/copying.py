"""A record once more: its form, filled with what another one holds, saved as a new record."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse

from kontor.records.importing.fields import unique_sets
from kontor.records.queries import Detail, get_record
from kontor.records.undo import as_sent
from kontor.schema.descriptor import FieldDescriptor, ObjectDescriptor
from kontor.web.forms.posted import NEW, Posted, PostedLine
from kontor.web.views.edit import new_target, whole_form
from kontor.web.views.lists import object_for
from kontor.web.visit import Visit, page

# a stored file belongs to one record
ONCE = frozenset({"file", "image", "signature"})
DATED = frozenset({"date", "datetime"})


@page
def copy(visit: Visit, key: str, record_id: UUID) -> HttpResponse:
    """The form of a new record with the values and lines of this one; nothing is stored yet."""
    found = object_for(visit, key)
    target = new_target(visit, found)
    detail = get_record(actor=visit.actor, object=key, id=record_id, clock=visit.clock)
    posted = Posted(values=copied(found, detail.row, target.writable))
    for name, writable in target.writable_lines.items():
        posted.lines[name] = _lines(found.lines[name], detail, name, writable)
    return whole_form(visit, target, posted)


def copied(found: ObjectDescriptor, row: Mapping[str, Any], writable: frozenset[str]) -> dict[str, Any]:
    """The values a copy begins with: no number, nothing unique, no files, and a document's own dates begin anew."""
    own = {name for names in unique_sets(found) for name in names}
    return {
        name: _sent(found, one, row[name])
        for name, one in found.fields.items()
        if name in writable
        and name not in own
        and row.get(name) not in (None, "", ())
        and one.type.key not in ONCE
        and not (found.is_document and one.type.key in DATED)
    }


def _sent(found: ObjectDescriptor, one: FieldDescriptor, value: Any) -> Any:
    return as_sent(found, one.key, getattr(value, "id", value))


def _lines(found: ObjectDescriptor, detail: Detail, name: str, writable: frozenset[str]) -> list[PostedLine]:
    return [
        PostedLine(f"{NEW}{place}", copied(found, row, writable))
        for place, row in enumerate(detail.lines.get(name, ()))
    ]
