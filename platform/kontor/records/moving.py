"""What points at a record, pointed at another one: each row through the unit of work, so that it has its history."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from kontor.core.actor import Actor
from kontor.core.clock import Clock
from kontor.core.errors import Conflict, NotFound
from kontor.core.locks import lock_rank
from kontor.core.models import Line, Record, WrittenByWork
from kontor.records.change import plan_of
from kontor.records.flush import LostUpdate
from kontor.records.read.links import LINKED
from kontor.records.read.positions import Reading
from kontor.records.work import Work
from kontor.schema.descriptor import ObjectDescriptor
from kontor.schema.registry import current

LIMIT = 10_000


def pointing_at(model: Any) -> list[Any]:
    """Every relation of core and made objects that points at a model, the hidden ones too."""
    return [
        one
        for one in model._meta.get_fields(include_hidden=True)
        if one.auto_created
        and not one.concrete
        and one.is_relation
        and one.related_model is not None
        and issubclass(one.related_model, WrittenByWork)
    ]


def lock_both(work: Work, found: ObjectDescriptor, keep: UUID, other: UUID) -> tuple[Any, Any]:
    """The two records, locked with all that points at the other one, in the order of locks; NotFound."""
    # the one that goes comes in first: what is unique of it is free before the other takes it
    work.get(found.model, other)
    wanted = _conditions(found, other)
    wanted[found.model] = wanted.get(found.model, Q(pk__in=[])) | Q(pk__in=[keep, other])
    if sum(model._base_manager.filter(condition).count() for model, condition in wanted.items()) > LIMIT:
        raise Conflict(
            _("More than %(limit)s records refer to this one; keep it and merge the other into it.") % {"limit": LIMIT},
            code="too_many",
        )
    for model in sorted(wanted, key=lambda one: (lock_rank(one), one._meta.label_lower)):
        work.lock_query(model._base_manager.filter(wanted[model]))
    if connection.features.has_select_for_update:
        _check_none_came(work, wanted)
    if (found.model, keep) not in work.tracked:
        raise NotFound(_("This record does not exist."))
    return work.get(found.model, keep), work.get(found.model, other)


def _conditions(found: ObjectDescriptor, other: UUID) -> dict[Any, Q]:
    """Per model the rows that point at a record, and the parents of those that are lines."""
    wanted: dict[Any, Q] = {}
    for relation in pointing_at(found.model):
        model, column = relation.related_model, relation.field.attname
        points = Q((column, other))
        wanted[model] = wanted.get(model, Q(pk__in=[])) | points
        parent = plan_of(model).parent
        if parent is not None and parent != column:
            holder = model._meta.get_field(parent.removesuffix("_id")).related_model
            theirs = model._base_manager.filter(points).values(parent)
            wanted[holder] = wanted.get(holder, Q(pk__in=[])) | Q(pk__in=theirs)
    return wanted


def _check_none_came(work: Work, wanted: dict[Any, Q]) -> None:
    """Whoever pointed at the record while we waited for it is seen by beginning anew."""
    for model, condition in wanted.items():
        ids = model._base_manager.filter(condition).values_list("pk", flat=True)
        if any((model, one) not in work.tracked for one in ids):
            raise LostUpdate(_("Somebody else has changed this in the meantime."), version=0)


def turn_own_relations(work: Work, found: ObjectDescriptor, keep: Any, other: Any) -> None:
    """Relations among records of the object itself: nothing is above itself, and no circle comes about."""
    for relation in pointing_at(found.model):
        field = relation.field
        if relation.related_model is not found.model:
            continue
        for row in _above(work, keep, field):
            if getattr(row, field.attname) == other.pk:
                above = getattr(other, field.attname)
                setattr(row, field.attname, None if above == row.pk else above)


def _above(work: Work, record: Any, field: Any) -> Iterator[Any]:
    """The record and those above it, as far as they go without a circle."""
    seen: set[UUID] = set()
    row = record
    while row is not None and row.pk not in seen:
        seen.add(row.pk)
        above = getattr(row, field.attname)
        yield row
        row = work.get(type(record), above) if above else None


def move_pointing(work: Work, found: ObjectDescriptor, keep: Any, other: Any) -> dict[str, int]:
    """Points every row at the record that stays; how many rows of each object."""
    moved: dict[str, int] = {}
    for relation in pointing_at(found.model):
        model, field = relation.related_model, relation.field
        rows = [row for row in _held(work, model) if getattr(row, field.attname) == other.pk and row.pk != other.pk]
        for row in rows:
            _move(work, relation, row, keep)
        if rows:
            key = model.declare.key
            moved[key] = moved.get(key, 0) + len(rows)
            _note(work, field.name, rows)
    _drop_doubles(work, found)
    return moved


def _move(work: Work, relation: Any, row: Any, keep: Any) -> None:
    field = relation.field
    if isinstance(row, Line) and plan_of(type(row)).parent == field.attname:
        work.move_line(row, keep, relation.related_name or relation.get_accessor_name())
        return
    value = None if row.pk == keep.pk else keep.pk
    setattr(row, field.attname, value)


def _note(work: Work, name: str, rows: Iterable[Any]) -> None:
    for row in rows:
        if isinstance(row, Record) and not row.declare.append_only:
            work.event(f"{row.declare.key}.updated", row, fields=[name])


def _drop_doubles(work: Work, found: ObjectDescriptor) -> None:
    """A record that was linked to both is linked once to the one that stays, and nothing to itself."""
    for model in {one.related_model for one in pointing_at(found.model) if _is_link(one.related_model)}:
        parent, linked = str(plan_of(model).parent), f"{LINKED}_id"
        moved = [row for row in _held(work, model) if work.differs(row)]
        work.by(model, parent, {getattr(row, parent) for row in moved})
        seen: set[tuple[Any, Any]] = set()
        for row in sorted(_held(work, model), key=work.differs):
            pair = (getattr(row, parent), getattr(row, linked))
            if pair in seen or pair[0] == pair[1]:
                work.remove(row)
            seen.add(pair)


def _held(work: Work, model: Any) -> list[Any]:
    return [one.record for (kind, _id), one in work.tracked.items() if kind is model and not one.removed]


def _is_link(model: Any) -> bool:
    return any(
        one.settings.get("through") == model.declare.key
        for found in current().objects.values()
        for one in found.fields.values()
        if one.kind == "relations"
    )


def counts_of_pointing(actor: Actor, found: ObjectDescriptor, other: UUID, clock: Clock) -> list[tuple[str, int]]:
    """What points at a record, as far as the actor may read it: the name of each object and how many."""
    counts: dict[str, int] = {}
    for relation in pointing_at(found.model):
        theirs = current().get(relation.related_model.declare.key)
        if theirs is None or theirs.is_line:
            continue
        count = Reading(actor, theirs, clock).rows().filter(Q((relation.field.attname, other))).count()
        counts[str(theirs.plural)] = counts.get(str(theirs.plural), 0) + count
    return [(plural, count) for plural, count in counts.items() if count]
