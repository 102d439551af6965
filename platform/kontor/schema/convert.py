"""Another type for a field: a new column is filled in batches, then the two change places in one short change."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from kontor.core.clock import system_clock
from kontor.core.errors import Conflict, NotFound
from kontor.jobs.kinds import job
from kontor.jobs.queue import enqueue
from kontor.jobs.run import Run
from kontor.schema import names
from kontor.schema.changing import run_change, running
from kontor.schema.classes import django_field
from kontor.schema.conversions import Conversion, conversion, conversion_to, described
from kontor.schema.descriptor import ObjectDescriptor
from kontor.schema.models import FieldDef, State
from kontor.schema.questions import batches, converted, filled, row_count, stored_field
from kontor.schema.registry import ensure
from kontor.schema.services_fields import add_field, create_indexes, field_row, made
from kontor.schema.services_objects import drop_field, tables_of
from kontor.schema.specs import FieldSpec

# rows are stamped with the moment their unit of work began
MARGIN = timedelta(minutes=5)
COPIED = ("label", "help", "position", "required", "searchable", "sensitive", "personal", "reverse_label")


def convert_field(object_key: str, key: str, type: str, **said: Any) -> FieldDef:
    """Begins to give a field another type; a job fills and switches. The new field, not yet in use, is answered.

    Values that do not fit are left empty (see `check_convert`); the old field stays in the trash with all of them.
    Inside `changing()`.
    """
    old = field_row(object_key, key)
    if FieldDef.objects.filter(object=object_key, state=State.ADDING, settings__replaces=key).exists():
        raise Conflict(_("This field is being converted already."), code="busy")
    found, one = stored_field(object_key, key)
    conversion(found, one, type, said)
    new_key = names.key_for({"en": f"{key} new"}, names.field_keys(object_key))
    copied = {name: getattr(old, name) for name in COPIED}
    settings = {**dict(said.get("settings") or {}), "replaces": key, "unique": old.unique, "indexed": old.indexed}
    if said.get("choices") is None and type in ("choice", "multi_choice"):
        said["choices"] = old.choices
    spec = FieldSpec(**{**copied, **said, "type": type, "key": new_key, "settings": settings})
    row = add_field(object_key, FieldSpec(**{**_values(spec), "choices": tuple(spec.choices)}), state=State.ADDING)
    enqueue("schema.convert", {"field": str(row.pk)}, key=f"schema.convert:{row.pk}")
    return row


def _values(spec: FieldSpec) -> dict[str, Any]:
    return {name: getattr(spec, name) for name in FieldSpec.__dataclass_fields__}


def cancel_convert(object_key: str, key: str) -> None:
    """Gives up a conversion that has not come to its end; inside `changing()`."""
    row = FieldDef.objects.filter(object=object_key, state=State.ADDING, settings__replaces=key).first()
    if row is None:
        raise NotFound(_("This field is not being converted."))
    drop_field(row)


def unconvert_field(object_key: str, key: str, kept: str) -> FieldDef:
    """Gives a field the column back that it had before it was converted; the other one goes to the trash.

    `kept` is the id of the field that has that column. A conversion under way is given up. Inside `changing()`; the
    field that has gone to the trash is answered.
    """
    old = FieldDef.objects.filter(pk=kept, object=object_key).first()
    if old is None or old.state == State.PURGED:
        raise NotFound(_("The former values are not there any more."))
    if old.state == State.LIVE:
        cancel_convert(object_key, key)
        return old
    now = field_row(object_key, key)
    change = running()
    now.key = names.key_for({"en": f"{key} converted"}, names.field_keys(object_key))
    now.state, now.trashed_at = State.TRASHED, change.at
    now.save(update_fields=["key", "state", "trashed_at"])
    old.key, old.state, old.trashed_at = key, State.LIVE, None
    old.save(update_fields=["key", "state", "trashed_at"])
    create_indexes(old)
    change.touched.add(object_key)
    return now


@job("schema.convert", attempts=5)
def convert(run: Run, *, field: str) -> dict[str, int]:
    """Fills the new column of a field that is being converted, then lets it take the old one's place."""
    ensure()
    new = FieldDef.objects.filter(pk=field, state=State.ADDING).first()
    if new is None:
        return {"converted": 0}
    found, wanted = _prepared(new)
    since = system_clock().now() - MARGIN
    done = _fill(run, new, found, wanted, row_count(new.object))
    run_change(lambda _change: _switch(new, found, wanted, since))
    return {"converted": done}


def _prepared(new: FieldDef) -> tuple[ObjectDescriptor, Conversion]:
    found, one = stored_field(new.object, str(new.settings["replaces"]))
    said = {"target": new.target, "choices": new.choices, "max_length": new.max_length, "settings": new.settings}
    said |= {"minimum": new.minimum, "maximum": new.maximum}
    return found, conversion_to(found, one, described(new.object, one.key, new.type, said))


def _fill(run: Run | None, new: FieldDef, found: ObjectDescriptor, wanted: Conversion, total: int) -> int:
    done = 0
    versions = found.model.history.model
    for key, table, rows in (
        ("history_id", versions._meta.db_table, _filled(versions._base_manager.all(), wanted)),
        ("id", found.model._meta.db_table, filled(found, wanted.old)),
    ):
        for part in batches(rows, key, wanted):
            with transaction.atomic():
                _write(new, table, key, converted(wanted, part))
            done += len(part)
            if run is not None:
                run.progress(min(done, total), total)
    return done


def _filled(rows: Any, wanted: Conversion) -> Any:
    return rows.exclude(Q((f"{wanted.old.attname}__isnull", True)))


def _write(new: FieldDef, table: str, key: str, values: Iterable[tuple[Any, Any, str | None]]) -> None:
    quote = connection.ops.quote_name
    field, plain = _writer(new), models.UUIDField()
    parameters = [
        (
            field.get_db_prep_save(None if refusal else value, connection),
            plain.get_db_prep_save(identifier, connection),
        )
        for identifier, value, refusal in values
    ]
    sql = f"UPDATE {quote(table)} SET {quote(new.column)} = %s WHERE {quote(key)} = %s"  # noqa: S608 (names of our own)
    with connection.cursor() as cursor:
        cursor.executemany(sql, parameters)


def _writer(new: FieldDef) -> Any:
    """Turns values into what the column holds; a link holds an id."""
    field = django_field(made(new))
    return models.UUIDField() if isinstance(field, models.ForeignKey) else field


def _switch(new: FieldDef, found: ObjectDescriptor, wanted: Conversion, since: datetime) -> None:
    """Converts what was written meanwhile, then gives the new field the key of the old one."""
    change = running()
    key = wanted.old.key
    table, _versions = tables_of(new.object)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {connection.ops.quote_name(table)} IN SHARE ROW EXCLUSIVE MODE")
    _catch_up(new, found, wanted, since)
    old = field_row(new.object, key)
    old.key = names.key_for({"en": f"{key} before"}, names.field_keys(new.object))
    old.state, old.trashed_at = State.TRASHED, change.at
    old.save(update_fields=["key", "state", "trashed_at"])
    settings = {name: value for name, value in new.settings.items() if name not in ("replaces", "unique", "indexed")}
    new.key, new.state = key, State.LIVE
    new.unique, new.indexed = bool(new.settings.get("unique")), bool(new.settings.get("indexed"))
    new.settings = settings
    new.save(update_fields=["key", "state", "unique", "indexed", "settings"])
    create_indexes(new)
    change.touched.add(new.object)


def _catch_up(new: FieldDef, found: ObjectDescriptor, wanted: Conversion, since: datetime) -> None:
    model, versions = found.model, found.model.history.model
    changed = f"{found.parent}__updated_at__gte" if found.is_line else "updated_at__gte"
    fresh = model._base_manager.filter(Q((changed, since)))
    for key, table, rows in (
        ("id", model._meta.db_table, fresh),
        ("history_id", versions._meta.db_table, versions._base_manager.filter(history_date__gte=since)),
    ):
        for part in batches(rows, key, wanted):
            _write(new, table, key, converted(wanted, part))
