"""The rows a unit of work holds: each row one instance, however often it is asked for, with the values it came with."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _

from kontor.audit.services import Cause
from kontor.core.actor import Actor
from kontor.core.errors import NotFound
from kontor.core.fetching import rows_by
from kontor.core.locks import LockBook, lock_rank
from kontor.core.models import Document, Line, Record
from kontor.core.registry import stores
from kontor.records.change import Tracked, plan_of, snapshot

M = TypeVar("M", bound=models.Model)


class Holding:
    """Rows come in by get, by, load, lines, lock and add."""

    def __init__(self, actor: Actor, cause: Cause, *, dry: bool) -> None:
        self.actor = actor
        self.cause = cause
        self.dry = dry
        self.tracked: dict[tuple[type[models.Model], UUID], Tracked] = {}
        self.locks = LockBook()
        # what was sent for each row: field → (value before, value after)
        self.given: dict[tuple[type[models.Model], UUID], dict[str, tuple[Any, Any]]] = {}
        self._lines: dict[tuple[UUID, str], list[Any]] = {}

    def add(self, instance: M) -> M:
        """Takes a new row in; it is written at flush. Owner, team, legal entity and creation columns are filled."""
        if isinstance(instance, Record):
            self._fill(instance)
        self.tracked[type(instance), instance.pk] = Tracked(instance, {}, None, is_new=True)
        if isinstance(instance, Line):
            self._join_parent(instance)
        return instance

    def _fill(self, record: Record) -> None:
        record.created_at = record.updated_at = self.cause.at
        record.created_by_id = record.updated_by_id = self.actor.person_id
        if record.owner_id is None:
            record.owner_id = self.actor.person_id
        if record.team_id is None and record.owner_id == self.actor.person_id:
            record.team_id = self.actor.team_id
        if isinstance(record, Document) and record.legal_entity_id is None:
            record.legal_entity_id = self.actor.legal_entity_id

    def _join_parent(self, line: Line) -> None:
        plan = plan_of(type(line))
        if plan.parent is None:
            return
        relation: Any = type(line)._meta.get_field(plan.parent.removesuffix("_id")).remote_field
        known = self._lines.get((getattr(line, plan.parent), str(relation.related_name)))
        if known is not None and line not in known:
            known.append(line)

    def take(self, record: M) -> M:
        """Tracks a row read elsewhere; answers the instance already held for it, if any."""
        key = (type(record), record.pk)
        held = self.tracked.get(key)
        if held is not None:
            return held.record  # type: ignore[no-any-return]
        values = snapshot(record)
        self.tracked[key] = Tracked(record, values, values)
        return record

    def get(self, model: type[M], record_id: UUID) -> M:
        """The row with that id; NotFound when there is none."""
        held = self.tracked.get((model, record_id))
        if held is not None:
            return held.record  # type: ignore[no-any-return]
        rows = rows_by(model, "id", [record_id])
        if not rows:
            raise NotFound(_("This record does not exist."))
        return self.take(rows[0])

    def by(self, model: type[M], column: str, values: Iterable[Any], order: str = "id") -> list[M]:
        """The rows whose column (by its attname, such as "parent_id") holds one of the values, in one statement."""
        return [self.take(row) for row in rows_by(model, column, list(values), order=order)]

    def load(self, queryset: "models.QuerySet[M]") -> list[M]:
        """The rows of a queryset, each the one instance this unit of work holds for it."""
        return [self.take(row) for row in queryset]

    def lines(self, parent: Any, name: str = "lines") -> list[Any]:
        """The live lines of a record in their order; loaded once, with what was added and without what was removed."""
        key = (parent.pk, name)
        if key not in self._lines:
            held = self.tracked.get((type(parent), parent.pk))
            relation = type(parent)._meta.get_field(name)
            column = relation.field
            found = []
            if held is None or not held.is_new:
                found = self.by(relation.related_model, column.attname, [parent.pk], order="position,id")
                for line in found:
                    setattr(line, column.name, parent)
            added = [
                one.record
                for (model, _id), one in self.tracked.items()
                if model is relation.related_model and one.is_new and getattr(one.record, column.attname) == parent.pk
            ]
            self._lines[key] = [*found, *(line for line in added if line not in found)]
        removed = {id(one.record) for one in self.tracked.values() if one.removed}
        return [line for line in self._lines[key] if id(line) not in removed]

    def lines_of(self, parents: Iterable[Any], name: str = "lines") -> dict[UUID, list[Any]]:
        """The live lines of many records in one query, by the parent's id."""
        parents = list(parents)
        missing = [one for one in parents if (one.pk, name) not in self._lines]
        if missing:
            relation = type(missing[0])._meta.get_field(name)
            column = relation.field
            by_id = {one.pk: one for one in missing}
            rows = self.by(relation.related_model, column.attname, by_id, order="position,id")
            for one in missing:
                self._lines[one.pk, name] = []
            for line in rows:
                parent = by_id[getattr(line, column.attname)]
                setattr(line, column.name, parent)
                self._lines[parent.pk, name].append(line)
        return {one.pk: self.lines(one, name) for one in parents}

    def lock(self, model: type[M], ids: Iterable[UUID]) -> dict[UUID, M]:
        """The rows with those ids, locked until the transaction ends and read afresh; only read in a preview.

        Rows already changed in this unit of work keep their changes: they must have been locked before.
        """
        wanted = list(ids)
        if self.dry:
            return {row.pk: row for row in self.by(model, "id", wanted)}
        label = model._meta.label_lower
        held = {one: (label, one) in self.locks.held for one in wanted}
        found: dict[UUID, M] = {}
        for row in self.locks.take(model, [one for one in wanted if not held[one]]):
            found[row.pk] = self._refresh(row)
        for one in wanted:
            if held[one]:
                found[one] = self.get(model, one)
        return found

    def lock_roots(self, key: str, ids: Sequence[UUID]) -> None:
        """Locks the root documents of those records of object `key`, in the lock order."""
        resolver = stores.roots.get(key)
        roots: dict[type[models.Model], list[UUID]] = {}
        queries: list[models.QuerySet[Any]] = []
        for root in resolver(ids) if resolver else ():
            if isinstance(root, models.QuerySet):
                queries.append(root)
            else:
                roots.setdefault(root[0], []).append(root[1])
        for model in sorted({*roots, *(query.model for query in queries)}, key=lock_rank):
            for query in queries:
                if query.model is model:
                    self.lock_query(query)
            if model in roots:
                self.lock(model, roots[model])

    def lock_by(self, model: type[M], column: str, values: Iterable[Any]) -> list[M]:
        """The rows whose column (by its attname) holds one of the values, locked in the order of their ids."""
        if self.dry:
            return self.by(model, column, values)
        return [self._refresh(row) for row in self.locks.take_by(model, column, values)]

    def lock_query(self, queryset: "models.QuerySet[M]") -> list[M]:
        """The rows of a queryset, locked in the order of their ids and read afresh, in one statement."""
        if self.dry:
            return self.load(queryset.order_by("pk"))
        return [self._refresh(row) for row in self.locks.take_query(queryset)]

    def lock_late(self, model: type[M], ids: Sequence[UUID], strength: str = "UPDATE") -> list[M]:
        """Rows locked last, whatever their rank: for cached figures only; a deadlock is tried again."""
        if self.dry:
            return self.by(model, "id", ids)
        label = model._meta.label_lower
        fresh = rows_by(model, "id", [one for one in ids if (label, one) not in self.locks.held], lock=strength)
        self.locks.held.update((label, row.pk) for row in fresh)
        found = {row.pk: self._refresh(row) for row in fresh}
        there = [one for one in ids if one in found or (model, one) in self.tracked]
        return [found[one] if one in found else self.get(model, one) for one in there]

    def _refresh(self, row: M) -> M:
        """The held instance with the values just read, unless it was changed already."""
        held = self.tracked.get((type(row), row.pk))
        if held is None:
            return self.take(row)
        if snapshot(held.record) == held.original:
            values = snapshot(row)
            held.record.__dict__.update(values)
            held.original = held.reported = values
        return held.record  # type: ignore[no-any-return]

    def remove(self, line: Line) -> None:
        """Deletes a line at flush; its last state stays in the history."""
        key = (type(line), line.pk)
        held = self.tracked[key]
        if held.is_new:
            del self.tracked[key]
            for known in self._lines.values():
                if line in known:
                    known.remove(line)
            return
        held.removed = True

    def move_line(self, line: Line, parent: Any, name: str) -> None:
        """Gives a line another parent, at the end of its lines."""
        there = self.lines(parent, name)
        column: Any = type(parent)._meta.get_field(name).field
        for known in self._lines.values():
            if line in known:
                known.remove(line)
        line.position += max((one.position for one in there), default=0)
        setattr(line, column.name, parent)
        self._lines[parent.pk, name].append(line)

    def differs(self, record: Any) -> bool:
        """Whether a held row is other than it came in."""
        return snapshot(record) != self.tracked[type(record), record.pk].original

    def touch(self, record: Any) -> None:
        """Gives a record a new version although none of its own columns changed (a line did)."""
        self.tracked[type(record), record.pk].touched = True
