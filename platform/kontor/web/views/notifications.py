"""Notifications: the bell, the page, marking read, and how one wants to be told."""

from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kontor.core.errors import BadInput
from kontor.notifications.inbox import (
    LIMIT,
    Told,
    inbox,
    mark_read,
    open_notification,
    preference_of,
    save_preference,
    unread_count,
)
from kontor.notifications.models import Kind, Mail
from kontor.notifications.words import what_happened
from kontor.schema.field_types import TYPES
from kontor.web.bell import HEADERS, etag_of
from kontor.web.refusals import say, tell
from kontor.web.render.cells import moment
from kontor.web.shell import initials
from kontor.web.visit import Visit, page

ICONS = {Kind.MENTION: "at-sign", Kind.ASSIGNED: "user-check", Kind.COMMENT: "message-square", Kind.CHANGED: "pencil"}


@page
def bell(visit: Visit) -> HttpResponse:
    """How many are unread; asked again and again, and answered before it comes here while nothing has changed."""
    count = unread_count(visit.actor)
    words = ngettext("%(count)s unread notification", "%(count)s unread notifications", count) % {"count": count}
    body = {"unread": count, "shown": f"{LIMIT - 1}+" if count >= LIMIT else str(count), "words": words}
    answer = JsonResponse(body, headers=HEADERS)
    answer.headers["ETag"] = etag_of(visit.actor.own_id, visit.language, visit.actor.rights_version)
    return answer


@page
def notifications(visit: Visit) -> HttpResponse:
    """The page of one's notifications, by day."""
    context = _inbox(visit, unread=visit.request.GET.get("unread") == "1")
    if visit.wants("inbox"):
        return visit.show("notifications/inbox.html", context)
    return visit.page("notifications/page.html", context, here="notifications")


def _inbox(visit: Visit, *, unread: bool) -> dict[str, Any]:
    shown = inbox(visit.actor, unread=unread)
    days: dict[date, list[dict[str, Any]]] = {}
    zone = ZoneInfo(visit.zone)
    for one in shown:
        days.setdefault(one.row.at.astimezone(zone).date(), []).append(_item(visit, one))
    named = [{"label": _day(visit, day), "items": items} for day, items in days.items()]
    return {"days": named, "only_unread": unread, "any_unread": any(one.unread for one in shown)}


def _item(visit: Visit, one: Told) -> dict[str, Any]:
    return {
        "id": one.row.pk,
        "unread": one.unread,
        "icon": ICONS[Kind(one.row.kind)],
        "face": initials(one.row.actor_name),
        "who": one.row.actor_name,
        "what": what_happened(one),
        "object": str(one.found.label),
        "name": one.name,
        "excerpt": one.excerpt,
        "at": one.row.at,
        "when": moment(one.row.at, visit.language, visit.zone),
    }


def _day(visit: Visit, day: date) -> str:
    today = visit.clock.now().astimezone(ZoneInfo(visit.zone)).date()
    names = {0: _("Today"), 1: _("Yesterday")}
    return names.get((today - day).days) or TYPES["date"].to_text(day, visit.language)


@page
def opened(visit: Visit, notification_id: UUID) -> HttpResponse:
    """Marks one read and goes to its record."""
    one = open_notification(actor=visit.actor, clock=visit.clock, id=notification_id)
    return HttpResponseRedirect(one.path)


@require_POST
@page
def read(visit: Visit) -> HttpResponse:
    """Marks one, or all, read or unread again."""
    form = visit.request.POST
    ids = None
    if form.get("all") != "1":
        try:
            ids = [UUID(one) for one in form.getlist("id")]
        except ValueError:
            raise BadInput(_("There is no such notification."), field="id") from None
    mark_read(actor=visit.actor, clock=visit.clock, ids=ids, unread=ids is not None and form.get("unread") == "1")
    context = _inbox(visit, unread=form.get("only_unread") == "1")
    return tell(visit.show("notifications/inbox.html", context), "", events={"bell": True})


def choices_of(visit: Visit) -> list[dict[str, Any]]:
    """How the visitor wants to be told, for the form in his profile."""
    chosen = preference_of(visit.actor.own_id)
    rows = []
    for kind in Kind:
        app, mail = chosen.of(kind)
        rows.append({"key": kind.value, "label": str(kind.label), "app": app, "mail": mail, "mails": Mail.choices})
    return rows


@require_POST
@page
def preferences(visit: Visit) -> HttpResponse:
    """Keeps how the visitor wants to be told."""
    form = visit.request.POST
    choices = {
        kind.value: {
            "app": form.get(f"app-{kind.value}") == "1",
            "mail": form.get(f"mail-{kind.value}", Mail.OFF.value),
        }
        for kind in Kind
    }
    save_preference(actor=visit.actor, choices=choices)
    say(visit.request, _("Saved."))
    return HttpResponseRedirect("/profile")
