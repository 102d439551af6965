"""Which fields a person sees; what is not seen is absent, not empty."""

from collections.abc import Iterable, Iterator
from typing import Any

from kontor.access.rights import access_to
from kontor.core.actor import Actor
from kontor.schema.descriptor import FieldDescriptor, ObjectDescriptor
from kontor.schema.registry import current


def seen(actor: Actor, found: ObjectDescriptor, path: str) -> FieldDescriptor | None:
    """The field at the end of a path, when the actor may read every field on the way on some record; else None."""
    holder: ObjectDescriptor | None = found
    one: FieldDescriptor | None = None
    for name in path.split("."):
        one = holder.fields.get(name) if holder else None
        if holder is None or one is None or not access_to(actor, holder).field(name).read:
            return None
        holder = current().get(one.target) if one.target else None
    return one


def drawn(visit: Any, found: ObjectDescriptor, key: str) -> FieldDescriptor | None:
    """The field when the visitor sees it, or is to see that it is there; else None."""
    return found.fields.get(key) if (found.key, key) in visit.masked else seen(visit.actor, found, key)


def seen_of(actor: Actor, found: ObjectDescriptor, paths: Iterable[str]) -> list[str]:
    """Those of the paths the actor may read, in their order."""
    return [path for path in paths if seen(actor, found, path) is not None]


def fields_seen(actor: Actor, found: ObjectDescriptor) -> Iterator[FieldDescriptor]:
    """Every field of the object that the actor may read on some record."""
    access = access_to(actor, found)
    return (one for one in found.fields.values() if access.field(one.key).read)


def label_of_path(found: ObjectDescriptor, path: str) -> str:
    """The words for a path: the labels of its fields."""
    words = []
    holder: ObjectDescriptor | None = found
    for name in path.split("."):
        one = holder.fields.get(name) if holder else None
        if one is None:
            break
        words.append(str(one.label))
        holder = current().get(one.target) if one.target else None
    return " · ".join(words) or path
