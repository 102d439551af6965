"""When somebody else saved first: both versions, field by field, and which is to stay."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kontor.core.errors import Refusal, StaleVersion
from kontor.records.timeline import FieldChange, history
from kontor.schema.descriptor import FieldDescriptor, ObjectDescriptor
from kontor.web.forms.posted import Posted
from kontor.web.labels import labels_of
from kontor.web.pages.happened import value_words
from kontor.web.render.cells import RELATED, text_of


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """One field of which two versions exist."""

    key: str
    label: str
    theirs: str
    mine: str
    choice: bool
    mine_first: bool


def conflict_rows(
    visit: Any, found: ObjectDescriptor, record_id: UUID | None, posted: Posted, stale: StaleVersion
) -> list[ConflictRow]:
    """What they changed since the version the form was opened with, beside what the form holds.

    A field only they changed goes their way unless one says otherwise; one that both changed stays as typed.
    """
    rows: list[ConflictRow] = []
    if record_id is None:
        return rows
    for key, line, change in _their_changes(visit, found, record_id, posted.version or 0):
        if line:
            rows.append(_line_row(visit, found, change))
        elif key in posted.values:
            rows.append(_row(visit, found.fields[key], change, posted))
    return rows


def _their_changes(
    visit: Any, found: ObjectDescriptor, record_id: UUID, since: int
) -> list[tuple[str, str, FieldChange]]:
    """Per field: from the value the form was opened with to the one that is saved now."""
    merged: dict[tuple[str, str], FieldChange] = {}
    for version in history(actor=visit.actor, object=found.key, id=record_id):
        if version.version is not None and version.version <= since:
            break
        for change in version.changes:
            place = (change.field, change.line)
            newer = merged.get(place)
            merged[place] = _joined(change, newer) if newer else change
    return [(key, line, change) for (key, line), change in merged.items()]


def _joined(older: FieldChange, newer: FieldChange) -> FieldChange:
    return FieldChange(newer.field, newer.label, older.old, newer.new, newer.type, newer.line, newer.descriptor)


def _row(visit: Any, field: FieldDescriptor, change: FieldChange, posted: Posted) -> ConflictRow:
    key = field.key
    mine = _clean(field, posted.values.get(key))
    before, now = _plain(change.old), _plain(change.new)
    chosen = posted.keep.get(key)
    touched = mine != before
    return ConflictRow(
        key=key,
        label=str(field.label),
        theirs=value_words(visit, change, change.new),
        mine=_words(visit, field, mine, posted.names.get(key, "")),
        choice=mine != now,
        mine_first=chosen == "mine" if chosen else touched,
    )


def _line_row(visit: Any, found: ObjectDescriptor, change: FieldChange) -> ConflictRow:
    """A line they changed: shown, so that one looks at it in the grid below."""
    label = _("Line: %(field)s") % {"field": change.label}
    words = value_words(visit, change, change.new)
    return ConflictRow("", label, words, _("see the lines below"), choice=False, mine_first=False)


def _clean(field: FieldDescriptor, raw: Any) -> Any:
    try:
        return field.type.clean(field, raw)
    except Refusal:
        return raw


def _plain(value: Any) -> Any:
    return getattr(value, "id", value)


def _words(visit: Any, field: FieldDescriptor, value: Any, name: str) -> str:
    if field.type.key in RELATED and value:
        return name or labels_of(visit.actor, str(field.target), [value]).get(value, "")
    try:
        return text_of(field, value, visit.language, visit.zone)
    except (TypeError, ValueError, AttributeError):
        return str(value)
