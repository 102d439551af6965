"""The view designer: its dialog, the preview, and keeping, publishing or taking away what was put together."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kontor.core.errors import NotFound, Refusal
from kontor.design.drafts import draft_of, save_draft
from kontor.design.impact import impact_of
from kontor.design.rights import check_designer
from kontor.design.services import publish
from kontor.layouts.models import Kind, Shared
from kontor.layouts.view_bodies import VIEW_KINDS
from kontor.layouts.views import (
    View,
    delete_personal_view,
    new_name,
    problems_of,
    refuse,
    save_personal_view,
    view_of,
)
from kontor.schema.descriptor import ObjectDescriptor
from kontor.web.kinds import view_body
from kontor.web.kinds.asked import first_guess, kinds_for, read_body, view_form, words_from
from kontor.web.kinds.colours import fresh_colour
from kontor.web.kinds.reading import Look
from kontor.web.links import list_url
from kontor.web.lists.chosen import Chosen, chosen_of, layout_of
from kontor.web.lists.state import ListState, read_state
from kontor.web.views.lists import object_for
from kontor.web.visit import Visit, page

NEW = "new"


def _kind(visit: Visit, found: ObjectDescriptor, text: str) -> str:
    return text if text in VIEW_KINDS and text in kinds_for(visit, found) else Kind.LIST.value


@page
def dialog(visit: Visit, key: str, name: str = NEW) -> HttpResponse:
    """The designer of a view, or of a further one that begins with what is seen."""
    found = object_for(visit, key)
    if name != NEW:
        return _show(visit, found, view_of(visit.actor, found, name))
    state = read_state(key, visit.request.GET)
    chosen = chosen_of(visit, found, state)
    body: dict[str, Any] = {**chosen.body, "columns": list(state.columns or chosen.layout.columns)}
    body["sort"] = list(state.sort or chosen.layout.sort)
    body["filter"] = Look(visit, found, chosen, state).filter()
    kind = chosen.kind if chosen.view else Kind.LIST.value
    body.pop("presets", None)
    return _show(visit, found, View("", kind, {}, body, Shared.PERSON))


@page
def other_kind(visit: Visit, key: str) -> HttpResponse:
    """The designer again, for another kind; what still means something is kept."""
    found = object_for(visit, key)
    form = visit.request.POST
    kind = _kind(visit, found, form.get("kind", ""))
    before = read_body(visit, found, kind, form)
    view = replace(_posted(visit, found, kind, form), body=first_guess(visit, found, kind, before))
    return _show(visit, found, view)


@page
def colour(visit: Visit, key: str) -> HttpResponse:
    """One more colour."""
    found = object_for(visit, key)
    return visit.show("kinds/colour.html", {"colour": fresh_colour(visit, found), "found": found})


def _show(visit: Visit, found: ObjectDescriptor, view: View, error: str = "", status: int = 200) -> HttpResponse:
    context = {
        "form": view_form(visit, found, view, error),
        "found": found,
        "kind": view.kind,
        **_seen(visit, found, view),
    }
    answer = visit.show("kinds/designer.html", context, status)
    answer.headers["HX-Retarget"] = "#modal-body"
    answer.headers["HX-Reswap"] = "innerHTML"
    return answer


def _seen(visit: Visit, found: ObjectDescriptor, view: View) -> dict[str, Any]:
    """The preview: the view's first records, or why it shows none."""
    try:
        refuse(problems_of(visit.actor, found, view.kind, view.body))
        state = ListState(found.key, view=view.name)
        base = chosen_of(visit, found, ListState(found.key)).layout
        chosen = Chosen(view, [], layout_of(visit, found, view, base))
        shown = view_body(visit, found, chosen, state)
    except Refusal as refusal:
        return {"problem": refusal.message}
    return {"shown": shown, "page": {"view": view, "new_url": ""}}


@page
def preview(visit: Visit, key: str) -> HttpResponse:
    """What the view would show, as it is put together now."""
    found = object_for(visit, key)
    form = visit.request.POST
    view = _posted(visit, found, _kind(visit, found, form.get("kind", "")), form)
    return visit.show("kinds/preview.html", _seen(visit, found, view))


def _posted(visit: Visit, found: ObjectDescriptor, kind: str, form: QueryDict) -> View:
    shared = form.get("shared", Shared.PERSON.value)
    return View(
        name=form.get("name", "")[:60],
        kind=kind,
        words=words_from(form),
        body=read_body(visit, found, kind, form),
        shared=shared if shared in Shared.values else Shared.PERSON,
        owner_id=visit.actor.person_id,
        for_roles=frozenset(form.getlist("for_roles")) if shared == Shared.EVERYONE else frozenset(),
    )


@page
def save(visit: Visit, key: str) -> HttpResponse:
    """Keeps a view of one's own at once; what others will see is looked at first, then published."""
    found = object_for(visit, key)
    form = visit.request.POST
    view = _posted(visit, found, _kind(visit, found, form.get("kind", "")), form)
    try:
        if view.shared == Shared.PERSON:
            return _keep(visit, found, view)
        return _review(visit, found, view, form)
    except Refusal as refusal:
        return _show(visit, found, view, refusal.message)


def _keep(visit: Visit, found: ObjectDescriptor, view: View) -> HttpResponse:
    own = _existing(visit, found, view.name)
    name = view.name if own is not None and own.shared == Shared.PERSON else ""
    kept = save_personal_view(
        visit.actor, object=found.key, kind=view.kind, label=view.words, body=view.body, name=name
    )
    return _opened(visit, list_url(found.key, view=kept.name), _("Saved: %(view)s") % {"view": kept.label})


def _existing(visit: Visit, found: ObjectDescriptor, name: str) -> View | None:
    try:
        return view_of(visit.actor, found, name) if name else None
    except NotFound:
        return None


def _review(visit: Visit, found: ObjectDescriptor, view: View, form: QueryDict) -> HttpResponse:
    """Puts the view into a draft of its own and says what publishing it would do."""
    check_designer(visit.actor)
    before = _existing(visit, found, view.name)
    shared = before if before is not None and before.shared != Shared.PERSON else None
    name = view.name if shared else new_name()
    changes: list[dict[str, Any]] = []
    if shared and shared.kind != view.kind:
        changes.append({"op": "delete_layout", "object": found.key, "kind": shared.kind, "name": name})
    change = {
        "op": "set_layout", "object": found.key, "kind": view.kind, "name": name, "label": dict(view.words),
        "body": dict(view.body), "shared": view.shared, "for_roles": sorted(view.for_roles), "position": 50,
    }  # fmt: skip
    if view.shared == Shared.TEAM:
        change["team_id"] = form.get("team", "")
    return _draft(visit, found, name, [*changes, change])


def _draft(visit: Visit, found: ObjectDescriptor, name: str, changes: list[dict[str, Any]]) -> HttpResponse:
    looked = impact_of(visit.actor, changes)
    if looked.problems:
        raise Refusal(looked.problems[0].message)
    subject = _subject(found.key, name)
    kept = draft_of(visit.actor, subject)
    save_draft(visit.actor, subject, looked.changes, revision=kept.revision if kept else 0)
    context = {"impact": looked, "url": f"/o/{found.key}/views/{name}/publish", "verb": _("Publish")}
    answer = visit.show("design/impact.html", context)
    answer.headers["HX-Retarget"] = "#modal-body"
    answer.headers["HX-Reswap"] = "innerHTML"
    return answer


def _subject(key: str, name: str) -> str:
    return f"view:{key}:{name}"


@page
def publication(visit: Visit, key: str, name: str) -> HttpResponse:
    """Publishes the draft of a view, exactly as it was seen."""
    found = object_for(visit, key)
    subject = _subject(key, name)
    draft = draft_of(visit.actor, subject)
    form = visit.request.POST
    changes = draft.changes if draft else []
    made = publish(visit.actor, changes, label=form.get("label", ""), subject=subject, seen=form.get("seen", ""))
    stays = any(one["op"] == "set_layout" for one in made.changes)
    words = _("Published: %(what)s") % {"what": "; ".join(made.differences[:3])}
    return _opened(visit, list_url(found.key, view=name if stays else ""), words)


@page
def removal(visit: Visit, key: str, name: str) -> HttpResponse:
    """Takes a view away: one's own at once, another after a look at what that does."""
    found = object_for(visit, key)
    view = view_of(visit.actor, found, name)
    if view.shared == Shared.PERSON:
        delete_personal_view(visit.actor, object=key, name=name)
        return _opened(visit, list_url(key), _("The view is gone."))
    check_designer(visit.actor)
    change = {"op": "delete_layout", "object": key, "kind": view.kind, "name": name}
    return _draft(visit, found, name, [change])


def _opened(visit: Visit, url: str, words: str) -> HttpResponse:
    messages.success(visit.request, words, extra_tags="good")
    answer = HttpResponse(status=204)
    answer.headers["HX-Redirect"] = url
    return answer


other_kind = require_POST(other_kind)
preview = require_POST(preview)
save = require_POST(save)
publication = require_POST(publication)
removal = require_POST(removal)
