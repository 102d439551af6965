"""The side panel of a record as its template shows it: what was said, attached and done, newest first."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.template.defaultfilters import filesizeformat
from django.utils.html import escape, urlize
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kontor.collab.following import follows
from kontor.collab.models import Attachment, Comment
from kontor.collab.place import may_attach
from kontor.collab.pointing import Pointer, addable
from kontor.collab.timeline import Entry, Stream, stream
from kontor.schema.descriptor import ObjectDescriptor
from kontor.web.links import record_url, with_query
from kontor.web.pages.happened import Happening, happenings
from kontor.web.render.cells import moment


@dataclass(frozen=True, slots=True)
class Said:
    """A comment."""

    id: UUID
    at: datetime
    who: str
    when: str
    html: SafeString
    url: str
    mine: bool = False
    edited: bool = False
    deleted: bool = False
    kind: str = "comment"


@dataclass(frozen=True, slots=True)
class Hung:
    """A file."""

    id: UUID
    at: datetime
    who: str
    when: str
    name: str
    size: str
    file_url: str
    url: str
    removed: str = ""
    changeable: bool = False
    icon: str = "paperclip"
    kind: str = "file"


@dataclass(frozen=True, slots=True)
class Pointed:
    """A record that points here: a task, say."""

    at: datetime
    who: str
    when: str
    what: str
    title: str
    url: str
    icon: str
    due: str = ""
    late: bool = False
    done: bool = False
    kind: str = "pointer"


Row = Happening | Said | Hung | Pointed


@dataclass(frozen=True, slots=True)
class Tab:
    """One filter of the stream."""

    key: str
    label: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class New:
    """A record that can be made from here."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Panel:
    """Everything the side panel shows."""

    base: str
    tabs: list[Tab]
    rows: list[Row]
    older_url: str
    stream_url: str
    following: bool = False
    attaches: bool = False
    talks: bool = True
    new: list[New] = field(default_factory=list)


def panel_of(visit: Any, found: ObjectDescriptor, record_id: UUID, *, tab: str, before: str = "") -> Panel:
    """The panel, or with `before` its next page: then only the rows count."""
    page = stream(actor=visit.actor, object=found.key, id=record_id, tab=tab, before=before, lines=True)
    base = record_url(found.key, record_id)
    side = f"{base}side"
    rows = rows_of(visit, found, page)
    older = with_query(side, tab=tab, before=page.older) if page.older else ""
    if before:
        return Panel(base, [], rows, older, "")
    actor, record = visit.actor, page.detail.record
    return Panel(
        base=base,
        tabs=[Tab(key, label, with_query(side, tab=key, part="stream"), key == tab) for key, label in _tabs()],
        rows=rows,
        older_url=older,
        stream_url=with_query(side, tab=tab, part="stream"),
        following=follows(actor, found, record),
        attaches=may_attach(actor, found, record),
        talks=not actor.read_only,
        new=[New(str(one.label), f"{base}side/new/{one.object}") for one in addable(actor, found)],
    )


def _tabs() -> list[tuple[str, str]]:
    return [("all", _("All")), ("comments", _("Comments")), ("changes", _("Changes")), ("files", _("Files"))]


def rows_of(visit: Any, found: ObjectDescriptor, page: Stream) -> list[Row]:
    """The entries of a page of the stream, in its order."""
    changeable = may_attach(visit.actor, found, page.detail.record)
    history = [entry.row for entry in page.entries if entry.kind == "history"]
    rows: list[Row] = [*happenings(visit, found, page.detail, history)]
    base = record_url(found.key, page.detail.id)
    rows.extend(
        row
        for entry in page.entries
        if entry.kind != "history" and (row := _row(visit, base, entry, changeable=changeable)) is not None
    )
    return sorted(rows, key=lambda row: row.at, reverse=True)


def _row(visit: Any, base: str, entry: Entry, *, changeable: bool) -> Row | None:
    when = moment(entry.at, visit.language, visit.zone)
    row = entry.row
    if isinstance(row, Comment):
        return said_of(visit, base, row)
    if isinstance(row, Attachment):
        return Hung(
            id=row.pk, at=row.added_at, who=row.added_name, when=when, name=row.file.name,
            size=filesizeformat(row.file.size), file_url=f"/files/{row.file_id}", url=f"{base}attachments/{row.pk}",
            removed=row.removed_name if row.removed_at else "", changeable=changeable,
            icon="image" if row.file.is_image else "paperclip",
        )  # fmt: skip
    return _pointed(visit, row, entry.at, when) if isinstance(row, Pointer) else None


def said_of(visit: Any, base: str, row: Comment) -> Said:
    """A comment, ready to be shown."""
    return Said(
        id=row.pk,
        at=row.created_at,
        who=row.author_name,
        when=moment(row.created_at, visit.language, visit.zone),
        html=comment_html(row.text, [one["name"] for one in row.mentions]),
        url=f"{base}comments/{row.pk}",
        mine=row.is_by(visit.actor) and not visit.actor.read_only,
        edited=row.edited_at is not None,
        deleted=row.deleted_at is not None,
    )


def _pointed(visit: Any, row: Pointer, at: datetime, when: str) -> Pointed:
    return Pointed(
        at=at,
        who=row.owner,
        when=when,
        what=row.label,
        title=row.title or row.label,
        url=record_url(row.object, row.id),
        icon="circle-check" if row.done else row.icon,
        due=moment(row.due, visit.language, visit.zone) if row.due else "",
        late=bool(row.due and not row.done and row.due < visit.clock.now()),
        done=row.done is not None,
    )


def comment_html(text: str, names: Sequence[str]) -> SafeString:
    """What was said as HTML: everything escaped, lines kept, addresses made links, mentions marked."""
    marks = "|".join(re.escape(f"@{name}") for name in sorted(names, key=len, reverse=True))
    parts = re.split(f"({marks})", text) if marks else [text]
    html = "".join(
        f'<b class="mention">{escape(part)}</b>' if place % 2 else urlize(part, nofollow=True, autoescape=True)
        for place, part in enumerate(parts)
    )
    return mark_safe("<br>".join(html.split("\n")))  # noqa: S308 (escaped part by part)
