"""The one place where shipped models and declarations, made fields and overrides become descriptors."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from kontor.core.declare import Computed, Declare
from kontor.core.errors import BadInput
from kontor.core.ids import new_id
from kontor.core.labels import lazy_label
from kontor.core.models import Document, Line
from kontor.core.registry import stores
from kontor.schema.descriptor import Choice, FieldDescriptor, ObjectDescriptor, Schema
from kontor.schema.field_types import TYPES, type_of
from kontor.schema.specs import Definitions, MadeField, MadeObject

# columns that are no fields of an object: the engine's own
ENGINE_COLUMNS = frozenset({"id", "version", "trashed_at"})
READ_ONLY = frozenset({"status", "number", "created_at", "created_by", "updated_at", "updated_by"})
WORDS = frozenset({"text", "long_text", "rich_text", "email", "phone", "url", "number"})
TARGETS = {"user": "person", "team": "team"}
STEP = 10
FIRST_MADE = 10_000

Overrides = Mapping[str, Any]
NOTHING: Overrides = MappingProxyType({})


def build_schema(found: Iterable[Any], definitions: Definitions) -> Schema:
    """The schema of those models with what was made and said differently."""
    found = list(found)
    keys = {model: model.declare.key for model in found}
    objects = {model.declare.key: describe(model, definitions, keys) for model in found}
    for key, descriptor in list(objects.items()):
        if descriptor.parent_key in objects:
            _join(objects, key, descriptor)
    return Schema(token=new_id(), objects=MappingProxyType(objects), stored=definitions.token)


def _join(objects: dict[str, ObjectDescriptor], key: str, line: ObjectDescriptor) -> None:
    """Hangs a line object into its parent's `lines`, under the relation's name."""
    if line.parent is None or line.parent_key is None:
        return
    name = line.model._meta.get_field(line.parent).remote_field.related_name
    parent = objects[line.parent_key]
    objects[line.parent_key] = replace(parent, lines=MappingProxyType({**parent.lines, name: line}))


def declaration_of(shipped: Declare, fields: Iterable[MadeField]) -> Declare:
    """The declaration of a shipped object, with what its made fields add."""
    fields = list(fields)
    if not fields:
        return shipped
    return replace(shipped, **_added(shipped, fields))


def _added(before: Declare, fields: list[MadeField]) -> dict[str, Any]:
    return {
        "searchable": (*before.searchable, *(one.key for one in fields if one.searchable and one.result in WORDS)),
        "sensitive": (*before.sensitive, *(one.key for one in fields if one.sensitive)),
        "derived": (*before.derived, *(one.key for one in fields if one.derived and one.stored)),
        "personal": (*before.personal, *(one.key for one in fields if one.personal)),
    }


def declaration_for(made: MadeObject, fields: Iterable[MadeField]) -> Declare:
    """The declaration of a made object."""
    fields = list(fields)
    names = {one.key for one in fields}
    named = made.name_field if made.name_field in names else None
    words = {one.key for one in fields if one.result in WORDS}
    numbered = ("number",) if made.kind == "document" else ()
    # what names a record finds it: without that nobody could pick it by typing
    searched = [made.name_field, *made.searchable] if made.kind != "line" else made.searchable
    searchable = [*numbered, *(key for key in dict.fromkeys(searched) if key in words)]
    base = Declare(
        key=made.key,
        label=lazy_label(dict(made.label)),
        plural=lazy_label(dict(made.plural)) if made.plural else None,
        icon=made.icon,
        name_field=named,
        searchable=tuple(searchable),
        hidden=() if made.archivable or made.kind == "line" else ("active",),
        number=made.number or None,
        context=tuple(key for key in made.context if key in names or key in numbered),
        parent="parent" if made.kind == "line" else None,
        archivable=made.archivable and made.kind != "line",
        made=True,
        alike={str(named): ("name",)} if made.kind == "record" and named in words else {},
    )
    added = _added(base, fields)
    return replace(base, **{**added, "searchable": tuple(dict.fromkeys(added["searchable"]))})


def describe(model: Any, definitions: Definitions, keys: Mapping[Any, str]) -> ObjectDescriptor:
    """The descriptor of one model."""
    declare: Declare = model.declare
    made = definitions.objects.get(declare.key)
    said = definitions.overrides.get((declare.key, ""), NOTHING)
    fields = _fields(model, declare, definitions, keys)
    is_line, is_document = issubclass(model, Line), issubclass(model, Document)
    parent_model = model._meta.get_field(declare.parent).related_model if declare.parent else None
    label = lazy_label(said["label"]) if "label" in said else declare.label
    return ObjectDescriptor(
        key=declare.key,
        model=model,
        declare=declare,
        label=label,
        plural=lazy_label(said["plural"]) if "plural" in said else declare.plural or label,
        icon=str(said.get("icon", declare.icon)),
        app=model._meta.app_label,
        name_field=declare.name_field,
        fields=MappingProxyType(fields),
        is_line=is_line,
        is_document=is_document,
        parent=declare.parent,
        parent_key=keys.get(parent_model),
        made=made is not None,
        kind="line" if is_line else "document" if is_document else "record",
        defaults=MappingProxyType(_defaults(fields, definitions, declare.key)),
    )


def _fields(
    model: Any, declare: Declare, definitions: Definitions, keys: Mapping[Any, str]
) -> dict[str, FieldDescriptor]:
    """The fields in their order: shipped ones as declared, then computed ones, then made ones by position."""
    made = definitions.live_fields(declare.key)
    ours = {one.key for one in made}
    columns = {column.name: column for column in model._meta.concrete_fields}
    left_out = ENGINE_COLUMNS | ours | frozenset(declare.hidden) | {declare.parent}
    fields = {name: shipped_field(declare, column, keys) for name, column in columns.items() if name not in left_out}
    for name, computed in {**declare.computed, **stores.computed.get(declare.key, {})}.items():
        fields[name] = _computed(declare, name, computed)
    live = set(keys.values())
    for one in sorted(made, key=lambda field: (field.position, str(field.id))):
        fields[one.key] = made_field_descriptor(one, columns.get(one.key), live)
    return _ordered({name: _overridden(one, definitions, at) for at, (name, one) in enumerate(fields.items())})


def _overridden(one: FieldDescriptor, definitions: Definitions, place: int) -> FieldDescriptor:
    """The field with what the company says differently; a rule is only ever tightened."""
    said = definitions.overrides.get((one.object, one.key), NOTHING)
    natural = FIRST_MADE + one.position if one.made else place * STEP
    changed: dict[str, Any] = {"position": int(said.get("position", natural))}
    for name in ("label", "help"):
        if name in said:
            changed[name] = lazy_label(said[name])
    if said.get("required") and one.writable:
        changed["required"] = True
    if "default" in said:
        changed["default"] = said["default"]
    return replace(one, **changed)


def _ordered(fields: dict[str, FieldDescriptor]) -> dict[str, FieldDescriptor]:
    return dict(sorted(fields.items(), key=lambda item: item[1].position))


def _defaults(fields: Mapping[str, FieldDescriptor], definitions: Definitions, key: str) -> dict[str, Any]:
    """What designers say a new record begins with, as it was sent."""
    return {
        name: one.default
        for name, one in fields.items()
        if one.writable
        and one.default is not None
        and (one.made or "default" in definitions.overrides.get((key, name), NOTHING))
    }


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


def shipped_field(declare: Declare, column: Any, keys: Mapping[Any, str]) -> FieldDescriptor:
    """The descriptor of a field that a model in code declares."""
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


def made_field_descriptor(one: MadeField, column: Any, live: Iterable[str]) -> FieldDescriptor:
    """The descriptor of a field made at run time; `column` is its Django field, if it has one."""
    target = TARGETS.get(one.result) or (one.target if one.result in ("relation", "relations") else "")
    settings = {**one.settings, **({"kind": one.kind} if one.kind else {})}
    most = getattr(column, "decimal_places", 0) or 0
    plain = FieldDescriptor(
        key=one.key,
        object=one.object,
        type=TYPES[one.result],
        label=lazy_label(dict(one.label)),
        help=lazy_label(dict(one.help)) if one.help else "",
        required=one.required and one.result != "boolean" and not one.derived,
        read_only=one.derived or not one.stored,
        derived=one.derived,
        sensitive=one.sensitive,
        searchable=one.searchable and one.result in WORDS,
        unique=one.unique,
        target=target if target in live else None,
        choices=tuple(made_choice(choice) for choice in one.choices),
        max_length=one.max_length or getattr(column, "max_length", None),
        digits=getattr(column, "max_digits", 0) or 0,
        places=min(most, int(one.settings.get("places", most))),
        nullable=True,
        default=one.default,
        attname=getattr(column, "attname", ""),
        relation_filter=one.settings.get("filter_by", {}),
        made=True,
        settings=MappingProxyType(settings),
        inputs=_inputs(one),
        position=one.position,
        reverse_label=lazy_label(dict(one.reverse_label)) if one.reverse_label else "",
        on_delete=one.on_delete if one.result == "relation" else "",
    )
    return replace(plain, minimum=_bound(plain, one.minimum), maximum=_bound(plain, one.maximum))


def made_choice(choice: Mapping[str, Any]) -> Choice:
    """A stored choice."""
    return Choice(
        str(choice["key"]),
        lazy_label(dict(choice.get("label") or {"en": str(choice["key"])})),
        str(choice.get("tone", "")),
        bool(choice.get("active", True)),
    )


def _bound(field: FieldDescriptor, text: str) -> Any:
    if not text:
        return None
    try:
        return field.type.parse(field, text)
    except BadInput:
        return None


def _inputs(one: MadeField) -> tuple[str, ...]:
    """The paths a derived field reads."""
    if one.kind in ("lookup", "snapshot"):
        return (str(one.settings.get("path", "")),)
    if one.kind == "rollup":
        over, name = str(one.settings.get("over", "")), str(one.settings.get("field") or "")
        return (f"{over}.{name}" if name else over,)
    return tuple(one.settings.get("inputs", ()))


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
