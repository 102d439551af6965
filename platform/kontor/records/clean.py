"""From what was sent to Python values: names, rights and types checked field by field, without the database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kontor.access.rights import ObjectAccess, access_to
from kontor.core.actor import Actor
from kontor.core.errors import BadInput, FieldProblem
from kontor.schema.descriptor import FieldDescriptor, ObjectDescriptor
from kontor.schema.field_types.base import EMPTY
from kontor.schema.field_types.boolean import BooleanType
from kontor.schema.field_types.relation import RelationType, read_id

MAX_LINES = 1000


@dataclass(slots=True)
class Draft:
    """What is to be set on one record or line; relations still as ids or unique keys."""

    found: ObjectDescriptor
    values: dict[str, Any] = field(default_factory=dict)
    record: Any = None
    line: int | None = None
    collection: str = ""
    is_new: bool = True
    delete: bool = False
    id: UUID | None = None


@dataclass(slots=True)
class Entry:
    """One record of a save with its lines, and everything that is wrong with it."""

    draft: Draft
    lines: dict[str, list[Draft]] = field(default_factory=dict)
    problems: list[FieldProblem] = field(default_factory=list)
    seen_version: int | None = None

    def problem(self, draft: Draft, name: str, message: str, code: str = "invalid") -> None:
        """Notes what is wrong with a field."""
        self.problems.append(FieldProblem(name, message, code, draft.line, draft.collection))


def unknown_field(name: str) -> FieldProblem:
    """The one answer for names that do not exist and names the actor may not know."""
    return FieldProblem(str(name)[:80], _("There is no such field."), "unknown_field")


def clean_draft(
    actor: Actor, access: ObjectAccess, entry: Entry, draft: Draft, values: Mapping[str, Any], holder: Any
) -> None:
    """Fills a draft from what was sent; `holder` is the record rights are judged on (None for a new one)."""
    for name, raw in values.items():
        one = draft.found.fields.get(name)
        if one is None or not _known(actor, access, one, holder):
            entry.problems.append(
                FieldProblem(
                    str(name)[:80], _("There is no such field."), "unknown_field", draft.line, draft.collection
                )
            )
        elif not _writable(actor, access, one, holder):
            entry.problem(draft, name, _("This field cannot be set here."), "read_only")
        else:
            _clean_one(entry, draft, one, raw)


def _known(actor: Actor, access: ObjectAccess, one: FieldDescriptor, holder: Any) -> bool:
    rights = access.field(one.key)
    if holder is None:
        return bool(rights.read) or bool(rights.create)
    return rights.read.covers(actor, holder)


def _writable(actor: Actor, access: ObjectAccess, one: FieldDescriptor, holder: Any) -> bool:
    rights = access.field(one.key)
    if holder is None:
        return bool(rights.create)
    return rights.update.covers(actor, holder)


def _clean_one(entry: Entry, draft: Draft, one: FieldDescriptor, raw: Any) -> None:
    try:
        value = one.type.clean(one, raw)
        _check_active(draft, one, value)
        if value not in EMPTY:
            for validator in one.validators:
                validator(value)
    except BadInput as error:
        entry.problem(draft, one.key, error.message, error.reason)
        return
    except ValidationError as error:
        entry.problem(draft, one.key, " ".join(error.messages))
        return
    if value is None and not one.nullable and one.default is not None:
        value = one.default() if callable(one.default) else one.default
    draft.values[one.key] = value


def _check_active(draft: Draft, one: FieldDescriptor, value: Any) -> None:
    """A choice that is no longer offered stays where it is, and goes nowhere else."""
    closed = {choice.key for choice in one.choices if not choice.active}
    if not closed:
        return
    held = getattr(draft.record, one.attname, None)
    kept = set(held) if isinstance(held, tuple) else {held}
    chosen = set(value) if isinstance(value, tuple) else {value}
    if (chosen & closed) - kept:
        raise BadInput(_("This choice is no longer offered."), code="archived")


def check_required(actor: Actor, entry: Entry, draft: Draft) -> None:
    """Notes required fields that are empty: all of a new record, the given ones of an existing record.

    A field the actor may not know is not named.
    """
    access = access_to(actor, draft.found)
    holder = None if entry.draft.is_new else entry.draft.record
    for one in draft.found.fields.values():
        if not one.required or not one.writable or isinstance(one.type, BooleanType):
            continue
        given = one.key in draft.values
        if not given and not draft.is_new:
            continue
        value = draft.values[one.key] if given else getattr(draft.record, one.attname, None)
        if value not in EMPTY:
            continue
        if not _known(actor, access, one, holder):
            entry.problem(draft, "", _("Something is required that you may not set."), "required")
        elif not any(known.field == one.key and known.line == draft.line for known in entry.problems):
            entry.problem(draft, one.key, _("This field is required."), "required")


def read_lines(entry: Entry, name: str, found: ObjectDescriptor, raw: Any) -> list[tuple[Draft, dict[str, Any]]]:
    """The drafts of sent lines with their values; problems for what is no list of objects."""
    if not isinstance(raw, list) or not all(isinstance(one, dict) for one in raw):
        entry.problems.append(FieldProblem(name, _("A list of lines is expected here.")))
        return []
    if len(raw) > MAX_LINES:
        entry.problems.append(FieldProblem(name, _("At most %(limit)s lines are allowed.") % {"limit": MAX_LINES}))
        return []
    drafts = []
    seen: set[UUID] = set()
    for number, sent in enumerate(raw, start=1):
        draft = Draft(found, line=number, collection=name)
        values = dict(sent)
        try:
            draft.delete = BooleanType().clean(_FLAG, values.pop("delete", False))
            identifier = values.pop("id", None)
            draft.id = read_id(identifier) if identifier not in EMPTY else None
        except BadInput as error:
            entry.problem(draft, "id", error.message)
            continue
        if draft.id in seen:
            entry.problem(draft, "id", _("This line is named twice."))
            continue
        if draft.id is not None:
            seen.add(draft.id)
            draft.is_new = False
        drafts.append((draft, values))
    return drafts


_FLAG = FieldDescriptor(key="delete", object="", type=BooleanType(), label="")


def is_relation(one: FieldDescriptor) -> bool:
    """Whether a field's value is a row of another table."""
    return isinstance(one.type, RelationType)
