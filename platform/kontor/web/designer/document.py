"""The designer's document and the list of changes a draft keeps: the same thing, said in two ways."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from kontor.core.errors import BadInput
from kontor.schema.descriptor import ObjectDescriptor
from kontor.schema.models import FieldDef
from kontor.schema.names import key_for

Document = dict[str, Any]
Change = dict[str, Any]
# the key of a field that has no name of its own before it is published
FRESH = re.compile(r"new_[a-z0-9]{4,12}")
PARTS = {"form": dict, "body": dict, "added": dict, "changed": dict, "trashed": list, "rights": dict}
CONVERTED = ("type", "target", "choices", "settings")
CHOOSING = ("label", "for_roles", "for_status")


def read_document(given: Any) -> Document:
    """The document as it was sent; BadInput when it is none."""
    if not isinstance(given, Mapping) or any(not isinstance(given.get(name), kind) for name, kind in PARTS.items()):
        raise BadInput(_("The form cannot be read."), field="document")
    tables = (given["added"], given["changed"], given["rights"])
    if not all(isinstance(one, Mapping) for table in tables for one in table.values()):
        raise BadInput(_("The form cannot be read."), field="document")
    rules = given.get("rules")
    if rules is not None and not isinstance(rules, list):
        raise BadInput(_("The form cannot be read."), field="document")
    return {**{name: given[name] for name in PARTS}, "rules": rules}


def changes_of(document: Document, base: Mapping[str, Any]) -> list[Change]:
    """The document as changes, in the order they can be made in; what is as in `base` is no change."""
    key = base["object"]["key"]
    changes: list[Change] = []
    for name, spec in document["added"].items():
        changes.append({**spec, "op": "add_field", "object": key, "key": name})
    for name, changed in document["changed"].items():
        changes += _changed(key, name, changed)
    for name in document["trashed"]:
        changes.append({"op": "trash_field", "object": key, "field": name})
    for name, rights in document["rights"].items():
        if rights:
            changes.append({"op": "set_field_rights", "object": key, "field": name, "rights": rights})
    if document["rules"] is not None:
        changes.append({"op": "set_rules", "object": key, "rules": document["rules"]})
    return [*changes, *_layout(document, base)]


def _changed(key: str, name: str, changed: Mapping[str, Any]) -> list[Change]:
    """A change of the field; of its type and of its being unique, which are made by themselves."""
    place = {"object": key, "field": name}
    converting = CONVERTED if "type" in changed else ()
    rest = {prop: value for prop, value in changed.items() if prop != "unique" and prop not in converting}
    made: list[Change] = [{"op": "change_field", **place, **rest}] if rest else []
    if converting:
        more = {prop: changed[prop] for prop in converting if changed.get(prop)}
        made.append({"op": "convert_field", **place, **more})
    if "unique" in changed:
        made.append({"op": "set_unique", "object": key, "field": name, "unique": changed["unique"]})
    return made


def _layout(document: Document, base: Mapping[str, Any]) -> list[Change]:
    form, kept = document["form"], base["form"]
    place = {"object": base["object"]["key"], "kind": "form", "name": kept["name"]}
    if form.get("reset") and document["body"] == base["shipped"]:
        return [{"op": "delete_layout", **place}]
    same = document["body"] == base["body"] and all(form.get(name) == kept[name] for name in CHOOSING)
    if same and (kept["kept"] or kept["name"] == "standard"):
        return []
    choosing = {name: form.get(name) for name in CHOOSING}
    return [{"op": "set_layout", **place, **choosing, "body": document["body"]}]


def document_of(changes: Iterable[Mapping[str, Any]], base: Mapping[str, Any]) -> Document:
    """The document a list of changes came from."""
    document = empty(base)
    for change in changes:
        _take(document, change)
    if document["form"].get("reset"):
        document["body"] = base["shipped"]
    return document


def empty(base: Mapping[str, Any]) -> Document:
    """The document without any change."""
    form = {name: base["form"][name] for name in CHOOSING}
    return {"form": form, "body": base["body"], "added": {}, "changed": {}, "trashed": [], "rights": {}, "rules": None}


def _take(document: Document, change: Mapping[str, Any]) -> None:
    op, name = change.get("op"), str(change.get("field", ""))
    rest = {key: value for key, value in change.items() if key not in ("op", "object", "key", "field", "kind", "name")}
    if op == "add_field":
        document["added"][change["key"]] = rest
    elif op in ("change_field", "convert_field", "set_unique"):
        document["changed"].setdefault(name, {}).update(rest)
    elif op == "trash_field":
        document["trashed"].append(name)
    elif op == "set_field_rights":
        document["rights"][name] = change["rights"]
    else:
        _take_layout(document, change, rest)


def _take_layout(document: Document, change: Mapping[str, Any], rest: Mapping[str, Any]) -> None:
    if change["op"] == "set_rules":
        document["rules"] = change["rules"]
    elif change["op"] == "delete_layout":
        document["form"]["reset"] = True
    elif change["op"] == "set_layout":
        document["body"] = rest["body"]
        document["form"].update({name: rest[name] for name in CHOOSING if rest.get(name) is not None})


def with_names(changes: Sequence[Change], found: ObjectDescriptor) -> list[Change]:
    """The changes with a name of its own, made out of its label, for every field that is new."""
    # a key is never used twice, also not that of a field in the trash
    taken = {*found.fields, *FieldDef.objects.filter(object=found.key).values_list("key", flat=True)}
    names: dict[str, str] = {}
    for change in changes:
        if change["op"] == "add_field" and FRESH.fullmatch(str(change["key"])):
            names[change["key"]] = key_for(change.get("label") or {}, taken)
            taken.add(names[change["key"]])
    renamed: list[Change] = [_renamed(change, names) for change in changes] if names else list(changes)
    return renamed


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return names.get(value) or FRESH.sub(lambda found: names.get(found[0], found[0]), value)
    if isinstance(value, Mapping):
        return {names.get(key, key): _renamed(one, names) for key, one in value.items()}
    return [_renamed(one, names) for one in value] if isinstance(value, list) else value
