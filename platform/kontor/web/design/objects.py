"""What the object designer's pages show."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from kontor.access.grants import BASIC
from kontor.access.models import Grant
from kontor.core.labels import stored_label
from kontor.design.changes.rights import SCOPES, roles_by_key
from kontor.design.models import Draft
from kontor.layouts.derive import KEEPING
from kontor.schema.descriptor import FieldDescriptor, ObjectDescriptor
from kontor.schema.models import FieldDef, ObjectDef
from kontor.schema.registry import current
from kontor.web.design.drafting import Drafted
from kontor.web.design.types import ICONS, TypeChoice, type_choice


@dataclass(frozen=True, slots=True)
class ObjectRow:
    """One object of the overview."""

    key: str
    label: str
    icon: str
    kind: str
    fields: int
    added: int
    made: bool


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field of an object: as it is, or as the draft makes it."""

    key: str
    label: str
    type: TypeChoice
    notes: tuple[str, ...]
    made: bool
    state: str = ""
    fixed: bool = False
    keeping: bool = False


@dataclass(frozen=True, slots=True)
class Trashed:
    """Something in the trash that can be taken back."""

    op: str
    object: str
    field: str
    label: str
    where: str
    since: Any


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft to go on with."""

    label: str
    url: str
    author: str
    at: Any


@dataclass(frozen=True, slots=True)
class RoleRow:
    """What one role may do with the object."""

    key: str
    name: str
    scopes: tuple[tuple[str, str], ...]


def kind_words(found: ObjectDescriptor) -> str:
    """What the rows of an object are, in a word."""
    if found.is_line:
        parent = current().get(found.parent_key or "")
        return _("Lines of %(parent)s") % {"parent": parent.label if parent else ""}
    return _("Numbered documents") if found.is_document else _("Records")


def object_rows() -> list[ObjectRow]:
    """All objects, those made here first."""
    rows = [
        ObjectRow(
            key=found.key,
            label=str(found.plural),
            icon=found.icon,
            kind=kind_words(found),
            fields=len(found.fields),
            added=sum(one.made for one in found.fields.values()),
            made=found.made,
        )
        for found in current().objects.values()
    ]
    return sorted(rows, key=lambda row: (not row.made, row.label.casefold()))


def field_rows(found: ObjectDescriptor, drafted: Drafted) -> list[FieldRow]:
    """The fields with what the draft adds, changes and takes away."""
    touched: dict[str, str] = {}
    for change in drafted.changes:
        if change.get("object") == found.key and change.get("field"):
            touched[change["field"]] = "gone" if change["op"] == "trash_field" else "changed"
    rows = [_row(found, one, touched.get(one.key, "")) for one in found.fields.values()]
    fresh = [one for one in drafted.changes if one.get("op") == "add_field" and one.get("object") == found.key]
    return rows + [
        FieldRow(one["key"], stored_label(one["label"]), type_choice(one["type"]), _flags(one), made=True, state="new")
        for one in fresh
    ]


def _row(found: ObjectDescriptor, one: FieldDescriptor, state: str) -> FieldRow:
    kind = one.kind or one.type.key
    shown = type_choice(kind) if kind in ICONS else TypeChoice(kind, str(one.type.label), "box")
    notes = [_("needed")] if one.required and one.writable else []
    if one.unique:
        notes.append(_("used once"))
    if one.sensitive:
        notes.append(_("sensitive"))
    target = current().get(one.target) if one.target else None
    if target is not None and one.type.key == "relation":
        notes.insert(0, f"→ {target.label}")
    fixed = not one.writable and not one.made
    return FieldRow(one.key, str(one.label), shown, tuple(notes), one.made, state, fixed, one.key in KEEPING)


def _flags(change: dict[str, Any]) -> tuple[str, ...]:
    words = (("required", _("needed")), ("unique", _("used once")), ("sensitive", _("sensitive")))
    return tuple(word for name, word in words if change.get(name))


def trashed(key: str = "") -> list[Trashed]:
    """Objects and fields in the trash; those of one object if given."""
    found = []
    if not key:
        objects = ObjectDef.objects.filter(state="trashed").order_by("-trashed_at")
        found = [
            Trashed("restore_object", one.key, "", stored_label(one.plural), "", one.trashed_at) for one in objects
        ]
    fields = FieldDef.objects.filter(state="trashed", object__in=[key] if key else list(current().objects))
    return found + [
        Trashed("restore_field", one.object, one.key, stored_label(one.label), _holder(one.object), one.trashed_at)
        for one in fields.order_by("-trashed_at")
    ]


def _holder(key: str) -> str:
    found = current().get(key)
    return str(found.label) if found else key


def role_rows(found: ObjectDescriptor, drafted: Drafted) -> list[RoleRow]:
    """What each role may do with the object: as it is, or as the draft says."""
    granted: dict[str, dict[str, str]] = {}
    for role, operation, scope in Grant.objects.filter(object=found.parent_key or found.key).values_list(
        "role__key", "operation", "scope"
    ):
        granted.setdefault(role, {})[operation] = scope
    for change in drafted.changes:
        if change.get("op") == "set_grants" and change.get("object") == found.key:
            granted.setdefault(change["role"], {}).update(change["grants"])
    return [
        RoleRow(role.key, str(role.label), tuple((name, granted.get(role.key, {}).get(name, "none")) for name in BASIC))
        for role in roles_by_key().values()
    ]


def scope_choices() -> list[tuple[str, str]]:
    """The scopes with their names."""
    words = {"none": _("None"), "own": _("Own ones"), "team": _("The team's"), "all": _("All")}
    return [(scope, words[scope]) for scope in SCOPES]


def draft_rows(found: Iterable[Draft]) -> list[DraftRow]:
    """The drafts with where to go on with them."""
    return [_draft_row(one) for one in found]


def _draft_row(draft: Draft) -> DraftRow:
    kind, _colon, rest = draft.subject.partition(":")
    key, _colon, name = rest.partition(":")
    if kind == "menu":
        return DraftRow(_("Menu and home page"), f"/design/navigation?role={rest}", draft.author_name, draft.updated_at)
    label = _holder(key)
    url = f"/design/o/{key}/"
    if kind == "form":
        label = _("%(object)s: form") % {"object": label}
        url = f"{url}form/{name}" if name and name != "default" else f"{url}form"
    if kind == "view":
        label, url = _("%(object)s: view") % {"object": label}, f"/o/{key}/"
    return DraftRow(label, url, draft.author_name, draft.updated_at)


def reorder(found: ObjectDescriptor, keys: Iterable[str]) -> list[dict[str, Any]]:
    """The changes that give the fields this order: only those that move."""
    wanted = [key for key in keys if key in found.fields]
    now = [key for key in found.fields if key in wanted]
    if wanted == now:
        return []
    return [
        {"op": "change_field", "object": found.key, "field": key, "position": (place + 1) * 10}
        for place, key in enumerate(wanted)
    ]
