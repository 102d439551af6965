"""The trash, and what it means for those who link to a record: it is refused, the links are emptied, or they go too."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from kontor.core.errors import Conflict
from kontor.core.models import Document, Line, WrittenByWork
from kontor.records.work import Work
from kontor.schema.descriptor import ObjectDescriptor
from kontor.schema.registry import current

MAX_FOLLOWING = 10_000


def check_trashable(found: ObjectDescriptor, record: Any) -> None:
    """What is booked or beyond its first status stays; so does what others point at. Conflict says which."""
    if found.declare.append_only:
        raise Conflict(_("This belongs to the books and stays; it can only be reversed."), code="not_deletable")
    if isinstance(record, Document) and found.states and getattr(record, "status", "") != found.states[0].key:
        raise Conflict(
            _("Only a %(state)s can be deleted; cancel this instead.") % {"state": str(found.states[0].label).lower()},
            code="not_deletable",
        )
    user = _user_of(record)
    if user is not None:
        raise Conflict(_("%(others)s still refer to this.") % {"others": user.plural}, code="in_use")


def _user_of(record: Any) -> ObjectDescriptor | None:
    """An object whose live records point at this record and must not lose it."""
    for relation in _relations(record, models.PROTECT):
        if _pointing(relation, record).exists():
            return current().of(relation.related_model)
    return None


def _relations(record: Any, on_delete: Any) -> Iterator[Any]:
    for relation in record._meta.related_objects:
        if issubclass(relation.related_model, WrittenByWork) and relation.on_delete is on_delete:
            yield relation


def _pointing(relation: Any, record: Any, *, trashed_at: datetime | None = None) -> Any:
    """The rows of a relation that point at a record: live ones, or those trashed at one moment."""
    other = relation.related_model
    rows = other._base_manager.filter(models.Q((relation.field.attname, record.pk)))
    if not issubclass(other, Line):
        when = models.Q(trashed_at__isnull=True) if trashed_at is None else models.Q(trashed_at=trashed_at)
        rows = rows.filter(when).exclude(pk=record.pk)
    return rows


def put_away(work: Work, record: Any) -> None:
    """Trashes a record; links that are to be emptied are emptied, records that are to go with it go as well.

    Conflict when one of those may not go: then nothing goes.
    """
    found = current().of(type(record))
    check_trashable(found, record)
    record.trashed_at = work.cause.at
    work.event(f"{found.key}.trashed", record)
    for relation in _relations(record, models.SET_NULL):
        for row in _loaded(work, relation, record):
            setattr(row, relation.field.name, None)
    for relation in _relations(record, models.CASCADE):
        if relation.field.name == relation.related_model.declare.parent:
            # lines stay with their parent, in the trash as well
            continue
        for row in _loaded(work, relation, record):
            if isinstance(row, Line):
                work.remove(row)
            elif row.trashed_at is None:
                put_away(work, row)


def _loaded(work: Work, relation: Any, record: Any) -> list[Any]:
    rows = list(work.load(_pointing(relation, record)[: MAX_FOLLOWING + 1]))
    if len(rows) > MAX_FOLLOWING:
        raise Conflict(
            _("More than %(limit)s records refer to this; delete those first.") % {"limit": MAX_FOLLOWING},
            code="in_use",
        )
    return rows


def bring_back(work: Work, record: Any) -> None:
    """Takes a record out of the trash, with those that went there along with it."""
    moment, record.trashed_at = record.trashed_at, None
    work.event(f"{record.declare.key}.restored", record)
    for relation in _relations(record, models.CASCADE):
        if issubclass(relation.related_model, Line):
            continue
        for row in work.load(_pointing(relation, record, trashed_at=moment)):
            if row.trashed_at is not None:
                bring_back(work, row)
