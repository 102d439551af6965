"""What a pack holds, and what the house has of the same."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from kontor.access.models import Grant
from kontor.core.errors import BadInput
from kontor.layouts.menus import EVERYONE, kept_menu
from kontor.layouts.models import Layout, Shared
from kontor.layouts.rules import rules_of
from kontor.schema.models import FieldDef, ObjectDef

Element = dict[str, Any]
OBJECT_PROPERTIES = (
    *("label", "plural", "icon", "kind", "parent", "number", "name_field", "context", "searchable", "archivable"),
)
FIELD_PROPERTIES = (
    *("type", "label", "help", "position", "required", "unique", "indexed", "default", "target", "on_delete"),
    *("reverse_label", "choices", "max_length", "minimum", "maximum", "searchable", "sensitive", "personal"),
    "settings",
)
LAYOUT_PROPERTIES = ("label", "for_roles", "for_status", "position", "body")
KINDS = ("object", "field", "layout", "rules", "menu", "grant")
# settings that only this database knows
LOCAL_SETTINGS = frozenset({"inputs", "through"})


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack: who it is, its elements in the order they are made, and sample records by object."""

    key: str
    name: Mapping[str, str]
    version: str
    description: Mapping[str, str] = field(default_factory=dict)
    elements: Mapping[str, Element] = field(default_factory=dict)
    records: Mapping[str, list[dict[str, Any]]] = field(default_factory=dict)

    @property
    def objects(self) -> list[str]:
        """The keys of the objects it makes."""
        return [name.partition(":")[2] for name in self.elements if name.startswith("object:")]


def split(name: str) -> tuple[str, list[str]]:
    """The kind and the parts of an element's name; BadInput for what names none."""
    kind, _colon, rest = name.partition(":")
    parts = rest.split(".") if kind == "field" else rest.split(":")
    wanted = {"object": 1, "field": 2, "layout": 3, "rules": 1, "menu": 1, "grant": 2}.get(kind)
    if wanted is None or len(parts) != wanted or not all(parts):
        raise BadInput(_("The pack names an element nobody knows: %(name)s.") % {"name": name[:80]}, field=name[:80])
    return kind, parts


def elements_here(objects: Iterable[str], *, fields_of: Iterable[str] = ()) -> dict[str, Element]:
    """The elements of those made objects, and the made fields of those shipped ones, as they are here and now."""
    keys = list(objects)
    found: dict[str, Element] = {}
    rows = {row.key: row for row in ObjectDef.objects.filter(key__in=keys, state="live")}
    for key in keys:
        if key in rows:
            found[f"object:{key}"] = {name: getattr(rows[key], name) for name in OBJECT_PROPERTIES}
    fields = FieldDef.objects.filter(object__in=[*keys, *fields_of], state="live").order_by("id")
    for row in fields:
        found[f"field:{row.object}.{row.key}"] = _field(row)
    layouts = Layout.objects.filter(object__in=keys, shared=Shared.EVERYONE).order_by("position", "name")
    for layout in layouts:
        name = f"layout:{layout.object}:{layout.kind}:{layout.name}"
        found[name] = {one: getattr(layout, one) for one in LAYOUT_PROPERTIES}
    for key in keys:
        rules = [{name: value for name, value in rule.items() if name != "id"} for rule in rules_of(key)]
        if rules:
            found[f"rules:{key}"] = {"rules": rules}
    return {**found, **_menu(keys), **_grants(keys)}


def _menu(keys: list[str]) -> dict[str, Element]:
    """The groups of everybody's menu that lead to those objects, without anything else they hold."""
    row = kept_menu(EVERYONE)
    groups = []
    for group in row.body.get("groups", ()) if row else ():
        items = [item for item in group["items"] if item.get("object") in keys]
        if items:
            groups.append({**group, "items": items})
    return {f"menu:{EVERYONE}": {"groups": groups}} if groups else {}


def _field(row: FieldDef) -> Element:
    values = {name: getattr(row, name) for name in FIELD_PROPERTIES}
    values["settings"] = {name: value for name, value in row.settings.items() if name not in LOCAL_SETTINGS}
    return values


def _grants(keys: list[str]) -> dict[str, Element]:
    found: dict[str, Element] = {}
    rows = Grant.objects.filter(object__in=keys, role__trashed_at__isnull=True, role__all_rights=False)
    for role, key, operation, scope in rows.order_by("role__key").values_list(
        "role__key", "object", "operation", "scope"
    ):
        found.setdefault(f"grant:{role}:{key}", {})[operation] = scope
    return found
