"""Bodies of views: lists, boards, calendars, galleries, trees and timelines, checked before they are kept.

{"columns": [path…], "sort": ["-path"…], "filter": {…}|None, "colours": [{"tone": "bad", "filter": {…}}…], and of
list: "widths" {path: pixels}, "group" path (or "date:month"), "sums" [path…]; board: "group" field, "sum" path;
calendar, timeline: "start", "end" fields; timeline: "scale" week|month; gallery: "image" field; tree: "parent" field}
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from kontor.layouts.bodies import Find, Known, Problem, find_now
from kontor.layouts.models import Kind
from kontor.layouts.parts import TONES

VIEW_KINDS = (Kind.LIST, Kind.BOARD, Kind.CALENDAR, Kind.GALLERY, Kind.TREE, Kind.TIMELINE)
MAX_COLUMNS, MAX_SORT, MAX_COLOURS, MAX_SUMS, MAX_PRESETS, MAX_DEPTH = 40, 5, 10, 8, 30, 6
WIDTHS = range(40, 901)
SCALES = ("week", "month")
PERIODS = ("day", "week", "month", "quarter", "year")
GROUPED = frozenset({"choice", "relation", "user", "team"})
DATED = frozenset({"date", "datetime"})
SUMMED = frozenset({"money", "quantity", "integer", "decimal", "duration"})
_ALL = {"columns", "sort", "filter", "colours"}
_OWN: dict[str, set[str]] = {
    Kind.LIST: {"widths", "group", "sums", "presets"},
    Kind.BOARD: {"group", "sum"},
    Kind.CALENDAR: {"start", "end"},
    Kind.GALLERY: {"image"},
    Kind.TREE: {"parent"},
    Kind.TIMELINE: {"start", "end", "scale"},
}
Readable = Callable[[str], bool]


@dataclass(slots=True)
class _Check:
    found: Known
    find: Find
    readable: Readable
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, place: str, message: str) -> None:
        self.problems.append(Problem(place, message))

    def at(self, path: Any, place: str) -> Any:
        """The field at the end of a path; None, and a problem, when there is none the reader may see."""
        holder: Known | None = self.found
        one = None
        for name in path.split(".") if isinstance(path, str) else ():
            one = holder.fields.get(name) if holder else None
            if one is None:
                break
            holder = self.find(one.target) if one.target else None
        if one is None or not self.readable(str(path)):
            self.wrong(place, _("There is no field “%(field)s”.") % {"field": str(path)[:80]})
            return None
        return one


def check_view(
    kind: str, body: Any, found: Known, find: Find = find_now, readable: Readable = lambda _path: True
) -> list[Problem]:
    """Everything wrong with the body of a view, each with its place; empty when it can be kept."""
    check = _Check(found, find, readable)
    if kind not in VIEW_KINDS or not isinstance(body, Mapping):
        return [Problem("", _("There is no such kind of view."))]
    extra = sorted(map(str, set(body) - _ALL - _OWN[kind]))
    if extra:
        check.wrong("", _("“%(name)s” has no meaning here.") % {"name": ", ".join(extra)[:120]})
    _paths(check, body.get("columns", []), MAX_COLUMNS, _("Columns"))
    _sorted(check, body.get("sort", []))
    _condition(check, body.get("filter"), _("Filter"))
    _colours(check, body.get("colours", []))
    _CHECKS[kind](check, body)
    return check.problems


def _paths(check: _Check, paths: Any, limit: int, place: str) -> None:
    if not isinstance(paths, (list, tuple)) or len(paths) > limit:
        check.wrong(place, _("A list of at most %(limit)s fields is expected.") % {"limit": limit})
        return
    for path in paths:
        check.at(path, place)
    if len(set(map(str, paths))) < len(paths):
        check.wrong(place, _("A field is named twice."))


def _sorted(check: _Check, sort: Any) -> None:
    bare = [one.removeprefix("-") if isinstance(one, str) else one for one in sort] if isinstance(sort, list) else sort
    _paths(check, bare, MAX_SORT, _("Order"))


def _colours(check: _Check, colours: Any) -> None:
    place = _("Colours")
    if not isinstance(colours, list) or len(colours) > MAX_COLOURS:
        check.wrong(place, _("At most %(limit)s colours are possible.") % {"limit": MAX_COLOURS})
        return
    for one in colours:
        if not isinstance(one, Mapping) or one.get("tone") not in TONES or not one.get("filter"):
            check.wrong(place, _("A colour needs a tone and a condition."))
        else:
            _condition(check, one["filter"], place)


def _condition(check: _Check, wanted: Any, place: str, depth: int = 0) -> None:
    """The fields of a filter; what its operators and values mean is checked where it is read."""
    if wanted in (None, {}):
        return
    if not isinstance(wanted, Mapping) or depth > MAX_DEPTH:
        check.wrong(place, _("This filter could not be understood."))
        return
    for joint in ("and", "or"):
        if joint in wanted:
            parts = wanted[joint]
            for part in parts if isinstance(parts, list) else [None]:
                _condition(check, part if isinstance(part, Mapping) else 0, place, depth + 1)
            return
    check.at(wanted.get("field"), place)


def paths_of_filter(wanted: Any) -> Iterator[str]:
    """Every field a filter names."""
    if isinstance(wanted, Mapping):
        for joint in ("and", "or"):
            for part in wanted.get(joint) or ():
                yield from paths_of_filter(part)
        if "field" in wanted:
            yield str(wanted["field"])


def needed_paths(kind: str, body: Mapping[str, Any]) -> list[str]:
    """What a reader must be allowed to see for the view to mean anything to him: what it groups, places, filters by."""
    names = {Kind.BOARD: ("group",), Kind.CALENDAR: ("start",), Kind.TREE: ("parent",), Kind.TIMELINE: ("start",)}
    own = [str(body.get(name) or "") for name in names.get(Kind(kind), ())]
    return [*filter(None, own), *paths_of_filter(body.get("filter"))]


def _typed(check: _Check, path: Any, types: frozenset[str], place: str, message: str) -> Any:
    one = check.at(path, place)
    if one is not None and one.type.key not in types:
        check.wrong(place, message % {"field": one.label})
    return one


def _list(check: _Check, body: Mapping[str, Any]) -> None:
    if not body.get("columns"):
        check.wrong(_("Columns"), _("A list needs at least one column."))
    widths = body.get("widths", {})
    fits = isinstance(widths, Mapping) and all(
        isinstance(one, int) and not isinstance(one, bool) and one in WIDTHS for one in widths.values()
    )
    if not fits:
        check.wrong(_("Columns"), _("A column is 40 to 900 pixels wide."))
    if body.get("group"):
        _grouped(check, str(body["group"]))
    sums = body.get("sums", [])
    _paths(check, sums, MAX_SUMS, _("Sums"))
    for path in sums if isinstance(sums, list) else ():
        _summed(check, path, _("Sums"))


def _grouped(check: _Check, wanted: str) -> None:
    path, _colon, period = wanted.partition(":")
    one = check.at(path, _("Group by"))
    if one is not None and period and (period not in PERIODS or one.type.key not in DATED):
        check.wrong(_("Group by"), _("“%(field)s” cannot be grouped like that.") % {"field": one.label})
    if one is not None and one.type.key not in GROUPED | DATED | {"boolean"}:
        words = {"field": one.label}
        check.wrong(_("Group by"), _("“%(field)s” has no groups: a choice, a link, a person or a date has.") % words)


def _summed(check: _Check, path: Any, place: str) -> None:
    _typed(check, path, SUMMED, place, _("“%(field)s” cannot be added up."))


def _board(check: _Check, body: Mapping[str, Any]) -> None:
    place = _("Columns of the board")
    if not body.get("group"):
        check.wrong(place, _("A board needs a field whose values are its columns."))
    elif "." in str(body["group"]):
        check.wrong(place, _("The columns of a board come from a field of the object itself."))
    else:
        message = _("“%(field)s” makes no columns: a choice, a link or a person does.")
        _typed(check, body["group"], GROUPED, place, message)
    if body.get("sum"):
        _summed(check, body["sum"], _("Sum"))


def _dates(check: _Check, body: Mapping[str, Any]) -> None:
    message = _("“%(field)s” is no date.")
    if not body.get("start"):
        check.wrong(_("Begin"), _("A date is needed on which the records lie."))
    else:
        _typed(check, body["start"], DATED, _("Begin"), message)
    if body.get("end"):
        _typed(check, body["end"], DATED, _("End"), message)


def _timeline(check: _Check, body: Mapping[str, Any]) -> None:
    _dates(check, body)
    if body.get("scale", "week") not in SCALES:
        check.wrong(_("Scale"), _("A timeline counts weeks or months."))


def _gallery(check: _Check, body: Mapping[str, Any]) -> None:
    if body.get("image"):
        _typed(check, body["image"], frozenset({"image"}), _("Picture"), _("“%(field)s” holds no picture."))


def _tree(check: _Check, body: Mapping[str, Any]) -> None:
    place = _("Above it")
    if not body.get("parent") or "." in str(body["parent"]):
        check.wrong(place, _("A tree needs a link to the record above, of the same object."))
        return
    one = check.at(body["parent"], place)
    if one is not None and one.target != check.found.key:
        check.wrong(place, _("“%(field)s” does not link to the same object.") % {"field": one.label})


_CHECKS: dict[str, Callable[[_Check, Mapping[str, Any]], None]] = {
    Kind.LIST: _list,
    Kind.BOARD: _board,
    Kind.CALENDAR: _dates,
    Kind.GALLERY: _gallery,
    Kind.TREE: _tree,
    Kind.TIMELINE: _timeline,
}
