"""Layouts as kinds of design changes: published and rolled back with the fields they show."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kontor.core.actor import Actor
from kontor.core.errors import BadInput, NotFound
from kontor.core.registry import design_change
from kontor.design.changes.base import ChangeKind, Planned, Values
from kontor.design.changes.drawing import drawn
from kontor.design.changes.views import check_shared_view, said_of_view
from kontor.layouts import services, shipped
from kontor.layouts.bodies import check_form
from kontor.layouts.differences import differences
from kontor.layouts.models import STANDARD, Kind, Layout, Shared
from kontor.layouts.view_bodies import VIEW_KINDS
from kontor.layouts.views import refuse

CHOOSING = {"label", "for_roles", "for_status", "position", "shared", "owner_id", "team_id"}
KNOWN = {"op", "object", "kind", "name", "body", *CHOOSING}


def _read(values: Mapping[str, Any], planned: Planned, needed: Iterable[str]) -> Values:
    extra = set(values) - KNOWN
    if extra:
        name = sorted(map(str, extra))[0][:80]
        raise BadInput(_("%(name)s is not known here.") % {"name": name}, field=name)
    for name in needed:
        if name not in values:
            raise BadInput(_("%(name)s is missing.") % {"name": name}, field=name)
    found = {"kind": Kind.FORM.value, "name": STANDARD, **values}
    planned.object(found["object"])
    if (
        found["kind"] not in Kind.values
        or not isinstance(found["name"], str)
        or not services.NAME.fullmatch(found["name"])
    ):
        raise BadInput(_("There is no such layout."), field="name")
    return found


@design_change("set_layout")
class SetLayout(ChangeKind):
    """The company's own layout of an object, in the place of the shipped one or beside it."""

    structural = False

    def read(self, values: Mapping[str, Any], planned: Planned) -> Values:
        """A body that fits the fields there will be."""
        found = _read(values, planned, ("object", "body"))
        if found["kind"] == Kind.FORM:
            known = drawn(planned, found["object"])
            refuse(check_form(found["body"], known, lambda key: drawn(planned, key)) if known else [])
        elif found["kind"] in VIEW_KINDS:
            check_shared_view(found, planned)
        for name in ("for_roles", "for_status"):
            if not _names(found.get(name, [])):
                raise BadInput(_("A list of names is expected here."), field=name)
        return found

    def describe(self, values: Values, planned: Planned) -> list[str]:
        """What is shown elsewhere or otherwise than now."""
        if values["kind"] != Kind.FORM:
            return said_of_view(values, planned)
        one = planned.object(values["object"])
        row = Layout.objects.filter(object=one.key, kind=values["kind"], name=values["name"]).first()
        before = row.body if row else (shipped.shipped_form(one.found) if one.found else {"tabs": []})
        if row is not None and one.found is not None:
            before = shipped.complete(before, one.found)
        names = {key: each.label for key, each in one.fields.items()}
        said = differences(before, values["body"], drawn(planned, one.key), names)
        if row is not None and any(getattr(row, name) != values[name] for name in CHOOSING & set(values)):
            said.append(_("Changed for whom and when the form is in force."))
        return [f"{one.label}: {sentence}" for sentence in said]

    def apply(self, values: Values, actor: Actor) -> list[Values]:
        """Keeps it; what takes it back is the layout before, or its removal."""
        place = {name: values[name] for name in ("object", "kind", "name")}
        row = Layout.objects.filter(object=place["object"], kind=place["kind"], name=place["name"]).first()
        before = {"op": "set_layout", **place, **_plain(row.values())} if row else {"op": "delete_layout", **place}
        services.keep_layout(**place, body=values["body"], choosing=_choosing(values, row), actor=actor)
        return [before]


@design_change("delete_layout")
class DeleteLayout(ChangeKind):
    """Back to the shipped layout, or one of several less."""

    structural = False

    def read(self, values: Mapping[str, Any], planned: Planned) -> Values:
        """One the company keeps."""
        found = _read(values, planned, ("object",))
        rows = Layout.objects.filter(object=found["object"], kind=found["kind"], name=found["name"])
        if not rows.exclude(shared=Shared.PERSON).exists():
            raise BadInput(_("There is no such layout."), field="name")
        return found

    def describe(self, values: Values, planned: Planned) -> list[str]:
        """What is in force then."""
        place = {"object": planned.object(values["object"]).plural, "name": values["name"]}
        if values["name"] == STANDARD:
            return [_("%(object)s: layout as shipped") % place]
        if values["kind"] != Kind.FORM:
            row = Layout.objects.filter(object=values["object"], kind=values["kind"], name=values["name"]).first()
            return [_("%(object)s: the view “%(name)s” is taken away") % {**place, "name": str(row or values["name"])}]
        return [_("%(object)s: the form “%(name)s” is taken away") % place]

    def apply(self, values: Values, actor: Actor) -> list[Values]:
        """Removes it; what takes it back is the layout as it was."""
        row = Layout.objects.filter(object=values["object"], kind=values["kind"], name=values["name"]).first()
        if row is None:
            raise NotFound(_("There is no such layout."))
        place = {name: values[name] for name in ("object", "kind", "name")}
        services.delete_layout(**place, actor=actor)
        return [{"op": "set_layout", **place, **_plain(row.values())}]


def _names(given: Any) -> bool:
    return (
        isinstance(given, list) and len(given) <= 50 and all(isinstance(one, str) and len(one) <= 80 for one in given)
    )


def _plain(values: Values) -> Values:
    """The values as JSON keeps them."""
    return {name: str(value) if isinstance(value, UUID) else value for name, value in values.items()}


def _choosing(values: Values, row: Layout | None) -> services.Choosing | None:
    if not CHOOSING & set(values):
        return None if row else services.Choosing()
    held = {**(row.values() if row else {}), **{name: values[name] for name in CHOOSING & set(values)}}
    return services.Choosing(
        label=held.get("label") or {},
        for_roles=tuple(held.get("for_roles") or ()),
        for_status=tuple(held.get("for_status") or ()),
        position=int(held.get("position") or 0),
        shared=held.get("shared") or Shared.EVERYONE,
        owner_id=held.get("owner_id"),
        team_id=held.get("team_id"),
    )
