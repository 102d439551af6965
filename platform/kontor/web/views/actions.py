"""Actions: the dialog that asks for inputs, and running."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _

from kontor.core.errors import Refusal
from kontor.layouts.queries import page_layout
from kontor.records.actions import Action, Done, find_action, run_action
from kontor.records.inputs import Input
from kontor.records.queries import get_record
from kontor.schema.descriptor import ObjectDescriptor
from kontor.web.forms.controls import Control, input_text
from kontor.web.forms.posted import value_of
from kontor.web.labels import labels_of
from kontor.web.links import action_url, pick_url, record_url
from kontor.web.pages.record import record_page
from kontor.web.refusals import tell
from kontor.web.render.cells import RELATED
from kontor.web.views.lists import object_for
from kontor.web.views.records import detail_of
from kontor.web.visit import Visit, page


@dataclass(frozen=True, slots=True)
class Asked:
    """An action asked for on a record: with what was typed, and what is wrong with it."""

    found: ObjectDescriptor
    one: Action
    record_id: UUID
    version: Any = None
    typed: Mapping[str, Any] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where the action runs."""
        return action_url(self.found.key, self.record_id, self.one.name)


@page
def action(visit: Visit, key: str, record_id: UUID, name: str) -> HttpResponse:
    """The dialog of an action, or its run."""
    found = object_for(visit, key)
    asked = Asked(found, find_action(key, name), record_id)
    if visit.request.method == "POST":
        return _run(visit, asked)
    detail = get_record(actor=visit.actor, object=key, id=record_id, lines=False, clock=visit.clock)
    return _dialog(visit, replace(asked, version=detail.version))


def _dialog(visit: Visit, asked: Asked, status: int = 200) -> HttpResponse:
    one = asked.one
    context = {
        "one": one,
        "url": asked.url,
        "version": asked.version,
        "controls": [
            input_control(visit, asked.found.key, one, item, asked.typed, asked.problems) for item in one.inputs
        ],
        "general": asked.problems.get("", ""),
        "confirm": one.confirm or (_("This cannot be undone.") if one.danger and not one.inputs else ""),
    }
    return visit.show("fragments/action.html", context, status)


def input_control(
    visit: Visit,
    key: str,
    one: Action,
    item: Input,
    typed: Mapping[str, Any],
    problems: Mapping[str, str],
) -> Control:
    """One input of an action, with what was typed into it and what is wrong with that."""
    default = None if callable(item.default) else item.default
    value = typed.get(item.name, default)
    text = value if isinstance(value, str) else input_text(item.field, value, visit.zone)
    return Control(
        field=item.field,
        id=f"in-{item.name}",
        name=item.name,
        value=value,
        text=text,
        picked=_picked(visit, item.field.type.key, item.target, text),
        url=pick_url(key, f"{one.name}:{item.name}"),
        label=str(item.label),
        help=str(item.help or ""),
        error=problems.get(item.name, ""),
        required=item.required,
    )


def _picked(visit: Visit, kind: str, target: str | None, text: str) -> str:
    if kind not in RELATED or not target or len(text) != 36:
        return ""
    try:
        return labels_of(visit.actor, target, [UUID(text)]).get(UUID(text), "")
    except (Refusal, ValueError):
        return ""


def _run(visit: Visit, asked: Asked) -> HttpResponse:
    data = visit.request.POST
    fields = {item.name: item.field for item in asked.one.inputs}
    typed = {name: value_of(fields[name], data.getlist(name), visit.zone) for name in fields if name in data}
    version = data.get("version", "")
    try:
        done = run_action(
            actor=visit.actor,
            object=asked.found.key,
            id=asked.record_id,
            action=asked.one.name,
            inputs={name: value for name, value in typed.items() if value not in ("", [])},
            version=int(version) if version.isascii() and version.isdigit() else None,
            clock=visit.clock,
            cause="web",
        )
    except Refusal as refusal:
        if "from_dialog" not in data:
            raise
        problems = _problems(refusal, fields)
        return _dialog(visit, replace(asked, version=version, typed=typed, problems=problems), refusal.status)
    return _after(visit, asked, done)


def _problems(refusal: Refusal, fields: Mapping[str, Any]) -> dict[str, str]:
    """Each problem at its input; what belongs to none above them all."""
    at_inputs = {one.field: one.message for one in refusal.errors if one.field in fields}
    rest = [one.message for one in refusal.errors if one.field not in fields]
    if not refusal.errors:
        rest = [refusal.message]
    return {**at_inputs, "": " ".join(rest)}


def _after(visit: Visit, asked: Asked, done: Done) -> HttpResponse:
    """To the document the action made, when this one is done with or as it was; else the renewed page."""
    found, one = asked.found, asked.one
    made = [item for item in done.created if item.id != asked.record_id]
    words = [_("Done: %(action)s.") % {"action": one.label}]
    if made:
        words.append(_("Made: %(records)s.") % {"records": ", ".join(item.label for item in made)})
    words.extend(warning.message for warning in done.warnings)
    tone = "waiting" if done.warnings else "good"
    if one.creates and made and _is_over(visit, asked, done):
        messages.success(visit.request, " ".join(words), extra_tags=tone)
        response = HttpResponse(status=204)
        response.headers["HX-Redirect"] = record_url(made[0].object, made[0].id)
        return response
    rec = record_page(visit, found, detail_of(visit, found.key, asked.record_id))
    response = visit.show("fragments/record.html", {"rec": rec, "alone": True})
    response.headers["HX-Retarget"] = "#rec"
    response.headers["HX-Reswap"] = "outerMorph"
    return tell(response, " ".join(words), tone, events={"modal:close": True})


def _is_over(visit: Visit, asked: Asked, done: Done) -> bool:
    """Whether the work goes on elsewhere: the action left the status alone, or brought it to its end."""
    status = getattr(done.record, "status", "")
    if not asked.one.to_states or status in asked.one.from_states:
        return True
    return status not in page_layout(visit.actor, asked.found).path[:-1]
