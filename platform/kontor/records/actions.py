"""Actions: how documents move. One declaration gives button, endpoint, flow step and audit verb."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from django.utils.translation import gettext as _

from kontor.access.grants import READ
from kontor.access.rights import access_to, may
from kontor.core.actor import SYSTEM, Actor
from kontor.core.clock import Clock
from kontor.core.errors import (
    DeclarationError,
    NotFound,
    NotPermitted,
    StaleVersion,
    WrongState,
)
from kontor.core.registry import stores
from kontor.core.transactions import atomic_retry
from kontor.identity.services import business_clock
from kontor.records.flush import flush
from kontor.records.inputs import Input, clean_inputs
from kontor.records.work import Warning, Work
from kontor.schema.descriptor import ObjectDescriptor
from kontor.schema.registry import object_of

__all__ = ["Action", "ActionState", "Done", "Input", "Made", "action", "actions_for", "actions_of", "run_action"]
F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Action:
    """A verb on an object: from which states, to which, with what inputs, and the function that does it."""

    object: str
    name: str
    label: Any
    function: Callable[..., Any]
    from_states: tuple[str, ...] = ()
    to_states: tuple[str, ...] = ()
    inputs: tuple[Input, ...] = ()
    guard: Callable[[Any], str | None] | None = None
    icon: str = "play"
    primary: bool = False
    danger: bool = False
    hidden: bool = False
    creates: bool = False
    bulk: bool = False
    help: Any = ""
    confirm: Any = ""

    @property
    def verb(self) -> str:
        """The name in grants and the audit log: object.name."""
        return f"{self.object}.{self.name}"


@dataclass(frozen=True, slots=True)
class ActionState:
    """An action as a button on one record: enabled, or the reason why not."""

    name: str
    label: Any
    icon: str
    primary: bool
    danger: bool
    inputs: tuple[Input, ...]
    enabled: bool
    reason: str
    confirm: Any = ""
    help: Any = ""


@dataclass(frozen=True, slots=True)
class Made:
    """A record an action has made."""

    object: str
    id: UUID
    number: str | None
    label: str


@dataclass(frozen=True, slots=True)
class Done:
    """The record after an action, what was made on the way, and what the person should know."""

    record: Any
    created: tuple[Made, ...] = ()
    warnings: tuple[Warning, ...] = field(default=())


def action(verb: str, *, label: Any, **options: Any) -> Callable[[F], F]:
    """Declares the decorated function as the action `object.name`: function(*, work, record, **inputs)."""
    key, dot, name = verb.partition(".")
    if not dot or not name.isidentifier():
        msg = f"{verb!r} is no action name: object.verb is expected."
        raise DeclarationError(msg)

    def register(function: F) -> F:
        if verb in stores.actions:
            msg = f"The action {verb} is declared twice."
            raise DeclarationError(msg)
        stores.actions[verb] = Action(object=key, name=name, label=label, function=function, **options)
        stores.verbs[verb] = label
        return function

    return register


def actions_of(key: str) -> list[Action]:
    """The actions of an object in the order they were declared."""
    return [one for one in stores.actions.values() if one.object == key]


def find_action(key: str, name: str) -> Action:
    """The action, by its short or full name; NotFound when there is none."""
    found = stores.actions.get(f"{key}.{name.removeprefix(f'{key}.')}")
    if found is None:
        raise NotFound(_("There is no such action."))
    return found  # type: ignore[no-any-return]


def actions_for(*, actor: Actor, object: str, record: Any) -> list[ActionState]:
    """The actions the actor holds a grant for on that record, each enabled or with the reason why not."""
    found = object_of(object)
    states = []
    for one in actions_of(object):
        if one.hidden or not may(actor, found, one.verb, record):
            continue
        reason = refusal_of(one, found, record)
        states.append(
            ActionState(
                one.name,
                one.label,
                one.icon,
                one.primary,
                one.danger,
                one.inputs,
                enabled=reason is None,
                reason=reason or "",
                confirm=one.confirm,
                help=one.help,
            )
        )
    return states


def refusal_of(one: Action, found: ObjectDescriptor, record: Any) -> str | None:
    """Why an action cannot run on a record as it is now, as a sentence; None when it can."""
    status = getattr(record, "status", None)
    if one.from_states and status not in one.from_states:
        labels = {choice.key: str(choice.label) for choice in found.states}
        wanted = ", ".join(labels.get(key, key) for key in one.from_states)
        return _("Only possible while %(wanted)s; this is %(status)s.") % {
            "wanted": wanted,
            "status": labels.get(str(status), str(status)),
        }
    return one.guard(record) if one.guard else None


def run_action(
    *,
    actor: Actor,
    object: str,
    id: UUID,
    action: str,
    inputs: Mapping[str, Any] | None = None,
    version: int | None = None,
    clock: Clock | None = None,
    cause: str = "api",
    request_id: str = "",
) -> Done:
    """Runs an action in one transaction: permission, lock of the root, state, guard, inputs, function, flush.

    Raises NotFound, NotPermitted, WrongState, StaleVersion, BadInput or a refusal of the business.
    """
    found = object_of(object)
    one = find_action(object, action)

    def run() -> Done:
        work = Work(actor=actor, clock=clock or business_clock(), cause=cause or one.verb, request_id=request_id)
        record = _locked(work, found, one, id)
        if version is not None and version != record.version:
            raise StaleVersion(_("Somebody else has changed this in the meantime."), version=record.version)
        perform(work, found, one, record, inputs or {}, actor=actor)
        flush(work)
        made = tuple(
            Made(row.declare.key, row.pk, getattr(row, "number", None), str(row)) for row in work.created_rows(record)
        )
        return Done(record, made, tuple(work.warnings))

    return atomic_retry(run)


def _locked(work: Work, found: ObjectDescriptor, one: Action, record_id: UUID) -> Any:
    """The record, permitted and locked, its root document locked before it."""
    work.lock_roots(found.key, [record_id])
    record = work.lock(found.model, [record_id]).get(record_id)
    access = access_to(work.actor, found)
    if record is None or record.trashed_at is not None or not access.reach(READ).covers(work.actor, record):
        raise NotFound(_("This record does not exist."))
    if not access.reach(one.verb).covers(work.actor, record):
        raise NotPermitted(_("You may not do this: %(action)s.") % {"action": one.label})
    return record


def perform(
    work: Work, found: ObjectDescriptor, one: Action, record: Any, inputs: Mapping[str, Any], *, actor: Actor
) -> None:
    """The body of an action inside a unit of work: state, guard, inputs, function, resulting state, event."""
    reason = refusal_of(one, found, record)
    if reason is not None:
        raise WrongState(reason, state=str(getattr(record, "status", "")))
    before = getattr(record, "status", None)
    cleaned = clean_inputs(work, one.inputs, inputs, trusted=actor.is_system)
    one.function(work=work, record=record, **cleaned)
    after = getattr(record, "status", None)
    if one.to_states and after not in one.to_states:
        msg = f"{one.verb} left {record} in {after}, which it does not declare."
        raise DeclarationError(msg)
    data: dict[str, Any] = {"from": before, "to": after} if before != after else {}
    shown = {item.name: str(inputs[item.name]) for item in one.inputs if inputs.get(item.name) and not item.secret}
    work.event(one.verb, record, **data, **({"inputs": shown} if shown else {}))


def _run_inside(work: Work, verb: str, record: Any, **inputs: Any) -> Any:
    """Another action inside a running one; its outer permission suffices."""
    key, _dot, name = verb.partition(".")
    one = find_action(key, name)
    held = work.tracked.get((type(record), record.pk))
    if held is not None and not held.is_new:
        record = work.lock(type(record), [record.pk])[record.pk]
    perform(work, object_of(key), one, record, inputs, actor=SYSTEM)
    return record


stores.write["run"] = _run_inside
