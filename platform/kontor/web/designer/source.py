"""What the form designer begins with: the object, its fields and everything that can stand in its form."""

from collections.abc import Iterable
from typing import Any

from kontor.access.models import FieldRight
from kontor.access.rights import access_to
from kontor.core.actor import Actor
from kontor.core.labels import stored_label
from kontor.design.changes.kinds import FOLLOWING, INTERNAL
from kontor.identity.models import Role
from kontor.layouts import stored
from kontor.layouts.bodies import WIDGETS
from kontor.layouts.models import STANDARD
from kontor.layouts.queries import form_body
from kontor.layouts.rules import rules_of
from kontor.layouts.shipped import both, related_lists, shipped_form
from kontor.records.actions import actions_of
from kontor.records.queries import readable_objects
from kontor.schema.descriptor import FieldDescriptor, ObjectDescriptor
from kontor.schema.field_types import TYPES
from kontor.schema.registry import current
from kontor.web.designer.starts import starts_of
from kontor.web.designer.words import words
from kontor.web.render.icons import drawing

TYPE_ICONS = {
    "text": "type", "long_text": "text", "rich_text": "pilcrow", "integer": "hash", "decimal": "hash",
    "money": "banknote", "unit_price": "banknote", "percent": "percent", "quantity": "package", "rate": "repeat",
    "date": "calendar", "datetime": "calendar-clock", "boolean": "square-check", "choice": "list",
    "multi_choice": "list-checks", "email": "mail", "phone": "phone", "url": "link", "relation": "arrow-up-right",
    "user": "user", "team": "users", "file": "paperclip", "image": "image", "number": "hash", "address": "map-pin",
    "id": "fingerprint", "formula": "sigma", "rollup": "layers", "lookup": "eye", "snapshot": "camera",
    "relations": "network",
}  # fmt: skip
OTHER_ICONS = (
    "plus", "x", "copy", "trash-2", "arrow-up", "arrow-down", "arrow-left", "arrow-right", "lock", "grip-vertical",
    "separator-horizontal", "letter-text", "square-mouse-pointer", "table-2", "layout-list", "panel-top", "columns-2",
    "rows-3", "chevron-right", "chevron-down", "search", "square-pen", "triangle-alert", "list-tree", "split",
    "eye-off", "folder", "undo-2", "circle-alert", "check", "box",
)  # fmt: skip


def source_of(actor: Actor, found: ObjectDescriptor, name: str) -> dict[str, Any]:
    """Everything the designer shows and offers, as JSON; the draft is not in it."""
    return {
        "object": {"key": found.key, "label": str(found.label), "plural": str(found.plural), "made": found.made},
        "form": form_of(found, name),
        "body": form_body(found, name),
        "shipped": shipped_form(found),
        "starts": starts_of(found),
        "fields": [field_of(actor, found, one) for one in found.fields.values()],
        "lines": [_lines(actor, name, one) for name, one in found.lines.items()],
        "related": _related(actor, found),
        "overs": overs(actor, found),
        "actions": [{"name": one.name, "label": str(one.label)} for one in actions_of(found.key)],
        "states": [{"key": one.key, "label": str(one.label)} for one in found.states],
        "types": types(),
        "targets": targets(actor, found),
        "widgets": {key: list(names) for key, names in WIDGETS.items()},
        "roles": roles(found),
        "forms": forms(found),
        "rules": rules_of(found.key),
        "objects": [{"key": one.key, "label": str(one.label)} for one in readable_objects(actor)],
        "words": words(),
        "type_icons": TYPE_ICONS,
        "icons": {name: drawing(name) for name in (*TYPE_ICONS.values(), *OTHER_ICONS)},
    }


def form_of(found: ObjectDescriptor, name: str) -> dict[str, Any]:
    """The settings of one form: its name, for whom and when."""
    row = next((one for one in stored.layouts_of(found.key, "form") if one.name == name), None)
    if row is None:
        return {"name": name, "label": {}, "for_roles": [], "for_status": [], "kept": False}
    roles_, states = sorted(row.for_roles), sorted(row.for_status)
    return {"name": name, "label": dict(row.label), "for_roles": roles_, "for_status": states, "kept": True}


def forms(found: ObjectDescriptor) -> list[dict[str, Any]]:
    """The forms of the object, the standard one first."""
    rows = [one for one in stored.layouts_of(found.key, "form") if one.name != STANDARD]
    named = [{"name": one.name, "label": stored_label(dict(one.label)) or one.name} for one in rows]
    return [{"name": STANDARD, "label": ""}, *named]


def field_of(actor: Actor, found: ObjectDescriptor, one: FieldDescriptor) -> dict[str, Any]:
    """One field; of one the designer may not read, only that there is one."""
    if not access_to(actor, found).field(one.key).read:
        return {"key": one.key, "hidden": True, "label": {}, "type": "text"}
    kind = one.kind or ("computed" if one.computed else "")
    return {
        "key": one.key,
        "label": both(one.label),
        "help": both(one.help) if one.help else {},
        "type": one.type.key,
        "kind": kind,
        "made": one.made,
        "required": one.required,
        "unique": one.unique,
        "writable": one.writable,
        "derived": one.derived,
        "target": one.target or "",
        "max_length": one.max_length,
        "minimum": _plain(one.minimum),
        "maximum": _plain(one.maximum),
        "default": _plain(one.default) if not callable(one.default) else None,
        "settings": dict(one.settings),
        "choices": [
            {"key": each.key, "label": both(each.label), "tone": each.tone, "active": each.active}
            for each in one.choices
        ],
    }


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int | str) else str(value)


def _lines(actor: Actor, name: str, found: ObjectDescriptor) -> dict[str, Any]:
    access = access_to(actor, found)
    fields = [one for one in found.fields.values() if one.key != "position" and access.field(one.key).read]
    return {"name": name, "label": str(found.plural), "fields": [_line_field(one) for one in fields]}


def _line_field(one: FieldDescriptor) -> dict[str, Any]:
    choices = [{"key": each.key, "label": both(each.label)} for each in one.choices]
    named = {"key": one.key, "label": str(one.label), "type": one.type.key}
    return {**named, "writable": one.writable, "choices": choices}


def _related(actor: Actor, found: ObjectDescriptor) -> list[dict[str, Any]]:
    """Every list that can be shown of others: those declared, and every link that points here."""
    pairs: dict[tuple[str, str], str] = {}
    for one in related_lists(found.key):
        pairs[one.object, one.field] = str(one.label or "")
    for other in readable_objects(actor):
        for each in other.fields.values():
            if each.target == found.key and each.queryable and access_to(actor, other).field(each.key).read:
                pairs.setdefault((other.key, each.key), "")
    listed = ((current().get(key), name, label) for (key, name), label in pairs.items())
    readable = {one.key for one in readable_objects(actor)}
    return [
        _related_list(actor, other, name, label, several=sum(key == other.key for key, _field in pairs) > 1)
        for other, name, label in listed
        if other is not None and other.key in readable
    ]


def _related_list(actor: Actor, other: ObjectDescriptor, name: str, label: str, *, several: bool) -> dict[str, Any]:
    one = other.fields.get(name)
    words_ = label or (f"{other.plural} ({one.label})" if several and one else str(other.plural))
    access = access_to(actor, other)
    shown = [each for each in other.fields.values() if access.field(each.key).read and each.queryable]
    fields = [{"key": each.key, "label": str(each.label), "type": each.type.key} for each in shown]
    return {"object": other.key, "field": name, "label": words_, "fields": fields}


def overs(actor: Actor, found: ObjectDescriptor) -> list[dict[str, Any]]:
    """What a roll-up can go over: the object's lines, and the records of others that link to it."""
    made = [_over(actor, name, str(one.plural), one) for name, one in found.lines.items()]
    for other in readable_objects(actor):
        access = access_to(actor, other)
        links = (one for one in other.fields.values() if one.target == found.key and one.stored)
        made += [
            _over(actor, f"{other.key}.{one.key}", f"{other.plural} ({one.label})", other)
            for one in links
            if access.field(one.key).read
        ]
    return made


def _over(actor: Actor, name: str, label: str, holder: ObjectDescriptor) -> dict[str, Any]:
    access = access_to(actor, holder)
    fields = [one for one in holder.fields.values() if one.key != "position" and access.field(one.key).read]
    figured = [one for one in fields if one.stored and not one.computed]
    listed = [{**_line_field(one), "figures": list(one.type.aggregates)} for one in figured]
    return {"name": name, "label": label, "fields": listed}


def targets(actor: Actor, found: ObjectDescriptor) -> dict[str, list[dict[str, str]]]:
    """The fields of the objects that fields link to, as far as the designer may read them."""
    readable = {one.key: one for one in readable_objects(actor)}
    linked = {one.target for one in found.fields.values() if one.target in readable}
    return {
        key: [
            {"key": one.key, "label": str(one.label), "type": one.type.key}
            for one in readable[key].fields.values()
            if access_to(actor, readable[key]).field(one.key).read
        ]
        for key in sorted(str(one) for one in linked)
    }


def types() -> list[dict[str, str]]:
    """The types a new field can have, with their icons; those whose value follows from others last."""
    entered = [(key, str(one.label)) for key, one in TYPES.items() if key not in INTERNAL]
    return [
        {"key": key, "label": label, "icon": TYPE_ICONS.get(key, "box"), "follows": "1" if key in FOLLOWING else ""}
        for key, label in (*entered, *((key, str(label)) for key, label in FOLLOWING.items()))
    ]


def roles(found: ObjectDescriptor) -> list[dict[str, Any]]:
    """The roles, with the rights to fields of the object that differ from the default."""
    rights: dict[Any, dict[str, str]] = {}
    for role, name, right in FieldRight.objects.filter(object=found.key).values_list("role_id", "field", "right"):
        rights.setdefault(role, {})[name] = right
    rows: Iterable[Any] = Role.objects.filter(trashed_at__isnull=True).order_by("name")
    return [
        {
            "key": one.key,
            "label": stored_label({"en": one.name, "zh-hans": one.name_zh or one.name}),
            "all": one.all_rights,
            "rights": rights.get(one.pk, {}),
        }
        for one in rows
    ]
