"""The record page, one field of it changed in place, the trash."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kontor.core.errors import BadInput, NotFound, Refusal
from kontor.layouts.forms import FormRelated
from kontor.records.merging import merged_into
from kontor.records.queries import Detail, get_record
from kontor.records.services import restore_record, save_record, trash_record
from kontor.records.undo import undo_change
from kontor.schema.descriptor import ObjectDescriptor
from kontor.web.forms.controls import Control
from kontor.web.forms.edit import Writing, control_of
from kontor.web.forms.posted import read_posted, version_of
from kontor.web.forms.source import Row
from kontor.web.links import list_url, record_url, undo_url
from kontor.web.pages.body import value_of, writable_now
from kontor.web.pages.record import record_page
from kontor.web.pages.related import related_at
from kontor.web.refusals import say, tell
from kontor.web.views.lists import object_for
from kontor.web.visit import Visit, page


def detail_of(visit: Visit, key: str, record_id: UUID) -> Detail:
    """The record of an address, in the trash too; NotFound when it is not there or not the visitor's to see."""
    try:
        return get_record(actor=visit.actor, object=key, id=record_id, clock=visit.clock)
    except NotFound:
        return get_record(actor=visit.actor, object=key, id=record_id, trashed=True, clock=visit.clock)


@page
def record(visit: Visit, key: str, record_id: UUID) -> HttpResponse:
    """A record with everything around it."""
    found = object_for(visit, key)
    try:
        detail = get_record(actor=visit.actor, object=key, id=record_id, clock=visit.clock)
    except NotFound:
        into = merged_into(key, record_id)
        if into is not None:
            return HttpResponseRedirect(record_url(key, into))
        detail = detail_of(visit, key, record_id)
    rec = record_page(visit, found, detail, visit.request.GET.get("form", ""))
    if visit.wants("rec"):
        return visit.show("fragments/record.html", {"rec": rec, "alone": True})
    return visit.page("records/record.html", {"rec": rec}, here=key)


@page
def related(visit: Visit, key: str, record_id: UUID, object: str, name: str) -> HttpResponse:
    """A related list of a record's page that comes when it is in sight."""
    found = object_for(visit, key)
    detail = get_record(actor=visit.actor, object=key, id=record_id, lines=False, clock=visit.clock)
    columns = tuple(one for one in visit.request.GET.get("columns", "").split(",") if one)
    shown = related_at(visit, found, FormRelated("", object, name, columns), detail, now=True)
    if shown is None:
        raise NotFound(_("There is nothing here, or it is not yours to see."))
    return visit.show("fragments/related.html", {"list": shown})


@page
def field(visit: Visit, key: str, record_id: UUID, name: str) -> HttpResponse:
    """One field: its input, its value again, or its new value."""
    found = object_for(visit, key)
    if visit.request.method == "POST":
        return _save_field(visit, found, record_id, name)
    detail = get_record(actor=visit.actor, object=key, id=record_id, lines=False, clock=visit.clock)
    if name not in detail.row:
        raise NotFound(_("There is nothing here, or it is not yours to see."))
    if visit.request.GET.get("show") or name not in writable_now(visit.actor, found, detail):
        return visit.show("fragments/value.html", {"item": value_of(visit, found, detail, name)})
    control = control_of(Writing(visit, found, detail.writable, {}), found.fields[name], Row("", detail.row))
    return _field_form(visit, control, detail, detail.version)


def _field_form(visit: Visit, control: Control, detail: Detail, version: int | None, status: int = 200) -> HttpResponse:
    base = f"{record_url(detail.object, detail.id)}fields/{control.name}"
    context = {"c": control, "url": base, "cancel_url": f"{base}?show=1", "version": version}
    return visit.show("fragments/field_form.html", context, status)


def _save_field(visit: Visit, found: ObjectDescriptor, record_id: UUID, name: str) -> HttpResponse:
    posted = read_posted(found, visit.request.POST, visit.zone)
    try:
        saved = save_record(
            actor=visit.actor,
            object=found.key,
            id=record_id,
            values={name: posted.values.get(name, "")},
            version=posted.version,
            clock=visit.clock,
            cause="web",
        )
    except Refusal as refusal:
        detail = get_record(actor=visit.actor, object=found.key, id=record_id, lines=False, clock=visit.clock)
        message = next((one.message for one in refusal.errors if one.field == name), refusal.message)
        row = Row("", detail.row, posted.values, {name: message})
        control = control_of(Writing(visit, found, detail.writable, {}), found.fields[name], row)
        return _field_form(visit, control, detail, posted.version, refusal.status)
    return _renewed(visit, found, record_id, _("Saved."), undo_url(found, saved))


def _renewed(visit: Visit, found: ObjectDescriptor, record_id: UUID, words: str, undo: str = "") -> HttpResponse:
    """The record page as it is now, with what was done."""
    rec = record_page(visit, found, detail_of(visit, found.key, record_id))
    response = visit.show("fragments/record.html", {"rec": rec, "alone": True})
    response.headers["HX-Retarget"] = "#rec"
    response.headers["HX-Reswap"] = "outerMorph"
    return tell(response, words, undo=undo) if undo else response


@require_POST
@page
def undo(visit: Visit, key: str, record_id: UUID) -> HttpResponse:
    """Takes one change back, unless somebody has changed the record since."""
    object_for(visit, key)
    version = version_of(visit.request.GET.get("version", ""))
    if version is None:
        raise BadInput(_("The version of the record is missing or wrong."), field="version")
    undo_change(actor=visit.actor, object=key, id=record_id, version=version, clock=visit.clock)
    response = HttpResponse(status=204)
    if record_url(key, record_id) not in visit.request.headers.get("HX-Current-URL", ""):
        return tell(response, _("Taken back."), events={"list:changed": True})
    say(visit.request, _("Taken back."))
    response.headers["HX-Redirect"] = record_url(key, record_id)
    return response


@page
def trash(visit: Visit, key: str, record_id: UUID) -> HttpResponse:
    """Puts a record into the trash."""
    return _moved(visit, key, record_id, trashing=True)


@page
def restore(visit: Visit, key: str, record_id: UUID) -> HttpResponse:
    """Takes a record out of the trash."""
    return _moved(visit, key, record_id, trashing=False)


def _moved(visit: Visit, key: str, record_id: UUID, *, trashing: bool) -> HttpResponse:
    found = object_for(visit, key)
    posted = read_posted(found, visit.request.POST, visit.zone)
    move = trash_record if trashing else restore_record
    move(actor=visit.actor, object=key, id=record_id, version=posted.version, clock=visit.clock, cause="web")
    words = _("Moved to the trash.") if trashing else _("Restored.")
    if visit.request.headers.get("HX-Target", "").startswith("tr"):
        return tell(HttpResponse(" "), words)
    say(visit.request, words, undo=f"{record_url(key, record_id)}restore" if trashing else "")
    response = HttpResponse(status=204)
    response.headers["HX-Redirect"] = list_url(key) if trashing else record_url(key, record_id)
    return response


trash = require_POST(trash)
restore = require_POST(restore)
