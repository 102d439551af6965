"""The navigation designer: menus and home pages by role, prepared in a draft and published."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kontor.core.actor import Actor
from kontor.core.errors import BadInput, NotFound
from kontor.design.changes.menus import now
from kontor.design.drafts import discard_draft, draft_of, save_draft
from kontor.design.impact import impact_of
from kontor.design.models import Draft
from kontor.design.rights import check_designer
from kontor.design.services import publish
from kontor.layouts.menus import EVERYONE, check_home, kept_menu, navigation_for, too_large
from kontor.records.queries import readable_objects
from kontor.schema.registry import current
from kontor.web.design.navigation import (
    EMPTY_GROUP,
    EMPTY_ITEM,
    block_offers,
    home_form,
    link_offers,
    menu_form,
    prepared_home,
    prepared_menu,
    roles_of,
    seen_home,
)
from kontor.web.design.new_object import ICONS
from kontor.web.designer.glance import as_role
from kontor.web.shell import places_html
from kontor.web.views.home import shown_home
from kontor.web.visit import Visit, page

ROOT = "/design/navigation"


def _role(visit: Visit) -> str:
    check_designer(visit.actor)
    name = visit.request.GET.get("role", EVERYONE)
    if name not in {key for key, _name, _own in roles_of()}:
        raise NotFound(_("There is no such role."))
    return name


def _subject(name: str) -> str:
    return f"menu:{name}"


@page
def designer(visit: Visit) -> HttpResponse:
    """The menu and the home page of a role."""
    name = _role(visit)
    draft = draft_of(visit.actor, _subject(name))
    context = {
        "roles": [
            {"url": f"{ROOT}?role={key}", "label": label, "current": key == name, "own": own}
            for key, label, own in roles_of()
        ],
        "role": name,
        "menu": menu_form(prepared_menu(draft, name)),
        "home": home_form(prepared_home(draft, name)),
        "links": link_offers(),
        "blocks": block_offers(visit),
        "too_large": too_large(),
        "icons": ICONS,
        "empty_group": EMPTY_GROUP,
        "empty_item": EMPTY_ITEM,
        **_state(visit, name, draft),
    }
    return visit.page("design/navigation.html", context, here="design")


def _state(visit: Visit, name: str, draft: Draft | None) -> dict[str, Any]:
    """The draft in words, and the sidebar as somebody with the role would see it."""
    impact = impact_of(visit.actor, draft.changes) if draft else None
    actor = _seen_as(visit.actor, name)
    groups = navigation_for(readable_objects(actor), actor, prepared_menu(draft, name))
    row = kept_menu(name)
    return {
        "role": name,
        "draft": draft,
        "differences": impact.differences if impact else [],
        "problems": impact.problems if impact else [],
        "places": places_html(groups, ""),
        "own": row is not None,
    }


def _seen_as(actor: Actor, name: str) -> Actor:
    return actor if name == EVERYONE else as_role(actor, name)


@page
def home(visit: Visit) -> HttpResponse:
    """The home page as the draft will make it, as somebody with the role would see it: nothing one may not see."""
    name = _role(visit)
    draft = draft_of(visit.actor, _subject(name))
    body = seen_home(draft, name)
    if check_home(body, current().objects):
        return visit.show("design/nav_home.html", {"problem": True})
    reader = replace(visit, actor=_seen_as(visit.actor, name))
    return visit.show("design/nav_home.html", shown_home(reader, body))


@page
def _draft(visit: Visit) -> HttpResponse:
    name = _role(visit)
    form = visit.request.POST
    kept = draft_of(visit.actor, _subject(name))
    changes = _changes(name, _json(form.get("menu", "")), _json(form.get("home", "")))
    revision = form.get("revision", "0")
    if changes:
        kept = save_draft(visit.actor, _subject(name), changes, revision=int(revision) if revision.isdigit() else 0)
    elif kept is not None:
        discard_draft(visit.actor, _subject(name))
        kept = None
    return visit.show("design/nav_state.html", _state(visit, name, kept))


def _changes(name: str, menu: dict[str, Any], home: dict[str, Any]) -> list[dict[str, Any]]:
    """What differs from what is in force."""
    changes: list[dict[str, Any]] = []
    if _plain(menu) != _plain(now(name)):
        changes.append({"op": "set_menu", "name": name, "body": menu})
    row = kept_menu(name)
    if home != (row.home if row else {}):
        changes.append({"op": "set_home", "name": name, "body": home})
    return changes


def _plain(menu: Mapping[str, Any]) -> Any:
    groups = [{one: value for one, value in group.items() if value} for group in menu.get("groups", ())]
    return groups, list(menu.get("hidden", ()))


def _json(text: str) -> dict[str, Any]:
    try:
        given = json.loads(text)
    except ValueError:
        given = None
    if not isinstance(given, dict):
        raise BadInput(_("The form cannot be read."), field="body")
    return given


@page
def _discard(visit: Visit) -> HttpResponse:
    name = _role(visit)
    discard_draft(visit.actor, _subject(name))
    return _back(visit, name, _("The draft is gone."))


def _back(visit: Visit, name: str, words: str) -> HttpResponse:
    messages.success(visit.request, words, extra_tags="good")
    answer = HttpResponse(status=204)
    answer.headers["HX-Redirect"] = f"{ROOT}?role={name}"
    return answer


@page
def review(visit: Visit) -> HttpResponse:
    """What the draft (or going back to the shipped menu) would do; sent back with what was seen, it is published."""
    name = _role(visit)
    resets = "reset" in visit.request.GET
    draft = draft_of(visit.actor, _subject(name))
    changes = _resetting(name) if resets else list(draft.changes if draft else [])
    if visit.request.method == "POST":
        form = visit.request.POST
        subject = _subject(name)
        made = publish(visit.actor, changes, label=form.get("label", ""), subject=subject, seen=form.get("seen", ""))
        return _back(visit, name, _("Published: %(what)s") % {"what": "; ".join(made.differences[:3])})
    url = f"{ROOT}/review?role={name}{'&reset=1' if resets else ''}"
    return visit.show(
        "design/impact.html", {"impact": impact_of(visit.actor, changes), "url": url, "verb": _("Publish")}
    )


def _resetting(name: str) -> list[dict[str, Any]]:
    row = kept_menu(name)
    changes: list[dict[str, Any]] = [{"op": "delete_menu", "name": name}] if row and row.body else []
    if row and row.home:
        changes.append({"op": "set_home", "name": name, "body": {}})
    return changes


draft: Any = require_POST(_draft)
discard: Any = require_POST(_discard)
