"""Keeping layouts of the company. Who may is asked by kontor.design, which calls these inside its transaction."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kontor.core.actor import Actor
from kontor.core.clock import Clock
from kontor.core.errors import BadInput, NotFound
from kontor.core.ids import new_id
from kontor.identity.services import business_clock
from kontor.layouts import queries, shipped, stored
from kontor.layouts.bodies import check_form
from kontor.layouts.models import STANDARD, Kind, Layout, LayoutVersion, Shared
from kontor.layouts.view_bodies import VIEW_KINDS, check_view
from kontor.layouts.views import refuse
from kontor.schema.models import SchemaState
from kontor.schema.registry import object_of

NAME = re.compile(r"[a-z][a-z0-9_-]{0,59}")


@dataclass(frozen=True, slots=True)
class Choosing:
    """When a layout is in force, and whose it is; everything open makes it one that only buttons open."""

    label: Mapping[str, str] | None = None
    for_roles: tuple[str, ...] = ()
    for_status: tuple[str, ...] = ()
    position: int = 0
    shared: str = Shared.EVERYONE
    owner_id: UUID | None = None
    team_id: UUID | None = None


def save_layout(
    *,
    object: str,
    kind: str,
    body: Mapping[str, Any],
    name: str = STANDARD,
    choosing: Choosing | None = None,
    actor: Actor | None = None,
    clock: Clock | None = None,
) -> Layout:
    """Keeps a layout, and a version of it; BadInput naming the places where it is wrong.

    Without `choosing` an existing layout stays in force for those it is in force for.
    """
    _check(object, kind, name, body)
    return keep_layout(object=object, kind=kind, body=body, name=name, choosing=choosing, actor=actor, clock=clock)


def keep_layout(
    *,
    object: str,
    kind: str,
    body: Mapping[str, Any],
    name: str = STANDARD,
    choosing: Choosing | None = None,
    actor: Actor | None = None,
    clock: Clock | None = None,
) -> Layout:
    """The same for a body that was checked already, against fields that may only just be in the making."""
    row = Layout.objects.select_for_update().filter(object=object, kind=kind, name=name).first()
    if row is None:
        row = Layout(object=object, kind=kind, name=name, version=last_number(object, kind, name))
    given = choosing or (None if not row._state.adding else Choosing())
    if given is not None:
        row.label, row.position, row.shared = dict(given.label or {}), given.position, given.shared
        row.for_roles, row.for_status = list(given.for_roles), list(given.for_status)
        row.owner_id, row.team_id = given.owner_id, given.team_id
    row.body = dict(body)
    row.version += 1
    row.save()
    _note(row, row.version, row.body, actor, clock)
    layouts_changed()
    return row


def delete_layout(
    *, object: str, kind: str, name: str = STANDARD, actor: Actor | None = None, clock: Clock | None = None
) -> None:
    """Resets to what was shipped (or takes a further layout away); its versions stay."""
    row = Layout.objects.filter(object=object, kind=kind, name=name).first()
    if row is None:
        raise NotFound(_("There is no such layout."))
    _note(row, row.version + 1, None, actor, clock)
    row.delete()
    layouts_changed()


def versions(*, object: str, kind: str, name: str = STANDARD) -> list[LayoutVersion]:
    """What was kept of a layout, newest first; a version without a body is a reset."""
    return list(LayoutVersion.objects.filter(object=object, kind=kind, name=name))


def version_body(*, object: str, kind: str, number: int, name: str = STANDARD) -> dict[str, Any]:
    """The body of one version; 0 and every reset are what was shipped."""
    if number == 0 and kind == Kind.FORM:
        return shipped.shipped_form(object_of(object))
    row = LayoutVersion.objects.filter(object=object, kind=kind, name=name, number=number).first()
    if row is None:
        raise NotFound(_("There is no such version."))
    body = row.body
    return dict(body) if body is not None else shipped.shipped_form(object_of(object))


def roll_back(*, object: str, kind: str, number: int, name: str = STANDARD, actor: Actor | None = None) -> Layout:
    """Makes an earlier version the newest one."""
    body = version_body(object=object, kind=kind, number=number, name=name)
    return save_layout(object=object, kind=kind, name=name, body=body, actor=actor)


def last_number(object: str, kind: str, name: str) -> int:
    """The number of the newest version; 0 before the first."""
    newest = LayoutVersion.objects.filter(object=object, kind=kind, name=name).values_list("number", flat=True).first()
    return newest or 0


def layouts_changed() -> None:
    """Makes every process read layouts anew: this one now, the others at their next request."""
    token = new_id()
    if not SchemaState.objects.filter(id=1).update(token=token):
        SchemaState.objects.create(id=1, token=token)
    stored.forget()
    queries.forget_forms()


def _check(object: str, kind: str, name: str, body: Any) -> None:
    if kind not in Kind.values or not NAME.fullmatch(name) or not isinstance(body, Mapping):
        raise BadInput(_("The layout cannot be kept: its name has other characters than a to z, 0 to 9, - and _."))
    if kind == Kind.FORM:
        refuse(check_form(body, object_of(object)))
    elif kind in VIEW_KINDS:
        refuse(check_view(kind, body, object_of(object)))


def _note(row: Layout, number: int, body: Any, actor: Actor | None, clock: Clock | None) -> None:
    LayoutVersion.objects.create(
        object=row.object,
        kind=row.kind,
        name=row.name,
        number=number,
        body=body,
        at=(clock or business_clock()).now(),
        actor_id=actor.person_id if actor else None,
        actor_name=actor.name if actor else "",
    )
