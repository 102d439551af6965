"""The command palette: records found by words, and everything that can be done or gone to from where one is."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kontor.access.grants import CREATE
from kontor.access.rights import access_to
from kontor.core.errors import Refusal
from kontor.design.rights import may_design
from kontor.layouts.places import Place, recent
from kontor.layouts.queries import list_layout
from kontor.layouts.views import views_of
from kontor.records.folding import fold
from kontor.records.queries import get_record, readable_objects, search_all
from kontor.schema.descriptor import ObjectDescriptor
from kontor.schema.registry import current, object_of
from kontor.web.labels import small
from kontor.web.links import list_url, new_url, record_url
from kontor.web.pages.head import actions_of, title_of
from kontor.web.render.icons import icon
from kontor.web.viewing import VIEW_ICONS

RECORDS = 12
COMMANDS = 6
_HERE = re.compile(r"^/o/([a-z][a-z0-9_]*)/(?:([0-9a-f-]{36})/)?")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the palette: a place to go, or an action to run."""

    icon: SafeString
    label: str
    context: str = ""
    kind: str = ""
    url: str = ""
    act: Any = None
    version: int = 0


# the texts that words may be found in, and the line
Offered = tuple[tuple[str, ...], Entry]


@dataclass(frozen=True, slots=True)
class Section:
    """Lines of one sort under a heading."""

    label: str
    entries: list[Entry]


def palette_of(visit: Any, words: str, here: str) -> list[Section]:
    """What the words find, by sort; without words what one is likely to want next."""
    found, record_id = _here(visit, here)
    sections = [
        Section(_("On this record"), _actions(visit, found, record_id, words)),
        Section(_("Views of this list"), _views(visit, found, words) if record_id is None else []),
    ]
    if words:
        sections += [
            Section(_("Records"), _records(visit, words)),
            Section(_("Create"), _creations(visit, words)),
            Section(_("Go to"), _pages(visit, words)),
        ]
    else:
        sections += [Section(_("Recent"), [_recent(one) for one in recent(visit.actor)])]
        sections += [Section(_("Create"), _creations(visit, words))]
    shown = [section for section in sections if section.entries]
    start = fold(words)
    if start:
        # where a name begins with the words, that is most likely what is meant
        shown.sort(key=lambda section: not any(fold(one.label).startswith(start) for one in section.entries))
    return shown


def _here(visit: Any, here: str) -> tuple[ObjectDescriptor | None, UUID | None]:
    match = _HERE.match(here)
    found = current().get(match[1]) if match else None
    if match is None or found is None or found not in readable_objects(visit.actor):
        return None, None
    try:
        return found, UUID(match[2]) if match[2] else None
    except ValueError:
        return found, None


def fits(words: str, *texts: str) -> bool:
    """Whether every word is the beginning of a word of the texts, whatever case and accents; Chinese anywhere."""
    text = fold(" ".join(texts))
    starts = text.split()
    return all(
        any(one.startswith(word) for one in starts) or (not word.isascii() and word in text)
        for word in fold(words).split()
    )


def _first(entries: Iterable[Offered], words: str) -> list[Entry]:
    """Those that fit; where the name itself begins with the words first."""
    fitting = [entry for texts, entry in entries if fits(words, *texts)]
    start = fold(words)
    return sorted(fitting, key=lambda one: not fold(one.label).startswith(start))[:COMMANDS]


def _actions(visit: Any, found: ObjectDescriptor | None, record_id: UUID | None, words: str) -> list[Entry]:
    if found is None or record_id is None:
        return []
    try:
        detail = get_record(actor=visit.actor, object=found.key, id=record_id, lines=False, clock=visit.clock)
    except Refusal:
        return []
    buttons, menu = actions_of(visit, found, detail)
    title = title_of(found, detail)
    offered = [
        ((one.label,), Entry(icon(one.icon), one.label, context=title, act=one, version=detail.version))
        for one in (*buttons, *menu)
        if one.enabled
    ]
    if detail.can_update and not found.declare.closed:
        word = _("Edit")
        offered.append(
            ((word,), Entry(icon("pencil"), word, context=title, url=f"{record_url(found.key, record_id)}edit"))
        )
    return _first(offered, words)


def _views(visit: Any, found: ObjectDescriptor | None, words: str) -> list[Entry]:
    if found is None:
        return []
    presets = [
        ((str(one.label),), Entry(icon("list-filter"), str(one.label), url=list_url(found.key, view=one.key)))
        for one in list_layout(visit.actor, found).presets
    ]
    own = [
        ((one.label,), Entry(icon(VIEW_ICONS[one.kind]), one.label, url=list_url(found.key, view=one.name)))
        for one in views_of(visit.actor, found)
    ]
    return _first([*presets, *own], words)


def _records(visit: Any, words: str) -> list[Entry]:
    return [
        Entry(
            icon(object_of(one.object).icon),
            one.label,
            context=one.context,
            kind=str(object_of(one.object).label),
            url=record_url(one.object, one.id),
        )
        for one in search_all(actor=visit.actor, search=words, limit=RECORDS)
    ]


def _creations(visit: Any, words: str) -> list[Entry]:
    offered = []
    for found in readable_objects(visit.actor):
        if (
            not access_to(visit.actor, found).reach(CREATE)
            or found.declare.closed
            or not list_layout(visit.actor, found).new
        ):
            continue
        label = _("New %(object)s") % {"object": small(str(found.label))}
        offered.append(
            ((label, str(found.label), str(found.plural)), Entry(icon("plus"), label, url=new_url(found.key)))
        )
    return _first(offered, words)


def _pages(visit: Any, words: str) -> list[Entry]:
    pages: Sequence[tuple[str, str, str]] = [
        (_("Home"), "house", "/"),
        (_("Profile"), "user-round", "/profile"),
        *([(_("Design"), "blocks", "/design")] if may_design(visit.actor) else []),
    ]
    offered: list[Offered] = [((label,), Entry(icon(sign), label, url=url)) for label, sign, url in pages]
    offered += [
        ((str(found.plural), str(found.label)), Entry(icon(found.icon), str(found.plural), url=list_url(found.key)))
        for found in readable_objects(visit.actor)
    ]
    return _first(offered, words)


def _recent(place: Place) -> Entry:
    url = record_url(place.found.key, place.record_id or "")
    return Entry(icon(place.found.icon), place.label, place.context, str(place.found.label), url)
