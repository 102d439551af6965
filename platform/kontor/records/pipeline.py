"""The write path: rights → cleaning → relations → hooks → domain rules, for one record or many with their lines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kontor.access.grants import CREATE, READ, UPDATE
from kontor.access.rights import ObjectAccess, access_to
from kontor.core.actor import SYSTEM
from kontor.core.errors import BadInput, FieldProblem, NotFound, NotPermitted, Refusal, StaleVersion
from kontor.core.models import Record
from kontor.core.registry import stores
from kontor.files.models import StoredFile
from kontor.identity.services import main_team
from kontor.records.change import snapshot
from kontor.records.clean import Draft, Entry, check_required, clean_draft, is_relation, read_lines
from kontor.records.derive.follow import derive_in_save
from kontor.records.links import links_as_lines
from kontor.records.resolve import resolve_relations
from kontor.records.work import Work, named
from kontor.schema.descriptor import ObjectDescriptor


@dataclass(frozen=True, slots=True)
class RowInput:
    """One record to save: its values, and for an existing one its id and the version last seen."""

    values: Mapping[str, Any]
    id: UUID | None = None
    version: int | None = None


@dataclass(slots=True)
class Savepoint:
    """One record after the pipeline: its row, lines, changed names and problems."""

    record: Any
    lines: dict[str, list[Any]]
    changed: frozenset[str]
    problems: list[FieldProblem]
    created: bool


def save_in(
    work: Work, found: ObjectDescriptor, rows: Sequence[RowInput], *, trusted: bool = False, lenient: bool = False
) -> list[Savepoint]:
    """Runs the whole pipeline inside a unit of work; nothing is written before its flush.

    `trusted` is for actions, whose own permission suffices; `lenient` (previews) collects problems instead of raising.
    """
    actor = SYSTEM if trusted else work.actor
    access = access_to(actor, found)
    entries = [_open(work, found, access, row, trusted=trusted) for row in rows]
    for entry, row in zip(entries, rows, strict=True):
        _clean(work, entry, row.values, trusted=trusted)
    resolve_relations(work, entries, trusted=trusted)
    saved = [_apply(work, entry, trusted=trusted, lenient=lenient) for entry in entries]
    problems = [problem for one in saved for problem in one.problems]
    if problems and not lenient:
        raise BadInput(_summary(problems), errors=problems)
    return saved


def _summary(problems: list[FieldProblem]) -> str:
    first = problems[0]
    if len(problems) > 1:
        return _("%(count)s fields need attention.") % {"count": len(problems)}
    if first.line is not None:
        return _("Line %(line)s, %(field)s: %(message)s") % {
            "line": first.line,
            "field": first.field,
            "message": first.message,
        }
    return f"{first.field}: {first.message}"


def _open(work: Work, found: ObjectDescriptor, access: ObjectAccess, row: RowInput, *, trusted: bool) -> Entry:
    """The entry of a row, with its record: new, or found, permitted and of the version last seen."""
    if row.id is None:
        if not access.reach(CREATE):
            raise NotPermitted(_("You may not create %(object)s.") % {"object": found.plural})
        return Entry(Draft(found, record=found.model(), is_new=True))
    record = work.get(found.model, row.id)
    if isinstance(record, Record) and record.trashed_at is not None:
        raise NotFound(_("This record does not exist."))
    if not trusted:
        if not access.reach(READ).covers(work.actor, record):
            raise NotFound(_("This record does not exist."))
        if not access.reach(UPDATE).covers(work.actor, record):
            raise NotPermitted(_("You may not change this."))
    _check_version(work, found, access, record, row)
    return Entry(Draft(found, record=record, is_new=False, id=row.id))


def _check_version(work: Work, found: ObjectDescriptor, access: ObjectAccess, record: Any, row: RowInput) -> None:
    if row.version is None or row.version == record.version:
        return
    current = {
        name: {"yours": row.values[name], "theirs": one.type.to_json(getattr(record, one.attname))}
        for name, one in found.fields.items()
        if name in row.values and one.stored and access.field(name).read.covers(work.actor, record)
    }
    raise StaleVersion(
        _("Somebody else has changed this in the meantime."),
        version=record.version,
        difference={name: pair for name, pair in current.items() if str(pair["yours"]) != str(pair["theirs"])},
    )


def _clean(work: Work, entry: Entry, values: Mapping[str, Any], *, trusted: bool) -> None:
    """Cleans the record's own values and those of its lines."""
    draft = entry.draft
    actor = SYSTEM if trusted else work.actor
    holder = None if draft.is_new else draft.record
    values = links_as_lines(work, draft, values)
    plain = {name: value for name, value in values.items() if name not in draft.found.lines}
    clean_draft(actor, access_to(actor, draft.found), entry, draft, plain, holder)
    for name, line_object in draft.found.lines.items():
        if name in values and line_object.declare.closed and not actor.is_system:
            entry.problem(draft, name, _("This field cannot be set here."), "read_only")
        elif name in values:
            entry.lines[name] = _clean_lines(work, entry, name, line_object, values[name], actor=actor, holder=holder)


def _clean_lines(
    work: Work, entry: Entry, name: str, found: ObjectDescriptor, raw: Any, *, actor: Any, holder: Any
) -> list[Draft]:
    sent = read_lines(entry, name, found, raw)
    access = access_to(actor, found)
    existing = {} if entry.draft.is_new else {line.pk: line for line in work.lines(entry.draft.record, name)}
    drafts = []
    for draft, values in sent:
        if draft.id is not None:
            draft.record = existing.get(draft.id)
            if draft.record is None:
                entry.problem(draft, "id", _("There is no such line."), "no_such_record")
                continue
        else:
            draft.record = found.model()
        if not draft.delete:
            clean_draft(actor, access, entry, draft, values, holder)
        drafts.append(draft)
    return drafts


def _apply(work: Work, entry: Entry, *, trusted: bool, lenient: bool) -> Savepoint:
    """Sets the values, runs the hooks and judges the result."""
    draft = entry.draft
    record = draft.record
    before = {} if draft.is_new else named(record, snapshot(record))
    _assign(work, draft)
    if draft.is_new:
        _defaults(work, draft)
        work.add(record)
        if draft.found.made and draft.found.is_document:
            work.number(record)
    touched = {name for name, lines in entry.lines.items() if _apply_lines(work, entry, name, lines)}
    judge = SYSTEM if trusted else work.actor
    for one in (draft, *(line for lines in entry.lines.values() for line in lines if not line.delete)):
        check_required(judge, entry, one)
    changed = frozenset(_changed(record, before, draft) | touched)
    _follow_owner(work, draft, changed)
    lines_now = {name: work.lines(record, name) for name in draft.found.lines}
    if lenient or not entry.problems:
        _check_relation_filters(entry)
        _run_hooks(work, entry, lines_now, changed, lenient=lenient)
    if draft.is_new and not trusted:
        _check_create_scope(work, draft)
    return Savepoint(
        record, {name: work.lines(record, name) for name in draft.found.lines}, changed, entry.problems, draft.is_new
    )


def _assign(work: Work, draft: Draft) -> None:
    given = work.given.setdefault((type(draft.record), draft.record.pk), {})
    for name, value in draft.values.items():
        attname = draft.found.fields[name].attname
        before = _before(work, draft, name, attname)
        setattr(draft.record, name, value)
        given[name] = (before, getattr(draft.record, attname))
        if isinstance(value, StoredFile):
            work.files.append((value, draft.record))


def _before(work: Work, draft: Draft, name: str, attname: str) -> Any:
    """What a field held before it was sent: of a new record what it begins with."""
    if draft.is_new:
        if name in draft.found.defaults:
            return _default(work, draft.found, name, draft.found.defaults[name])
        begin = stores.defaults.get(draft.found.key, {}).get(name)
        if begin is not None:
            value = begin(work)
            return getattr(value, "pk", value)
    return getattr(draft.record, attname)


def _defaults(work: Work, draft: Draft) -> None:
    for name, function in stores.defaults.get(draft.found.key, {}).items():
        if name not in draft.values:
            setattr(draft.record, name, function(work))
    for name, said in draft.found.defaults.items():
        if name not in draft.values:
            setattr(draft.record, draft.found.fields[name].attname, _default(work, draft.found, name, said))


def _default(work: Work, found: ObjectDescriptor, name: str, said: Any) -> Any:
    """What designers say a new record begins with; "today", "now" and "me" say where the value comes from."""
    named: dict[str, Any] = {
        "date:today": work.clock.today(),
        "datetime:now": work.clock.now(),
        "user:me": work.actor.person_id,
    }
    one = found.fields[name]
    key = f"{one.type.key}:{said}"
    return named[key] if key in named else one.type.clean(one, said)


def _apply_lines(work: Work, entry: Entry, name: str, drafts: list[Draft]) -> bool:
    """Adds, changes and removes lines; whether any line is other than before."""
    parent = entry.draft.record
    position = max((line.position for line in work.lines(parent, name)), default=0) if drafts else 0
    different = False
    for draft in drafts:
        if draft.delete:
            if not draft.is_new:
                work.remove(draft.record)
                different = True
            continue
        _assign(work, draft)
        different = different or draft.is_new or work.differs(draft.record)
        if draft.is_new:
            _defaults(work, draft)
            setattr(draft.record, str(draft.found.parent), parent)
            if "position" not in draft.values:
                position += 1
                draft.record.position = position
            work.add(draft.record)
    return different


def _changed(record: Any, before: dict[str, Any], draft: Draft) -> set[str]:
    if draft.is_new:
        return set(draft.values)
    now = named(record, snapshot(record))
    return {name for name, value in now.items() if before[name] != value}


def _follow_owner(work: Work, draft: Draft, changed: frozenset[str]) -> None:
    """The team follows the owner unless it was set as well."""
    record = draft.record
    if not isinstance(record, Record) or "owner" not in changed or "team" in draft.values:
        return
    if record.owner_id and record.owner_id != work.actor.person_id:
        record.team_id = main_team(record.owner_id, work.actor.rights_version)
    elif record.owner_id:
        record.team_id = work.actor.team_id


def _check_relation_filters(entry: Entry) -> None:
    """A related record must fit what else is chosen (a contact belongs to the customer)."""
    for draft in (entry.draft, *(one for lines in entry.lines.values() for one in lines)):
        for name in draft.values:
            one = draft.found.fields[name]
            if not one.relation_filter or not is_relation(one) or draft.values[name] is None:
                continue
            for theirs, ours in one.relation_filter.items():
                wanted = getattr(draft.record, f"{ours}_id", None)
                if wanted is not None and getattr(draft.values[name], f"{theirs}_id", None) != wanted:
                    entry.problem(
                        draft, name, _("%(record)s does not fit the other fields.") % {"record": draft.values[name]}
                    )


def _run_hooks(
    work: Work, entry: Entry, lines: dict[str, list[Any]], changed: frozenset[str], *, lenient: bool
) -> None:
    hooks = (*stores.before_save, *stores.on_save.get(entry.draft.found.key, ()), _derive, *stores.judges)
    for hook in hooks:
        try:
            hook(work=work, record=entry.draft.record, lines=lines, changed=changed)
        except Refusal as error:
            if not lenient:
                raise
            entry.problems.extend(error.errors or [FieldProblem("", error.message, error.reason)])


def _derive(*, work: Work, record: Any, lines: dict[str, list[Any]], changed: frozenset[str]) -> None:
    derive_in_save(work, record, lines)


def _check_create_scope(work: Work, draft: Draft) -> None:
    if not access_to(work.actor, draft.found).reach(CREATE).covers(work.actor, draft.record):
        raise NotPermitted(_("You may not create this for another owner or team."))
