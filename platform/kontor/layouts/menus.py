"""Sidebars and home pages the company has put together, by role; what is not kept is as shipped.

Menu: {"groups": [{"id": "sales", "label": {"en", "zh-hans"}, "icon"?, "items": [
    {"object": key}, {"object": key, "view": name}, {"page": "/profile", "label": {…}}]}], "hidden": [key…]}
Home: {"columns": 1|2, "blocks": [{"type": "waiting", "list": key}, {"type": "view", "object": key, "view": name},
    {"type": "figure", "object": key, "figure": "count"|"sum:path", "filter": {…}, "label": {…}},
    {"type": "text", "text": {…}}]}, each block with "column": 0|1
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kontor.core.actor import Actor
from kontor.core.labels import LANGUAGES, L, in_both, stored_label
from kontor.core.registry import on_schema_change
from kontor.layouts import stored
from kontor.layouts.bodies import Problem
from kontor.layouts.declare import declared
from kontor.layouts.models import Kind, Menu
from kontor.layouts.parts import Waiting
from kontor.layouts.services import layouts_changed
from kontor.layouts.views import View, shared_view
from kontor.schema.descriptor import ObjectDescriptor
from kontor.schema.registry import current

EVERYONE = "everyone"
HOME_KINDS = (Kind.LIST, Kind.GALLERY)
MAX_GROUPS, MAX_ITEMS, MAX_BLOCKS, MAX_TEXT = 30, 60, 24, 2000
_PAGE = re.compile(r"/(?!/)[A-Za-z0-9_\-/.?=&%]{0,200}")
_NAME = re.compile(r"[A-Za-z0-9_-]{1,60}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One link of the sidebar: an object, a view of one, or a page of ours."""

    label: Any
    found: ObjectDescriptor | None = None
    view: View | None = None
    page: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A group of the sidebar with what the reader may see of it."""

    label: Any
    entries: tuple[Entry, ...]
    icon: str = ""

    @property
    def objects(self) -> tuple[ObjectDescriptor, ...]:
        """The objects it leads to."""
        return tuple(one.found for one in self.entries if one.found is not None)


_read: dict[UUID, dict[str, Menu]] = {}


def menus() -> dict[str, Menu]:
    """Every kept menu by its role; read once per schema token."""
    token = current().token
    if token not in _read:
        _read.clear()
        _read[token] = {row.role: row for row in Menu.objects.all()}
    return _read[token]


@on_schema_change
def forget() -> None:
    """Makes the next menu be read anew."""
    _read.clear()


def _kept(actor: Actor | None, part: str) -> Mapping[str, Any]:
    """That part of the menu of the first of the actor's roles that has one, else of everybody's."""
    rows = menus()
    roles = [post.role for post in actor.posts] if actor else []
    bodies = (getattr(rows[role], part) for role in [*roles, ""] if role in rows)
    return next((body for body in bodies if body), {})


def shipped_menu() -> dict[str, Any]:
    """The sidebar as the modules declare it."""
    groups = sorted(declared.groups, key=lambda one: one.position)
    return {
        "groups": [
            {"id": f"g{at}", "label": in_both(one.label), "items": [{"object": key} for key in one.objects]}
            for at, one in enumerate(groups)
        ],
        "hidden": [],
    }


def navigation_for(
    readable: Sequence[ObjectDescriptor], actor: Actor | None = None, body: Mapping[str, Any] | None = None
) -> list[Group]:
    """The sidebar for somebody who may read those objects; what no group names, and nobody hid, comes last.

    `body` is tried out in the place of the menu in force.
    """
    by_key = {one.key: one for one in readable if not one.is_line}
    body = body or _kept(actor, "body") or shipped_menu()
    left = {key: one for key, one in by_key.items() if key not in body.get("hidden", ())}
    groups = []
    for group in body["groups"]:
        entries = []
        for item in group["items"]:
            entry = _entry(item, by_key, actor)
            if entry is not None:
                entries.append(entry)
                if not entry.view:
                    left.pop(str(item.get("object", "")), None)
        if entries:
            groups.append(Group(stored_label(group["label"]), tuple(entries), group.get("icon", "")))
    if left:
        groups.append(Group(L("More", "更多"), tuple(Entry(one.plural, one) for one in left.values())))
    return groups


def _entry(item: Mapping[str, Any], by_key: Mapping[str, ObjectDescriptor], actor: Actor | None) -> Entry | None:
    if "page" in item:
        return Entry(stored_label(item["label"]), page=item["page"])
    found = by_key.get(item["object"])
    if found is None:
        return None
    if not item.get("view"):
        return Entry(found.plural, found)
    view = shared_view(actor, found, item["view"]) if actor else None
    return Entry(view.label, found, view) if view else None


def home_of(actor: Actor) -> Mapping[str, Any]:
    """The home page the actor's roles have; empty when it is as shipped."""
    return _kept(actor, "home")


def home_of_everybody() -> Mapping[str, Any]:
    """The home page of those whose roles have none; empty when it is as shipped."""
    return _kept(None, "home")


def waiting_key(one: Waiting) -> str:
    """The name of a shipped list of the home page."""
    return f"{one.object}:{one.position}"


def keep_menu(name: str, *, body: Mapping[str, Any] | None = None, home: Mapping[str, Any] | None = None) -> Menu:
    """Keeps the menu or the home page of a role ("everyone": of everybody); a row with neither goes."""
    role = "" if name == EVERYONE else name
    row = Menu.objects.filter(role=role).first() or Menu(role=role)
    row.body = row.body if body is None else dict(body)
    row.home = row.home if home is None else dict(home)
    if row.body or row.home:
        row.save()
    elif not row._state.adding:
        row.delete()
    forget()
    layouts_changed()
    return row


def kept_menu(name: str) -> Menu | None:
    """The row of a role, as it is now."""
    return Menu.objects.filter(role="" if name == EVERYONE else name).first()


def check_menu(body: Any, objects: Iterable[str]) -> list[Problem]:
    """Everything wrong with a menu; empty when it can be kept."""
    known = set(objects)
    groups = body.get("groups") if isinstance(body, Mapping) and set(body) <= {"groups", "hidden"} else None
    hidden = body.get("hidden", []) if isinstance(body, Mapping) else None
    if not isinstance(groups, list) or len(groups) > MAX_GROUPS or not isinstance(hidden, list):
        return [Problem("", _("A menu is a list of at most %(limit)s groups.") % {"limit": MAX_GROUPS})]
    problems: list[Problem] = []
    for number, group in enumerate(groups, start=1):
        place = _("Group %(number)s") % {"number": number}
        problems += [Problem(place, message) for message in _group_problems(group, known)]
    ids = [str(group.get("id")) for group in groups if isinstance(group, Mapping)]
    if len(set(ids)) < len(ids):
        problems.append(Problem("", _("Every group needs an id of its own.")))
    return problems


def _group_problems(group: Any, known: set[str]) -> list[str]:
    if not isinstance(group, Mapping) or not set(group) <= {"id", "label", "icon", "items"}:
        return [_("A group has a name and items.")]
    said = []
    if not is_words(group.get("label"), needed=True):
        said.append(_("A group needs a name."))
    if not isinstance(group.get("id"), str) or not _NAME.fullmatch(group["id"]):
        said.append(_("Every group needs an id of its own."))
    if not isinstance(group.get("icon", ""), str) or len(group.get("icon", "")) > 60:
        said.append(_("There is no such icon."))
    items = group.get("items")
    if not isinstance(items, list) or len(items) > MAX_ITEMS:
        return [*said, _("A group holds a list of at most %(limit)s items.") % {"limit": MAX_ITEMS}]
    return [*said, *(message for item in items for message in _item_problems(item, known))]


def _item_problems(item: Any, known: set[str]) -> list[str]:
    names = set(item) if isinstance(item, Mapping) else set()
    if names in ({"object"}, {"object", "view"}):
        if item["object"] not in known:
            return [_("There is no object “%(object)s”.") % {"object": str(item["object"])[:80]}]
        return [] if isinstance(item.get("view", ""), str) else [_("There is no such view.")]
    if names == {"page", "label"}:
        page = item["page"]
        if not isinstance(page, str) or not _PAGE.fullmatch(page) or not is_words(item["label"], needed=True):
            return [_("A link has a name and leads to a page of ours, such as /profile.")]
        return []
    return [_("An item is an object, a view of one, or a link.")]


def is_words(words: Any, *, needed: bool = False) -> bool:
    """Whether it is a text per language."""
    if not isinstance(words, Mapping) or not set(words) <= set(LANGUAGES):
        return False
    fits = all(isinstance(one, str) and len(one) <= MAX_TEXT and "\0" not in one for one in words.values())
    return fits and (not needed or any(one.strip() for one in words.values()))


def check_home(body: Any, known: Mapping[str, Any]) -> list[Problem]:
    """Everything wrong with a home page; empty when it can be kept, and for the shipped one."""
    if body == {}:
        return []
    blocks = body.get("blocks") if isinstance(body, Mapping) and set(body) <= {"columns", "blocks"} else None
    if not isinstance(blocks, list) or len(blocks) > MAX_BLOCKS or body.get("columns", 2) not in (1, 2):
        message = _("A home page has one or two columns with at most %(limit)s blocks.")
        return [Problem("", message % {"limit": MAX_BLOCKS})]
    problems = []
    for number, block in enumerate(blocks, start=1):
        check = _BLOCKS.get(str(block.get("type"))) if isinstance(block, Mapping) else None
        fits = check is not None and block.get("column", 0) in (0, 1) and check(block, known)
        place = _("Block %(number)s") % {"number": number}
        if not fits:
            problems.append(Problem(place, _("It names something that is not there.")))
        elif not fits_home(block):
            problems.append(Problem(place, too_large()))
    return problems


def fits_home(block: Mapping[str, Any]) -> bool:
    """Whether a block is small enough for a home page: of the views, lists and galleries are."""
    if block.get("type") != "view" or not block.get("view"):
        return True
    rows = (row for row in stored.shared_views(str(block["object"])) if row.name == block["view"])
    return all(row.kind in HOME_KINDS for row in rows)


def too_large() -> str:
    """Why some views are not for home pages."""
    return _("Lists and galleries fit a home page; boards, calendars, trees and timelines go into the menu.")


def _is_figure(block: Mapping[str, Any], known: Mapping[str, Any]) -> bool:
    figure = str(block.get("figure", ""))
    name, _colon, path = figure.partition(":")
    fields = getattr(known.get(str(block.get("object"))), "fields", None)
    named = figure == "count" or (name in ("sum", "avg", "min", "max") and fields is not None and path in fields)
    return fields is not None and named and is_words(block.get("label"), needed=True)


_BLOCKS: dict[str, Callable[[Mapping[str, Any], Mapping[str, Any]], bool]] = {
    "waiting": lambda block, _known: block.get("list") in {waiting_key(one) for one in declared.waiting},
    "view": lambda block, known: block.get("object") in known and isinstance(block.get("view", ""), str),
    "figure": _is_figure,
    "text": lambda block, _known: is_words(block.get("text"), needed=True),
}
