"""Parts of views: a card moved on a board, more cards, the events of a calendar, a branch of a tree."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kontor.core.errors import BadInput, NotFound, Refusal, WrongState
from kontor.layouts.models import Kind
from kontor.records.actions import actions_for, actions_of, run_action
from kontor.records.queries import Detail, get_record
from kontor.records.services import save_record
from kontor.schema.descriptor import FieldDescriptor
from kontor.web.kinds.board import board_of, group_of, more_cards
from kontor.web.kinds.calendar import events_of
from kontor.web.kinds.reading import Look
from kontor.web.kinds.tree import branch_of
from kontor.web.links import action_url
from kontor.web.lists.chosen import chosen_of
from kontor.web.lists.page import list_page
from kontor.web.lists.state import read_state
from kontor.web.refusals import tell
from kontor.web.views.lists import object_for
from kontor.web.visit import Visit, page


def look_of(visit: Visit, key: str, *kinds: str) -> Look:
    """The view an address names, when it is of one of those kinds."""
    found = object_for(visit, key)
    state = read_state(key, visit.request.GET)
    chosen = chosen_of(visit, found, state)
    if chosen.view is None or chosen.kind not in kinds:
        raise NotFound(_("There is no such view."))
    return Look(visit, found, chosen, state)


@page
def _cards(visit: Visit, key: str) -> HttpResponse:
    look = look_of(visit, key, Kind.BOARD)
    query = visit.request.GET
    cards, more_url = more_cards(look, query.get("column", "")[:100], query.get("after", ""))
    return visit.show("kinds/cards.html", {"cards": cards, "more_url": more_url, "shown": board_of(look)})


@page
def _events(visit: Visit, key: str) -> HttpResponse:
    query = visit.request.GET
    try:
        found = events_of(look_of(visit, key, Kind.CALENDAR), query.get("from", ""), query.get("to", ""))
    except Refusal as refusal:
        return JsonResponse({"message": refusal.message}, status=refusal.status)
    return JsonResponse(found, safe=False)


@page
def _branch(visit: Visit, key: str) -> HttpResponse:
    query = visit.request.GET
    level = query.get("level", "2")
    look = look_of(visit, key, Kind.TREE)
    nodes = branch_of(look, query.get("under", ""), int(level) if level.isascii() and level.isdigit() else 2)
    return visit.show("kinds/branch.html", {"nodes": nodes})


@page
def _move(visit: Visit, key: str) -> HttpResponse:
    """A card to another column: the field is saved, or the action that leads there runs or asks."""
    look = look_of(visit, key, Kind.BOARD)
    form = visit.request.POST
    one, to = group_of(look), form.get("to", "")[:100]
    record_id, version = _id(form.get("card", "")), _version(form.get("version", ""))
    if one.writable:
        save_record(
            actor=visit.actor,
            object=key,
            id=record_id,
            values={one.key: to or None},
            version=version,
            clock=visit.clock,
            cause="web",
        )
        return _board(visit, look)
    return _by_action(visit, look, one, record_id, version, to)


def _by_action(visit: Visit, look: Look, one: FieldDescriptor, record_id: UUID, version: int, to: str) -> HttpResponse:
    """A status moves by actions alone: the one that leads to `to` runs, asks for what it needs, or says why not."""
    detail = get_record(actor=visit.actor, object=look.found.key, id=record_id, lines=False, clock=visit.clock)
    label = next((str(choice.label) for choice in one.choices if choice.key == to), to)
    leading = (
        {each.name for each in actions_of(look.found.key) if to in each.to_states} if one.key == "status" else set()
    )
    states = [
        each
        for each in actions_for(actor=visit.actor, object=look.found.key, record=detail.record)
        if each.name in leading
    ]
    if not states:
        words = {"field": one.label, "state": label}
        raise WrongState(
            _("“%(field)s” becomes “%(state)s” only by an action you have not, or by itself.") % words,
            state=_status(detail),
        )
    ready = next((each for each in states if each.enabled), None)
    if ready is None:
        raise WrongState(states[0].reason, state=_status(detail))
    if ready.inputs or ready.danger or ready.confirm:
        answer = HttpResponse(status=200)
        answer.headers["HX-Reswap"] = "none"
        asked: dict[str, Any] = {"board:ask": {"url": action_url(look.found.key, record_id, ready.name)}}
        return tell(answer, "", events=asked)
    done = run_action(
        actor=visit.actor,
        object=look.found.key,
        id=record_id,
        action=ready.name,
        version=version,
        clock=visit.clock,
        cause="web",
    )
    answer = _board(visit, look)
    warned = "; ".join(str(getattr(each, "message", each)) for each in done.warnings)
    return tell(answer, warned, "waiting") if warned else answer


def _status(detail: Detail) -> str:
    return str(getattr(detail.record, "status", ""))


def _board(visit: Visit, look: Look) -> HttpResponse:
    shown = list_page(visit, look.found, replace(look.state))
    return visit.show("kinds/board.html", {"page": shown, "shown": shown.shown})


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound(_("This record does not exist.")) from None


def _version(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise BadInput(_("The version is missing."), field="version")
    return int(text)


cards: Any = require_GET(_cards)
events: Any = require_GET(_events)
branch: Any = require_GET(_branch)
move: Any = require_POST(_move)
