"""The stream of a record: changes, events, comments, files and what other rooms tell of it, newest first, by pages."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kontor.collab.models import Attachment, Comment
from kontor.core.actor import Actor
from kontor.core.errors import BadInput
from kontor.core.registry import stores
from kontor.records.queries import Detail, get_record
from kontor.records.timeline import timeline
from kontor.schema.descriptor import ObjectDescriptor
from kontor.schema.registry import object_of

LOOKED_BACK = 500
PAGE = 30
# told by the comment or the file itself
TOLD = (".commented", ".comment_edited", ".comment_deleted", ".file_added")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened: `kind` is history, comment, file or what its source calls it; `row` is what it was."""

    at: datetime
    kind: str
    row: Any


@dataclass(frozen=True, slots=True)
class Stream:
    """One page of the timeline; `older` asks for the next one, "" when there is none."""

    entries: list[Entry]
    older: str
    detail: Detail


Source = Callable[[Actor, ObjectDescriptor, Detail], list[Entry]]


def _history(actor: Actor, found: ObjectDescriptor, detail: Detail) -> list[Entry]:
    rows = timeline(actor=actor, object=found.key, id=detail.id, limit=LOOKED_BACK, detail=detail)
    return [Entry(row.at, "history", row) for row in rows if not getattr(row, "verb", "").endswith(TOLD)]


def _comments(actor: Actor, found: ObjectDescriptor, detail: Detail) -> list[Entry]:
    rows = Comment.objects.filter(record_id=detail.id, object=found.key).order_by("-created_at")[:LOOKED_BACK]
    return [Entry(row.created_at, "comment", row) for row in rows]


def _files(actor: Actor, found: ObjectDescriptor, detail: Detail) -> list[Entry]:
    rows = Attachment.objects.filter(record_id=detail.id, object=found.key).select_related("file")
    return [Entry(row.added_at, "file", row) for row in rows.order_by("-added_at")[:LOOKED_BACK]]


def _others(actor: Actor, found: ObjectDescriptor, detail: Detail) -> list[Entry]:
    return [entry for source in stores.entries for entry in source(actor, found, detail, LOOKED_BACK)]


TABS: dict[str, tuple[Source, ...]] = {
    "all": (_history, _comments, _files, _others),
    "comments": (_comments,),
    "changes": (_history,),
    "files": (_files,),
}


def stream(
    *, actor: Actor, object: str, id: UUID, tab: str = "all", before: str = "", limit: int = PAGE, lines: bool = False
) -> Stream:
    """A page of what happened to a record the actor may read; `before` is the `older` of the page above."""
    detail = get_record(actor=actor, object=object, id=id, lines=lines)
    if tab not in TABS:
        raise BadInput(_("The timeline shows all, comments, changes or files."), field="tab")
    until = _moment(before)
    rows = [entry for source in TABS[tab] for entry in source(actor, object_of(object), detail)]
    rows = sorted((one for one in rows if until is None or one.at < until), key=lambda one: one.at, reverse=True)
    page = rows[:limit]
    # what shares a moment stays together: a verb and the changes it made
    page += [one for one in rows[limit:] if one.at == page[-1].at]
    return Stream(page, page[-1].at.isoformat() if len(rows) > len(page) else "", detail)


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise BadInput(_("This is no place in the timeline."), field="before")
    return found
