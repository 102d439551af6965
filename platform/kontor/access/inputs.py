"""Who may read a value that follows from others: only who may read all it follows from."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from django.core.exceptions import FieldDoesNotExist

from kontor.access.reach import NOTHING, Reach
from kontor.schema.descriptor import ObjectDescriptor
from kontor.schema.registry import current


@dataclass(frozen=True, slots=True)
class FieldAccess:
    """How far one field may be read, set on a new record, and changed on an existing one."""

    read: Reach = NOTHING
    create: Reach = NOTHING
    update: Reach = NOTHING

    def __and__(self, other: "FieldAccess") -> "FieldAccess":
        """What both surely allow."""
        return FieldAccess(self.read & other.read, self.create & other.create, self.update & other.update)


Fields = Mapping[str, FieldAccess]
_NONE = FieldAccess()
KINDS = frozenset({"formula", "rollup", "snapshot"})


def strictest(fields: Fields, found: ObjectDescriptor, rights: Callable[[ObjectDescriptor], Fields]) -> Fields:
    """The rights to an object's fields, those of derived ones cut down to the strictest of what they read.

    What a field reads of other objects must be readable on all their records, else it is not readable at all: the value
    does not say which of them it comes from. Look-ups are cut by the read path itself, row by row; here only those go
    that can be read on no row.
    """
    cuts = {**dict.fromkeys(KINDS, _cut), "lookup": _cut_blind}
    derived = [one for one in found.fields.values() if one.kind in cuts]
    if not derived:
        return fields
    result = dict(fields)
    for one in derived:
        held = result.get(one.key, _NONE)
        result[one.key] = replace(held, read=cuts[one.kind](held.read, found, one.key, fields, rights))
    return result


def _cut_blind(
    read: Reach, found: ObjectDescriptor, key: str, fields: Fields, rights: Callable[[ObjectDescriptor], Fields]
) -> Reach:
    steps = [step for path in found.fields[key].inputs for step in fields_on(found, path)]
    known = {found.key: fields, **{holder.key: rights(holder) for holder, _name in steps if holder.key != found.key}}
    return read if all(known[holder.key].get(name, _NONE).read for holder, name in steps) else NOTHING


def _cut(
    read: Reach, found: ObjectDescriptor, key: str, fields: Fields, rights: Callable[[ObjectDescriptor], Fields]
) -> Reach:
    known = {found.key: fields}
    for holder, name in sources_of(found, key):
        if holder.key not in known:
            known[holder.key] = rights(holder)
        theirs = known[holder.key].get(name, _NONE).read
        near = found.key in (holder.key, holder.parent_key) or found.parent_key == holder.key
        if not near and not theirs.everything:
            return NOTHING
        read = read & theirs
    return read


def sources_of(found: ObjectDescriptor, key: str) -> list[tuple[ObjectDescriptor, str]]:
    """Every field a derived field reads, also over other derived ones."""
    done: dict[tuple[str, str], tuple[ObjectDescriptor, str]] = {}
    todo = [(found, key)]
    while todo:
        holder, name = todo.pop()
        one = holder.fields.get(name)
        if one is None or one.kind not in KINDS:
            continue
        for path in one.inputs:
            for source in fields_on(holder, path):
                if (source[0].key, source[1]) not in done:
                    done[source[0].key, source[1]] = source
                    todo.append(source)
    return list(done.values())


def fields_on(found: ObjectDescriptor, path: str) -> Iterator[tuple[ObjectDescriptor, str]]:
    """The fields a path touches: own ones, of lines, of related records, of records that point here."""
    holder: ObjectDescriptor | None = found
    names = path.split(".")
    while names and holder is not None:
        name = names.pop(0)
        if name in holder.fields:
            yield holder, name
            target = holder.fields[name].target
            holder = current().get(target) if target else None
        elif name == "parent" and holder.parent_key:
            holder = current().get(holder.parent_key)
        elif name in holder.lines:
            holder = holder.lines[name]
        else:
            other = current().get(name)
            if other is not None and names and names[0] in other.fields:
                yield other, names.pop(0)
                holder = other
            else:
                holder = _back(holder, name)


def _back(found: ObjectDescriptor, name: str) -> ObjectDescriptor | None:
    try:
        related = found.model._meta.get_field(name).related_model
    except FieldDoesNotExist:
        return None
    return current().get(related.declare.key) if hasattr(related, "declare") else None
