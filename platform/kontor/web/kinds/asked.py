"""The form of the view designer: what it offers, and the view that was put together in it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from kontor.core.labels import L
from kontor.design.rights import may_design
from kontor.identity.models import Role, Team
from kontor.layouts.models import Kind, Shared
from kontor.layouts.view_bodies import DATED, GROUPED, PERIODS, SCALES, SUMMED, VIEW_KINDS
from kontor.layouts.views import View
from kontor.schema.descriptor import FieldDescriptor, ObjectDescriptor
from kontor.web.kinds.colours import Colour, colours_from, colours_of, without_colours
from kontor.web.lists.builder import Builder, builder_of, filter_from
from kontor.web.sight import fields_seen, label_of_path, seen
from kontor.web.viewing import VIEW_ICONS

PERIOD_WORDS = {
    "day": L("by day", "按日"),
    "week": L("by week", "按周"),
    "month": L("by month", "按月"),
    "quarter": L("by quarter", "按季度"),
    "year": L("by year", "按年"),
}
SCALE_WORDS = {"week": L("Weeks", "周"), "month": L("Months", "月")}


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing to choose."""

    key: str
    label: str
    chosen: bool = False
    icon: str = ""
    width: str = ""


@dataclass(frozen=True, slots=True)
class Select:
    """A labelled choice of one field."""

    name: str
    label: str
    offers: list[Offer]
    help: str = ""


@dataclass(frozen=True, slots=True)
class ViewForm:
    """The designer as its template draws it."""

    found: ObjectDescriptor
    name: str
    kind: str
    words: Mapping[str, str]
    kinds: list[Offer]
    columns: list[Offer]
    selects: list[Select]
    sorts: list[list[Offer]]
    sums: list[Offer]
    builder: Builder
    colours: list[Colour]
    shared: list[Offer]
    teams: list[Offer]
    roles: list[Offer]
    deletable: bool = False
    error: str = ""
    body: Mapping[str, Any] = field(default_factory=dict)

    @property
    def base(self) -> str:
        """Where the designer's parts are."""
        return f"/o/{self.found.key}/views/"


def kinds_for(visit: Any, found: ObjectDescriptor) -> list[str]:
    """The kinds of views that make sense of the object for this reader."""
    fields = list(fields_seen(visit.actor, found))
    fits = {
        Kind.BOARD: any(one.type.key in GROUPED and one.queryable for one in fields),
        Kind.CALENDAR: any(_dated(one) for one in fields),
        Kind.TIMELINE: any(_dated(one) for one in fields),
        Kind.TREE: any(one.target == found.key and one.queryable for one in fields),
    }
    return [kind for kind in VIEW_KINDS if fits.get(kind, True)]


def _dated(one: FieldDescriptor) -> bool:
    return one.type.key in DATED and one.queryable


def read_body(visit: Any, found: ObjectDescriptor, kind: str, form: QueryDict) -> dict[str, Any]:
    """The body that the form's inputs describe."""
    columns = [path for path in form.getlist("c") if seen(visit.actor, found, path) is not None]
    sort = [f"{'-' if form.get(f'sort{at}.down') else ''}{form[f'sort{at}']}" for at in (0, 1) if form.get(f"sort{at}")]
    body: dict[str, Any] = {"columns": list(dict.fromkeys(columns)), "sort": list(dict.fromkeys(sort))}
    wanted = filter_from(visit, found, without_colours(form))
    if wanted:
        body["filter"] = wanted
    colours = colours_from(visit, found, form)
    if colours:
        body["colours"] = colours
    for name in _SINGLE.get(kind, ()):
        if form.get(name):
            body[name] = form[name]
    if kind == Kind.LIST:
        body["sums"] = form.getlist("sums")
        widths = {path: form.get(f"width.{path}", "") for path in columns}
        body["widths"] = {path: int(text) for path, text in widths.items() if text.isascii() and text.isdigit()}
    return body


_SINGLE: dict[str, Sequence[str]] = {
    Kind.LIST: ("group",),
    Kind.BOARD: ("group", "sum"),
    Kind.CALENDAR: ("start", "end"),
    Kind.GALLERY: ("image",),
    Kind.TREE: ("parent",),
    Kind.TIMELINE: ("start", "end", "scale"),
}


def words_from(form: QueryDict) -> dict[str, str]:
    """The name of the view per language; empty ones left out."""
    given = {"en": form.get("label.en", "").strip(), "zh-hans": form.get("label.zh", "").strip()}
    return {language: text for language, text in given.items() if text}


def view_form(visit: Any, found: ObjectDescriptor, view: View, error: str = "") -> ViewForm:
    """The designer filled with a view; one without a name is new."""
    kinds = kinds_for(visit, found)
    kind = view.kind if view.kind in kinds else Kind.LIST
    body = view.body
    designs = may_design(visit.actor)
    mine = not view.name or (view.shared == Shared.PERSON and view.owner_id == visit.actor.person_id)
    return ViewForm(
        found=found,
        name=view.name,
        kind=kind,
        words=view.words,
        kinds=[Offer(one, str(Kind(one).label), one == kind, VIEW_ICONS[one]) for one in kinds],
        columns=_columns(visit, found, body),
        selects=_selects(visit, found, kind, body),
        sorts=[_sort(visit, found, body, at) for at in (0, 1)],
        sums=_fields(visit, found, _summed, body.get("sums", ())) if kind == Kind.LIST else [],
        builder=builder_of(visit, found, body.get("filter")),
        colours=colours_of(visit, found, body.get("colours", ())),
        shared=_shared(view, designs=designs),
        teams=_teams(visit, view, designs=designs),
        roles=_roles(view) if designs else [],
        deletable=bool(view.name) and (mine or designs),
        error=error,
        body=body,
    )


def _columns(visit: Any, found: ObjectDescriptor, body: Mapping[str, Any]) -> list[Offer]:
    """The fields to show, the shown ones first and in their order, with their widths."""
    widths = body.get("widths", {})
    shown = [path for path in body.get("columns", ()) if seen(visit.actor, found, path) is not None]
    rest = [one.key for one in fields_seen(visit.actor, found) if one.key not in shown]
    return [
        Offer(path, label_of_path(found, path), path in shown, width=str(widths.get(path, "")))
        for path in [*shown, *rest]
    ]


def _fields(visit: Any, found: ObjectDescriptor, fits: Any, chosen: Iterable[str]) -> list[Offer]:
    held = set(chosen)
    return [
        Offer(one.key, str(one.label), one.key in held)
        for one in fields_seen(visit.actor, found)
        if one.queryable and fits(one)
    ]


def _summed(one: FieldDescriptor) -> bool:
    return one.type.key in SUMMED


def _grouped(one: FieldDescriptor) -> bool:
    return one.type.key in GROUPED


def _selects(visit: Any, found: ObjectDescriptor, kind: str, body: Mapping[str, Any]) -> list[Select]:
    def select(name: str, label: str, fits: Any, *, needed: bool = False) -> Select:
        offers = _fields(visit, found, fits, [str(body.get(name) or "")])
        return Select(name, label, offers if needed else [Offer("", _("None")), *offers])

    if kind == Kind.LIST:
        return [
            Select("group", _("Group by"), [Offer("", _("None")), *_groups(visit, found, str(body.get("group", "")))])
        ]
    if kind == Kind.BOARD:
        return [select("group", _("Columns of the board"), _grouped, needed=True), select("sum", _("Sum"), _summed)]
    if kind == Kind.GALLERY:
        return [select("image", _("Picture"), lambda one: one.type.key == "image")]
    if kind == Kind.TREE:
        return [select("parent", _("Above it"), lambda one: one.target == found.key, needed=True)]
    dates = [select("start", _("Begin"), _dated, needed=True), select("end", _("End"), _dated)]
    if kind == Kind.CALENDAR:
        return dates
    scale = str(body.get("scale", "week"))
    return [*dates, Select("scale", _("Scale"), [Offer(one, str(SCALE_WORDS[one]), one == scale) for one in SCALES])]


def _groups(visit: Any, found: ObjectDescriptor, chosen: str) -> list[Offer]:
    offers = []
    for one in fields_seen(visit.actor, found):
        if not one.queryable:
            continue
        if one.type.key in DATED:
            wanted = [(f"{one.key}:{period}", f"{one.label} {PERIOD_WORDS[period]}") for period in PERIODS[1:]]
            offers += [Offer(key, label, key == chosen) for key, label in wanted]
        elif _grouped(one) or one.type.key == "boolean":
            offers.append(Offer(one.key, str(one.label), one.key == chosen))
    return offers


def _sort(visit: Any, found: ObjectDescriptor, body: Mapping[str, Any], at: int) -> list[Offer]:
    """What a view can be sorted by; the second-last offer says whether it falls."""
    sort = list(body.get("sort", ()))
    chosen = sort[at] if at < len(sort) else ""
    bare = chosen.removeprefix("-")
    offers = _fields(visit, found, lambda one: one.type.sortable, [bare])
    return [Offer("-" if chosen.startswith("-") else "", ""), Offer("", _("None")), *offers]


def _shared(view: View, *, designs: bool) -> list[Offer]:
    shared = view.shared if designs else Shared.PERSON
    wanted = [Shared.PERSON, Shared.TEAM, Shared.EVERYONE] if designs else [Shared.PERSON]
    return [Offer(one.value, str(one.label), one == shared) for one in wanted]


def _teams(visit: Any, view: View, *, designs: bool) -> list[Offer]:
    if not designs:
        return []
    rows = Team.objects.filter(trashed_at__isnull=True).order_by("name")[:200]
    own = view.team_id or visit.actor.team_id
    return [Offer(str(row.pk), str(row.name), row.pk == own) for row in rows]


def _roles(view: View) -> list[Offer]:
    rows = Role.objects.filter(trashed_at__isnull=True).order_by("name")
    return [Offer(row.key, str(row.label), row.key in view.for_roles) for row in rows]


def first_guess(visit: Any, found: ObjectDescriptor, kind: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """A body for another kind: what still means something of it, and the first fields that fit."""
    kept = {name: body[name] for name in ("columns", "sort", "filter", "colours") if body.get(name)}
    for one in _selects(visit, found, kind, body):
        needed = [offer for offer in one.offers if offer.key]
        chosen = next((offer.key for offer in needed if offer.chosen), "")
        if not chosen and one.offers and one.offers[0].key and needed:
            chosen = _likeliest(found, one.name, needed)
        if chosen:
            kept[one.name] = chosen
    return kept


def _likeliest(found: ObjectDescriptor, name: str, offers: list[Offer]) -> str:
    """For a board the status or stage; for dates the first that is not a time stamp."""
    keys = [one.key for one in offers]
    wanted = ("stage", "status") if name == "group" else ()
    stamps = ("created_at", "updated_at")
    return next((key for key in (*wanted, *keys) if key in keys and key not in stamps), keys[0])
