"""Objects: made, changed, put into the trash and taken out again."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from kontor.access.grants import BASIC
from kontor.access.models import Grant
from kontor.core.actor import Actor
from kontor.core.errors import BadInput
from kontor.core.registry import design_change
from kontor.design.changes import reading
from kontor.design.changes.base import ChangeKind, Misfits, Planned, PlannedField, PlannedObject, Touch, Values
from kontor.design.changes.base import label_text as shown
from kontor.design.rights import roles_of_designer
from kontor.identity.models import Role
from kontor.identity.services import touch_rights
from kontor.schema import names, services
from kontor.schema.models import ObjectDef
from kontor.schema.specs import ObjectSpec

PROPERTIES: dict[str, reading.Read] = {
    "label": reading.needed_label,
    "plural": reading.label,
    "icon": reading.text(40),
    "name_field": reading.text(80),
    "number": reading.text(60),
    "context": reading.names,
    "searchable": reading.names,
    "archivable": reading.flag,
    "settings": reading.mapping,
}
OVERRIDES = ("label", "plural", "icon")


@design_change("add_object")
class AddObject(ChangeKind):
    """A new object: of its own (record), with numbers (document), or as lines of another one (line)."""

    def read(self, values: Mapping[str, Any], planned: Planned) -> Values:
        """With a key, a plural and a kind."""
        readers = {
            **PROPERTIES,
            "key": reading.text(60),
            "kind": reading.one_of("record", "document", "line"),
            "parent": reading.text(60),
            "rights": reading.mapping,
        }
        found = reading.read_values(values, readers, needed=("label",))
        found.setdefault("kind", "record")
        found["plural"] = found.get("plural") or found["label"]
        taken = names.object_keys() | set(planned.objects)
        found["key"] = found.get("key") or names.key_for(found["label"], taken, "object")
        names.check_object_key(found["key"])
        if found["key"] in planned.objects:
            raise BadInput(_("There is an object %(key)s already.") % {"key": found["key"]}, field="key")
        if found["kind"] == "line":
            if planned.object(found.get("parent")).kind == "line":
                raise BadInput(_("Lines cannot have lines of their own."), field="parent")
        elif found.get("parent"):
            raise BadInput(_("Only lines have a parent."), field="parent")
        return found

    def plan(self, values: Values, planned: Planned) -> None:
        """The object with the columns every object has."""
        given = {"owner": "user", "team": "team", "created_at": "datetime", "updated_at": "datetime"}
        if values["kind"] == "line":
            given = {"position": "integer"}
        elif values["kind"] == "document":
            given["number"] = "number"
        planned.objects[values["key"]] = PlannedObject(
            key=values["key"],
            label=shown(values["label"]),
            plural=shown(values["plural"]),
            kind=values["kind"],
            parent=values.get("parent", ""),
            fields={key: PlannedField(key, key, kind, made=False) for key, kind in given.items()},
        )

    def describe(self, values: Values, planned: Planned) -> list[str]:
        """The new object, and what it belongs to."""
        if values["kind"] == "line":
            parent = planned.object(values["parent"]).label
            return [_("New lines “%(label)s” of %(parent)s") % {"label": shown(values["label"]), "parent": parent}]
        return [_("New object “%(label)s”") % {"label": shown(values["label"])}]

    def apply(self, values: Values, actor: Actor) -> list[Values]:
        """Makes the tables, and lets the designer's roles work with it."""
        given = {name: value for name, value in values.items() if name not in ("op", "rights")}
        made = services.add_object(ObjectSpec(**given))
        if made.kind != "line":
            _grant_designer(made.key, actor)
        return [{"op": "trash_object", "object": made.key}]


def _grant_designer(key: str, actor: Actor) -> None:
    """Whoever makes an object may work with it; everybody else waits for a grant."""
    roles = Role.objects.filter(key__in=roles_of_designer(actor), trashed_at__isnull=True, all_rights=False)
    wanted = [Grant(role=role, object=key, operation=name, scope="all") for role in roles for name in BASIC]
    Grant.objects.bulk_create(wanted, ignore_conflicts=True)
    touch_rights()


@design_change("change_object")
class ChangeObject(ChangeKind):
    """Other words, another icon, another name field."""

    def read(self, values: Mapping[str, Any], planned: Planned) -> Values:
        """Only words and the icon of what a module ships."""
        readers = {**PROPERTIES, "object": reading.text(60)}
        found = reading.read_values(values, readers, needed=("object",))
        target = planned.object(found["object"])
        fixed = [name for name in found if name not in ("op", "object", *OVERRIDES)]
        if not target.made and fixed:
            raise BadInput(_("%(name)s of a shipped object cannot be changed.") % {"name": fixed[0]}, field=fixed[0])
        for name in (found.get("name_field"), *found.get("context", ()), *found.get("searchable", ())):
            if name:
                planned.field(target.key, name)
        return found

    def plan(self, values: Values, planned: Planned) -> None:
        """The new label."""
        if "label" in values:
            planned.object(values["object"]).label = shown(values["label"])

    def describe(self, values: Values, planned: Planned) -> list[str]:
        """What of the object changes."""
        found = planned.object(values["object"])
        words = {
            "label": _("name"),
            "plural": _("plural"),
            "icon": _("icon"),
            "name_field": _("name field"),
            "number": _("number series"),
            "context": _("second line in pickers"),
            "searchable": _("searched fields"),
            "archivable": _("archive"),
            "settings": _("settings"),
        }
        changed = ", ".join(words[name] for name in values if name in words)
        return [_("%(object)s: changed %(what)s") % {"object": found.label, "what": changed}]

    def touches(self, values: Values) -> Iterable[Touch]:
        """The object; nothing breaks."""
        return [Touch(values["object"])]

    def apply(self, values: Values, actor: Actor) -> list[Values]:
        """Changes the row, or overrides what a module says."""
        key = values["object"]
        changed = {name: value for name, value in values.items() if name not in ("op", "object")}
        row = ObjectDef.objects.filter(key=key).first()
        if row is None:
            return services.override_all(key, "", changed)
        before = {name: getattr(row, name) for name in changed}
        services.change_object(key, **changed)
        return [{"op": "change_object", "object": key, **before}]


@design_change("trash_object")
class TrashObject(ChangeKind):
    """Puts an object with its records out of sight; it can be taken back for 30 days."""

    def read(self, values: Mapping[str, Any], planned: Planned) -> Values:
        """Only what was made here."""
        found = reading.read_values(values, {"object": reading.text(60)}, needed=("object",))
        if not planned.object(found["object"]).made:
            raise BadInput(_("A shipped object cannot be removed."), field="object")
        return found

    def plan(self, values: Values, planned: Planned) -> None:
        """The object is gone."""
        planned.put_away[values["object"], ""] = planned.objects.pop(values["object"], None)

    def describe(self, values: Values, planned: Planned) -> list[str]:
        """What goes."""
        label = shown(ObjectDef.objects.get(key=values["object"]).label)
        return [_("Object “%(label)s” to the trash") % {"label": label}]

    def touches(self, values: Values) -> Iterable[Touch]:
        """Whatever uses the object breaks."""
        return [Touch(values["object"], breaks=True)]

    def misfits(self, values: Values, planned: Planned) -> Misfits | None:
        """The records that go out of sight with it."""
        count = services.row_count(values["object"])
        return Misfits(_("Records that go with it"), count, count) if count else None

    def apply(self, values: Values, actor: Actor) -> list[Values]:
        """Hides it."""
        services.trash_object(values["object"])
        return [{"op": "restore_object", "object": values["object"]}]


@design_change("restore_object")
class RestoreObject(ChangeKind):
    """Takes an object out of the trash, with its records."""

    def read(self, values: Mapping[str, Any], planned: Planned) -> Values:
        """Only what lies in the trash."""
        found = reading.read_values(values, {"object": reading.text(60)}, needed=("object",))
        trashed = ObjectDef.objects.filter(key=found["object"], state="trashed")
        if (found["object"], "") not in planned.put_away and not trashed.exists():
            raise BadInput(_("There is no such object in the trash."), field="object")
        return found

    def plan(self, values: Values, planned: Planned) -> None:
        """The object is there again; its fields are looked at when it is."""
        before = planned.put_away.pop((values["object"], ""), None)
        row = ObjectDef.objects.get(key=values["object"])
        label, plural = shown(row.label), shown(row.plural)
        planned.objects[row.key] = before or PlannedObject(row.key, label, plural, row.kind, parent=row.parent)

    def describe(self, values: Values, planned: Planned) -> list[str]:
        """What comes back."""
        return [_("Object “%(label)s” out of the trash") % {"label": planned.object(values["object"]).label}]

    def apply(self, values: Values, actor: Actor) -> list[Values]:
        """Shows it again."""
        services.restore_object(values["object"])
        return [{"op": "trash_object", "object": values["object"]}]
