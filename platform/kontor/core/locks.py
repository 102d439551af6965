"""Row locks in one order everywhere: the only door to SELECT … FOR UPDATE.

Order (architecture): root order or purchase order → shipment → invoice → payment → customer → stock level → counter;
inside a kind by id. Models without a rank may be locked at any time before those that have one.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import connection, models

from kontor.core.errors import DeclarationError
from kontor.core.fetching import rows_by

# rank → filled by modules with `rank_lock`; the number series comes after everything
_RANKS: dict[str, int] = {}
COUNTER_RANK = 1000


class LockOrder(DeclarationError):
    """Locks were asked for out of order: two such callers could wait for each other."""


def rank_lock(object_key: str, rank: int) -> None:
    """Gives an object its place in the lock order; lower ranks are locked first."""
    _RANKS[object_key] = rank


def lock_rank(model: Any) -> int:
    """The place of a model in the lock order; 0 when it was given none."""
    return _RANKS.get(model.declare.key, 0)


class LockBook:
    """The locks one unit of work holds."""

    def __init__(self) -> None:
        self.held: set[tuple[str, UUID]] = set()
        self.highest = -1

    def take(self, model: type[models.Model], ids: Iterable[UUID]) -> list[Any]:
        """The rows of `model` with those ids, freshly read and locked, ordered by id; LockOrder when out of order."""
        return self._hold(model, rows_by(model, "id", sorted(set(ids)), lock=True))

    def take_by(self, model: type[models.Model], attname: str, values: Iterable[Any]) -> list[Any]:
        """The rows of `model` whose column holds one of the values, freshly read and locked, ordered by id."""
        return self._hold(model, rows_by(model, attname, list(values), lock=True))

    def take_query(self, queryset: models.QuerySet[Any]) -> list[Any]:
        """The rows of a queryset, freshly read and locked, ordered by id; LockOrder when out of order."""
        rows = queryset.order_by("pk")
        if connection.features.has_select_for_update_of:
            rows = rows.select_for_update(of=("self",))
        return self._hold(queryset.model, list(rows))

    def _hold(self, model: Any, found: list[Any]) -> list[Any]:
        label = model._meta.label_lower
        rank = lock_rank(model)
        if rank < self.highest and any((label, row.pk) not in self.held for row in found):
            msg = f"{label} is locked after a kind of rank {self.highest}; its own rank is {rank}."
            raise LockOrder(msg)
        self.highest = max(self.highest, rank)
        self.held.update((label, row.pk) for row in found)
        return found
