"""What one person has arranged for herself: favourites, and the columns of lists with their order and widths."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kontor.core.actor import Actor
from kontor.core.errors import BadInput, NotPermitted
from kontor.core.transactions import atomic_retry
from kontor.layouts.models import PersonLayout
from kontor.layouts.view_bodies import WIDTHS
from kontor.records.queries import get_record, position_of, readable_object

MAX_FAVOURITES, MAX_COLUMNS, MAX_LISTS = 30, 60, 300
MAX_QUERY, MAX_LABEL = 2000, 120


@dataclass(frozen=True, slots=True)
class Habit:
    """How a list is arranged: its columns in order, and widths in pixels by column; empty is as the list comes."""

    columns: tuple[str, ...] = ()
    widths: Mapping[str, int] = field(default_factory=dict)


AS_IT_COMES = Habit()


@dataclass(frozen=True, slots=True)
class Personal:
    """Everything one person has arranged."""

    favourites: Sequence[Mapping[str, str]] = ()
    lists: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def habit(self, object: str, view: str) -> Habit:
        """How she has arranged that list."""
        kept = self.lists.get(f"{object}?{view}")
        return Habit(tuple(kept.get("columns", ())), kept.get("widths", {})) if kept else AS_IT_COMES


def personal_of(actor: Actor) -> Personal:
    """What the actor has arranged; one query."""
    row = PersonLayout.objects.filter(person_id=actor.person_id).first() if actor.person_id else None
    return Personal(row.favourites, row.lists) if row else Personal()


def _change(actor: Actor, change: Callable[[PersonLayout], None]) -> None:
    person = actor.person_id
    if person is None:
        raise NotPermitted(_("Only a person has favourites."))

    def keep() -> None:
        row, _made = PersonLayout.objects.select_for_update().get_or_create(person_id=person)
        change(row)
        row.save(update_fields=["favourites", "lists"])

    atomic_retry(keep)


def keep_at_hand(
    *, actor: Actor, object: str, record_id: UUID | None = None, query: str = "", label: str = "", keep: bool = True
) -> None:
    """Puts a record or a list among the favourites, or takes it away. BadInput, NotFound."""
    found = readable_object(actor, object)
    if len(query) > MAX_QUERY:
        raise BadInput(_("This filter could not be understood."), field="query")
    if record_id is not None:
        get_record(actor=actor, object=object, id=record_id, fields=(), lines=False)
        one = {"object": found.key, "record": str(record_id)}
    else:
        one = {"object": found.key, "query": query, "label": label.strip()[:MAX_LABEL]}

    def change(row: PersonLayout) -> None:
        rest = [other for other in row.favourites if not _same(other, one)]
        known = len(rest) < len(row.favourites)
        if keep and not known and len(rest) >= MAX_FAVOURITES:
            raise BadInput(_("At most %(limit)s favourites; take one away first.") % {"limit": MAX_FAVOURITES})
        if not keep:
            row.favourites = rest
        elif not known:
            row.favourites = [*rest, one]

    _change(actor, change)


def _same(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    return all(one.get(name) == other.get(name) for name in ("object", "record", "query"))


def arrange_list(
    *, actor: Actor, object: str, view: str, columns: Sequence[str] | None = None, widths: Mapping[str, int | None]
) -> None:
    """Keeps the columns (None: as they are kept) and widths (None: as wide as needed); BadInput for what is unknown."""
    found = readable_object(actor, object)
    paths = list(dict.fromkeys([*(columns or ()), *widths]))
    if len(paths) > MAX_COLUMNS:
        raise BadInput(_("A list has at most %(limit)s columns.") % {"limit": MAX_COLUMNS}, field="columns")
    for path in paths:
        position_of(actor, found.key, path)
    for width in widths.values():
        if width is not None and width not in WIDTHS:
            limits = {"least": WIDTHS[0], "most": WIDTHS[-1]}
            raise BadInput(_("A column is between %(least)s and %(most)s pixels wide.") % limits, field="width")

    def change(row: PersonLayout) -> None:
        key = f"{found.key}?{view[:60]}"
        kept = row.lists.get(key, {})
        both = {**kept.get("widths", {}), **widths}
        arranged = {
            "columns": list(kept.get("columns", ()) if columns is None else columns),
            "widths": {path: width for path, width in both.items() if width is not None},
        }
        others = [(name, one) for name, one in row.lists.items() if name != key][-MAX_LISTS + 1 :]
        row.lists = {**dict(others), key: arranged}

    _change(actor, change)


def forget_arrangement(*, actor: Actor, object: str, view: str) -> None:
    """Lets the list be as it comes."""

    def change(row: PersonLayout) -> None:
        row.lists = {name: one for name, one in row.lists.items() if name != f"{object}?{view}"}

    _change(actor, change)
