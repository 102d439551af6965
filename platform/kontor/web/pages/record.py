"""The record page as its template shows it."""

import json
from dataclasses import dataclass, field
from typing import Any

from django.utils.safestring import SafeString

from kontor.access.grants import CREATE
from kontor.access.rights import access_to
from kontor.core.actor import Actor
from kontor.design.rights import may_design
from kontor.layouts.queries import form_layout, list_layout, page_layout
from kontor.layouts.rules import rules_for
from kontor.records.merging import may_merge
from kontor.records.queries import Detail
from kontor.schema.descriptor import ObjectDescriptor
from kontor.web.forms.edit import Figure
from kontor.web.links import design_url, list_url, record_url
from kontor.web.pages.body import Reading, ReadTab, tabs_of, writable_now
from kontor.web.pages.head import (
    ActionButton,
    State,
    Step,
    actions_of,
    figures_of,
    state_of,
    steps_of,
    subtitle_of,
    title_of,
)
from kontor.web.pages.papers import Paper, papers_of, papers_url
from kontor.web.pages.related import ChainLink, chain_of


@dataclass(frozen=True, slots=True)
class RecordPage:
    """Everything a record page shows."""

    title: str
    subtitle: SafeString
    plural: str
    list_url: str
    status: State | None
    steps: list[Step]
    figures: list[Figure]
    buttons: list[ActionButton]
    menu: list[ActionButton]
    key: str
    tabs: list[ReadTab]
    chain: list[list[ChainLink]]
    side_url: str
    version: int
    trashed: bool
    edit_url: str
    trash_url: str
    restore_url: str
    design_url: str = ""
    star: str = ""
    papers: list[Paper] = field(default_factory=list)
    papers_url: str = ""
    copy_url: str = ""
    merge_url: str = ""


def record_page(visit: Any, found: ObjectDescriptor, detail: Detail, form: str = "") -> RecordPage:
    """The page of a record, laid out by the form in force or by the one of that name."""
    head = page_layout(visit.actor, found)
    title = title_of(found, detail)
    buttons, menu = actions_of(visit, found, detail)
    base = record_url(found.key, detail.id)
    live = not detail.trashed
    status = detail.row.get("status")
    edit_url = f"{base}edit" if writable_now(visit.actor, found, detail) else ""
    hidden = rules_for(visit.actor, found, detail.record, clock=visit.clock).hidden
    reading = Reading(visit, found, detail, {one.key: one for one in (*buttons, *menu)}, edit_url, hidden)
    return RecordPage(
        title=title,
        subtitle=subtitle_of(visit, found, detail),
        plural=str(found.plural),
        list_url=list_url(found.key),
        status=state_of(found, detail),
        steps=steps_of(found, head, status),
        figures=figures_of(visit, found, head, detail),
        buttons=buttons,
        menu=menu,
        key=found.key,
        tabs=tabs_of(reading, form_layout(visit.actor, found, status, form)),
        chain=chain_of(visit, found, detail, title) if live else [],
        side_url=f"{base}side" if live else "",
        version=detail.version,
        trashed=detail.trashed,
        edit_url=edit_url,
        trash_url=f"{base}trash" if live and detail.can_delete and not found.declare.closed else "",
        restore_url=f"{base}restore" if detail.trashed and detail.can_delete else "",
        copy_url=f"{base}copy" if live and may_create(visit.actor, found) else "",
        papers=papers_of(visit, found, detail),
        papers_url=papers_url(found, detail),
        merge_url=f"{base}merge" if live and may_merge(visit.actor, found, detail.record) else "",
        star=json.dumps({"object": found.key, "record": str(detail.id)}),
        design_url=design_url(found.key, record=detail.id) if may_design(visit.actor) else "",
    )


def may_create(actor: Actor, found: ObjectDescriptor) -> bool:
    """Whether the actor may make such a record by its form."""
    return bool(access_to(actor, found).reach(CREATE)) and list_layout(actor, found).new and not found.declare.closed
