"""Sidebars and home pages as kinds of design changes."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from kontor.core.actor import Actor
from kontor.core.errors import BadInput
from kontor.core.labels import stored_label
from kontor.core.registry import design_change
from kontor.design.changes.base import ChangeKind, Planned, Values
from kontor.identity.models import Role
from kontor.layouts import menus
from kontor.layouts.views import refuse


def _name(values: Mapping[str, Any], known: set[str]) -> str:
    extra = set(values) - known - {"op", "name"}
    if extra:
        name = sorted(map(str, extra))[0][:80]
        raise BadInput(_("%(name)s is not known here.") % {"name": name}, field=name)
    given = values.get("name", menus.EVERYONE)
    if given != menus.EVERYONE and not (isinstance(given, str) and _role(given)):
        raise BadInput(_("There is no such role."), field="name")
    return str(given)


def _role(key: str) -> Role | None:
    return Role.objects.filter(key=key, trashed_at__isnull=True).first()


def _whose(name: str) -> str:
    return _("everybody") if name == menus.EVERYONE else str(getattr(_role(name), "name", name))


@design_change("set_menu")
class SetMenu(ChangeKind):
    """The sidebar of a role; with `groups` in the place of `body`, only these groups of it."""

    structural = False

    def read(self, values: Mapping[str, Any], planned: Planned) -> Values:
        """Groups whose objects there will be."""
        name = _name(values, {"body", "groups"})
        body = values.get("body")
        if "groups" in values:
            body = merged(now(name), values["groups"])
        refuse(menus.check_menu(body, [key for key, one in planned.objects.items() if one.kind != "line"]))
        return {"op": "set_menu", "name": name, "body": body}

    def describe(self, values: Values, planned: Planned) -> list[str]:
        """What stands elsewhere than now."""
        whose = _whose(values["name"])
        old, new = now(values["name"]), values["body"]
        said = [*_groups(old, new), *_items(old, new, planned), *_hidden(old, new, planned)]
        return [f"{_('Menu of %(role)s') % {'role': whose}}: {sentence}" for sentence in said]

    def apply(self, values: Values, actor: Actor) -> list[Values]:
        """Keeps it; what takes it back is the menu before, or none."""
        back = _before(values["name"])
        menus.keep_menu(values["name"], body=values["body"])
        return [back]


@design_change("delete_menu")
class DeleteMenu(ChangeKind):
    """Back to the sidebar as shipped, or as everybody has it."""

    structural = False

    def read(self, values: Mapping[str, Any], planned: Planned) -> Values:
        """A role with a menu of its own."""
        name = _name(values, set())
        row = menus.kept_menu(name)
        if row is None or not row.body:
            raise BadInput(_("There is no menu of its own."), field="name")
        return {"op": "delete_menu", "name": name}

    def describe(self, values: Values, planned: Planned) -> list[str]:
        """What is in force then."""
        return [_("Menu of %(role)s: as shipped") % {"role": _whose(values["name"])}]

    def apply(self, values: Values, actor: Actor) -> list[Values]:
        """Removes it; what takes it back is the menu as it was."""
        back = _before(values["name"])
        menus.keep_menu(values["name"], body={})
        return [back]


@design_change("set_home")
class SetHome(ChangeKind):
    """The home page of a role; an empty body is the shipped one."""

    structural = False

    def read(self, values: Mapping[str, Any], planned: Planned) -> Values:
        """Blocks that name what there will be."""
        name = _name(values, {"body"})
        body = values.get("body")
        refuse(menus.check_home(body, planned.objects))
        return {"op": "set_home", "name": name, "body": body}

    def describe(self, values: Values, planned: Planned) -> list[str]:
        """How many blocks of which kind."""
        whose = {"role": _whose(values["name"])}
        blocks = values["body"].get("blocks", ())
        if not values["body"]:
            return [_("Home page of %(role)s: as shipped") % whose]
        return [_("Home page of %(role)s: %(count)s blocks") % {**whose, "count": len(blocks)}]

    def apply(self, values: Values, actor: Actor) -> list[Values]:
        """Keeps it; what takes it back is the page before."""
        row = menus.kept_menu(values["name"])
        back = {"op": "set_home", "name": values["name"], "body": row.home if row else {}}
        menus.keep_menu(values["name"], home=values["body"])
        return [back]


def now(name: str) -> dict[str, Any]:
    """The menu a role has now: its own, everybody's, or the shipped one."""
    rows = (menus.kept_menu(name), menus.kept_menu(menus.EVERYONE))
    return next((dict(row.body) for row in rows if row is not None and row.body), menus.shipped_menu())


def merged(body: Mapping[str, Any], groups: Any) -> dict[str, Any]:
    """A menu with further groups; one with the same id is replaced."""
    if not isinstance(groups, list) or not all(isinstance(one, Mapping) for one in groups):
        raise BadInput(_("A list of groups is expected here."), field="groups")
    coming = {str(one.get("id")): dict(one) for one in groups}
    kept = [coming.pop(str(one["id"]), one) for one in body["groups"]]
    return {**body, "groups": [*kept, *coming.values()]}


def _before(name: str) -> Values:
    row = menus.kept_menu(name)
    if row is None or not row.body:
        return {"op": "delete_menu", "name": name}
    return {"op": "set_menu", "name": name, "body": row.body}


def _groups(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    before = {one["id"]: one for one in old["groups"]}
    after = {one["id"]: one for one in new["groups"]}
    for key, one in after.items():
        words = {"name": stored_label(one["label"])}
        if key not in before:
            yield _("added the group “%(name)s”") % words
        elif before[key]["label"] != one["label"]:
            words["before"] = stored_label(before[key]["label"])
            yield _("renamed the group “%(before)s” to “%(name)s”") % words
        if key in before and before[key].get("icon", "") != one.get("icon", ""):
            yield _("changed the icon of the group “%(name)s”") % words
    for key, one in before.items():
        if key not in after:
            yield _("removed the group “%(name)s”") % {"name": stored_label(one["label"])}
    if [key for key in before if key in after] != [key for key in after if key in before]:
        yield _("changed the order of the groups")


def _items(old: Mapping[str, Any], new: Mapping[str, Any], planned: Planned) -> Iterator[str]:
    before, after = _placed(old, planned), _placed(new, planned)
    for key, (group, name) in after.items():
        words = {"name": name, "group": group}
        if key not in before:
            yield _("added “%(name)s” to “%(group)s”") % words
        elif before[key][0] != group:
            yield _("moved “%(name)s” to “%(group)s”") % words
    for key, (group, name) in before.items():
        if key not in after:
            yield _("removed “%(name)s” from “%(group)s”") % {"name": name, "group": group}
    if [key for key in before if key in after] != [key for key in after if key in before]:
        yield _("changed the order of the items")


def _placed(body: Mapping[str, Any], planned: Planned) -> dict[tuple[str, ...], tuple[str, str]]:
    found = {}
    for group in body["groups"]:
        for item in group["items"]:
            key = tuple(str(item.get(name, "")) for name in ("object", "view", "page"))
            found[key] = (stored_label(group["label"]), _said(item, planned))
    return found


def _said(item: Mapping[str, Any], planned: Planned) -> str:
    if "page" in item:
        return stored_label(item["label"])
    one = planned.objects.get(item["object"])
    plural = one.plural if one else str(item["object"])
    return f"{plural} › {item['view']}" if item.get("view") else plural


def _hidden(old: Mapping[str, Any], new: Mapping[str, Any], planned: Planned) -> Iterator[str]:
    for key in new.get("hidden", ()):
        if key not in old.get("hidden", ()):
            yield _("hides “%(name)s”") % {"name": _said({"object": key}, planned)}
    for key in old.get("hidden", ()):
        if key not in new.get("hidden", ()):
            yield _("no longer hides “%(name)s”") % {"name": _said({"object": key}, planned)}
