"""The schema there will be after some changes, for checks that need descriptors: formulas, roll-ups, conditions."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from kontor.core.declare import Declare
from kontor.core.ids import new_id
from kontor.core.labels import lazy_label
from kontor.design.changes.base import Planned, PlannedField, PlannedObject
from kontor.layouts.derive import KEEPING
from kontor.schema.descriptor import FieldDescriptor, ObjectDescriptor, Schema
from kontor.schema.registry import current, planned
from kontor.schema.services import described_field
from kontor.schema.specs import lines_name


@contextmanager
def looking_at(wanted: Planned) -> Iterator[None]:
    """Inside, `current()` is the schema as planned."""
    with planned(schema_of(wanted)):
        yield


def schema_of(wanted: Planned) -> Schema:
    """Descriptors of everything planned; objects that are not there yet have no model."""
    keys = set(wanted.objects)
    objects = {key: _object(one, keys) for key, one in wanted.objects.items()}
    for key, one in objects.items():
        parent = objects.get(one.parent_key or "")
        if one.model is None and one.is_line and parent is not None:
            lines = {**parent.lines, lines_name(key, {}): one}
            objects[parent.key] = replace(parent, lines=MappingProxyType(lines))
    return Schema(token=new_id(), objects=MappingProxyType(objects), stored=current().stored)


def _object(one: PlannedObject, keys: set[str]) -> ObjectDescriptor:
    if one.found is not None:
        return replace(one.found, fields=_fields(one, one.found.fields, keys))
    label = lazy_label({"en": one.label})
    return ObjectDescriptor(
        key=one.key,
        model=None,
        declare=Declare(key=one.key, label=label, made=True),
        label=label,
        plural=lazy_label({"en": one.plural}),
        icon="box",
        app="schema",
        name_field=None,
        fields=_fields(one, _given(one), keys),
        is_line=one.kind == "line",
        is_document=one.kind == "document",
        parent=one.parent or None,
        parent_key=one.parent or None,
        made=True,
        kind=one.kind,
    )


def _given(one: PlannedObject) -> Mapping[str, FieldDescriptor]:
    """The fields every object of its kind has, as another object of that kind has them."""
    same = next((other for other in current().objects.values() if _alike(one, other)), None)
    wanted = ("position",) if one.kind == "line" else (*KEEPING, "number")
    if same is None:
        return {}
    return {key: replace(same.fields[key], object=one.key) for key in wanted if key in same.fields}


def _alike(one: PlannedObject, other: ObjectDescriptor) -> bool:
    return (other.is_line, other.is_document) == (one.kind == "line", one.kind == "document")


def _fields(one: PlannedObject, there: Mapping[str, FieldDescriptor], keys: set[str]) -> Mapping[str, Any]:
    """The fields that stay, and those that come."""
    kept = {key: there[key] for key in one.fields if key in there}
    coming = {key: _coming(one.key, field, keys) for key, field in one.fields.items() if _is_new(field, there)}
    return MappingProxyType({**kept, **coming})


def _is_new(field: PlannedField, there: Mapping[str, FieldDescriptor]) -> bool:
    return field.spec is not None and field.key not in there


def _coming(key: str, field: PlannedField, keys: set[str]) -> FieldDescriptor:
    return described_field(field.spec, key, keys)
