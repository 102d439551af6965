"""Making, changing, trashing and purging fields; inside `changing()`."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import fields as fields_of
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kontor.core.errors import BadInput, Conflict, NotFound
from kontor.jobs.queue import enqueue
from kontor.schema import ddl, names
from kontor.schema.changing import running
from kontor.schema.classes import django_field
from kontor.schema.descriptor import FieldDescriptor
from kontor.schema.field_types import TYPES
from kontor.schema.merge import made_field_descriptor
from kontor.schema.models import FieldDef, OnDelete, State
from kontor.schema.services_objects import drop_field, is_line, is_object, tables_of
from kontor.schema.specs import DERIVED, FieldSpec, MadeField, made_field

MAX_FIELDS = 300
MAX_CHOICES = 500
MAX_TEXT = 4000
TONES = frozenset({"", "neutral", "active", "waiting", "good", "bad"})
ALWAYS_TARGET = {"user": "person", "team": "team"}
FILES = ("file", "image", "signature")
NO_UNIQUE = frozenset({"long_text", "rich_text", "multi_choice", "tags", "address", "boolean", "rating", *FILES})
NO_DEFAULT = frozenset({"relation", "team", "address", *FILES})
_CHANGEABLE = frozenset(
    {
        "label", "help", "position", "required", "default", "on_delete", "reverse_label", "choices", "max_length",
        "minimum", "maximum", "searchable", "sensitive", "personal", "settings",
    }
)  # fmt: skip
# defaults that are not values but say where the value comes from
NAMED_DEFAULTS = {"date": ("today",), "datetime": ("now",), "user": ("me",)}
# what the classes, formulas and tables rest on: it stays as it was when the field was made
_FIXED_SETTINGS = ("kind", "reverse", "result", "through")


def field_row(object_key: str, key: str, *states: str) -> FieldDef:
    """The stored field in one of the states (live, without any); NotFound when there is none."""
    row = FieldDef.objects.filter(object=object_key, key=key, state__in=states or (State.LIVE,)).first()
    if row is None:
        raise NotFound(_("There is no such field."))
    return row


def add_field(object_key: str, spec: FieldSpec, *, state: str = State.LIVE) -> FieldDef:
    """Makes a field with its columns and indexes. BadInput names what is wrong with it."""
    change = running()
    if not is_object(object_key):
        raise BadInput(_("There is no such object."), field="object")
    row = _row(object_key, spec, state)
    check_row(row)
    row.save(force_insert=True)
    create_columns(row)
    change.touched.add(object_key)
    return row


def _row(object_key: str, spec: FieldSpec, state: str) -> FieldDef:
    label = names.check_label(dict(spec.label))
    taken = names.field_keys(object_key) | {name for name in dir(names.base_of(object_key)) if name.islower()}
    key = spec.key or names.key_for(label, taken)
    names.check_field_key(object_key, key, spec.type)
    settings = dict(spec.settings)
    if spec.type in DERIVED:
        settings.setdefault("kind", spec.type)
    count = FieldDef.objects.filter(object=object_key).exclude(state=State.PURGED).count()
    if count >= MAX_FIELDS:
        raise Conflict(_("An object has at most %(limit)s fields of its own.") % {"limit": MAX_FIELDS}, code="too_many")
    return FieldDef(
        object=object_key,
        key=key,
        type=spec.type,
        column=names.new_name("x_"),
        label=label,
        help=names.check_label(dict(spec.help), "help", needed=False),
        position=count * 10 if spec.position is None else int(spec.position),
        required=bool(spec.required),
        unique=bool(spec.unique),
        indexed=bool(spec.indexed),
        default=spec.default,
        target=ALWAYS_TARGET.get(spec.type, spec.target),
        on_delete=spec.on_delete,
        reverse_label=names.check_label(dict(spec.reverse_label), "reverse_label", needed=False),
        choices=[dict(one) for one in spec.choices],
        max_length=spec.max_length,
        minimum=bound(spec.minimum),
        maximum=bound(spec.maximum),
        searchable=bool(spec.searchable),
        sensitive=bool(spec.sensitive),
        personal=bool(spec.personal),
        settings=settings,
        state=state,
        created_at=running().at,
    )


def bound(value: Any) -> str:
    """A limit as it is stored."""
    return "" if value is None else str(value)[:40]


def made(row: FieldDef) -> MadeField:
    """The immutable form of a stored field, with a target that only serves to know its column's type."""
    return made_field(row, "identity.Person")


def check_row(row: FieldDef, targets: Container[str] = ()) -> None:
    """BadInput for what does not fit together; `targets` are objects that are only about to be made."""
    one = made(row)
    kind = TYPES.get(one.result)
    if one.stored and (kind is None or not kind.designable):
        raise BadInput(_("There is no such type of field."), field="type")
    if one.stored and not one.derived:
        _check_link(row, one, targets)
    if one.result in ("choice", "multi_choice"):
        row.choices = checked_choices(row.choices)
    _check_length(row, one)
    if row.unique and (one.result in NO_UNIQUE or one.derived):
        raise BadInput(_("Fields of this type cannot be unique."), field="unique")
    if row.required and (one.derived or not one.stored):
        raise BadInput(_("What is computed cannot be required."), field="required")
    _check_values(row)


def _check_link(row: FieldDef, one: MadeField, targets: Container[str]) -> None:
    if one.result != "relation":
        row.target = ALWAYS_TARGET.get(one.result, "")
        row.on_delete = OnDelete.PROTECT
        return
    coming = row.target in targets and not is_object(row.target)
    if not coming and (not is_object(row.target) or is_line(row.target)):
        raise BadInput(_("Choose the object the link goes to."), field="target")
    if row.on_delete not in OnDelete.values:
        raise BadInput(_("Choose what becomes of the link when its record is deleted."), field="on_delete")
    if not coming:
        names.check_reverse(row.target, one.reverse)


def _check_length(row: FieldDef, one: MadeField) -> None:
    if row.max_length is None:
        return
    if one.result != "text":
        row.max_length = None
    elif not 1 <= int(row.max_length) <= MAX_TEXT:
        raise BadInput(_("A length lies between 1 and %(limit)s.") % {"limit": MAX_TEXT}, field="max_length")


def checked_choices(choices: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The choices, cleaned: each with a key of its own (made from its label if need be) and a label."""
    if not 1 <= len(choices) <= MAX_CHOICES:
        raise BadInput(_("A choice needs between 1 and %(limit)s options.") % {"limit": MAX_CHOICES}, field="choices")
    found: list[dict[str, Any]] = []
    for one in choices:
        label = names.check_label(one.get("label") or one.get("key"), "choices")
        key = str(one.get("key") or names.key_for(label, [known["key"] for known in found], "option"))
        names.check_label(key, "choices")
        if "|" in key or "," in key or len(key) > names.MAX_KEY or any(known["key"] == key for known in found):
            raise BadInput(_("Each option needs a key of its own, without | or commas."), field="choices")
        tone = str(one.get("tone", ""))
        if tone not in TONES:
            raise BadInput(_("There is no such tone."), field="choices")
        found.append({"key": key, "label": label, "tone": tone, "active": bool(one.get("active", True))})
    return found


def _check_values(row: FieldDef) -> None:
    """Bounds and default must be values of the type themselves."""
    one = made(row)
    column = named_field(one) if one.stored else None
    field = made_field_descriptor(one, column, {row.target})
    for name in ("minimum", "maximum"):
        if getattr(row, name):
            try:
                field.type.parse(field, getattr(row, name))
            except BadInput as error:
                raise BadInput(error.message, field=name) from None
    if field.minimum is not None and field.maximum is not None and field.minimum > field.maximum:
        raise BadInput(_("The smallest value is larger than the largest."), field="minimum")
    _check_default(row, one, field)


def _check_default(row: FieldDef, one: MadeField, field: FieldDescriptor) -> None:
    if row.default in (None, "", []):
        row.default = None
        return
    if row.default in NAMED_DEFAULTS.get(one.result, ()):
        return
    if one.result in NO_DEFAULT or one.derived:
        raise BadInput(_("Fields of this type have no default."), field="default")
    try:
        field.type.clean(field, row.default)
    except BadInput as error:
        raise BadInput(error.message, field="default") from None


def named_field(one: MadeField) -> Any:
    """The Django field of a stored field under its own name."""
    field = django_field(one)
    field.set_attributes_from_name(one.key)
    return field


def target_of(row: FieldDef) -> tuple[str, str] | None:
    """The (table, column) a link's column refers to; None for what is no link."""
    one = made(row)
    if not one.is_link:
        return None
    if one.result in FILES:
        return django_field(one).remote_field.model.lower().replace(".", "_"), "id"
    return tables_of(row.target)[0], "id"


def create_columns(row: FieldDef) -> None:
    """Adds a field's columns and what indexes it needs; what is there already stays."""
    one = made(row)
    if not one.stored:
        return
    table, versions = tables_of(row.object)
    field = django_field(one)
    if row.column not in ddl.columns_of(table):
        ddl.add_column(table, field, row.column, target_of(row))
    if not one.derived and row.column not in ddl.columns_of(versions):
        ddl.add_column(versions, field, row.column)
    create_indexes(row)


def create_indexes(row: FieldDef) -> None:
    """Makes the indexes a field needs; Conflict when its values are not unique."""
    one = made(row)
    table = tables_of(row.object)[0]
    if one.is_link or row.indexed:
        ddl.add_index(table, row.column, "plain")
    if row.unique:
        try:
            with transaction.atomic():
                ddl.add_index(table, row.column, "unique", live_only=not is_line(row.object))
        except IntegrityError as error:
            raise Conflict(
                _("Some records share a value; make them different first."), field=row.key, code="not_unique"
            ) from error


def change_field(object_key: str, key: str, **changed: Any) -> FieldDef:
    """Changes what a field is called and what values it takes; its key and type stay (see convert_field)."""
    row = field_row(object_key, key)
    unknown = set(changed) - _CHANGEABLE
    if unknown:
        raise BadInput(_("%(what)s of a field cannot be changed.") % {"what": sorted(unknown)[0]}, field=min(unknown))
    before = row.max_length
    for name, value in changed.items():
        setattr(row, name, _changed(row, name, value))
    if row.max_length != before:
        raise BadInput(_("The length of a field stays; convert it instead."), field="max_length")
    _check_changed(row)
    row.save(update_fields=list(changed))
    running().touched.add(object_key)
    if "searchable" in changed:
        reindex(row)
    return row


def reindex(row: FieldDef) -> None:
    """Asks for the search entries of a field to be made anew, or taken away, once the change is there."""
    enqueue("records.reindex", {"object": row.object, "field": row.key}, key=f"reindex:{row.object}.{row.key}")


def _changed(row: FieldDef, name: str, value: Any) -> Any:
    if name in ("label", "help", "reverse_label"):
        return names.check_label(value, name, needed=name == "label")
    if name in ("minimum", "maximum"):
        return bound(value)
    if name == "choices":
        return checked_choices(value)
    if name == "settings":
        return {**value, **{one: row.settings[one] for one in _FIXED_SETTINGS if one in row.settings}}
    if name in ("required", "searchable", "sensitive", "personal"):
        return bool(value)
    return value


def _check_changed(row: FieldDef) -> None:
    one = made(row)
    if row.on_delete not in OnDelete.values:
        raise BadInput(_("Choose what becomes of the link when its record is deleted."), field="on_delete")
    if row.required and (one.derived or not one.stored):
        raise BadInput(_("What is computed cannot be required."), field="required")
    _check_values(row)


def trash_field(object_key: str, key: str) -> FieldDef:
    """Puts a field into the trash; its values stay until it is purged."""
    row = field_row(object_key, key)
    row.state, row.trashed_at = State.TRASHED, running().at
    row.save(update_fields=["state", "trashed_at"])
    if row.unique:
        # records made meanwhile must not be refused for a value nobody sees
        ddl.drop_index(row.column, "unique")
    running().touched.add(object_key)
    return row


def restore_field(object_key: str, key: str) -> FieldDef:
    """Takes a field out of the trash with its values; Conflict when its target is gone or values are not unique."""
    row = field_row(object_key, key, State.TRASHED)
    if row.type == "relation" and not is_object(row.target):
        raise Conflict(_("The object it links to is not there any more."), code="in_use")
    row.state, row.trashed_at = State.LIVE, None
    row.save(update_fields=["state", "trashed_at"])
    create_indexes(row)
    running().touched.add(object_key)
    return row


def purge_field(object_key: str, key: str) -> FieldDef:
    """Drops the columns of a trashed field for good; its key is never used again."""
    row = field_row(object_key, key, State.TRASHED)
    drop_field(row)
    reindex(row)
    return row


def set_unique(object_key: str, key: str, unique: bool) -> FieldDef:
    """Lets a value occur once only, or again; Conflict while some records share one (see `duplicates`)."""
    row = field_row(object_key, key)
    row.unique = bool(unique)
    check_row(row) if row.type != "relation" else None
    row.save(update_fields=["unique"])
    if unique:
        create_indexes(row)
    else:
        ddl.drop_index(row.column, "unique")
    running().touched.add(object_key)
    return row


def set_indexed(object_key: str, key: str, indexed: bool) -> FieldDef:
    """Indexes a field for lists that sort and filter by it, or not; links always are."""
    row = field_row(object_key, key)
    row.indexed = bool(indexed)
    row.save(update_fields=["indexed"])
    if indexed:
        create_indexes(row)
    elif not made(row).is_link:
        ddl.drop_index(row.column, "plain")
    running().touched.add(object_key)
    return row


def spec_of(values: Mapping[str, Any]) -> FieldSpec:
    """The spec of what was sent; BadInput for names that are none of a spec's."""
    known = {one.name for one in fields_of(FieldSpec)}
    if set(values) - known:
        raise BadInput(_("There is no such field."), field=str(min(set(values) - known))[:80])
    return FieldSpec(**{**values, "choices": tuple(values.get("choices") or ())})
