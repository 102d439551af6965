"""What distinguishes two bodies of a form, in sentences for those who publish the newer one."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from kontor.core.labels import stored_label
from kontor.layouts.bodies import Known
from kontor.schema.registry import current

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where something stands: by the id and the name of what holds it, and how many stand before it there."""

    holder: str
    name: str
    position: int
    held: Mapping[str, Any]


def differences(old: Body, new: Body, found: Known | None = None, names: Mapping[str, str] | None = None) -> list[str]:
    """One sentence per difference; `names` names fields that `found` does not have yet."""

    def named(key: str) -> str:
        one = found.fields.get(key) if found else None
        return (names or {}).get(key) or (str(one.label) if one else key)

    return [
        *_tabs(old, new),
        *_parts(old, new, found, named),
        *_items(old, new, named),
    ]


def _tabs(old: Body, new: Body) -> Iterator[str]:
    before = {tab["id"]: tab for tab in old.get("tabs", ())}
    after = {tab["id"]: tab for tab in new.get("tabs", ())}
    for key, tab in after.items():
        if key not in before:
            yield _("Added the tab “%(name)s”.") % {"name": _tab_name(tab)}
        elif _words(before[key]) != _words(tab):
            yield _renamed(_tab_name(before[key]), _tab_name(tab))
    for key, tab in before.items():
        if key not in after:
            yield _("Removed the tab “%(name)s”.") % {"name": _tab_name(tab)}
    if _order(before, after) != _order(after, before):
        yield _("Changed the order of the tabs.")


def _parts(old: Body, new: Body, found: Known | None, named: Callable[[str], str]) -> Iterator[str]:
    before, after = _part_places(old), _part_places(new)
    for key, place in after.items():
        name = _part_name(place.held, found)
        was = before.get(key)
        if was is None:
            yield _("Added “%(name)s” to the tab “%(tab)s”.") % {"name": name, "tab": place.name}
            continue
        if was.holder != place.holder:
            yield _("Moved “%(name)s” to the tab “%(tab)s”.") % {"name": name, "tab": place.name}
        yield from _part_changes(was.held, place.held, name, found, named)
    for key, place in before.items():
        if key not in after:
            yield _("Removed “%(name)s”.") % {"name": _part_name(place.held, found)}
    yield from _part_order(old, new)


def _part_order(old: Body, new: Body) -> Iterator[str]:
    before = {tab["id"]: {part["id"]: 0 for part in tab["parts"]} for tab in old.get("tabs", ())}
    for tab in new.get("tabs", ()):
        now = {part["id"]: 0 for part in tab["parts"]}
        was = before.get(tab["id"], {})
        if _order(was, now) != _order(now, was):
            yield _("Changed the order in the tab “%(tab)s”.") % {"tab": _tab_name(tab)}


def _part_changes(was: Body, part: Body, name: str, found: Known | None, named: Callable[[str], str]) -> Iterator[str]:
    if part["type"] == "section":
        if _words(was) != _words(part):
            yield _renamed(_part_name(was, found), name)
        if was.get("help", {}) != part.get("help", {}):
            yield _("Changed the help text of “%(name)s”.") % {"name": name}
        if was.get("columns", 2) != part.get("columns", 2):
            words = {"name": name, "columns": part.get("columns", 2)}
            yield _("“%(name)s” now has %(columns)s columns.") % words
        return
    holder = found.lines.get(part.get("name", "")) if found else None
    if holder is not None:
        named = partial(_label_in, holder)
    yield from _columns(was.get("columns", ()), part.get("columns", ()), name, named)
    if list(was.get("totals", ())) != list(part.get("totals", ())):
        yield _("Changed the totals under “%(name)s”.") % {"name": name}


def _label_in(holder: Known, key: str) -> str:
    one = holder.fields.get(key)
    return str(one.label) if one else key


def _columns(before: Sequence[str], after: Sequence[str], name: str, named: Callable[[str], str]) -> Iterator[str]:
    for key in after:
        if key not in before:
            yield _("Added the column “%(field)s” to “%(name)s”.") % {"field": named(key), "name": name}
    for key in before:
        if key not in after:
            yield _("Removed the column “%(field)s” from “%(name)s”.") % {"field": named(key), "name": name}
    if _order(dict.fromkeys(before), dict.fromkeys(after)) != _order(dict.fromkeys(after), dict.fromkeys(before)):
        yield _("Changed the order of the columns of “%(name)s”.") % {"name": name}


def _items(old: Body, new: Body, named: Callable[[str], str]) -> Iterator[str]:
    before, after = _item_places(old), _item_places(new)
    for key, place in after.items():
        was = before.get(key)
        words = {"field": _item_name(place.held, named), "section": place.name}
        if was is None:
            yield _("Added “%(field)s” to the section “%(section)s”.") % words
        elif was.holder != place.holder:
            yield _("Moved “%(field)s” to the section “%(section)s”.") % words
        elif {**was.held, "id": ""} != {**place.held, "id": ""}:
            yield _("Changed how “%(field)s” is shown.") % words
    for key, place in before.items():
        if key not in after:
            words = {"field": _item_name(place.held, named), "section": place.name}
            yield _("Removed “%(field)s” from the section “%(section)s”.") % words
    yield from _item_order(before, after)


def _item_order(before: Mapping[str, _Place], after: Mapping[str, _Place]) -> Iterator[str]:
    for holder in dict.fromkeys(place.holder for place in after.values()):
        was = {key: 0 for key, place in before.items() if place.holder == holder}
        now = {key: 0 for key, place in after.items() if place.holder == holder}
        if _order(was, now) != _order(now, was):
            name = next(place.name for place in after.values() if place.holder == holder)
            yield _("Changed the order in the section “%(section)s”.") % {"section": name}


def _order(mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> list[str]:
    return [key for key in mine if key in theirs]


def _part_places(body: Body) -> dict[str, _Place]:
    return {
        part["id"]: _Place(tab["id"], _tab_name(tab), place, part)
        for tab in body.get("tabs", ())
        for place, part in enumerate(tab.get("parts", ()))
    }


def _item_places(body: Body) -> dict[str, _Place]:
    """Fields by their key; other items by their id, or where they stand."""
    places: dict[str, _Place] = {}
    for key, part in _part_places(body).items():
        for position, item in enumerate(part.held.get("items", ())):
            own = item.get("field") if item["type"] == "field" else f"#{item.get('id') or f'{key}-{position}'}"
            places[str(own)] = _Place(key, stored_label(part.held.get("label") or {}) or part.name, position, item)
    return places


def _words(part: Body) -> dict[str, str]:
    return {name: text for name, text in (part.get("label") or {}).items() if text}


def _tab_name(tab: Body) -> str:
    return stored_label(tab.get("label") or {}) or _("General")


def _part_name(part: Body, found: Known | None) -> str:
    if part["type"] == "lines":
        lines = found.lines.get(part["name"]) if found else None
        return str(lines.plural) if lines else str(part["name"])
    if part["type"] == "related":
        other = current().get(part["object"])
        return str(other.plural) if other else str(part["object"])
    return stored_label(part.get("label") or {}) or _("Section without a title")


def _item_name(item: Body, named: Callable[[str], str]) -> str:
    if item["type"] == "field":
        return named(item["field"])
    words = stored_label(item.get("label") or item.get("text") or {})
    kinds = {"separator": _("Separator"), "text": _("Text"), "button": _("Button")}
    return words[:60] or kinds[item["type"]]


def _renamed(before: str, after: str) -> str:
    return _("Renamed “%(before)s” to “%(after)s”.") % {"before": before, "after": after}
