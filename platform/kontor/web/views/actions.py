"""Actions: the dialog that asks for inputs, and running."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _

from kontor.core.errors import Refusal
from kontor.records.actions import Action, Done, find_action, run_action
from kontor.records.queries import get_record
from kontor.schema.descriptor import ObjectDescriptor
from kontor.web.forms.controls import Control, input_text
from kontor.web.forms.posted import value_of
from kontor.web.labels import labels_of
from kontor.web.links import record_url
from kontor.web.pages.record import record_page
from kontor.web.refusals import tell
from kontor.web.render.cells import RELATED
from kontor.web.views.lists import object_for
from kontor.web.views.records import detail_of
from kontor.web.visit import Visit, page


@page
def action(visit: Visit, key: str, record_id: UUID, name: str) -> HttpResponse:
    """The dialog of an action, or its run."""
    found = object_for(visit, key)
    one = find_action(key, name)
    if visit.request.method == "POST":
        return _run(visit, found, one, record_id)
    detail = get_record(actor=visit.actor, object=key, id=record_id, lines=False, clock=visit.clock)
    return _dialog(visit, found, one, record_id, detail.version, {}, {})


def _dialog(
    visit: Visit,
    found: ObjectDescriptor,
    one: Action,
    record_id: UUID,
    version: Any,
    typed: dict[str, Any],
    problems: dict[str, str],
    status: int = 200,
) -> HttpResponse:
    controls = [_control(visit, found, one, item.name, typed, problems) for item in one.inputs]
    context = {
        "one": one,
        "url": f"{record_url(found.key, record_id)}actions/{one.name}",
        "version": version,
        "controls": controls,
        "general": problems.get("", ""),
        "confirm": one.confirm or (_("This cannot be undone.") if one.danger and not one.inputs else ""),
    }
    return visit.show("fragments/action.html", context, status)


def _control(
    visit: Visit, found: ObjectDescriptor, one: Action, name: str, typed: dict[str, Any], problems: dict[str, str]
) -> Control:
    item = next(part for part in one.inputs if part.name == name)
    default = None if callable(item.default) else item.default
    value = typed.get(name, default)
    text = value if isinstance(value, str) else input_text(item.field, value, visit.zone)
    return Control(
        field=item.field,
        id=f"in-{name}",
        name=name,
        value=value,
        text=text,
        picked=_picked(visit, item.field.type.key, item.target, text),
        url=f"/o/{found.key}/pick/{one.name}:{name}",
        label=str(item.label),
        help=str(item.help or ""),
        error=problems.get(name, ""),
        required=item.required,
    )


def _picked(visit: Visit, kind: str, target: str | None, text: str) -> str:
    if kind not in RELATED or not target or len(text) != 36:
        return ""
    try:
        return labels_of(visit.actor, target, [UUID(text)]).get(UUID(text), "")
    except (Refusal, ValueError):
        return ""


def _run(visit: Visit, found: ObjectDescriptor, one: Action, record_id: UUID) -> HttpResponse:
    data = visit.request.POST
    fields = {item.name: item.field for item in one.inputs}
    typed = {name: value_of(fields[name], data.getlist(name), visit.zone) for name in fields if name in data}
    version = data.get("version", "")
    try:
        done = run_action(
            actor=visit.actor,
            object=found.key,
            id=record_id,
            action=one.name,
            inputs={name: value for name, value in typed.items() if value not in ("", [])},
            version=int(version) if version.isascii() and version.isdigit() else None,
            clock=visit.clock,
            cause="web",
        )
    except Refusal as refusal:
        if not one.inputs or "from_dialog" not in data:
            raise
        problems = {problem.field: problem.message for problem in refusal.errors} or {"": refusal.message}
        known = {name: text for name, text in problems.items() if name in fields}
        rest = " ".join(text for name, text in problems.items() if name not in fields)
        return _dialog(visit, found, one, record_id, version, typed, {**known, "": rest}, refusal.status)
    return _after(visit, found, one, record_id, done)


def _after(visit: Visit, found: ObjectDescriptor, one: Action, record_id: UUID, done: Done) -> HttpResponse:
    """To the document the action made, or the renewed page."""
    words = [_("Done: %(action)s.") % {"action": one.label}, *(warning.message for warning in done.warnings)]
    made = [item for item in done.created if item.object != found.key or item.id != record_id]
    if one.creates and made:
        for text in words:
            messages.success(visit.request, text, extra_tags="good")
        response = HttpResponse(status=204)
        response.headers["HX-Redirect"] = record_url(made[-1].object, made[-1].id)
        return response
    rec = record_page(visit, found, detail_of(visit, found.key, record_id))
    response = visit.show("fragments/record.html", {"rec": rec})
    response.headers["HX-Retarget"] = "#rec"
    response.headers["HX-Reswap"] = "outerMorph"
    tone = "waiting" if done.warnings else "good"
    return tell(response, " ".join(words), tone, **{"modal:close": True})
