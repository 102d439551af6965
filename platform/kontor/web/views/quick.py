"""A related record made on the way: asked for in a picker, with the few fields it cannot do without."""

from dataclasses import replace
from typing import Any

from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kontor.access.grants import CREATE
from kontor.access.rights import access_to
from kontor.core.actor import Actor
from kontor.core.errors import NotPermitted, Refusal
from kontor.records.duplicates import duplicates_of
from kontor.records.matching import compared
from kontor.records.queries import creatable_fields, named_records
from kontor.records.services import save_record
from kontor.schema.descriptor import FieldDescriptor, ObjectDescriptor
from kontor.web.forms.controls import Control
from kontor.web.forms.edit import Writing, control_of
from kontor.web.forms.posted import Posted, read_posted
from kontor.web.forms.source import Source, from_saved
from kontor.web.labels import small
from kontor.web.refusals import tell
from kontor.web.views.lists import object_for
from kontor.web.visit import Visit, page

MAX_FIELDS = 8


def may_make(actor: Actor, found: ObjectDescriptor) -> bool:
    """Whether the actor may make such a record from a picker: it has a name of its own and is no document."""
    if found.declare.closed or found.is_document or not found.name_field:
        return False
    return bool(access_to(actor, found).reach(CREATE)) and found.name_field in creatable_fields(actor, found)


def quick_fields(actor: Actor, found: ObjectDescriptor) -> list[FieldDescriptor]:
    """The name, what is required, and what tells such records apart."""
    may = creatable_fields(actor, found)
    named = [str(found.name_field), *(one.key for one in found.fields.values() if one.required), *found.context]
    names = [name for name in dict.fromkeys(named) if name in may and not found.fields[name].type.is_file]
    return [found.fields[name] for name in names[:MAX_FIELDS]]


@page
def quick(visit: Visit, key: str) -> HttpResponse:
    """The dialog, or the record: then the picker that asked is told."""
    found = object_for(visit, key)
    if not may_make(visit.actor, found):
        raise NotPermitted(_("You may not create this."))
    if visit.request.method != "POST":
        name = visit.request.GET.get("name", "").strip()[:200]
        return _dialog(visit, found, Posted(values={str(found.name_field): name} if name else {}))
    posted = read_posted(found, visit.request.POST, visit.zone)
    try:
        saved = save_record(actor=visit.actor, object=key, values=posted.values, clock=visit.clock, cause="web")
    except Refusal as refusal:
        return _dialog(visit, found, posted, refusal)
    (made,) = named_records(actor=visit.actor, object=key, ids=[saved.record.pk])
    events = {"modal:close": True, "pick:made": {"id": str(made.id), "label": made.label}}
    words = _("%(object)s “%(name)s” was created.") % {"object": found.label, "name": made.label}
    return tell(HttpResponse(status=204), words, events=events)


@require_POST
@page
def preview(visit: Visit, key: str) -> HttpResponse:
    """What may be there already, while the dialog is filled in."""
    found = object_for(visit, key)
    if not may_make(visit.actor, found):
        raise NotPermitted(_("You may not create this."))
    source = _previewed(visit, found, read_posted(found, visit.request.POST, visit.zone))
    return visit.show("fragments/alike.html", {"alike": source.alike, "key": key})


def _dialog(visit: Visit, found: ObjectDescriptor, posted: Posted, refusal: Refusal | None = None) -> HttpResponse:
    source = _previewed(visit, found, posted)
    problems = {one.field: one.message for one in refusal.errors} if refusal else {}
    source.row.problems = problems
    fields = quick_fields(visit.actor, found)
    writing = Writing(visit, found, frozenset(one.key for one in fields), {})
    controls = [_control(writing, one, source, visit.request.POST) for one in fields]
    shown = {one.key for one in fields}
    context: dict[str, Any] = {
        "title": _("New %(object)s") % {"object": small(str(found.label))},
        "url": f"/o/{found.key}/quick",
        "controls": controls,
        "alike": source.alike,
        "key": found.key,
        "compared": bool(compared(found)),
        "general": refusal.message if refusal and not (problems and set(problems) <= shown) else "",
    }
    return visit.show("fragments/quick.html", context, refusal.status if refusal else 200)


def _previewed(visit: Visit, found: ObjectDescriptor, posted: Posted) -> Source:
    saved = save_record(
        actor=visit.actor, object=found.key, values=posted.values, commit=False, clock=visit.clock, cause="web"
    )
    source = from_saved(visit.actor, found, saved, posted)
    source.alike = duplicates_of(visit.actor, saved)
    return source


def _control(writing: Writing, one: FieldDescriptor, source: Source, sent: QueryDict) -> Control:
    control = control_of(writing, one, source.row)
    return replace(control, id=f"quick-{one.key}", picked=control.picked or sent.get(control.name_of_name, ""))
