"""Bodies of forms: what may stand in one, checked before it is kept.

{"tabs": [{"id": "t1", "label": {"en": "General", "zh-hans": "基本信息"}, "parts": [
    {"id": "s1", "type": "section", "label": {…}, "help": {…}, "columns": 1..4, "items": [
        {"type": "field", "field": "name", "span": 1..4, "label"?, "help"?, "placeholder"?, "widget"?},
        {"type": "separator", "label"?}, {"type": "text", "text": {…}},
        {"type": "button", "action": "confirm"} or {"type": "button", "form": "short", "label": {…}}]},
    {"id": "l1", "type": "lines", "name": "lines", "columns": ["item"], "totals": ["total"]},
    {"id": "r1", "type": "related", "object": "…", "field": "…", "columns": []}]}]}
"""

import copy
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.utils.translation import gettext as _

from kontor.core.labels import LANGUAGES, stored_label
from kontor.layouts.shipped import related_named
from kontor.records.actions import actions_of
from kontor.schema.descriptor import ObjectDescriptor
from kontor.schema.registry import current

MAX_TABS, MAX_PARTS, MAX_ITEMS, MAX_TEXT = 20, 100, 1000, 2000
# how a field may be drawn other than its type draws it
WIDGETS: dict[str, tuple[str, ...]] = {"choice": ("radios",), "boolean": ("switch",), "long_text": ("tall",)}
_ID = re.compile(r"[A-Za-z0-9_-]{1,60}")
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,59}")
_TAB, _SECTION = {"id", "label", "parts"}, {"id", "type", "label", "help", "columns", "items"}
_LINES, _RELATED = {"id", "type", "name", "columns", "totals"}, {"id", "type", "object", "field", "columns"}
_ITEMS = {
    "field": {"id", "type", "field", "span", "label", "help", "placeholder", "widget"},
    "separator": {"id", "type", "label"},
    "text": {"id", "type", "text"},
    "button": {"id", "type", "action", "form", "label"},
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a body: where, and what."""

    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else self.message


class Known(Protocol):
    """An object as far as a body is checked against it: a descriptor, or one that is still being designed."""

    @property
    def key(self) -> str:
        """Its key."""

    @property
    def plural(self) -> Any:
        """Its name in the plural."""

    @property
    def fields(self) -> Mapping[str, Any]:
        """Its fields with their key, label, type and target."""

    @property
    def lines(self) -> Mapping[str, Any]:
        """Its lines by name."""


Find = Callable[[str], Known | None]


def find_now(key: str) -> Known | None:
    """The object of the schema in force."""
    return current().get(key)


@dataclass(slots=True)
class _Check:
    """What is known while a body is walked."""

    found: Known
    find: Find
    problems: list[Problem] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    fields: set[str] = field(default_factory=set)
    items: int = 0

    def wrong(self, place: str, message: str) -> None:
        """Notes a problem."""
        self.problems.append(Problem(place, message))


def check_form(body: Any, found: Known, find: Find = find_now) -> list[Problem]:
    """Everything wrong with the body of a form, each with its place; empty when it can be kept."""
    check = _Check(found, find)
    if not isinstance(body, Mapping) or not isinstance(body.get("tabs"), list) or not body["tabs"]:
        return [Problem("", _("A form needs at least one tab."))]
    if len(body["tabs"]) > MAX_TABS:
        return [Problem("", _("A form has at most %(limit)s tabs.") % {"limit": MAX_TABS})]
    for number, tab in enumerate(body["tabs"], start=1):
        _tab(check, tab, number)
    if check.items > MAX_ITEMS:
        check.wrong("", _("A form has at most %(limit)s elements.") % {"limit": MAX_ITEMS})
    return check.problems


def without_place(body: Mapping[str, Any], found: ObjectDescriptor) -> list[str]:
    """Keys of the fields that must be filled in and stand nowhere in the form."""
    placed = {item.get("field") for item in items_of(body)}
    needed = (one for one in found.fields.values() if one.required and one.writable and one.default is None)
    return [one.key for one in needed if one.key not in placed]


def without_unknown(body: Mapping[str, Any], found: Known) -> dict[str, Any]:
    """The body without fields, columns and lines that are no longer there: a layout outlives what it names."""
    tabs = copy.deepcopy(list(body.get("tabs", ())))
    for tab in tabs:
        tab["parts"] = [_known_part(part, found) for part in tab["parts"] if _stands(part, found)]
    return {**body, "tabs": tabs}


def _stands(part: Mapping[str, Any], found: Known) -> bool:
    if part["type"] == "lines":
        return part["name"] in found.lines
    return part["type"] != "related" or current().get(part["object"]) is not None


def _known_part(part: dict[str, Any], found: Known) -> dict[str, Any]:
    if part["type"] == "section":
        part["items"] = [one for one in part["items"] if one["type"] != "field" or one["field"] in found.fields]
    elif part["type"] == "lines":
        part["columns"] = [key for key in part["columns"] if key in found.lines[part["name"]].fields]
        part["totals"] = [key for key in part["totals"] if key in found.fields]
    return part


def items_of(body: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Every item of every section."""
    for part in parts_of(body):
        yield from part.get("items", ())


def parts_of(body: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Every part of every tab."""
    for tab in body.get("tabs", ()):
        yield from tab.get("parts", ())


def _tab(check: _Check, tab: Any, number: int) -> None:
    name = stored_label(tab["label"]) if isinstance(tab, Mapping) and _is_words(tab.get("label")) else ""
    place = _("Tab %(name)s") % {"name": f"“{name}”" if name else number}
    if not _shape(check, tab, _TAB, place):
        return
    _words(check, tab, ("label",), place)
    parts = tab.get("parts")
    if not isinstance(parts, list) or len(parts) > MAX_PARTS:
        check.wrong(place, _("A tab holds a list of at most %(limit)s parts.") % {"limit": MAX_PARTS})
        return
    for one, part in enumerate(parts, start=1):
        _part(check, part, place, one)


def _part(check: _Check, part: Any, tab: str, number: int) -> None:
    kind = part.get("type") if isinstance(part, Mapping) else None
    walk = _PARTS.get(str(kind))
    if walk is None:
        check.wrong(f"{tab}, {number}", _("A part is a section, lines or a related list."))
        return
    name = stored_label(part["label"]) if _is_words(part.get("label")) else ""
    words = {"name": f"“{name}”" if name else number}
    place = f"{tab}, {_('section %(name)s') % words if kind == 'section' else _('part %(name)s') % words}"
    walk(check, part, place)


def _section(check: _Check, part: Mapping[str, Any], place: str) -> None:
    if not _shape(check, part, _SECTION, place):
        return
    _words(check, part, ("label", "help"), place)
    if part.get("columns", 2) not in (1, 2, 3, 4) or isinstance(part.get("columns"), bool):
        check.wrong(place, _("A section has 1 to 4 columns."))
    items = part.get("items")
    if not isinstance(items, list):
        check.wrong(place, _("A section holds a list of elements."))
        return
    for number, item in enumerate(items, start=1):
        _item(check, item, f"{place}, {number}")


def _item(check: _Check, item: Any, place: str) -> None:
    check.items += 1
    kind = str(item.get("type")) if isinstance(item, Mapping) else ""
    if kind not in _ITEMS:
        check.wrong(place, _("An element is a field, a separator, a text or a button."))
        return
    if not _shape(check, item, _ITEMS[kind], place, needs_id=False):
        return
    _words(check, item, ("label", "help", "placeholder", "text"), place)
    if kind == "field":
        _field(check, item, place)
    elif kind == "button":
        _button(check, item, place)


def _field(check: _Check, item: Mapping[str, Any], place: str) -> None:
    key = item.get("field")
    one = check.found.fields.get(key) if isinstance(key, str) else None
    if one is None:
        check.wrong(place, _("There is no field “%(field)s”.") % {"field": str(key)[:80]})
        return
    if one.key in check.fields:
        check.wrong(place, _("The field “%(field)s” stands in the form twice.") % {"field": one.label})
    check.fields.add(one.key)
    if item.get("span", 1) not in (0, 1, 2, 3, 4) or isinstance(item.get("span"), bool):
        check.wrong(place, _("A field is 1 to 4 columns wide."))
    widget = item.get("widget") or ""
    if widget and widget not in WIDGETS.get(one.type.key, ()):
        check.wrong(place, _("“%(field)s” cannot be shown that way.") % {"field": one.label})


def _button(check: _Check, item: Mapping[str, Any], place: str) -> None:
    action, form = item.get("action"), item.get("form")
    if bool(action) == bool(form):
        check.wrong(place, _("A button runs an action or opens a form."))
    elif action and action not in {one.name for one in actions_of(check.found.key)}:
        check.wrong(place, _("There is no action “%(action)s”.") % {"action": str(action)[:80]})
    elif form and not (isinstance(form, str) and _NAME.fullmatch(form)):
        check.wrong(place, _("There is no form “%(form)s”.") % {"form": str(form)[:80]})


def _lines(check: _Check, part: Mapping[str, Any], place: str) -> None:
    if not _shape(check, part, _LINES, place):
        return
    name = part.get("name")
    lines = check.found.lines.get(name) if isinstance(name, str) else None
    if lines is None:
        check.wrong(place, _("There are no lines “%(name)s”.") % {"name": str(name)[:80]})
        return
    if f"lines {name}" in check.fields:
        check.wrong(place, _("“%(name)s” stands in the form twice.") % {"name": lines.plural})
    check.fields.add(f"lines {name}")
    _keys(check, part.get("columns", []), lines, place)
    _keys(check, part.get("totals", []), check.found, place)


def _related(check: _Check, part: Mapping[str, Any], place: str) -> None:
    if not _shape(check, part, _RELATED, place):
        return
    key, name = part.get("object"), part.get("field", "")
    found = check.find(key) if isinstance(key, str) else None
    if found is None or not isinstance(name, str):
        check.wrong(place, _("There is no object “%(object)s”.") % {"object": str(key)[:80]})
        return
    known = related_named(check.found.key, found.key, name) is not None
    one = found.fields.get(name)
    if not known and (one is None or one.target != check.found.key):
        check.wrong(place, _("“%(object)s” does not point at this object by that field.") % {"object": found.plural})
    _keys(check, part.get("columns", []), found, place)


def _keys(check: _Check, keys: Any, found: Known, place: str) -> None:
    if not isinstance(keys, list) or not all(isinstance(one, str) for one in keys):
        check.wrong(place, _("Columns are a list of fields."))
        return
    for path in _unknown(check, keys, found):
        check.wrong(place, _("There is no field “%(field)s”.") % {"field": path[:80]})


def _unknown(check: _Check, paths: Iterable[str], found: Known) -> Iterator[str]:
    for path in paths:
        holder: Known | None = found
        for name in path.split("."):
            one = holder.fields.get(name) if holder else None
            if one is None:
                yield path
                break
            holder = check.find(one.target) if one.target else None


def _shape(check: _Check, part: Any, known: set[str], place: str, *, needs_id: bool = True) -> bool:
    """Whether it is a mapping of known names, with an id of its own."""
    if not isinstance(part, Mapping) or not set(part) <= known:
        extra = sorted(map(str, set(part) - known)) if isinstance(part, Mapping) else []
        check.wrong(place, _("“%(name)s” has no meaning here.") % {"name": ", ".join(extra)[:120]})
        return False
    given = part.get("id")
    if given is None and not needs_id:
        return True
    if not isinstance(given, str) or not _ID.fullmatch(given) or given in check.ids:
        check.wrong(place, _("Every part needs an id of its own."))
        return False
    check.ids.add(given)
    return True


def _is_words(words: Any) -> bool:
    return isinstance(words, Mapping) and set(words) <= set(LANGUAGES) and all(_is_text(one) for one in words.values())


def _is_text(text: Any) -> bool:
    return isinstance(text, str) and len(text) <= MAX_TEXT and "\0" not in text


def _words(check: _Check, part: Mapping[str, Any], names: Iterable[str], place: str) -> None:
    if not all(_is_words(part.get(name, {})) for name in names):
        check.wrong(place, _("A text is given per language, in English and Chinese, with at most 2000 characters."))


_PARTS: dict[str, Callable[[_Check, Mapping[str, Any], str], None]] = {
    "section": _section,
    "lines": _lines,
    "related": _related,
}
