"""The form of a new object, and of an object's own words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from kontor.core.errors import BadInput
from kontor.design.packs.compare import same
from kontor.layouts.shipped import both
from kontor.schema import names
from kontor.schema.descriptor import ObjectDescriptor
from kontor.schema.registry import current
from kontor.web.design.field_form import read_labels
from kontor.web.design.types import FOLLOWING, TypeGroup, type_groups

Change = dict[str, Any]
ICONS = (
    *("box", "folder-kanban", "briefcase", "clipboard-list", "truck", "wrench", "building-2", "handshake", "users"),
    *("package", "shopping-cart", "calendar", "file-text", "graduation-cap", "heart-pulse", "car", "hammer", "leaf"),
    *("lightbulb", "map-pinned", "megaphone", "monitor", "ship", "shield-check"),
)
EMPTY_ROWS = 3


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field of a new object: its name and type."""

    label: str = ""
    type: str = "text"
    target: str = ""


@dataclass(frozen=True, slots=True)
class ObjectForm:
    """The inputs of an object."""

    label: Mapping[str, str]
    plural: Mapping[str, str]
    icon: str = "box"
    kind: str = "record"
    parent: str = ""
    number: str = ""
    lines: list[FieldLine] = field(default_factory=list)

    @property
    def zh_label(self) -> str:
        """The Chinese name."""
        return self.label.get("zh-hans", "")

    @property
    def zh_plural(self) -> str:
        """The Chinese name of many."""
        return self.plural.get("zh-hans", "")

    @property
    def icons(self) -> tuple[str, ...]:
        """The icons to choose from."""
        return ICONS if self.icon in ICONS else (self.icon, *ICONS)

    @property
    def kinds(self) -> list[tuple[str, str]]:
        """What an object's rows can be."""
        return [("record", _("Records")), ("document", _("Numbered documents")), ("line", _("Lines of another object"))]

    @property
    def parents(self) -> list[tuple[str, str]]:
        """The objects that can have lines, and that links can point to."""
        found = [(one.key, str(one.label)) for one in current().objects.values() if not one.is_line]
        return sorted(found, key=lambda pair: pair[1].casefold())

    @property
    def groups(self) -> list[TypeGroup]:
        """The types whose values are entered."""
        groups = type_groups()
        return [one for one in groups if not any(kind.key in FOLLOWING for kind in one.types)]

    def differences(self, found: ObjectDescriptor) -> list[Change]:
        """The changes to an object that is there."""
        before = new_object_form(None, found)
        changed: Change = {}
        for name in ("label", "plural", "icon"):
            if not same(getattr(self, name), getattr(before, name)):
                changed[name] = getattr(self, name)
        return [{"op": "change_object", "object": found.key, **changed}] if changed else []


def new_object_form(form: QueryDict | None, found: ObjectDescriptor | None = None) -> ObjectForm:
    """The form as it was sent, or as it begins."""
    if form is not None:
        rows = zip(form.getlist("field.label"), form.getlist("field.type"), form.getlist("field.target"), strict=False)
        return ObjectForm(
            label=read_labels(form, "label"),
            plural=read_labels(form, "plural"),
            icon=form.get("icon", "box"),
            kind=form.get("kind", "record"),
            parent=form.get("parent", ""),
            number=form.get("number", "").strip(),
            lines=[FieldLine(label.strip(), kind, target) for label, kind, target in rows],
        )
    if found is not None:
        return ObjectForm(both(found.label), both(found.plural), found.icon)
    begin = [FieldLine(_("Title"), "text"), *(FieldLine() for _row in range(EMPTY_ROWS))]
    return ObjectForm({}, {}, lines=begin)


def new_object_changes(form: QueryDict) -> list[Change]:
    """The changes that make the object with its fields; the first text field names its records."""
    read = new_object_form(form)
    if not read.label:
        raise BadInput(_("Give the object a name."), field="label")
    key = names.key_for(read.label, names.object_keys(), "object")
    made: Change = {
        "op": "add_object",
        "key": key,
        "label": dict(read.label),
        "plural": dict(read.plural or read.label),
        "icon": read.icon,
        "kind": read.kind,
    }
    if read.kind == "line":
        made["parent"] = read.parent
    if read.kind == "document":
        made["number"] = read.number
    taken: set[str] = set()
    fields = [_field(key, row, taken) for row in read.lines if row.label]
    named = next((one["key"] for one in fields if one["type"] == "text"), "")
    finish: list[Change] = []
    if named and read.kind != "line":
        searched = [one["key"] for one in fields if one["type"] in ("text", "email", "phone")]
        finish = [{"op": "change_object", "object": key, "name_field": named, "searchable": searched}]
    return [made, *fields, *finish]


def _field(key: str, row: FieldLine, taken: set[str]) -> Change:
    name = names.key_for({"en": row.label}, taken)
    taken.add(name)
    target = {"target": row.target} if row.type in ("relation", "relations") else {}
    return {"op": "add_field", "object": key, "key": name, "label": {"en": row.label}, "type": row.type, **target}
