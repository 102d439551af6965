"""Doing something to many records of a list: the dialog that asks, the run, its report, and back."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kontor.core.errors import BadInput, NotFound, Refusal
from kontor.records.actions import find_action
from kontor.records.bulk.models import BulkRun, BulkStatus, Doing, Outcome
from kontor.records.bulk.services import (
    bulk_of,
    changeable_fields,
    count_selected,
    counts_of,
    may_undo,
    start_bulk,
    stop_bulk,
    undo_bulk,
)
from kontor.schema.descriptor import FieldDescriptor, ObjectDescriptor
from kontor.web.forms.controls import Control
from kontor.web.forms.posted import read_posted, value_of
from kontor.web.links import pick_url
from kontor.web.lists.picked import field_offers, report_of, selection_of
from kontor.web.refusals import tell
from kontor.web.views.actions import input_control
from kontor.web.views.lists import object_for
from kontor.web.visit import Visit, page

MAX_FIELDS = 20


def _doing(data: QueryDict) -> tuple[Doing, str]:
    name, _colon, action = data.get("do", "").partition(":")
    if name not in (Doing.CHANGE, Doing.ACTION, Doing.TRASH, Doing.RESTORE):
        raise BadInput(_("Say what is to be done with the records."), field="do")
    return Doing(name), action


@require_POST
@page
def ask(visit: Visit, key: str) -> HttpResponse:
    """The dialog that says how many records are meant, and asks what is needed."""
    return _ask(visit, object_for(visit, key), visit.request.POST)


def _ask(visit: Visit, found: ObjectDescriptor, data: QueryDict, refusal: Refusal | None = None) -> HttpResponse:
    doing, action = _doing(data)
    chosen = selection_of(visit, found, data)
    count = count_selected(visit.actor, chosen, visit.clock)
    if not count:
        raise BadInput(_("Choose at least one record."), field="ids")
    problems = {one.field: one.message for one in refusal.errors} if refusal else {}
    context: dict[str, Any] = {
        "found": found,
        "doing": doing,
        "do": data["do"],
        "count": count,
        "ids": [] if chosen.everything else data.getlist("ids"),
        "query": data.get("query", ""),
        "everything": chosen.everything,
    }
    if doing == Doing.ACTION:
        one = find_action(found.key, action)
        context |= {
            "one": one,
            "controls": [input_control(visit, found.key, one, item, data, problems) for item in one.inputs],
        }
    if doing == Doing.CHANGE:
        names = [name for name in data.getlist("f") if name] or [""]
        context["rows"] = [_row(visit, found, name, data, problems.get(name, "")) for name in names[:MAX_FIELDS]]
    shown = {c.name for c in (*context.get("controls", ()), *(row["c"] for row in context.get("rows", ()))) if c}
    at_inputs = bool(problems) and set(problems) <= shown
    context["general"] = refusal.message if refusal and not at_inputs else ""
    return visit.show("fragments/bulk_ask.html", context, refusal.status if refusal else 200)


@page
def field_row(visit: Visit, key: str) -> HttpResponse:
    """One field to set, with its input once it is chosen."""
    found = object_for(visit, key)
    name = visit.request.GET.get("f", "")
    return visit.show("fragments/bulk_row.html", {"row": _row(visit, found, name, QueryDict(), ""), "found": found})


def _row(visit: Visit, found: ObjectDescriptor, name: str, data: QueryDict, error: str) -> dict[str, Any]:
    fields = changeable_fields(visit.actor, found)
    one = next((each for each in fields if each.key == name), None)
    return {
        "offers": field_offers(fields, name),
        "c": _control(found, one, data, error, visit.zone) if one else None,
        "required": bool(one and one.required),
    }


def _control(found: ObjectDescriptor, one: FieldDescriptor, data: QueryDict, error: str, zone: str) -> Control:
    value = read_posted(found, data, zone).values.get(one.key) if one.key in data else None
    return Control(
        field=one,
        id=f"bulk-{one.key}",
        name=one.key,
        value=value,
        text=value if isinstance(value, str) else "",
        picked=data.get(f"{one.key}:name", ""),
        url=pick_url(found.key, one.key) if one.target else "",
        label=str(one.label),
        error=error,
        required=one.required,
        compact=True,
    )


@require_POST
@page
def run(visit: Visit, key: str) -> HttpResponse:
    """Does it; the answer is the report, or a short message where all went well."""
    found = object_for(visit, key)
    data = visit.request.POST
    doing, action = _doing(data)
    try:
        started = start_bulk(
            actor=visit.actor,
            chosen=selection_of(visit, found, data),
            doing=doing,
            action=action,
            values=_values(visit, found, doing, action, data),
            clock=visit.clock,
        )
    except Refusal as refusal:
        if doing in (Doing.CHANGE, Doing.ACTION):
            return _ask(visit, found, data, refusal)
        raise
    return _answer(visit, started)


def _values(visit: Visit, found: ObjectDescriptor, doing: Doing, action: str, data: QueryDict) -> dict[str, Any]:
    if doing == Doing.CHANGE:
        sent = read_posted(found, data, visit.zone).values
        names = [name for name in data.getlist("f") if name]
        return {name: sent.get(name, "") for name in names}
    if doing == Doing.ACTION:
        one = find_action(found.key, action)
        typed = {
            item.name: value_of(item.field, data.getlist(item.name), visit.zone)
            for item in one.inputs
            if item.name in data
        }
        return {name: value for name, value in typed.items() if value not in ("", [])}
    return {}


@page
def report(visit: Visit, key: str, run_id: UUID) -> HttpResponse:
    """How far it is, or what became of it."""
    return _answer(visit, _run_of(visit, key, run_id))


def _run_of(visit: Visit, key: str, run_id: UUID) -> BulkRun:
    found = bulk_of(visit.actor, run_id)
    if found.object != key:
        raise NotFound(_("There is nothing here, or it is not yours to see."))
    return found


@require_POST
@page
def stop(visit: Visit, key: str, run_id: UUID) -> HttpResponse:
    """Stops it after the record it is at."""
    return _answer(visit, stop_bulk(actor=visit.actor, run=_run_of(visit, key, run_id)))


@require_POST
@page
def undo(visit: Visit, key: str, run_id: UUID) -> HttpResponse:
    """Takes it back."""
    return _answer(visit, undo_bulk(actor=visit.actor, run=_run_of(visit, key, run_id), clock=visit.clock))


def _answer(visit: Visit, run: BulkRun) -> HttpResponse:
    """The report in the dialog while it runs or something was refused; else a message, with the way back."""
    counts = counts_of(run)
    if run.status == BulkStatus.DONE and not counts[Outcome.REFUSED]:
        events: dict[str, Any] = {"modal:close": True, "list:changed": True}
        undo_url = f"/o/{run.object}/bulk/{run.pk}/undo" if may_undo(run) else ""
        return tell(HttpResponse(status=204), said(run, counts), undo=undo_url, events=events)
    title = find_action(run.object, run.action).label if run.action else Doing(run.doing).label
    context = {**report_of(visit, run), "said": said(run, counts), "title": str(title)}
    response = visit.show("fragments/bulk_report.html", context)
    response.headers["HX-Retarget"] = "#modal-body"
    response.headers["HX-Reswap"] = "innerHTML"
    if run.status != BulkStatus.RUNNING:
        response.headers["HX-Trigger"] = "list:changed"
    return response


def said(run: BulkRun, counts: dict[str, int]) -> str:
    """What was done, in a sentence."""
    done = counts[Outcome.DONE]
    if run.doing == Doing.CHANGE:
        words = ngettext("%(n)s record changed.", "%(n)s records changed.", done) % {"n": done}
    elif run.doing == Doing.TRASH:
        words = ngettext("%(n)s record moved to the trash.", "%(n)s records moved to the trash.", done) % {"n": done}
    elif run.doing == Doing.RESTORE:
        words = ngettext("%(n)s record restored.", "%(n)s records restored.", done) % {"n": done}
    elif run.doing == Doing.UNDO:
        words = ngettext("%(n)s record is as it was.", "%(n)s records are as they were.", done) % {"n": done}
    else:
        label = find_action(run.object, run.action).label
        words = ngettext("%(action)s: %(n)s record.", "%(action)s: %(n)s records.", done) % {"n": done, "action": label}
    return words
