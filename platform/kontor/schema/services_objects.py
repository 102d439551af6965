"""Making, changing, trashing and purging objects; inside `changing()`."""

import re
from collections.abc import Mapping
from dataclasses import fields as fields_of
from typing import Any

from django.utils.translation import gettext as _

from kontor.core.declare import Declare
from kontor.core.errors import BadInput, Conflict, NotFound
from kontor.core.registry import stores
from kontor.jobs.queue import enqueue
from kontor.schema import classes, ddl, names, views
from kontor.schema.changing import running
from kontor.schema.models import FieldDef, Kind, ObjectDef, State
from kontor.schema.registry import shipped_models
from kontor.schema.specs import LINKS, ObjectSpec, history_table, lines_name, made_object

_NUMBER = re.compile(r"[^{}]{0,20}(\{year\}[^{}]{0,5})?\{seq(:0[1-9])?\}[^{}]{0,5}")
_CHANGEABLE = frozenset(
    {"label", "plural", "icon", "name_field", "number", "context", "searchable", "archivable", "settings"}
)
MAX_OBJECTS = 1000


def made_row(key: str, *states: str) -> ObjectDef:
    """The stored object in one of the states (live, without any); NotFound when there is none."""
    row = ObjectDef.objects.filter(key=key, state__in=states or (State.LIVE,)).first()
    if row is None:
        raise NotFound(_("There is no such object."))
    return row


def tables_of(key: str) -> tuple[str, str]:
    """The table of an object and the table of its versions; NotFound when there is no such object."""
    shipped = shipped_models().get(key)
    if shipped is not None:
        return shipped._meta.db_table, shipped.history.model._meta.db_table
    table = made_row(key, State.LIVE, State.TRASHED).table
    return table, history_table(table)


def is_object(key: str) -> bool:
    """Whether there is a live object of that key."""
    return key in shipped_models() or ObjectDef.objects.filter(key=key, state=State.LIVE).exists()


def is_line(key: str) -> bool:
    """Whether an object's rows live with a parent."""
    shipped = shipped_models().get(key)
    if shipped is not None:
        return bool(shipped.declare.parent)
    return ObjectDef.objects.filter(key=key, kind=Kind.LINE).exists()


def add_object(spec: ObjectSpec) -> ObjectDef:
    """Makes an object with its two tables. BadInput names what is wrong; the fields are added one by one."""
    change = running()
    label = names.check_label(spec.label)
    key = spec.key or names.key_for(label, names.object_keys() | names.RESERVED_OBJECTS, "thing")
    names.check_object_key(key)
    if ObjectDef.objects.exclude(state=State.PURGED).count() >= MAX_OBJECTS:
        raise Conflict(_("There are %(limit)s objects already.") % {"limit": MAX_OBJECTS}, code="too_many")
    row = ObjectDef(
        key=key,
        table=names.new_name("o_"),
        kind=_kind(spec.kind),
        label=label,
        plural=names.check_label(dict(spec.plural), "plural", needed=False),
        icon=str(spec.icon)[:40] or "box",
        name_field=spec.name_field,
        number=_number(spec.number, spec.kind),
        parent=_parent(spec),
        context=list(spec.context),
        searchable=list(spec.searchable),
        archivable=bool(spec.archivable) and spec.kind != Kind.LINE,
        created_at=change.at,
        settings=_settings(spec, key),
    )
    row.save(force_insert=True)
    create_tables(row)
    change.touched.add(key)
    return row


def create_tables(row: ObjectDef) -> None:
    """Makes the table of an object and that of its versions."""
    registry = classes.Drafts()
    parent = shipped_models().get(row.parent)
    if row.parent and parent is None:
        # one that this process may not have made yet
        parent = _draft(ObjectDef.objects.get(key=row.parent), "", registry)
    draft = _draft(row, parent._meta.label if parent is not None else "", registry)
    ddl.create_tables(draft, draft.history.model)


def _draft(row: ObjectDef, parent: str, registry: classes.Drafts) -> Any:
    declare = Declare(key=row.key, label="", parent="parent" if row.kind == Kind.LINE else None, made=True)
    return classes.make_class(made_object(row), declare, (), parent, registry)


def _kind(kind: str) -> str:
    if kind not in Kind.values:
        raise BadInput(_("An object is a record, a document or a line."), field="kind")
    return kind


def _number(pattern: str, kind: str) -> str:
    if kind != Kind.DOCUMENT:
        return ""
    if pattern and (not _NUMBER.fullmatch(pattern) or len(pattern) > 40):
        raise BadInput(
            _("A number looks like AB-{year}-{seq:05}: some text, the year if you like, and the running number."),
            field="number",
        )
    return pattern


def _parent(spec: ObjectSpec) -> str:
    if spec.kind != Kind.LINE:
        return ""
    if not is_object(spec.parent) or is_line(spec.parent):
        raise BadInput(_("Lines need an object they belong to, which is no line itself."), field="parent")
    return spec.parent


def _settings(spec: ObjectSpec, key: str) -> dict[str, Any]:
    settings = dict(spec.settings)
    if spec.kind == Kind.LINE:
        names.check_reverse(spec.parent, lines_name(key, settings))
    return settings


def change_object(key: str, **changed: Any) -> ObjectDef:
    """Changes what an object is called and how it is shown and numbered; its key, kind and parent stay."""
    row = made_row(key)
    unknown = set(changed) - _CHANGEABLE
    if unknown:
        raise BadInput(_("%(what)s of an object cannot be changed.") % {"what": sorted(unknown)[0]}, field=min(unknown))
    before = _searched(row)
    for name, value in changed.items():
        setattr(row, name, _changed(row, name, value))
    row.save(update_fields=list(changed))
    running().touched.add(key)
    for field in sorted(before ^ _searched(row)):
        enqueue("records.reindex", {"object": key, "field": field}, key=f"reindex:{key}.{field}")
    return row


def _searched(row: ObjectDef) -> set[str]:
    """The fields by which the object's records are found."""
    return {name for name in (row.name_field, *row.searchable) if name} if row.kind != Kind.LINE else set()


def _changed(row: ObjectDef, name: str, value: Any) -> Any:
    if name in ("label", "plural"):
        return names.check_label(value, name, needed=name == "label")
    if name == "number":
        return _number(value or "", row.kind)
    if name in ("context", "searchable"):
        return [str(one) for one in value]
    if name == "settings":
        kept = {key: row.settings[key] for key in ("lines",) if key in row.settings}
        return {**value, **kept}
    return bool(value) if name == "archivable" else str(value)


def trash_object(key: str) -> ObjectDef:
    """Puts an object into the trash with all its records; Conflict while others link to it or live in it."""
    row = made_row(key)
    users = _users(key)
    if users:
        raise Conflict(
            _("%(others)s still build on this; delete those first.") % {"others": ", ".join(users)}, code="in_use"
        )
    row.state, row.trashed_at = State.TRASHED, running().at
    row.save(update_fields=["state", "trashed_at"])
    running().touched.add(key)
    return row


def _users(key: str) -> list[str]:
    """The live fields and line objects that need an object, as object.field or object."""
    links = FieldDef.objects.filter(target=key, state__in=(State.LIVE, State.ADDING)).exclude(object=key)
    gone = set(ObjectDef.objects.exclude(state=State.LIVE).values_list("key", flat=True))
    found = [f"{one.object}.{one.key}" for one in links.order_by("object", "key") if one.object not in gone]
    return found + list(ObjectDef.objects.filter(parent=key, state=State.LIVE).values_list("key", flat=True))


def restore_object(key: str) -> ObjectDef:
    """Takes an object out of the trash with its records; Conflict when what it needs is not there any more."""
    row = made_row(key, State.TRASHED)
    if row.parent and not is_object(row.parent):
        raise Conflict(_("The object its lines belong to is not there any more."), code="in_use")
    for field in FieldDef.objects.filter(object=key, state=State.LIVE).exclude(target=""):
        if field.target != key and not is_object(field.target):
            raise Conflict(
                _("Its field %(field)s links to an object that is not there any more.") % {"field": field.key},
                code="in_use",
            )
    row.state, row.trashed_at = State.LIVE, None
    row.save(update_fields=["state", "trashed_at"])
    running().touched.add(key)
    return row


def purge_object(key: str) -> ObjectDef:
    """Drops the tables of a trashed object for good; what was trashed with it goes as well."""
    row = made_row(key, State.TRASHED)
    for lines in ObjectDef.objects.filter(parent=key, state=State.TRASHED):
        purge_object(lines.key)
    views.drop(key)
    for field in FieldDef.objects.filter(target=key, type__in=LINKS).exclude(state=State.PURGED).exclude(object=key):
        drop_field(field)
    ddl.drop_table(history_table(row.table))
    ddl.drop_table(row.table)
    FieldDef.objects.filter(object=key).exclude(state=State.PURGED).update(state=State.PURGED)
    for forget in stores.purges:
        forget(key)
    row.state = State.PURGED
    row.save(update_fields=["state"])
    running().touched.add(key)
    return row


def drop_field(row: FieldDef) -> None:
    """Drops the columns of a field and leaves its row as a tombstone."""
    views.drop(row.object)
    if row.state != State.PURGED and row.object not in _purged():
        for table in tables_of(row.object):
            for kind in ("plain", "unique"):
                ddl.drop_index(row.column, kind)
            ddl.drop_column(table, row.column)
    row.state, row.choices, row.default, row.help = State.PURGED, [], None, {}
    row.save(update_fields=["state", "choices", "default", "help"])
    running().touched.add(row.object)


def _purged() -> set[str]:
    return set(ObjectDef.objects.filter(state=State.PURGED).values_list("key", flat=True))


def spec_of(values: Mapping[str, Any]) -> ObjectSpec:
    """The spec of what was sent; BadInput for names that are none of a spec's."""
    known = {one.name for one in fields_of(ObjectSpec)}
    if set(values) - known:
        raise BadInput(_("There is no such field."), field=str(min(set(values) - known))[:80])
    listed = {name: tuple(values[name]) for name in ("context", "searchable") if name in values}
    return ObjectSpec(**{**values, **listed})
