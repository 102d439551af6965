"""Full-text search as a condition: only fields the actor may read take part, and only on rows where he may."""

from django.db.models import Q
from django.utils.translation import gettext as _

from kontor.access.grants import READ
from kontor.access.rights import access_to
from kontor.core.actor import Actor
from kontor.core.errors import BadInput
from kontor.records import search as fulltext
from kontor.records.read.positions import Reading
from kontor.schema.descriptor import ObjectDescriptor
from kontor.schema.registry import current


def search_condition(reading: Reading, text: str) -> Q:
    """The records that hold every word of `text` in a field the actor may read, or whose named relations do."""
    if "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise BadInput(_("The text holds a NUL character."), field="search")
    own = _words_of(reading.actor, reading.found, text)
    through = [_through(reading, name, text) for name in reading.found.declare.search_through]
    words = max((len(parts) for parts in (own, *through) if parts), default=0)
    if not words:
        return Q(pk__in=[])
    whole = Q()
    for at in range(words):
        either = Q(pk__in=[])
        for parts in (own, *through):
            if parts:
                either |= parts[at]
        whole &= either
    return whole


def _words_of(actor: Actor, found: ObjectDescriptor, text: str, prefix: str = "") -> list[Q]:
    """One condition per word on the ids of an object's records; fields seen on some rows only count there only."""
    access = access_to(actor, found)
    full = [name for name in found.searchable if access.field(name).read == access.reach(READ)]
    partial = [name for name in found.searchable if name not in full and access.field(name).read]
    column = f"{prefix}pk__in" if not prefix else f"{prefix.removesuffix('__')}_id__in"
    matched = fulltext.match(found.key, full, text) or []
    conditions = [Q((column, ids)) for ids in matched]
    for name in partial:
        guard = access.field(name).read.condition(actor, prefix) or Q()
        extra = [Q((column, ids)) & guard for ids in fulltext.match(found.key, [name], text) or []]
        conditions = [one | more for one, more in zip(conditions, extra, strict=True)] if conditions else extra
    return conditions


def _through(reading: Reading, name: str, text: str) -> list[Q]:
    one = reading.found.fields.get(name)
    target = current().get(one.target) if one and one.target else None
    if one is None or target is None or not reading.readable(name):
        return []
    access = access_to(reading.actor, target)
    guard = access.reach(READ).condition(reading.actor, f"{name}__")
    conditions = _words_of(reading.actor, target, text, prefix=f"{name}__") if access.reach(READ) else []
    return [condition & guard for condition in conditions] if guard is not None else conditions
