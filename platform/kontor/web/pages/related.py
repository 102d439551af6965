"""Other records on a record page: the chain of documents, one click apart, and related lists."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kontor.access.grants import CREATE, READ
from kontor.access.rights import access_to
from kontor.core.registry import stores
from kontor.layouts.forms import FormRelated
from kontor.layouts.parts import Related
from kontor.layouts.queries import list_layout
from kontor.layouts.shipped import related_named
from kontor.records.names import Named, names_of
from kontor.records.queries import Detail, list_records
from kontor.schema.descriptor import ObjectDescriptor
from kontor.schema.registry import current
from kontor.web.links import list_url, new_url, record_url, with_query
from kontor.web.lists.columns import columns_of, title_column
from kontor.web.lists.state import compact
from kontor.web.render.cells import state_html
from kontor.web.render.table import Column, rows_html
from kontor.web.sight import seen, seen_of

SHOWN = 8
CHAIN_SHOWN = 6


@dataclass(frozen=True, slots=True)
class ChainLink:
    """One document of the chain."""

    kind: str
    label: str
    state: SafeString
    url: str
    here: bool


@dataclass(frozen=True, slots=True)
class RelatedList:
    """A list of related records; with `later` its rows are asked for when it comes into sight."""

    title: str
    columns: list[Column]
    rows: SafeString
    url: str
    new_url: str
    later: str = ""


def chain_of(visit: Any, found: ObjectDescriptor, detail: Detail, title: str) -> list[list[ChainLink]]:
    """The documents this one came from and led to, by kind in the order of business; empty when there are none."""
    linked: dict[str, list[UUID]] = {}
    for finder in stores.chains.get(found.key, ()):
        for key, record_id in finder(detail.id):
            if record_id != detail.id and record_id not in linked.setdefault(key, []):
                linked[key].append(record_id)
    if not any(linked.values()):
        return []
    here = ChainLink(str(found.label), title, SafeString(""), record_url(found.key, detail.id), here=True)
    linked.setdefault(found.key, []).append(detail.id)
    named = names_of(visit.actor, {key: ids[:CHAIN_SHOWN] for key, ids in linked.items() if current().get(key)})
    steps: list[list[ChainLink]] = []
    # ids grow with time, so kinds in the order of their first document are in the order of business
    for key in sorted(linked, key=lambda name: min(linked[name])):
        links = [_link(key, one, name) for one, name in sorted(named.get(key, {}).items()) if one != detail.id]
        if key == found.key:
            links = [here, *links]
        if links:
            steps.append(links)
    return steps if sum(len(links) for links in steps) > 1 else []


def _link(key: str, record_id: UUID, name: Named) -> ChainLink:
    found = current().objects[key]
    return ChainLink(
        kind=str(found.label),
        label=name.label or _("Draft"),
        state=_state(found, name.status),
        url=record_url(key, record_id),
        here=False,
    )


def _state(found: ObjectDescriptor, status: Any) -> SafeString:
    if not status:
        return SafeString("")
    return mark_safe(state_html(found.fields["status"], status))  # noqa: S308 (escaped there)


def _by_ids(ids: Sequence[UUID]) -> dict[str, Any]:
    return {"field": "id", "op": "in", "value": [str(one) for one in ids]}


def related_at(
    visit: Any, found: ObjectDescriptor, part: FormRelated, detail: Detail, *, now: bool = False
) -> RelatedList | None:
    """The related list a part of the page names, as it was declared; None when the reader may not see it.

    Lists over made fields come later unless `now`: there may be any number of them, and each costs the page a query.
    """
    declared = related_named(found.key, part.object, part.field)
    if declared is None and not part.field:
        return None
    related = declared or Related(part.object, field=part.field)
    later = "" if now else _later_url(found, part, detail)
    return _related(visit, replace(related, columns=part.columns) if part.columns else related, detail, later)


def _later_url(found: ObjectDescriptor, part: FormRelated, detail: Detail) -> str:
    target = current().get(part.object)
    one = target.fields.get(part.field) if target and part.field else None
    if one is None or not one.made:
        return ""
    url = f"{record_url(found.key, detail.id)}related/{part.object}/{part.field}"
    return with_query(url, columns=",".join(part.columns)) if part.columns else url


def _related(visit: Any, related: Related, detail: Detail, later: str) -> RelatedList | None:
    found = current().get(related.object)
    if found is None or not access_to(visit.actor, found).reach(READ):
        return None
    if related.field and seen(visit.actor, found, related.field) is None:
        return None
    condition = _condition(related, detail.id)
    layout = list_layout(visit.actor, found)
    wanted = related.columns or [path for path in layout.columns if path != related.field][:6]
    paths = seen_of(visit.actor, found, wanted)
    if not paths:
        return None
    rows: Sequence[Mapping[str, Any]] = ()
    if condition is not None and not later:
        sort = [path for path in related.sort or layout.sort if seen(visit.actor, found, path.lstrip("-")) is not None]
        rows = list_records(
            actor=visit.actor,
            object=found.key,
            fields=paths,
            filter=condition,
            sort=sort,
            page_size=SHOWN,
            clock=visit.clock,
        ).rows
    columns = columns_of(visit.actor, found, paths)
    full = len(rows) == SHOWN
    return RelatedList(
        title=str(related.label or found.plural),
        columns=columns,
        rows=rows_html(found, rows, columns, title_column(found, paths), visit) if rows else SafeString(""),
        url=list_url(found.key, filter=compact(condition)) if full else "",
        new_url=_new_url(visit, found, related, detail),
        later=later,
    )


def _new_url(visit: Any, found: ObjectDescriptor, related: Related, detail: Detail) -> str:
    access = access_to(visit.actor, found)
    may_make = bool(related.field) and bool(access.reach(CREATE)) and bool(access.field(related.field).create)
    return new_url(found.key, **{related.field: str(detail.id)}) if may_make else ""


def _condition(related: Related, record_id: UUID) -> dict[str, Any] | None:
    """The filter that finds the related records; None when there are none."""
    if related.find is not None:
        ids = list(related.find(record_id))
        parts = [_by_ids(ids)] if ids else []
    else:
        parts = [{"field": related.field, "op": "eq", "value": str(record_id)}]
    if not parts:
        return None
    if related.filter:
        parts.append(dict(related.filter))
    return {"and": parts} if len(parts) > 1 else parts[0]
