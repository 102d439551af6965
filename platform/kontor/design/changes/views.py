"""What views of everybody or of a team must be, and what changes with them in words."""

from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kontor.access.rights import access_to
from kontor.core.actor import Actor
from kontor.core.errors import BadInput
from kontor.design.changes.base import Planned, PlannedObject, Values, label_text
from kontor.design.changes.drawing import drawn
from kontor.identity.models import Team
from kontor.layouts.derive import list_of
from kontor.layouts.models import STANDARD, Kind, Layout, Shared
from kontor.layouts.view_bodies import check_view
from kontor.layouts.view_differences import view_differences
from kontor.layouts.views import check_words, refuse
from kontor.schema.descriptor import ObjectDescriptor
from kontor.schema.registry import current


def check_shared_view(values: Values, planned: Planned) -> None:
    """BadInput for a body that names what is not there or what the designer may not see, and for another's view."""
    known = drawn(planned, values["object"])
    if known is None:
        return
    readable = partial(_readable, planned.actor, current().get(values["object"]))
    refuse(check_view(values["kind"], values["body"], known, lambda key: drawn(planned, key), readable))
    if values["name"] != STANDARD or values["kind"] != Kind.LIST:
        values["label"] = check_words(values.get("label"))
    shared = values.get("shared", Shared.EVERYONE)
    rows = Layout.objects.filter(object=values["object"], name=values["name"], shared=Shared.PERSON)
    if shared not in (Shared.EVERYONE, Shared.TEAM) or rows.exists():
        raise BadInput(_("A view of one person is not published."), field="shared")
    team = values.get("team_id") if shared == Shared.TEAM else None
    if shared == Shared.TEAM and not _is_team(team):
        raise BadInput(_("Which team is to see it?"), field="team_id")


def _is_team(key: Any) -> bool:
    try:
        return Team.objects.filter(pk=key).exists()
    except (ValueError, TypeError, ValidationError):
        return False


def _readable(actor: Actor, found: ObjectDescriptor | None, path: str) -> bool:
    """Whether the designer may read every field on the way; one still to be made has no rights yet."""
    holder = found
    for name in path.split("."):
        one = holder.fields.get(name) if holder else None
        if one is None or holder is None:
            return True
        if not access_to(actor, holder).field(one.key).read:
            return False
        holder = current().get(one.target) if one.target else None
    return True


def said_of_view(values: Values, planned: Planned) -> list[str]:
    """What looks otherwise than now."""
    one = planned.object(values["object"])
    row = Layout.objects.filter(object=one.key, kind=values["kind"], name=values["name"]).first()
    words = {"object": one.plural, "name": label_text(values.get("label") or (row.label if row else {}))}
    if row is None and (values["name"] != STANDARD or one.found is None):
        kind = Kind(values["kind"]).label
        return [_("%(object)s: the new view “%(name)s” (%(kind)s)") % {**words, "kind": kind}]
    old = row.body if row else {"columns": list(list_of(one.found).columns)} if one.found else {}
    said = view_differences(old, values["body"], partial(_named, one))
    names = {"label", "for_roles", "shared", "team_id", "position"} & set(values)
    if row is not None and any(str(getattr(row, name)) != str(values[name]) for name in names):
        said.append(_("Changed for whom it is, or its name."))
    shown = f"{one.plural} › {words['name']}" if words["name"] else one.plural
    return [f"{shown}: {sentence}" for sentence in said]


def _named(one: PlannedObject, path: str) -> str:
    """A path in words, as far as the planned object knows it."""
    words = []
    holder: Any = one
    for name in path.split("."):
        found = holder.fields.get(name) if holder else None
        if found is None:
            return path
        words.append(str(found.label))
        holder = current().get(found.target) if found.target else None
    return " · ".join(words)
