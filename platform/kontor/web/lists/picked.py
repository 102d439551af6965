"""What can be done with several records of a list at once, and the records a list's page was asked to do it with."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from kontor.access.grants import DELETE
from kontor.access.rights import access_to
from kontor.core.errors import BadInput
from kontor.records.bulk.models import BulkRun, BulkStatus, Doing
from kontor.records.bulk.services import Selection, bulk_actions, changeable_fields, counts_of, may_undo, refused_rows
from kontor.records.queries import named_records
from kontor.schema.descriptor import FieldDescriptor, ObjectDescriptor
from kontor.web.links import record_url
from kontor.web.lists.chosen import chosen_of, whole_filter
from kontor.web.lists.state import read_state

SHOWN_REFUSALS = 100


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that can be done with the chosen records."""

    do: str
    label: str
    icon: str


@dataclass(frozen=True, slots=True)
class Bar:
    """The bar that stands over a list while records of it are chosen."""

    url: str
    query: str
    main: list[Offer]
    actions: list[Offer]


def bar_of(visit: Any, found: ObjectDescriptor, query: str, *, trashed: bool) -> Bar | None:
    """The bar, or None when its reader can do nothing with several records of this list."""
    access = access_to(visit.actor, found)
    main: list[Offer] = []
    actions: list[Offer] = []
    if trashed:
        if access.reach(DELETE):
            main.append(Offer(Doing.RESTORE, _("Restore"), "undo-2"))
    else:
        if changeable_fields(visit.actor, found):
            main.append(Offer(Doing.CHANGE, _("Change"), "pencil"))
        if access.reach(DELETE) and not found.declare.closed:
            main.append(Offer(Doing.TRASH, _("Move to the trash"), "trash-2"))
        actions = [Offer(f"action:{one.name}", str(one.label), one.icon) for one in bulk_actions(visit.actor, found)]
    return Bar(f"/o/{found.key}/bulk/", query, main, actions) if main or actions else None


def selection_of(visit: Any, found: ObjectDescriptor, data: QueryDict) -> Selection:
    """The records a page names: those that were ticked, or all that its list shows; BadInput."""
    state = read_state(found.key, QueryDict(data.get("query", "")[:20_000]))
    if data.get("all") == "1":
        chosen = chosen_of(visit, found, state)
        return Selection(
            found.key,
            everything=True,
            filter=whole_filter(chosen, state),
            search=state.search,
            trashed=state.trashed,
        )
    try:
        ids = tuple(UUID(text) for text in data.getlist("ids"))
    except ValueError:
        raise BadInput(_("This record does not exist."), field="ids") from None
    return Selection(found.key, ids, trashed=state.trashed)


@dataclass(frozen=True, slots=True)
class FieldOffer:
    """One field that can be set."""

    key: str
    label: str
    chosen: bool


def field_offers(fields: list[FieldDescriptor], chosen: str) -> list[FieldOffer]:
    """The fields to choose from, by their labels."""
    offers = [FieldOffer(one.key, str(one.label), one.key == chosen) for one in fields]
    return sorted(offers, key=lambda one: one.label.casefold())


@dataclass(frozen=True, slots=True)
class Refused:
    """One record that was refused, with its page and the sentence."""

    label: str
    url: str
    message: str


def report_of(visit: Any, run: BulkRun) -> Mapping[str, Any]:
    """What became of the records, for the report."""
    counts = counts_of(run)
    rows = refused_rows(run, SHOWN_REFUSALS)
    names = {
        one.id: one.label
        for one in named_records(actor=visit.actor, object=run.object, ids=[row.record_id for row in rows])
    }
    return {
        "run": run,
        "busy": run.status == BulkStatus.RUNNING,
        "counts": counts,
        "total": len(run.ids),
        "left": len(run.ids) - run.position,
        "refused": [
            Refused(names.get(row.record_id, _("A record")), record_url(run.object, row.record_id), row.message)
            for row in rows
        ],
        "more": max(0, counts["refused"] - len(rows)),
        "undoable": may_undo(run),
        "base": f"/o/{run.object}/bulk/{run.pk}/",
    }
