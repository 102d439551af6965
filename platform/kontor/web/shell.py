"""The frame around every page: who is here and where they can go."""

from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kontor.identity.services import company
from kontor.layouts.queries import navigation_for
from kontor.records.queries import readable_objects
from kontor.web.links import list_url
from kontor.web.render.icons import icon


@dataclass(frozen=True, slots=True)
class Item:
    """An object in the sidebar."""

    url: str
    icon: SafeString
    label: str
    current: bool


@dataclass(frozen=True, slots=True)
class ShellGroup:
    """A titled group of the sidebar."""

    label: str
    items: list[Item]


@dataclass(frozen=True, slots=True)
class Shell:
    """What the frame shows."""

    company: str
    groups: list[ShellGroup]
    at_home: bool
    name: str
    initials: str
    roles: str
    language: str


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


def shell_of(visit: Any, here: str = "") -> dict[str, Any]:
    """The template context of the frame; `here` is the object whose page is shown."""
    groups = [
        ShellGroup(
            str(group.label),
            [Item(list_url(one.key), icon(one.icon), str(one.plural), one.key == here) for one in group.objects],
        )
        for group in navigation_for(readable_objects(visit.actor))
    ]
    person: Any = visit.person
    shell = Shell(
        company=company(visit.actor.rights_version).company_name or "Kontor",
        groups=groups,
        at_home=here == "home",
        name=visit.actor.name,
        initials=initials(visit.actor.name),
        roles=person.job_title or person.email,
        language=visit.language,
    )
    return {"shell": shell, "languages": LANGUAGES, "themes": themes()}
