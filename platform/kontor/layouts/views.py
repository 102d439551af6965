"""The views of an object: the shipped list, then those shared with the reader and his own."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kontor.core.actor import Actor
from kontor.core.errors import BadInput, FieldProblem, NotFound, NotPermitted
from kontor.core.ids import new_id
from kontor.core.labels import LANGUAGES, stored_label
from kontor.identity.services import business_clock
from kontor.layouts import stored
from kontor.layouts.bodies import Problem
from kontor.layouts.models import STANDARD, Kind, Layout, Shared
from kontor.layouts.view_bodies import VIEW_KINDS, check_view, needed_paths, paths_of_filter
from kontor.records.queries import readable_object
from kontor.records.read.filters import compile_filter
from kontor.records.read.positions import Reading
from kontor.schema.descriptor import ObjectDescriptor

MAX_OWN = 40
MAX_LABEL = 80
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,59}")


@dataclass(frozen=True, slots=True)
class View:
    """One way to look at the records of an object."""

    name: str
    kind: str
    words: Mapping[str, str]
    body: Mapping[str, Any] = field(compare=False)
    shared: str = Shared.EVERYONE
    owner_id: UUID | None = None
    team_id: UUID | None = None
    for_roles: frozenset[str] = frozenset()
    version: int = 1

    @property
    def label(self) -> str:
        """Its name in the reader's language."""
        return stored_label(dict(self.words)) or str(Kind(self.kind).label)


def views_of(actor: Actor, found: ObjectDescriptor) -> list[View]:
    """The views the actor may open: everybody's, his teams', his own; none that rests on what he may not see."""
    reading = Reading(actor, found, business_clock())
    rows = [*stored.shared_views(found.key), *_own(actor, found.key)]
    return [
        _view(row)
        for row in rows
        if row.kind in VIEW_KINDS
        and not (row.kind == Kind.LIST and row.name == STANDARD)
        and _reaches(actor, row)
        and _meaningful(reading, row.kind, row.body)
    ]


def view_of(actor: Actor, found: ObjectDescriptor, name: str) -> View:
    """The view of that name; NotFound when there is none for the actor."""
    one = next((view for view in views_of(actor, found) if view.name == name), None)
    if one is None:
        raise NotFound(_("There is no such view."))
    return one


def shared_view(actor: Actor, found: ObjectDescriptor, name: str) -> View | None:
    """Everybody's or a team's view of that name, if the actor may open it; reads nothing of his own."""
    reading = Reading(actor, found, business_clock())
    rows = (row for row in stored.shared_views(found.key) if row.name == name)
    return next((_view(row) for row in rows if _reaches(actor, row) and _meaningful(reading, row.kind, row.body)), None)


def default_view(actor: Actor, views: list[View]) -> View | None:
    """The view that opens by itself for somebody with the actor's roles."""
    return next((one for one in views if one.for_roles & actor.roles), None)


def seen_body(actor: Actor, found: ObjectDescriptor, view: View) -> dict[str, Any]:
    """The body of a view without anything that names a field the actor may not read."""
    reading = Reading(actor, found, business_clock())

    def seen(path: Any) -> bool:
        return reading.readable(str(path).removeprefix("-").partition(":")[0])

    body: dict[str, Any] = {}
    for name, value in view.body.items():
        if name in ("columns", "sort", "sums"):
            body[name] = [path for path in value if seen(path)]
        elif name == "widths":
            body[name] = {path: width for path, width in value.items() if seen(path)}
        elif name in ("colours", "presets"):
            body[name] = [one for one in value if all(map(seen, paths_of_filter(one.get("filter"))))]
        elif name in ("filter", "scale") or not value or seen(value):
            body[name] = value
    return body


def _view(row: Layout) -> View:
    return View(
        name=row.name,
        kind=row.kind,
        words=row.label,
        body=row.body,
        shared=row.shared,
        owner_id=row.owner_id,
        team_id=row.team_id,
        for_roles=frozenset(row.for_roles),
        version=row.version,
    )


def _own(actor: Actor, key: str) -> list[Layout]:
    if actor.person_id is None:
        return []
    return list(Layout.objects.filter(object=key, shared=Shared.PERSON, owner_id=actor.person_id))


def _reaches(actor: Actor, row: Layout) -> bool:
    if row.shared != Shared.TEAM or actor.is_system:
        return True
    return any(row.team_id == post.team_id or row.team_id in post.team_ids for post in actor.posts)


def _meaningful(reading: Reading, kind: str, body: Mapping[str, Any]) -> bool:
    """Whether the reader may see everything that the view cannot do without."""
    return all(reading.readable(path) for path in needed_paths(kind, body))


def problems_of(actor: Actor, found: ObjectDescriptor, kind: str, body: Mapping[str, Any]) -> list[Problem]:
    """Everything wrong with a view as that actor would keep it: also what he may not see, and conditions' values."""
    reading = Reading(actor, found, business_clock())
    problems = check_view(kind, body, found, readable=reading.readable)
    if problems:
        return problems
    wanted = [body.get("filter"), *(one["filter"] for one in body.get("colours", ()))]
    try:
        for one in wanted:
            compile_filter(reading, one)
    except BadInput as error:
        return [Problem(_("Filter"), error.message)]
    return []


def check_words(words: Any) -> dict[str, str]:
    """The name of a view per language; BadInput for anything else, and for none."""
    given = words if isinstance(words, Mapping) else {}
    kept = {name: str(text).strip() for name, text in given.items() if name in LANGUAGES and str(text).strip()}
    if not kept or any(len(text) > MAX_LABEL or "\0" in text for text in kept.values()):
        raise BadInput(_("A view needs a name of at most %(limit)s characters.") % {"limit": MAX_LABEL}, field="label")
    return kept


def refuse(problems: list[Problem]) -> None:
    """BadInput with the first sentences, when there are any."""
    if problems:
        listed = [FieldProblem("body", str(one)) for one in problems]
        raise BadInput(" ".join(str(one) for one in problems[:3]), errors=listed)


def save_personal_view(
    actor: Actor, *, object: str, kind: str, label: Mapping[str, str], body: Mapping[str, Any], name: str = ""
) -> View:
    """Keeps a view for the actor alone; one of his own by that name is replaced.

    BadInput naming what is wrong, fields he may not see among it; NotFound for another's view.
    """
    found = readable_object(actor, object)
    _check_person(actor)
    words = check_words(label)
    refuse(problems_of(actor, found, kind, body))
    row = _mine(actor, found.key, name) if name else _new(actor, found.key)
    row.kind, row.label, row.body = kind, words, dict(body)
    row.version += 0 if row._state.adding else 1
    row.save()
    return _view(row)


def delete_personal_view(actor: Actor, *, object: str, name: str) -> None:
    """Takes one of the actor's own views away; NotFound for any other."""
    found = readable_object(actor, object)
    _check_person(actor)
    _mine(actor, found.key, name).delete()


def _check_person(actor: Actor) -> None:
    if actor.person_id is None or actor.read_only:
        raise NotPermitted(_("Only a person can keep views of his own."))


def _mine(actor: Actor, key: str, name: str) -> Layout:
    row = Layout.objects.filter(object=key, name=name, shared=Shared.PERSON, owner_id=actor.person_id).first()
    if row is None or not _NAME.fullmatch(name):
        raise NotFound(_("There is no such view."))
    return row


def _new(actor: Actor, key: str) -> Layout:
    if len(_own(actor, key)) >= MAX_OWN:
        raise BadInput(_("At most %(limit)s views of your own.") % {"limit": MAX_OWN}, field="label")
    return Layout(object=key, name=new_name(), shared=Shared.PERSON, owner_id=actor.person_id, position=100)


def new_name() -> str:
    """A name no other view has."""
    return f"v{new_id().hex[-12:]}"
