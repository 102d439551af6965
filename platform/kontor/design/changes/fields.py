"""Fields: added, changed, put into the trash and taken out again."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from kontor.core.actor import Actor
from kontor.core.errors import BadInput
from kontor.core.registry import design_change
from kontor.design.changes import reading
from kontor.design.changes.base import ChangeKind, Misfits, Planned, PlannedField, Touch, Values
from kontor.design.changes.base import label_text as shown
from kontor.design.changes.kinds import known_type, type_label
from kontor.design.changes.looking import looking_at
from kontor.design.changes.rights import check_rights, hide_from_restricted, set_field_rights
from kontor.records.derive import check_derived, recompute
from kontor.schema import names, services
from kontor.schema.models import FieldDef
from kontor.schema.specs import DERIVED, FieldSpec

CHANGEABLE: dict[str, reading.Read] = {
    "label": reading.needed_label,
    "help": reading.help_text,
    "position": reading.whole,
    "required": reading.flag,
    "default": reading.anything,
    "choices": reading.anything,
    "minimum": reading.anything,
    "maximum": reading.anything,
    "max_length": reading.whole,
    "searchable": reading.flag,
    "sensitive": reading.flag,
    "personal": reading.flag,
    "reverse_label": reading.label,
    "on_delete": reading.one_of("protect", "set_null", "cascade"),
    "settings": reading.mapping,
}
OVERRIDES = ("label", "help", "required", "position", "default")
PLACE = {"object": reading.text(60), "field": reading.text(80)}


@design_change("add_field")
class AddField(ChangeKind):
    """A new field of any object."""

    def read(self, values: Mapping[str, Any], planned: Planned) -> Values:
        """With a key; the type, its target and what it needs are checked by the mechanism's own rules."""
        readers = {
            **CHANGEABLE,
            "object": reading.text(60),
            "key": reading.text(60),
            "type": reading.text(40),
            "target": reading.text(60),
            "unique": reading.flag,
            "indexed": reading.flag,
            "rights": reading.mapping,
        }
        found = reading.read_values(values, readers, needed=("object", "label", "type"))
        holder = planned.object(found["object"])
        taken = set(holder.fields) | (names.field_keys(holder.key) if holder.found else set())
        found["key"] = found.get("key") or names.key_for(found["label"], taken)
        if found["key"] in holder.fields:
            raise BadInput(_("There is a field %(key)s already.") % {"key": found["key"]}, field="key")
        known_type(found["type"])
        if found.get("target"):
            planned.object(found["target"])
        check_rights(planned, holder, found.get("rights", {}))
        if found["type"] in DERIVED:
            found["settings"] = check_settings(planned, holder.key, _spec(found))
        targets = {one.key for one in planned.objects.values() if one.kind != "line"}
        services.check_field(_spec(found), holder.key, taken=taken, targets=targets)
        return found

    def plan(self, values: Values, planned: Planned) -> None:
        """The field is there."""
        planned.object(values["object"]).fields[values["key"]] = PlannedField(
            values["key"], shown(values["label"]), values["type"], values.get("target", ""), spec=_spec(values)
        )

    def describe(self, values: Values, planned: Planned) -> list[str]:
        """The field and its type."""
        holder = planned.object(values["object"])
        return [
            _("%(object)s: new field “%(label)s” (%(type)s)")
            % {"object": holder.label, "label": shown(values["label"]), "type": type_label(values["type"])}
        ]

    def apply(self, values: Values, actor: Actor) -> list[Values]:
        """Adds the column, hidden from every role that is kept from other fields of the object."""
        make = services.add_links if values["type"] == "relations" else services.add_field
        made = make(values["object"], _spec(values))
        hide_from_restricted(values["object"], made.key, actor)
        if values.get("rights"):
            set_field_rights(values["object"], made.key, values["rights"])
        if made.type in DERIVED and made.type != "lookup":
            recompute(made.object, made.key)
        return [{"op": "trash_field", "object": values["object"], "field": made.key}]


def check_settings(planned: Planned, key: str, spec: FieldSpec) -> Values:
    """The definition of a field that follows from others, checked against the schema there will be."""
    with looking_at(planned):
        return check_derived(planned.actor, key, spec)


def _spec(values: Values) -> FieldSpec:
    return FieldSpec(**{name: value for name, value in values.items() if name not in ("op", "object", "rights")})


@design_change("change_field")
class ChangeField(ChangeKind):
    """Other words, choices, limits; required or not."""

    def read(self, values: Mapping[str, Any], planned: Planned) -> Values:
        """Words, place and (tightened) necessity of a shipped field; everything of a field made here."""
        found = reading.read_values(values, {**PLACE, **CHANGEABLE}, needed=("object", "field"))
        one = planned.field(found["object"], found["field"])
        holder = planned.object(found["object"])
        fixed = [name for name in found if name not in ("op", "object", "field", *OVERRIDES)]
        if not one.made and fixed:
            raise BadInput(_("%(name)s of a shipped field cannot be changed.") % {"name": fixed[0]}, field=fixed[0])
        if not one.made and found.get("required") is False and holder.found is not None:
            declared = holder.found.fields.get(one.key)
            tightened = services.is_overridden(holder.key, one.key, "required")
            if declared is not None and declared.required and not tightened:
                message = _("%(field)s is needed by the module that ships it.") % {"field": one.label}
                raise BadInput(message, field="required")
        if "settings" in found and one.type in DERIVED:
            spec = FieldSpec(label={}, key=one.key, type=one.type, settings=found["settings"])
            found["settings"] = check_settings(planned, holder.key, spec)
        return found

    def plan(self, values: Values, planned: Planned) -> None:
        """The new label."""
        if "label" in values:
            planned.field(values["object"], values["field"]).label = shown(values["label"])

    def describe(self, values: Values, planned: Planned) -> list[str]:
        """One sentence per property."""
        one = planned.field(values["object"], values["field"])
        place = {"object": planned.object(values["object"]).label, "field": one.label}
        said = []
        for name, value in values.items():
            if name == "label":
                said.append(_("%(object)s: “%(field)s” has a new name") % place)
            elif name == "required":
                needed, free = _("%(object)s: “%(field)s” must be filled in"), _("%(object)s: “%(field)s” may be empty")
                said.append((needed if value else free) % place)
            elif name in CHANGEABLE:
                said.append(_("%(object)s: “%(field)s” has another %(what)s") % {**place, "what": _words()[name]})
        return said

    def touches(self, values: Values) -> Iterable[Touch]:
        """The field; nothing breaks."""
        return [Touch(values["object"], values["field"])]

    def misfits(self, values: Values, planned: Planned) -> Misfits | None:
        """Records that have no value yet when one is to be needed."""
        if not values.get("required") or planned.object(values["object"]).found is None:
            return None
        total = services.row_count(values["object"])
        empty = total - services.filled_count(values["object"], values["field"])
        label = _("Records without a value: they stay as they are until they are changed")
        return Misfits(label, total, empty) if empty else None

    def apply(self, values: Values, actor: Actor) -> list[Values]:
        """Changes the row, or overrides what a module says."""
        key, name = values["object"], values["field"]
        changed = {one: value for one, value in values.items() if one in CHANGEABLE}
        row = FieldDef.objects.filter(object=key, key=name).first()
        if row is None:
            return services.override_all(key, name, changed)
        before = {one: getattr(row, one) for one in changed}
        services.change_field(key, name, **changed)
        if "settings" in changed and row.type in DERIVED and row.type != "lookup":
            recompute(key, name)
        return [{"op": "change_field", "object": key, "field": name, **before}]


def _words() -> dict[str, str]:
    return {
        "help": _("help text"),
        "position": _("place"),
        "default": _("default"),
        "choices": _("list of choices"),
        "minimum": _("smallest value"),
        "maximum": _("largest value"),
        "max_length": _("length"),
        "searchable": _("search"),
        "sensitive": _("sensitivity"),
        "personal": _("protection of personal data"),
        "reverse_label": _("name on the other side"),
        "on_delete": _("rule when the linked record is deleted"),
        "settings": _("definition"),
    }


def made_field(values: Values, planned: Planned) -> PlannedField:
    """The field a change means, which must have been made here."""
    one = planned.field(values["object"], values["field"])
    if not one.made:
        raise BadInput(_("A shipped field cannot be changed like that."), field="field")
    return one


@design_change("trash_field")
class TrashField(ChangeKind):
    """Takes a field out of sight; its values come back with it for 30 days."""

    def read(self, values: Mapping[str, Any], planned: Planned) -> Values:
        """Only what was made here."""
        found = reading.read_values(values, PLACE, needed=("object", "field"))
        made_field(found, planned)
        return found

    def plan(self, values: Values, planned: Planned) -> None:
        """The field is gone."""
        gone = planned.object(values["object"]).fields.pop(values["field"], None)
        planned.put_away[values["object"], values["field"]] = gone

    def describe(self, values: Values, planned: Planned) -> list[str]:
        """What goes."""
        label = shown(FieldDef.objects.get(object=values["object"], key=values["field"]).label)
        place = {"object": planned.object(values["object"]).label, "field": label}
        return [_("%(object)s: field “%(field)s” to the trash") % place]

    def touches(self, values: Values) -> Iterable[Touch]:
        """Whatever uses the field breaks."""
        return [Touch(values["object"], values["field"], breaks=True)]

    def misfits(self, values: Values, planned: Planned) -> Misfits | None:
        """The records that have a value there."""
        row = FieldDef.objects.filter(object=values["object"], key=values["field"]).first()
        if row is None or row.type == "lookup":
            return None
        if row.type == "relations":
            count = services.row_count(row.settings["through"])
            return Misfits(_("Links that go with it"), count, count) if count else None
        filled = services.filled_count(values["object"], values["field"])
        return Misfits(_("Records with a value"), services.row_count(values["object"]), filled) if filled else None

    def apply(self, values: Values, actor: Actor) -> list[Values]:
        """Hides it."""
        row = services.trash_field(values["object"], values["field"])
        if row.settings.get("through"):
            services.trash_object(row.settings["through"])
        return [{"op": "restore_field", "object": values["object"], "field": values["field"]}]


@design_change("restore_field")
class RestoreField(ChangeKind):
    """Takes a field out of the trash, with its values."""

    def read(self, values: Mapping[str, Any], planned: Planned) -> Values:
        """Only what lies in the trash of an object that is there."""
        found = reading.read_values(values, PLACE, needed=("object", "field"))
        planned.object(found["object"])
        trashed = FieldDef.objects.filter(object=found["object"], key=found["field"], state="trashed")
        if (found["object"], found["field"]) not in planned.put_away and not trashed.exists():
            raise BadInput(_("There is no such field in the trash."), field="field")
        return found

    def plan(self, values: Values, planned: Planned) -> None:
        """The field is there again."""
        fields = planned.object(values["object"]).fields
        before = planned.put_away.pop((values["object"], values["field"]), None)
        row = FieldDef.objects.get(object=values["object"], key=values["field"])
        fields[row.key] = before or PlannedField(row.key, shown(row.label), row.type, row.target)

    def describe(self, values: Values, planned: Planned) -> list[str]:
        """What comes back."""
        one = planned.field(values["object"], values["field"])
        place = {"object": planned.object(values["object"]).label, "field": one.label}
        return [_("%(object)s: field “%(field)s” out of the trash") % place]

    def apply(self, values: Values, actor: Actor) -> list[Values]:
        """Shows it again."""
        row = services.restore_field(values["object"], values["field"])
        if row.settings.get("through"):
            services.restore_object(row.settings["through"])
        return [{"op": "trash_field", "object": values["object"], "field": values["field"]}]
