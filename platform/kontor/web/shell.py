"""The frame around every page: who is here and where they can go."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kontor.core.actor import Actor
from kontor.design.rights import may_design
from kontor.identity.services import company
from kontor.layouts.menus import Entry, Group, navigation_for
from kontor.layouts.places import favourites
from kontor.records.queries import readable_objects
from kontor.schema.registry import current
from kontor.web.links import list_url, record_url
from kontor.web.render.icons import icon
from kontor.web.viewing import VIEW_ICONS


@dataclass(frozen=True, slots=True)
class Favourite:
    """One link a person keeps at hand."""

    url: str
    label: str
    icon: SafeString
    here: bool


@dataclass(frozen=True, slots=True)
class Shell:
    """What the frame shows."""

    company: str
    places: SafeString
    favourites: list[Favourite]
    at_home: bool
    at_design: bool
    designs: bool
    kept: bool
    name: str
    initials: str
    roles: str
    language: str


KEPT = 1000
CURRENT = SafeString(' aria-current="page"')
_places: dict[tuple[object, ...], SafeString] = {}
LANGUAGES = (("en", "English"), ("zh-hans", "中文"))


def themes() -> list[tuple[str, str, str]]:
    """The themes to choose from: key, name, icon."""
    return [("light", _("Light"), "sun"), ("dark", _("Dark"), "moon"), ("system", _("As the device"), "monitor")]


def initials(name: str) -> str:
    """Two letters that stand for a name; two characters of a Chinese one."""
    words = name.split()
    if len(words) == 1:
        return name[-2:] if name and ord(name[0]) > 0x2E7F else name[:2].upper()
    return "".join(word[0] for word in (words[0], words[-1])).upper() if words else ""


def places_of(actor: Actor, language: str, here: str) -> SafeString:
    """The links of the sidebar, by group; made once per set of rights, language and place."""
    key = (actor.rights_key, actor.is_system, current().token, language, here)
    if key not in _places:
        if len(_places) >= KEPT:
            _places.clear()
        _places[key] = places_html(navigation_for(readable_objects(actor), actor), here)
    return _places[key]


def places_html(groups: Iterable[Group], here: str) -> SafeString:
    """Groups of links; `here` is the object, or the object?view, whose page is shown."""
    return format_html_join("", "{}", ((_group(group, here),) for group in groups))


def _group(group: Group, here: str) -> SafeString:
    links = format_html_join(
        "",
        '<a href="{}"{}>{}{}</a>',
        (
            (_url(one), CURRENT if _is_here(one, here) else "", icon(_icon(one)), str(one.label))
            for one in group.entries
        ),
    )
    drawn = icon(group.icon) if group.icon else ""
    return format_html("<h2>{}{}</h2>{}", drawn, str(group.label), links)


def _url(one: Entry) -> str:
    return list_url(one.found.key, view=one.view.name if one.view else "") if one.found else one.page


def _icon(one: Entry) -> str:
    if one.view:
        return VIEW_ICONS[one.view.kind]
    return one.found.icon if one.found else "link"


def _is_here(one: Entry, here: str) -> bool:
    key, _mark, view = here.partition("?")
    if one.found is None or one.found.key != key:
        return False
    return one.view.name == view if one.view else True


def favourites_of(visit: Any, here: str) -> list[Favourite]:
    """What the visitor keeps at hand; `here` is the address of the page that is shown."""
    places = []
    for one in favourites(visit.actor, visit.personal):
        url = record_url(one.found.key, one.record_id) if one.record_id else f"{list_url(one.found.key)}?{one.query}"
        url = url.removesuffix("?")
        places.append(Favourite(url, one.label, icon(one.found.icon), url == here))
    return places


def shell_of(visit: Any, here: str = "") -> dict[str, Any]:
    """The template context of the frame; `here` is the object whose page is shown."""
    person: Any = visit.person
    kept = favourites_of(visit, visit.request.get_full_path())
    shell = Shell(
        company=company(visit.actor.rights_version).company_name or "Kontor",
        places=places_of(visit.actor, visit.language, here),
        favourites=kept,
        kept=any(one.here for one in kept),
        at_home=here == "home",
        at_design=here == "design",
        designs=may_design(visit.actor),
        name=visit.actor.name,
        initials=initials(visit.actor.name),
        roles=person.job_title or person.email,
        language=visit.language,
    )
    return {"shell": shell, "languages": LANGUAGES, "themes": themes()}
