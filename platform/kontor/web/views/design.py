"""The object designer: all objects, a new one, its fields and rights, the draft and its publication, the trash."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kontor.core.errors import NotFound, Refusal
from kontor.design.drafts import discard_draft, draft_of, drafts
from kontor.design.impact import Impact, impact_of
from kontor.design.publishing import outcome_of
from kontor.design.rights import check_designer
from kontor.design.services import publications, publish, roll_back, roll_back_impact
from kontor.schema.descriptor import ObjectDescriptor
from kontor.schema.registry import object_of
from kontor.web.design.drafting import drafted, prepare, without
from kontor.web.design.field_form import FieldForm, form_of, new_form, posted_form, read_form, tone_choices
from kontor.web.design.left import leads_to
from kontor.web.design.new_object import FieldLine, new_object_changes, new_object_form
from kontor.web.design.objects import (
    draft_rows,
    field_rows,
    kind_words,
    object_rows,
    reorder,
    role_rows,
    scope_choices,
    trashed,
)
from kontor.web.refusals import tell
from kontor.web.visit import Visit, page


def designed(visit: Visit, key: str) -> ObjectDescriptor:
    """The object a designer works on."""
    check_designer(visit.actor)
    return object_of(key)


def subject_of(key: str) -> str:
    """The subject of the draft of an object."""
    return f"object:{key}"


@page
def house(visit: Visit) -> HttpResponse:
    """All objects, unfinished drafts and what was published."""
    check_designer(visit.actor)
    context = {
        "objects": object_rows(),
        "drafts": draft_rows(drafts(visit.actor)),
        "publications": publications(visit.actor, limit=20),
        "trashed": trashed(),
    }
    return visit.page("design/house.html", context, here="design")


@page
def new_object(visit: Visit) -> HttpResponse:
    """Makes an object out of a name and a few fields."""
    check_designer(visit.actor)
    form = visit.request.POST if visit.request.method == "POST" else None
    context: dict[str, Any] = {"form": new_object_form(form)}
    if form is None:
        return visit.page("design/new.html", context, here="design")
    try:
        changes = new_object_changes(form)
        looked = impact_of(visit.actor, changes)
        made = publish(visit.actor, changes, seen=looked.digest)
    except Refusal as refusal:
        context["error"] = refusal.message
        return visit.page("design/new.html", context, here="design", status=refusal.status)
    messages.success(visit.request, made.differences[0])
    return HttpResponseRedirect(f"/design/o/{made.changes[0]['key']}/")


@page
def new_field(visit: Visit) -> HttpResponse:
    """One more row of a new object's fields."""
    check_designer(visit.actor)
    return visit.show("design/new_field.html", {"form": new_object_form(None), "line": FieldLine()})


@page
def new_choice(visit: Visit) -> HttpResponse:
    """One more row of a list of choices."""
    check_designer(visit.actor)
    return visit.show("design/choice.html", {"choice": {}, "tones": tone_choices()})


@page
def object_page(visit: Visit, key: str) -> HttpResponse:
    """An object's fields, rights, trash and publications."""
    found = designed(visit, key)
    return visit.page("design/object.html", _object_context(visit, found), here="design")


def _object_context(visit: Visit, found: ObjectDescriptor) -> dict[str, Any]:
    draft = drafted(visit.actor, subject_of(found.key))
    return {
        "found": found,
        "kind": kind_words(found),
        "fields": field_rows(found, draft),
        "draft": draft,
        "roles": role_rows(found, draft),
        "scopes": scope_choices(),
        "trashed": trashed(found.key),
        "publications": publications(visit.actor, subject=subject_of(found.key), limit=10),
        "base": f"/design/o/{found.key}/",
    }


def _renewed(visit: Visit, found: ObjectDescriptor, said: str = "") -> HttpResponse:
    """The object page's body, after the draft has changed; the dialog closes."""
    answer = visit.show("design/object_body.html", _object_context(visit, found))
    answer.headers["HX-Retarget"] = "#design"
    answer.headers["HX-Reswap"] = "outerMorph"
    closing: dict[str, Any] = {"modal:close": True}
    return tell(answer, said, events=closing) if said else answer


@page
def field_dialog(visit: Visit, key: str, name: str = "") -> HttpResponse:
    """The dialog of one field, new or not; sent, it becomes part of the draft."""
    found = designed(visit, key)
    draft = drafted(visit.actor, subject_of(key))
    before = form_of(found, name, draft.changes) if name else None
    request = visit.request
    if request.method != "POST":
        if "label.en" in request.GET:
            return _dialog(visit, posted_form(found, request.GET, before, ""))
        return _dialog(visit, before or new_form(found, request.GET.get("type", "text")))
    try:
        changes = read_form(found, request.POST, before)
        looked = prepare(visit.actor, subject_of(key), changes) if changes else None
    except Refusal as refusal:
        return _dialog(visit, posted_form(found, request.POST, before, refusal.message), refusal.status)
    if looked and looked.problems:
        return _dialog(visit, posted_form(found, request.POST, before, looked.problems[-1].message), 400)
    return _renewed(visit, found, _("Kept in the draft; publish it when you are done."))


def _dialog(visit: Visit, form: FieldForm, status: int = 200) -> HttpResponse:
    answer = visit.show("design/field.html", {"form": form}, 200 if visit.by_htmx else status)
    answer.headers["HX-Retarget"] = "#modal-body"
    answer.headers["HX-Reswap"] = "innerHTML"
    return answer


@require_POST
@page
def change(visit: Visit, key: str) -> HttpResponse:
    """Prepares one change that a button means: a field to the trash or back, another order, another right."""
    found = designed(visit, key)
    form = visit.request.POST
    changes = _meant(found, form)
    looked = prepare(visit.actor, subject_of(key), changes) if changes else None
    if looked and looked.problems:
        raise Refusal(looked.problems[-1].message)
    return _renewed(visit, found)


def _meant(found: ObjectDescriptor, form: Mapping[str, Any]) -> list[dict[str, Any]]:
    op = form.get("op", "")
    place = {"object": found.key, "field": form.get("field", "")}
    if op == "reorder":
        return reorder(found, str(form.get("sequence", "")).split(","))
    if op == "set_grants":
        grants = {str(form.get("operation", "")): form.get("scope", "")}
        return [{"op": op, "object": found.key, "role": form.get("role", ""), "grants": grants}]
    if op in ("trash_field", "restore_field", "purge_field"):
        return [{"op": op, **place}]
    if op == "trash_object":
        return [{"op": op, "object": found.key}]
    raise NotFound(_("There is no such change."))


@page
def object_dialog(visit: Visit, key: str) -> HttpResponse:
    """The dialog of an object's own words."""
    found = designed(visit, key)
    if visit.request.method != "POST":
        return visit.show("design/words.html", {"form": new_object_form(None, found), "found": found})
    form = new_object_form(visit.request.POST, found)
    looked = prepare(visit.actor, subject_of(key), form.differences(found))
    if looked.problems:
        answer = visit.show("design/words.html", {"form": form, "found": found, "error": looked.problems[-1].message})
        answer.headers["HX-Retarget"] = "#modal-body"
        return answer
    return _renewed(visit, found, _("Kept in the draft; publish it when you are done."))


@require_POST
@page
def undo(visit: Visit, key: str, place: int) -> HttpResponse:
    """Takes one prepared change back."""
    found = designed(visit, key)
    without(visit.actor, subject_of(key), place)
    return _renewed(visit, found)


@require_POST
@page
def discard(visit: Visit, key: str) -> HttpResponse:
    """Forgets the draft."""
    found = designed(visit, key)
    discard_draft(visit.actor, subject_of(key))
    return _renewed(visit, found, _("The draft is gone."))


@page
def review(visit: Visit, key: str) -> HttpResponse:
    """What the draft would do; sent back with what was seen, it is published."""
    designed(visit, key)
    subject = subject_of(key)
    found = draft_of(visit.actor, subject)
    changes = found.changes if found else []
    if visit.request.method == "POST":
        made = publish(
            visit.actor,
            changes,
            label=visit.request.POST.get("label", ""),
            subject=subject,
            seen=visit.request.POST.get("seen", ""),
        )
        return _published(visit, key, made.differences)
    return _impact(visit, impact_of(visit.actor, changes), f"/design/o/{key}/review", _("Publish"))


def _published(visit: Visit, key: str, differences: list[str]) -> HttpResponse:
    messages.success(visit.request, _("Published: %(what)s") % {"what": "; ".join(differences[:3])})
    answer = HttpResponse(status=204)
    answer.headers["HX-Redirect"] = f"/design/o/{key}/" if key else "/design/"
    return answer


def _impact(visit: Visit, found: Impact, url: str, verb: str) -> HttpResponse:
    return visit.show("design/impact.html", {"impact": found, "url": url, "verb": verb})


@page
def back(visit: Visit, number: int) -> HttpResponse:
    """What going back to a publication would do; sent back with what was seen, it is done."""
    check_designer(visit.actor)
    if visit.request.method == "POST":
        made = roll_back(visit.actor, number, seen=visit.request.POST.get("seen", ""))
        return _published(visit, "", made.differences)
    return _impact(visit, roll_back_impact(visit.actor, number), f"/design/publications/{number}/back", _("Go back"))


@page
def publishing(visit: Visit, job_id: UUID) -> HttpResponse:
    """How far a publication is that the worker makes; when it is made, the page that shows it."""
    found = outcome_of(visit.actor, job_id)
    url = leads_to(found)
    if found.publication is not None:
        words = _("Published: %(what)s") % {"what": "; ".join(found.publication.differences[:3])}
        messages.success(visit.request, words)
        if not visit.by_htmx:
            return HttpResponseRedirect(url)
        answer = HttpResponse(status=204)
        answer.headers["HX-Redirect"] = url
        return answer
    context = {"outcome": found, "url": url}
    if visit.wants("publishing"):
        return visit.show("design/publishing_body.html", context)
    return visit.page("design/publishing.html", context, here="design")


@page
def purge(visit: Visit, key: str) -> HttpResponse:
    """What it means that an object of the trash goes for good; sent back with what was seen, it goes."""
    check_designer(visit.actor)
    changes = [{"op": "purge_object", "object": key}]
    if visit.request.method == "POST":
        made = publish(visit.actor, changes, seen=visit.request.POST.get("seen", ""))
        return _published(visit, "", made.differences)
    return _impact(visit, impact_of(visit.actor, changes), f"/design/purge/{key}", _("Delete for good"))


@require_POST
@page
def restore(visit: Visit, key: str) -> HttpResponse:
    """Takes an object out of the trash."""
    check_designer(visit.actor)
    changes = [{"op": "restore_object", "object": key}]
    made = publish(visit.actor, changes, seen=impact_of(visit.actor, changes).digest)
    return _published(visit, key, made.differences)
