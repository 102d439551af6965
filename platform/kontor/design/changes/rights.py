"""Who sees and changes what was designed: rights to fields and objects, never beyond the designer's own."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from kontor.access.grants import BASIC, READ
from kontor.access.models import FieldRight, Grant
from kontor.core.actor import Actor
from kontor.core.errors import BadInput, NotPermitted
from kontor.core.registry import design_change
from kontor.design.changes import reading
from kontor.design.changes.base import ChangeKind, Planned, PlannedObject, Touch, Values
from kontor.design.rights import may_give_field, may_give_object, roles_of_designer
from kontor.identity.models import Role
from kontor.identity.services import touch_rights
from kontor.schema.descriptor import ObjectDescriptor
from kontor.schema.registry import current

FIELD_RIGHTS = ("hidden", "read", "write", "")
SCOPES = ("none", "own", "team", "all")


def roles_by_key() -> dict[str, Role]:
    """The roles that can be given rights: all but those that may do everything."""
    return {role.key: role for role in Role.objects.filter(trashed_at__isnull=True, all_rights=False)}


def check_rights(planned: Planned, holder: PlannedObject, rights: Mapping[str, Any], field: str = "") -> None:
    """Refuses unknown roles and rights, and what reaches beyond the designer's own."""
    known = roles_by_key()
    for role, right in rights.items():
        if role not in known:
            raise BadInput(_("There is no role %(role)s.") % {"role": str(role)[:60]}, field="rights")
        if right not in FIELD_RIGHTS:
            raise BadInput(
                _("Choose one of: %(choices)s.") % {"choices": ", ".join(filter(None, FIELD_RIGHTS))}, field="rights"
            )
        exists = holder.found is not None and field in holder.found.fields
        if exists and right and holder.found and not may_give_field(planned.actor, holder.found, field, right):
            raise NotPermitted(_("You cannot give a right to a field that you do not have yourself."))


def hide_from_restricted(key: str, field: str, actor: Actor) -> None:
    """Hides a new field of an object from every role that is kept from other fields of it, but for the designer's."""
    for role in restricted_roles(current().get(key), actor):
        FieldRight.objects.update_or_create(role=role, object=key, field=field, defaults={"right": "hidden"})
    touch_rights()


def restricted_roles(found: ObjectDescriptor | None, actor: Actor) -> list[Role]:
    """The roles a new field of an object is hidden from when the actor makes it."""
    if found is None or found.made:
        return []
    spared = roles_of_designer(actor)
    return [role for role in roles_by_key().values() if role.key not in spared and _is_restricted(role, found)]


def _is_restricted(role: Role, found: ObjectDescriptor) -> bool:
    granting = found.parent_key or found.key
    if not Grant.objects.filter(role=role, object=granting, operation=READ).exclude(scope="none").exists():
        return False
    rights = dict(FieldRight.objects.filter(role=role, object=found.key).values_list("field", "right"))
    return any(
        rights.get(one.key) == "hidden" or (one.sensitive and one.key not in rights) for one in found.fields.values()
    )


def set_field_rights(key: str, field: str, rights: Mapping[str, str]) -> dict[str, str]:
    """Sets the rights of roles to a field ("" for the default); what they were before."""
    known = roles_by_key()
    before = {}
    for name, right in rights.items():
        row = FieldRight.objects.filter(role=known[name], object=key, field=field).first()
        before[name] = row.right if row else ""
        if right:
            FieldRight.objects.update_or_create(role=known[name], object=key, field=field, defaults={"right": right})
        elif row:
            row.delete()
    touch_rights()
    return before


@design_change("set_field_rights")
class SetFieldRights(ChangeKind):
    """Which roles see a field, and which change it."""

    structural = False

    def read(self, values: Mapping[str, Any], planned: Planned) -> Values:
        """Rights the designer has himself."""
        readers = {"object": reading.text(60), "field": reading.text(80), "rights": reading.mapping}
        found = reading.read_values(values, readers, needed=("object", "field", "rights"))
        planned.field(found["object"], found["field"])
        check_rights(planned, planned.object(found["object"]), found["rights"], found["field"])
        return found

    def describe(self, values: Values, planned: Planned) -> list[str]:
        """One sentence per role."""
        words = {"hidden": _("does not see"), "read": _("sees"), "write": _("sees and changes"), "": _("may as usual")}
        one = planned.field(values["object"], values["field"])
        known = roles_by_key()
        return [
            _("%(role)s %(does)s “%(field)s”") % {"role": known[role].label, "does": words[right], "field": one.label}
            for role, right in values["rights"].items()
        ]

    def touches(self, values: Values) -> Iterable[Touch]:
        """The field; nothing breaks."""
        return [Touch(values["object"], values["field"])]

    def apply(self, values: Values, actor: Actor) -> list[Values]:
        """Writes the rights."""
        return [{**values, "rights": set_field_rights(values["object"], values["field"], values["rights"])}]


@design_change("set_grants")
class SetGrants(ChangeKind):
    """What a role may do with an object, and with which records."""

    structural = False

    def read(self, values: Mapping[str, Any], planned: Planned) -> Values:
        """Operations and scopes the designer has himself."""
        readers = {"object": reading.text(60), "role": reading.text(60), "grants": reading.mapping}
        found = reading.read_values(values, readers, needed=("object", "role", "grants"))
        holder = planned.object(found["object"])
        if found["role"] not in roles_by_key():
            raise BadInput(_("There is no role %(role)s.") % {"role": found["role"]}, field="role")
        for operation, scope in found["grants"].items():
            if operation not in BASIC or scope not in SCOPES:
                raise BadInput(
                    _("A grant is one of %(operations)s with one of %(scopes)s.")
                    % {"operations": ", ".join(BASIC), "scopes": ", ".join(SCOPES)},
                    field="grants",
                )
            if holder.found and not may_give_object(planned.actor, holder.found, operation, scope):
                raise NotPermitted(_("You cannot give a right that you do not have yourself."))
        return found

    def describe(self, values: Values, planned: Planned) -> list[str]:
        """One sentence for the role."""
        role = roles_by_key()[values["role"]]
        words = {"read": _("see"), "create": _("create"), "update": _("change"), "delete": _("delete")}
        scopes = {"none": _("none"), "own": _("own ones"), "team": _("the team's"), "all": _("all")}
        said = ", ".join(f"{words[name]}: {scopes[scope]}" for name, scope in values["grants"].items())
        place = {"role": role.label, "object": planned.object(values["object"]).plural, "rights": said}
        return [_("%(role)s may with %(object)s: %(rights)s") % place]

    def apply(self, values: Values, actor: Actor) -> list[Values]:
        """Writes the grants."""
        role = roles_by_key()[values["role"]]
        before = {}
        for operation, scope in values["grants"].items():
            row = Grant.objects.filter(role=role, object=values["object"], operation=operation).first()
            before[operation] = row.scope if row else "none"
            Grant.objects.update_or_create(
                role=role, object=values["object"], operation=operation, defaults={"scope": scope}
            )
        touch_rights()
        return [{**values, "grants": before}]
