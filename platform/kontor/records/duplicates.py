"""Possible duplicates: keys kept by the write path, asked for with the rights of whoever types."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Case, IntegerField, Q, Value, When
from django.utils.translation import gettext as _

from kontor.access.grants import READ
from kontor.access.rights import access_to
from kontor.core.actor import Actor
from kontor.records.matching import compared, keys_of
from kontor.records.models import MatchKey
from kontor.records.queries import named_records
from kontor.records.services import Saved
from kontor.schema.descriptor import ObjectDescriptor
from kontor.schema.registry import object_of

# a mail domain says least: many records share one
LOOKED_AT = 200
WEIGHTS = {"code": 5, "email": 5, "name": 4, "person": 4, "phone": 3, "domain": 1}


@dataclass(frozen=True, slots=True)
class Alike:
    """A record that may be the same as the one being typed: the labels of what is the same say why."""

    id: UUID
    label: str
    context: str
    reasons: tuple[str, ...]


def possible_duplicates(
    *, actor: Actor, object: str, values: Mapping[str, Any], exclude: UUID | None = None, limit: int = 5
) -> list[Alike]:
    """Records within the actor's reach that look like those values, the likeliest first; two queries at most.

    Only fields the actor may read on every record he may read count, and nothing is said of records out of reach.
    """
    found = object_of(object)
    access = access_to(actor, found)
    names = [name for name in compared(found) if access.field(name).read == access.reach(READ)]
    wanted = {pair for name in names for pair in keys_of(found, name, values.get(name))}
    if not wanted or not access.reach(READ):
        return []
    same = _same(found.key, names, wanted, exclude)
    named = {one.id: one for one in named_records(actor=actor, object=object, ids=list(same))} if same else {}
    weights = {one: sum({kind: WEIGHTS[kind] for _name, kind in same[one]}.values()) for one in named}
    best = sorted(named, key=lambda one: (-weights[one], named[one].label, str(one)))[:limit]
    return [Alike(one, named[one].label, named[one].context, _reasons(found, same[one])) for one in best]


def duplicates_of(actor: Actor, saved: Saved, limit: int = 5) -> list[Alike]:
    """What a previewed record looks like; of one that is there already only what was changed is compared."""
    found = object_of(saved.object)
    names = [name for name in compared(found) if saved.created or name in saved.changed]
    values = {name: getattr(saved.record, found.fields[name].attname) for name in names}
    exclude = None if saved.created else saved.record.pk
    return possible_duplicates(actor=actor, object=saved.object, values=values, exclude=exclude, limit=limit)


def _same(
    key: str, names: Sequence[str], wanted: Iterable[tuple[str, str]], exclude: UUID | None
) -> dict[UUID, list[tuple[str, str]]]:
    """The records with one of those keys, and in which fields and how each is the same."""
    condition = Q(pk__in=[])
    for kind, text in sorted(wanted):
        condition |= Q(kind=kind, key=text)
    weight = Case(When(kind="domain", then=Value(1)), default=Value(0), output_field=IntegerField())
    rows = MatchKey.objects.filter(condition, object=key, field__in=names).order_by(weight, "id")
    if exclude is not None:
        rows = rows.exclude(record=exclude)
    same: dict[UUID, list[tuple[str, str]]] = {}
    for record, name, kind in rows.values_list("record", "field", "kind")[:LOOKED_AT]:
        same.setdefault(record, []).append((name, kind))
    return same


def _reasons(found: ObjectDescriptor, same: list[tuple[str, str]]) -> tuple[str, ...]:
    by_weight = sorted(same, key=lambda pair: -WEIGHTS[pair[1]])
    labels = [_("Mail domain") if kind == "domain" else str(found.fields[name].label) for name, kind in by_weight]
    # a shared address says that its domain is shared too
    telling = [label for label in labels if label != _("Mail domain")]
    return tuple(dict.fromkeys(telling or labels))
