"""What the navigation designer shows: a menu and a home page as they are being prepared, and what can be put in."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from kontor.core.labels import in_both, stored_label
from kontor.design.changes.menus import now
from kontor.design.models import Draft
from kontor.identity.models import Role
from kontor.layouts import stored
from kontor.layouts.declare import declared
from kontor.layouts.menus import EVERYONE, fits_home, home_of_everybody, kept_menu, menus, waiting_key
from kontor.layouts.models import Layout
from kontor.layouts.view_bodies import SUMMED, VIEW_KINDS
from kontor.records.queries import readable_objects
from kontor.schema.registry import current
from kontor.web.viewing import VIEW_ICONS

PAGES = {"/profile": "user-round", "/design/": "blocks", "/design/packs/": "package"}


@dataclass(frozen=True, slots=True)
class Item:
    """One link or block as the designer holds it: its JSON, and how it is drawn."""

    data: Mapping[str, Any]
    label: str
    icon: str
    note: str = ""

    @property
    def json(self) -> str:
        """The link or block itself, for the page to send back."""
        return json.dumps(dict(self.data), ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class GroupForm:
    """A group with its links."""

    id: str
    en: str
    zh: str
    icon: str
    items: list[Item]


@dataclass(frozen=True, slots=True)
class Offers:
    """Things to add, under a heading."""

    label: str
    items: list[Item] = field(default_factory=list)


EMPTY_ITEM = Item({}, "", "list")
EMPTY_GROUP = GroupForm("", "", "", "", [])


def roles_of() -> list[tuple[str, str, bool]]:
    """Everybody and every role: its key, its name, and whether it has a menu or home page of its own."""
    own = menus()
    rows = Role.objects.filter(trashed_at__isnull=True).order_by("name")
    return [
        (EVERYONE, _("Everybody"), "" in own),
        *((row.key, str(row.label), row.key in own) for row in rows),
    ]


def prepared_menu(draft: Draft | None, name: str) -> dict[str, Any]:
    """The menu as the draft will make it."""
    return _changed(draft, "set_menu") or now(name)


def prepared_home(draft: Draft | None, name: str) -> dict[str, Any]:
    """The home page as the draft will make it."""
    row = kept_menu(name)
    found = _changed(draft, "set_home")
    return found if found is not None else dict(row.home if row else {})


def seen_home(draft: Draft | None, name: str) -> Mapping[str, Any]:
    """The home page somebody with the role would have: his own, else everybody's, else none."""
    own = prepared_home(draft, name)
    return own or ({} if name == EVERYONE else home_of_everybody())


def _changed(draft: Draft | None, op: str) -> dict[str, Any] | None:
    found = [one["body"] for one in (draft.changes if draft else ()) if one["op"] == op]
    return dict(found[-1]) if found else None


def menu_form(body: Mapping[str, Any]) -> dict[str, Any]:
    """The groups, what is in none of them, and what is hidden."""
    placed = {item["object"] for group in body["groups"] for item in group["items"] if _whole(item)}
    hidden = [key for key in body.get("hidden", ()) if current().get(key)]
    rest = [one.key for one in current().objects.values() if not one.is_line and one.key not in placed]
    return {
        "groups": [_group(one) for one in body["groups"]],
        "rest": [item_of({"object": key}) for key in rest if key not in hidden],
        "hidden": [item_of({"object": key}) for key in hidden if key not in placed],
    }


def _whole(item: Mapping[str, Any]) -> bool:
    return "object" in item and not item.get("view")


def _group(one: Mapping[str, Any]) -> GroupForm:
    label = one["label"]
    items = [item_of(item) for item in one["items"] if "page" in item or current().get(item["object"])]
    return GroupForm(one["id"], label.get("en", ""), label.get("zh-hans", ""), one.get("icon", ""), items)


def item_of(item: Mapping[str, Any]) -> Item:
    """A link as the designer draws it."""
    if "page" in item:
        return Item(item, stored_label(dict(item["label"])), PAGES.get(item["page"], "link"), item["page"])
    found = current().get(item["object"])
    plural = str(found.plural) if found else str(item["object"])
    if not item.get("view"):
        return Item(item, plural, found.icon if found else "box")
    row = next((one for one in stored.shared_views(item["object"]) if one.name == item["view"]), None)
    if row is None:
        return Item(item, item["view"], "circle-alert", plural)
    return Item(item, str(row), VIEW_ICONS.get(row.kind, "list"), plural)


def link_offers() -> list[Offers]:
    """What can be added to a menu beside objects: shared views, and pages of ours."""
    views = [
        item_of({"object": row.object, "view": row.name})
        for row in Layout.objects.exclude(shared="person").filter(kind__in=VIEW_KINDS)
        if row.label and current().get(row.object)
    ]
    words = {"/profile": _both_words("Profile", "个人资料"), "/design/": _both_words("Design", "设计")}
    pages = [item_of({"page": page, "label": label}) for page, label in words.items()]
    return [one for one in (Offers(_("Views"), views), Offers(_("Pages"), pages)) if one.items]


def _both_words(english: str, chinese: str) -> dict[str, str]:
    return {"en": english, "zh-hans": chinese}


def block_of(block: Mapping[str, Any]) -> Item:
    """A block of a home page as the designer draws it."""
    kind = block["type"]
    if kind == "text":
        return Item(block, stored_label(dict(block["text"]))[:80], "text", _("Text"))
    if kind == "waiting":
        found = next((one for one in declared.waiting if waiting_key(one) == block["list"]), None)
        return Item(block, str(found.label) if found else block["list"], "inbox", _("What waits"))
    if kind == "figure":
        return Item(block, stored_label(dict(block["label"])), "hash", _("Figure"))
    one = item_of({name: block[name] for name in ("object", "view") if block.get(name)})
    return Item(block, f"{one.note} · {one.label}" if one.note else one.label, one.icon, _("List"))


def home_form(body: Mapping[str, Any]) -> dict[str, Any]:
    """The blocks in their two columns."""
    columns: list[list[Item]] = [[], []]
    for block in body.get("blocks", ()):
        columns[block.get("column", 0)].append(block_of(block))
    return {"columns": columns, "own": bool(body)}


def block_offers(visit: Any) -> list[Offers]:
    """What can be put on a home page."""
    waiting = [block_of({"type": "waiting", "list": waiting_key(one)}) for one in declared.waiting]
    objects = readable_objects(visit.actor)
    lists = [block_of({"type": "view", "object": one.key}) for one in objects]
    offered = [{"type": "view", **one.data} for offer in link_offers() for one in offer.items if "object" in one.data]
    views = [block_of(one) for one in offered if fits_home(one)]
    figures = [block_of(one) for found in objects for one in _figures(found)]
    offers = [
        Offers(_("What waits"), waiting),
        Offers(_("Views"), views),
        Offers(_("Lists"), lists),
        Offers(_("Figures"), figures),
    ]
    return [one for one in offers if one.items]


def _figures(found: Any) -> list[dict[str, Any]]:
    base = {"type": "figure", "object": found.key}
    count = {**base, "figure": "count", "label": _both(found.plural, None)}
    sums = [
        {**base, "figure": f"sum:{one.key}", "label": _both(found.plural, one.label)}
        for one in found.fields.values()
        if one.type.key in SUMMED and one.queryable and one.type.key == "money"
    ]
    return [count, *sums[:4]]


def _both(plural: Any, label: Any) -> dict[str, str]:
    names = in_both(plural)
    if label is None:
        return names
    return {language: f"{names[language]} · {text}" for language, text in in_both(label).items()}
