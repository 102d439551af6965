"""Writes a unit of work: numbers, rows, versions, events and search entries, each set-wise, in foreign-key order."""

import re
from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, models
from django.utils.translation import gettext as _

from kontor.audit import services as audit
from kontor.core.errors import Conflict, StaleVersion
from kontor.core.registry import on_schema_change, stores
from kontor.files.services import attach
from kontor.identity.models import LegalEntity
from kontor.jobs.outbox import publish
from kontor.records import statements
from kontor.records.change import Tracked, plan_of, root_of_row, snapshot
from kontor.records.derive.confirm import confirm
from kontor.records.matching import match_changes
from kontor.records.numbering import give_numbers
from kontor.records.search import index_changes
from kontor.records.work import Work
from kontor.schema.registry import current

_depths: dict[type, int] = {}
on_schema_change(_depths.clear)


class LostUpdate(StaleVersion):
    """Somebody else saved between our reading and our writing; read again to say what they changed."""


def flush(work: Work) -> None:
    """Settles the subscribers and writes everything; in a preview only settles.

    StaleVersion when somebody else saved one of the rows first; Conflict when the database refuses.
    """
    work.settle()
    if work.dry:
        return
    confirm(work)
    _default_entities(work)
    give_numbers(work, work.to_number)
    work.note()
    try:
        kept = [*_insert_new(work), *_remove_lines(work), *_write_changed(work)]
    except IntegrityError as error:
        raise integrity_refusal(error) from error
    told = [*audit.versions(kept, work.cause).values(), work.events]
    told += [index_changes(work.changes), match_changes(work.changes)]
    statements.insert_together([*told, *(tell(work=work) for tell in stores.tellers)])
    for stored, record in work.files:
        attach(stored=stored, object=record.declare.key, record_id=root_of_row(record))
    publish(work.events)


def _default_entities(work: Work) -> None:
    """Documents without a legal entity get the first one: hidden as long as there is only one."""
    needy = [
        one.record for one in work.tracked.values() if one.is_new and getattr(one.record, "legal_entity_id", 1) is None
    ]
    if needy:
        first = LegalEntity.objects.filter(trashed_at__isnull=True).order_by("id").values_list("id", flat=True).first()
        for record in needy:
            record.legal_entity_id = first


def depth(model: type[models.Model]) -> int:
    """How many foreign keys lie below a model: what it points at is written before it."""
    known = _depths.get(model)
    if known is None:
        _depths[model] = 0
        targets = [
            field.related_model
            for field in model._meta.concrete_fields
            if isinstance(field, models.ForeignKey) and field.related_model is not model
        ]
        known = _depths[model] = 1 + max((depth(target) for target in targets), default=0)
    return known


def _by_model(rows: Iterable[Tracked]) -> dict[type[models.Model], list[Tracked]]:
    found: dict[type[models.Model], list[Tracked]] = {}
    for one in rows:
        found.setdefault(type(one.record), []).append(one)
    return dict(sorted(found.items(), key=lambda item: depth(item[0])))


def _insert_new(work: Work) -> list[audit.Version]:
    kept: list[audit.Version] = []
    new = _by_model(one for one in work.tracked.values() if one.is_new)
    # lines first: what guards a parent may then look at them (foreign keys are checked at commit)
    for rows in sorted(new.values(), key=lambda rows: not plan_of(type(rows[0].record)).is_line):
        statements.insert([one.record for one in rows])
        kept.extend(audit.Version(one.record, "create", root_of_row(one.record)) for one in rows)
        for one in rows:
            _touch_parent(work, one.record)
            _done(one)
    return kept


def _remove_lines(work: Work) -> list[audit.Version]:
    kept: list[audit.Version] = []
    for model, rows in reversed(_by_model(one for one in work.tracked.values() if one.removed).items()):
        statements.delete(model, [one.record.pk for one in rows])
        kept.extend(audit.Version(one.record, "remove", root_of_row(one.record)) for one in rows)
        for one in rows:
            _touch_parent(work, one.record)
            del work.tracked[model, one.record.pk]
    return kept


def _touch_parent(work: Work, record: Any) -> None:
    plan = plan_of(type(record))
    if plan.parent is None:
        return
    parent_model = type(record)._meta.get_field(plan.parent.removesuffix("_id")).related_model
    parent = work.get(parent_model, getattr(record, plan.parent))
    work.tracked[type(parent), parent.pk].touched = True


def _write_changed(work: Work) -> list[audit.Version]:
    """Lines first, since a changed line gives its parent a new version."""
    kept: list[audit.Version] = []
    for of_lines in (True, False):
        group = [one for one in work.tracked.values() if plan_of(type(one.record)).is_line is of_lines]
        for rows in _by_model(group).values():
            kept.extend(_update_model(work, rows))
    return kept


def _update_model(work: Work, rows: list[Tracked]) -> list[audit.Version]:
    """Groups rows of one model by the columns that changed; one statement a group."""
    kept: list[audit.Version] = []
    groups: dict[tuple[tuple[str, ...], bool], list[Tracked]] = {}
    for one in rows:
        columns, versioned, real = _columns_to_write(work, one)
        if columns:
            groups.setdefault((columns, versioned), []).append(one)
        if real:
            kind = "trash" if "trashed_at" in columns and one.record.trashed_at else "update"
            kept.append(audit.Version(one.record, kind, root_of_row(one.record)))
    for (columns, versioned), members in groups.items():
        seen = [one.original["version"] for one in members] if versioned else None
        touched = statements.update([one.record for one in members], columns, seen)
        if versioned and touched != len(members):
            raise LostUpdate(_("Somebody else has changed this in the meantime."), version=0)
        for one in members:
            _done(one)
    return kept


def _columns_to_write(work: Work, one: Tracked) -> tuple[tuple[str, ...], bool, bool]:
    """The changed columns, whether the version guards them, and whether the change is worth a version."""
    plan = plan_of(type(one.record))
    now = snapshot(one.record)
    different = [attname for attname, value in now.items() if one.original.get(attname) != value]
    real = any(attname not in plan.derived and attname not in plan.bookkeeping for attname in different)
    if plan.is_line:
        if real:
            _touch_parent(work, one.record)
        return tuple(different), False, real
    if one.just_written or not (real or one.touched):
        return tuple(different), False, False
    record = one.record
    record.version = one.original["version"] + 1
    record.updated_at = work.cause.at
    record.updated_by_id = work.actor.person_id
    return tuple(sorted({*different, *plan.bookkeeping})), True, True


def _done(one: Tracked) -> None:
    """The row is now as the database has it."""
    one.original = one.reported = snapshot(one.record)
    one.just_written = one.just_written or one.is_new
    one.is_new = one.touched = False


_SQLITE_UNIQUE = re.compile(r"UNIQUE constraint failed: (?P<columns>.+)")


def integrity_refusal(error: IntegrityError) -> Conflict:
    """The database's refusal as a sentence that names the field where it can be known."""
    diagnosis = getattr(error.__cause__, "diag", None)
    name = str(getattr(diagnosis, "constraint_name", "") or "")
    match = _SQLITE_UNIQUE.search(str(error))
    table, columns = _unique_columns(name) if name else ("", [])
    if match:
        parts = [part.strip().split(".") for part in match["columns"].split(",")]
        table, columns = parts[0][0], [part[-1] for part in parts]
    if columns:
        return _taken(table, columns)
    return Conflict(
        _("The books refuse this: it would break a rule that always holds (%(rule)s).")
        % {"rule": name or str(error).split(":")[-1].strip()}
    )


def _unique_columns(name: str) -> tuple[str, list[str]]:
    for found in current().objects.values():
        for constraint in found.model._meta.constraints:
            if constraint.name == name and isinstance(constraint, models.UniqueConstraint):
                return found.model._meta.db_table, list(constraint.fields)
        for one in found.model._meta.concrete_fields:
            if name == f"{one.column}_u":
                return found.model._meta.db_table, [one.name]
    return "", []


def _taken(table: str, columns: list[str]) -> Conflict:
    for found in current().objects.values():
        if found.model._meta.db_table == table:
            named = {one.name for one in found.model._meta.concrete_fields if one.column in columns}
            known = [one for one in found.fields.values() if one.key in named or one.key in columns]
            if known:
                names = ", ".join(str(one.label) for one in known)
                message = _("%(field)s: this value is already used by another record.") % {"field": names}
                return Conflict(message, field=known[0].key, code="not_unique")
    return Conflict(_("This value is already used by another record."), code="not_unique")
