"""The head of a record page: what it is, how far it is, its figures, and what can be done with it."""

from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kontor.layouts.parts import PageLayout
from kontor.layouts.queries import tone_of
from kontor.records.actions import ActionState, actions_for, find_action
from kontor.records.queries import Detail
from kontor.schema.descriptor import ObjectDescriptor
from kontor.web.forms.edit import Figure
from kontor.web.links import action_url
from kontor.web.render.cells import text_of, writer, writer_for
from kontor.web.sight import drawn, seen

BUTTONS = 3


@dataclass(frozen=True, slots=True)
class State:
    """The status as a word with a tone."""

    label: str
    tone: str


@dataclass(frozen=True, slots=True)
class Step:
    """One state on the way."""

    label: str
    css: str
    current: bool


@dataclass(frozen=True, slots=True)
class ActionButton:
    """An action as a button or as an entry of the menu."""

    key: str
    label: str
    icon: str
    variant: str
    url: str
    enabled: bool
    reason: str
    asks: bool
    danger: bool


def title_of(found: ObjectDescriptor, detail: Detail) -> str:
    """The name of a record: its label, or that it is a draft."""
    value = detail.row.get(str(found.label_field))
    if value not in (None, ""):
        return str(getattr(value, "label", value))
    if found.is_document:
        return _("Draft %(object)s") % {"object": str(found.label).lower()}
    context = [detail.row.get(key) for key in found.context]
    named = [str(getattr(value, "label", value)) for value in context if value not in (None, "")]
    return " · ".join(named) or str(found.label)


def subtitle_of(visit: Any, found: ObjectDescriptor, detail: Detail) -> SafeString:
    """The context fields under the title."""
    number = ("number",) if found.is_document and found.label_field != "number" else ()
    fields = [
        one
        for key in (*number, *found.context)
        if key in detail.row and (one := seen(visit.actor, found, key)) is not None
    ]
    parts = [writer(one, visit.language, visit.zone, links=True)(detail.row[one.key]) for one in fields]
    return mark_safe(" · ".join(part for part in parts if part))  # noqa: S308 (writers escape)


def state_of(found: ObjectDescriptor, detail: Detail) -> State | None:
    """The status, when the object has one and it may be read."""
    status = detail.row.get("status")
    field = found.fields.get("status")
    if not status or field is None:
        return None
    return State(text_of(field, status, "", ""), tone_of(f"{found.key}.status", status))


def steps_of(found: ObjectDescriptor, layout: PageLayout, status: str | None) -> list[Step]:
    """The states on the way: those behind, the present one, those ahead; a state beside the way stands at the end."""
    labels = {choice.key: str(choice.label) for choice in found.states}
    path = [key for key in layout.path if key in labels]
    if not status or not path:
        return []
    if status not in path:
        beside = Step(labels.get(status, status), "off", current=True)
        return [Step(labels[path[0]], "past", current=False), beside]
    here = path.index(status)
    return [
        Step(labels[key], _step_css(place, here, len(path)), current=place == here) for place, key in enumerate(path)
    ]


def _step_css(place: int, here: int, count: int) -> str:
    if place < here:
        return "past"
    return "final" if place == here == count - 1 else ""


def figures_of(visit: Any, found: ObjectDescriptor, layout: PageLayout, detail: Detail) -> list[Figure]:
    """The key figures that may be read on this record."""
    there = {*detail.row, *(key for holder, key in visit.masked if holder == found.key)}
    fields = [one for key in layout.figures if key in there and (one := drawn(visit, found, key)) is not None]
    return [
        Figure(str(one.label), mark_safe(writer_for(visit, one)(detail.row.get(one.key))))  # noqa: S308
        for one in fields
    ]


def actions_of(visit: Any, found: ObjectDescriptor, detail: Detail) -> tuple[list[ActionButton], list[ActionButton]]:
    """The buttons and the entries of the menu: what can be done now first, what cannot with its reason."""
    if detail.trashed:
        return [], []
    states = actions_for(actor=visit.actor, object=found.key, record=detail.record)
    possible = [one for one in states if one.enabled]
    shown = sorted(possible, key=lambda one: (not one.primary, one.danger))[:BUTTONS]
    shown = [one for one in shown if one.primary or not one.danger]
    if not any(one.primary for one in shown):
        # the next step, refused for another reason than the status, stays in sight with its reason
        status = getattr(detail.record, "status", None)
        refused = (one for one in states if one.primary and not one.enabled)
        near = [one for one in refused if status in find_action(found.key, one.name).from_states]
        shown = [*near, *shown][:BUTTONS]
    names = {one.name for one in shown}
    buttons = [_button(found, detail, one, first=place == 0) for place, one in enumerate(shown)]
    rest = sorted((one for one in states if one.name not in names), key=lambda one: not one.enabled)
    return buttons, [_button(found, detail, one, first=False) for one in rest]


def _button(found: ObjectDescriptor, detail: Detail, one: ActionState, *, first: bool) -> ActionButton:
    return ActionButton(
        key=one.name,
        label=str(one.label),
        icon=one.icon,
        variant="primary" if first and one.enabled and one.primary else "outline",
        url=action_url(found.key, detail.id, one.name),
        enabled=one.enabled,
        reason=one.reason,
        asks=bool(one.inputs) or one.danger or bool(one.confirm),
        danger=one.danger,
    )
