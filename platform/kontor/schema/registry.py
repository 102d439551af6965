"""Builds the descriptors of all objects and hands out the schema in force."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from django.apps import apps
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from kontor.core.declare import Computed, Declare
from kontor.core.errors import NotFound
from kontor.core.ids import new_id
from kontor.core.models import Document, Line, WrittenByWork
from kontor.core.registry import stores
from kontor.schema.descriptor import Choice, FieldDescriptor, ObjectDescriptor, Schema
from kontor.schema.field_types import TYPES, type_of

# columns that are no fields of an object: the engine's own
ENGINE_COLUMNS = frozenset({"id", "version", "trashed_at"})
READ_ONLY = frozenset({"status", "number", "created_at", "created_by", "updated_at", "updated_by"})

_current: Schema | None = None


def current() -> Schema:
    """The schema in force in this process."""
    global _current  # noqa: PLW0603 (one schema per process, swapped whole)
    if _current is None:
        _current = build(object_models())
    return _current


def forget() -> None:
    """Makes the next `current()` build anew; for tests that declare objects of their own."""
    global _current  # noqa: PLW0603
    _current = None


def object_of(key: str) -> ObjectDescriptor:
    """The object named `key`; NotFound when there is none."""
    found = current().get(key)
    if found is None:
        msg = "There is no such object."
        raise NotFound(msg)
    return found


def object_models() -> list[Any]:
    """All concrete models that declare themselves, in the order of the installed apps."""
    return [model for model in apps.get_models() if issubclass(model, WrittenByWork) and hasattr(model, "declare")]


def build(found: Iterable[Any]) -> Schema:
    """The schema of those models."""
    found = list(found)
    keys = {model: model.declare.key for model in found}
    objects = {model.declare.key: _object(model, keys) for model in found}
    for key, descriptor in list(objects.items()):
        if descriptor.parent_key in objects:
            _join(objects, key, descriptor)
    return Schema(token=new_id(), objects=MappingProxyType(objects))


def _join(objects: dict[str, ObjectDescriptor], key: str, line: ObjectDescriptor) -> None:
    """Hangs a line object into its parent's `lines`, under the relation's name."""
    if line.parent is None or line.parent_key is None:
        return
    name = line.model._meta.get_field(line.parent).remote_field.related_name
    parent = objects[line.parent_key]
    lines = {**parent.lines, name: line}
    objects[line.parent_key] = _with_lines(parent, MappingProxyType(lines))


def _with_lines(parent: ObjectDescriptor, lines: Mapping[str, ObjectDescriptor]) -> ObjectDescriptor:
    values = {name: getattr(parent, name) for name in ObjectDescriptor.__slots__}
    return ObjectDescriptor(**{**values, "lines": lines})


def _object(model: Any, keys: dict[Any, str]) -> ObjectDescriptor:
    declare: Declare = model.declare
    is_line = issubclass(model, Line)
    fields: dict[str, FieldDescriptor] = {}
    for column in model._meta.concrete_fields:
        if column.name in ENGINE_COLUMNS or column.name in declare.hidden or column.name == declare.parent:
            continue
        fields[column.name] = _field(declare, column, keys)
    for name, computed in {**declare.computed, **stores.computed.get(declare.key, {})}.items():
        fields[name] = _computed(declare, name, computed)
    parent_model = model._meta.get_field(declare.parent).related_model if declare.parent else None
    return ObjectDescriptor(
        key=declare.key,
        model=model,
        declare=declare,
        label=declare.label,
        plural=declare.plural or declare.label,
        icon=declare.icon,
        app=model._meta.app_label,
        name_field=declare.name_field,
        fields=MappingProxyType(fields),
        is_line=is_line,
        is_document=issubclass(model, Document),
        parent=declare.parent,
        parent_key=keys.get(parent_model),
    )


# what a column holds on every database; the narrowest class first
_RANGES: dict[type[Any], tuple[int, int]] = {
    models.PositiveSmallIntegerField: (0, 32_767),
    models.SmallIntegerField: (-32_768, 32_767),
    models.PositiveIntegerField: (0, 2_147_483_647),
}


def _own_validators(column: Any) -> tuple[Any, ...]:
    """The validators a declaration added; bounds are kept apart."""
    return tuple(
        one for one in getattr(column, "_validators", ()) if not isinstance(one, MinValueValidator | MaxValueValidator)
    )


def _bounds(column: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for validator in getattr(column, "_validators", ()):
        if isinstance(validator, MinValueValidator):
            found["minimum"] = validator.limit_value
        elif isinstance(validator, MaxValueValidator):
            found["maximum"] = validator.limit_value
    for kind, (low, high) in _RANGES.items():
        if isinstance(column, kind):
            found["minimum"] = max(low, found.get("minimum", low))
            found["maximum"] = min(high, found.get("maximum", high))
            break
    return found


def _field(declare: Declare, column: Any, keys: dict[Any, str]) -> FieldDescriptor:
    related = column.related_model if isinstance(column, models.ForeignKey) else None
    name = column.name
    return FieldDescriptor(
        key=name,
        object=declare.key,
        type=type_of(column),
        label=column.verbose_name,
        help=column.help_text,
        required=not column.blank and not isinstance(column, models.BooleanField),
        read_only=name in READ_ONLY or name in declare.read_only or not column.editable,
        derived=name in declare.derived,
        sensitive=name in declare.sensitive,
        searchable=name in declare.searchable,
        unique=column.unique,
        target=keys.get(related) if related else None,
        choices=tuple(Choice(str(key), label) for key, label in (column.choices or ())),
        max_length=column.max_length,
        digits=getattr(column, "max_digits", 0) or 0,
        places=getattr(column, "decimal_places", 0) or 0,
        nullable=column.null,
        default=column.default if column.has_default() else None,
        attname=column.attname,
        relation_filter=declare.relation_filters.get(name, {}),
        validators=_own_validators(column),
        **_bounds(column),
    )


def _computed(declare: Declare, name: str, computed: Computed) -> FieldDescriptor:
    return FieldDescriptor(
        key=name,
        object=declare.key,
        type=TYPES[computed.type],
        label=computed.label,
        read_only=True,
        sensitive=computed.sensitive or name in declare.sensitive,
        nullable=True,
        computed=computed,
        attname=name,
    )
