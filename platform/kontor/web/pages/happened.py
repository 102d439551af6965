"""What happened to a record, in words: changes and verbs joined by the moment they share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kontor.core.registry import stores
from kontor.records.queries import Detail
from kontor.records.timeline import EventRow, FieldChange, VersionRow
from kontor.schema.descriptor import ObjectDescriptor
from kontor.web.links import record_url
from kontor.web.render.cells import moment, text_of

SHOWN_CHANGES = 6
ICONS = {
    "create": "plus",
    "update": "pencil",
    "trash": "trash-2",
    "restore": "undo-2",
    "remove": "trash-2",
    "file_remove": "paperclip",
    "file_restore": "paperclip",
    "maile": "mail",
    "mail_faile": "mail-x",
    "issue": "file-check",
}


@dataclass(frozen=True, slots=True)
class ChangeWords:
    """One field's change in words."""

    label: str
    old: str
    new: str


@dataclass(slots=True)
class Happening:
    """One entry of the timeline."""

    at: datetime
    who: str
    what: str
    icon: str
    when: str
    changes: list[ChangeWords] = field(default_factory=list)
    url: str = ""
    kind: str = "history"


def happenings(
    visit: Any, found: ObjectDescriptor, detail: Detail, rows: Sequence[VersionRow | EventRow]
) -> list[Happening]:
    """The timeline, newest first; a verb and the changes it made are one entry."""
    lines = {str(row["id"]): place for rows_of in detail.lines.values() for place, row in enumerate(rows_of, start=1)}
    versions: dict[Any, VersionRow] = {row.change_id: row for row in rows if isinstance(row, VersionRow)}
    told: set[Any] = set()
    entries = []
    for row in rows:
        if isinstance(row, EventRow):
            version = None if row.change_id in told else versions.get(row.change_id)
            told.add(row.change_id)
            entries.append(_event(visit, found, detail, row, version, lines))
        elif row.change_id not in {one.change_id for one in rows if isinstance(one, EventRow)}:
            entries.append(_version(visit, found, detail, row, lines))
    return entries


def _when(visit: Any, at: datetime) -> str:
    return moment(at, visit.language, visit.zone)


def _event(
    visit: Any,
    found: ObjectDescriptor,
    detail: Detail,
    row: EventRow,
    version: VersionRow | None,
    lines: Mapping[str, int],
) -> Happening:
    verb = row.verb.partition(".")[2]
    action = stores.actions.get(row.verb)
    created = version is not None and version.kind == "create"
    return Happening(
        at=row.at,
        who=row.actor_name,
        what=_verb_words(found, row, verb),
        icon=action.icon if action else ICONS.get(verb.removesuffix("d"), "pencil"),
        when=_when(visit, row.at),
        changes=[] if version is None or created else change_words(visit, found, version.changes, lines),
        url=_compare_url(found, detail, version),
    )


def _verb_words(found: ObjectDescriptor, row: EventRow, verb: str) -> str:
    plain = {
        "created": _("created this"),
        "updated": _("changed this"),
        "trashed": _("moved this to the trash"),
        "restored": _("restored this"),
    }
    papers = {
        "issued": _("issued %(document)s, copy %(copy)s"),
        "mailed": _("sent %(document)s by mail to %(to)s"),
        "mail_failed": _("could not send %(document)s to %(to)s: %(error)s"),
    }
    if verb in papers and "document" in row.data:
        return papers[verb] % {"error": "", **row.data, "to": ", ".join(map(str, row.data.get("to", ())))}
    if verb in ("merged", "merged_into"):
        said = _("merged “%(name)s” into this") if verb == "merged" else _("merged this into “%(name)s”")
        return said % {"name": row.data.get("name", "…")}
    files = {"file_removed": _("removed a file"), "file_restored": _("put a file back")}
    if verb in files:
        return f"{files[verb]}: {', '.join(str(name) for name in row.data.get('files', ()))}"
    words = plain.get(verb) or f"– {row.label}"
    return f"{words} ({row.cause})" if row.cause not in ("", "web", "api", row.verb) and verb in plain else words


def _version(
    visit: Any, found: ObjectDescriptor, detail: Detail, row: VersionRow, lines: Mapping[str, int]
) -> Happening:
    count = len(row.changes)
    words = {"create": _("created this")}.get(
        row.kind, ngettext("changed %(count)s field", "changed %(count)s fields", count) % {"count": count}
    )
    return Happening(
        at=row.at,
        who=row.actor_name,
        what=words,
        icon=ICONS.get(row.kind, "pencil"),
        when=_when(visit, row.at),
        changes=[] if row.kind == "create" else change_words(visit, found, row.changes, lines),
        url=_compare_url(found, detail, row),
    )


def _compare_url(found: ObjectDescriptor, detail: Detail, version: VersionRow | None) -> str:
    if version is None or version.version is None or version.version >= detail.version:
        return ""
    return f"{record_url(found.key, detail.id)}versions/{version.version}"


def change_words(
    visit: Any, found: ObjectDescriptor, changes: Sequence[FieldChange], lines: Mapping[str, int]
) -> list[ChangeWords]:
    """The changes of fields in words, the first few of them."""
    words = [_change(visit, change, lines) for change in changes[:SHOWN_CHANGES]]
    more = len(changes) - SHOWN_CHANGES
    if more > 0:
        words.append(
            ChangeWords(_("More"), "", ngettext("%(count)s field", "%(count)s fields", more) % {"count": more})
        )
    return words


def _change(visit: Any, change: FieldChange, lines: Mapping[str, int]) -> ChangeWords:
    label = str(change.label)
    if change.line:
        place = lines.get(change.line)
        where = _("line %(line)s") % {"line": place} if place else _("removed line")
        label = f"{label} ({where})"
    return ChangeWords(label, value_words(visit, change, change.old), value_words(visit, change, change.new))


def value_words(visit: Any, change: FieldChange, value: Any) -> str:
    """One side of a change as text."""
    if change.descriptor is None or value is None:
        return ""
    return text_of(change.descriptor, value, visit.language, visit.zone)
