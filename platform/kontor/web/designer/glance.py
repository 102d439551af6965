"""A record as somebody with another role would see it, within what the one who looks may read himself."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kontor.access.ahead import alone, looking
from kontor.access.grants import UPDATE
from kontor.access.rights import access_to
from kontor.core.actor import Actor
from kontor.core.errors import BadInput
from kontor.design.changes.rights import restricted_roles
from kontor.identity.models import Role
from kontor.records.queries import Detail, get_record
from kontor.schema.descriptor import ObjectDescriptor
from kontor.web.visit import Visit

Rights = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Subject:
    """The object that is looked at: as it is, as it will be, with which rights to its fields, which of them new."""

    found: ObjectDescriptor
    drawn: ObjectDescriptor
    rights: Rights
    added: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Glance:
    """Who looks as whom, and the record as both may read it."""

    visit: Visit
    detail: Detail


def as_role(actor: Actor, role: str) -> Actor:
    """The actor as one with that role alone, reading nothing that he may not read himself; BadInput when it is none."""
    if not Role.objects.filter(key=role, trashed_at__isnull=True).exists():
        raise BadInput(_("There is no role %(role)s.") % {"role": role[:60]}, field="as")
    return looking(actor, role=role)


def rights_of(actor: Actor, found: ObjectDescriptor, document: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """The rights a draft gives, by field and role; a new field is hidden from those it will be hidden from."""
    spared = [role.key for role in restricted_roles(found, actor)] if document["added"] else []
    rights: dict[str, dict[str, str]] = {}
    for key, spec in document["added"].items():
        rights[key] = {**dict.fromkeys(spared, "hidden"), **_texts(spec.get("rights"))}
    for key, by_role in document["rights"].items():
        rights[key] = {**rights.get(key, {}), **_texts(by_role)}
    return rights


def _texts(rights: Any) -> dict[str, str]:
    known = rights if isinstance(rights, Mapping) else {}
    return {str(role): right for role, right in known.items() if isinstance(right, str)}


def glance_at(visit: Visit, subject: Subject, record: UUID, role: str) -> Glance:
    """The record as both may read it, with what the role may do; NotFound when one of them does not see it."""
    mine = visit.actor
    if role:
        as_role(mine, role)
    actor = looking(mine, role=role, found=subject.drawn, rights=subject.rights)
    detail = get_record(actor=actor, object=subject.found.key, id=record, clock=visit.clock)
    theirs = alone(actor)
    masked = frozenset(_masked(mine, theirs, subject.found, detail))
    seen = replace(visit, actor=actor, masked=masked)
    return Glance(seen, _as_theirs(theirs, subject, detail))


def _masked(mine: Actor, theirs: Actor, found: ObjectDescriptor, detail: Detail) -> Iterator[tuple[str, str]]:
    """The fields of the record and of its lines that are there for the role and not for who looks."""
    for holder in (found, *found.lines.values()):
        own, other = access_to(mine, holder), access_to(theirs, holder)
        for key in holder.fields:
            hidden = not own.field(key).read.covers(mine, detail.record)
            if hidden and other.field(key).read.covers(theirs, detail.record):
                yield holder.key, key


def _as_theirs(theirs: Actor, subject: Subject, detail: Detail) -> Detail:
    """What the role may do with the record, and the new fields it sees, which are empty."""
    access, record = access_to(theirs, subject.drawn), detail.record
    for key in subject.added:
        setattr(record, key, subject.drawn.fields[key].type.blank)
    new = {key: getattr(record, key) for key in subject.added if access.field(key).read.covers(theirs, record)}
    return replace(
        detail,
        row={**new, **detail.row},
        can_update=access.reach(UPDATE).covers(theirs, record),
        writable=_writable(theirs, subject.drawn, record),
        writable_lines={name: _writable(theirs, one, record) for name, one in subject.drawn.lines.items()},
    )


def _writable(theirs: Actor, holder: ObjectDescriptor, record: Any) -> frozenset[str]:
    fields = access_to(theirs, holder).fields
    return frozenset(key for key, one in fields.items() if one.update.covers(theirs, record))
