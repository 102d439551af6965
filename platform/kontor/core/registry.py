"""Where rooms that must hear of each other without importing each other leave word.

Every store is filled while Django starts and only read afterwards.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar
from uuid import UUID

from kontor.core.errors import DeclarationError

F = TypeVar("F", bound=Callable[..., Any])


class SaveHook(Protocol):
    """Called before a record is written, to compute and to refuse."""

    def __call__(self, *, work: Any, record: Any, lines: dict[str, list[Any]], changed: frozenset[str]) -> None:
        """Sets computed columns by assignment; raises a Refusal to refuse."""


class Subscriber(Protocol):
    """Called once per save, bulk or action with what changed."""

    def __call__(self, *, work: Any, changes: list[Any]) -> None:
        """May change further rows of the same unit of work."""


@dataclass(frozen=True, slots=True)
class Invariant:
    """Something that must always hold; `broken` yields one sentence per violation."""

    name: str
    description: str
    broken: Callable[[], list[str]]


@dataclass(frozen=True, slots=True)
class Usage:
    """Somewhere an object or field is used: what kind of thing, its name, where to see it, whether it would break."""

    kind: Any
    label: str
    url: str = ""
    breaks: bool = False


class FindUsages(Protocol):
    """Answers where a field (or, without one, an object) is used."""

    def __call__(self, object: str, field: str | None) -> "list[Usage]":
        """The usages one room knows of."""


class Teller(Protocol):
    """Called once per unit of work, when everything is written, for the rows that tell others of it."""

    def __call__(self, *, work: Any) -> list[Any]:
        """The rows of one plain model to insert in the same transaction; changes nothing else of the work."""


@dataclass(frozen=True, slots=True)
class Pointing:
    """Records of an object that are told in the timeline of what they point at, and how a new one begins there.

    `title`, `due` and `done` name its fields; `values` are those of a new one, `label` its button.
    """

    object: str
    title: str
    due: str
    done: str
    label: Any
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class _Stores:
    on_save: dict[str, list[SaveHook]] = field(default_factory=dict)
    before_save: list[SaveHook] = field(default_factory=list)
    subscribers: list[Subscriber] = field(default_factory=list)
    roots: dict[str, Callable[[Sequence[UUID]], list[Any]]] = field(default_factory=dict)
    computed: dict[str, dict[str, Any]] = field(default_factory=dict)
    invariants: dict[str, Invariant] = field(default_factory=dict)
    actions: dict[str, Any] = field(default_factory=dict)
    chains: dict[str, list[Callable[..., list[Any]]]] = field(default_factory=dict)
    navigation: list[Any] = field(default_factory=list)
    defaults: dict[str, dict[str, Callable[..., Any]]] = field(default_factory=dict)
    verbs: dict[str, Any] = field(default_factory=dict)
    write: dict[str, Callable[..., Any]] = field(default_factory=dict)
    judges: list[SaveHook] = field(default_factory=list)
    usages: list[FindUsages] = field(default_factory=list)
    changes: dict[str, Any] = field(default_factory=dict)
    schema_changed: list[Callable[[], None]] = field(default_factory=list)
    around_work: list[Callable[[], AbstractContextManager[None]]] = field(default_factory=list)
    around_migrate: list[Callable[[str], AbstractContextManager[None]]] = field(default_factory=list)
    tellers: list[Teller] = field(default_factory=list)
    entries: list[Callable[..., Any]] = field(default_factory=list)
    pointing: list[Pointing] = field(default_factory=list)
    merges: list[Callable[..., None]] = field(default_factory=list)
    purges: list[Callable[[str], None]] = field(default_factory=list)
    ask: dict[str, Callable[..., Any]] = field(default_factory=dict)


stores = _Stores()


def on_save(key: str) -> Callable[[F], F]:
    """Registers the domain rules of an object: computed columns, refusals, warnings."""

    def register(function: F) -> F:
        stores.on_save.setdefault(key, []).append(function)
        return function

    return register


def before_save(function: F) -> F:
    """Registers a hook that runs before the domain rules of every object."""
    stores.before_save.append(function)
    return function


def subscriber(function: F) -> F:
    """Registers a change subscriber."""
    stores.subscribers.append(function)
    return function


def root_of(key: str) -> Callable[[F], F]:
    """Registers the resolver of an object's root documents, which are locked before it.

    The function answers, for a list of record ids, the (model, id) pairs of their roots or querysets of them.
    """

    def register(function: F) -> F:
        stores.roots[key] = function
        return function

    return register


def computed(key: str, field_name: str, value: Any) -> None:
    """Adds a computed field (a `Computed`) to an object that a module below declares."""
    stores.computed.setdefault(key, {})[field_name] = value


def invariant(name: str, description: str) -> Callable[[Callable[[], list[str]]], Callable[[], list[str]]]:
    """Registers a check of `manage.py prove`: the function answers one sentence per violation."""

    def register(function: Callable[[], list[str]]) -> Callable[[], list[str]]:
        if name in stores.invariants:
            msg = f"The invariant {name} is declared twice."
            raise DeclarationError(msg)
        stores.invariants[name] = Invariant(name, description, function)
        return function

    return register


def chain(key: str) -> Callable[[F], F]:
    """Registers a finder of documents related to one of object `key`: (record id) → list of (object, id)."""

    def register(function: F) -> F:
        stores.chains.setdefault(key, []).append(function)
        return function

    return register


def default(key: str, field_name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Registers the default of a field of a new record: function(work) → value."""

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        stores.defaults.setdefault(key, {})[field_name] = function
        return function

    return register


def judge(function: F) -> F:
    """Registers a hook that judges a record when everything on it is computed: it refuses or warns, sets nothing."""
    stores.judges.append(function)
    return function


def usages(function: F) -> F:
    """Registers a finder of places that use an object or a field."""
    stores.usages.append(function)
    return function


def on_schema_change(function: F) -> F:
    """Registers what a process must forget when the shape of objects has changed."""
    stores.schema_changed.append(function)
    return function


def around_work(function: F) -> F:
    """Registers a context that every job is done in."""
    stores.around_work.append(function)
    return function


def around_migrate(function: F) -> F:
    """Registers a context that migrations of a database (its alias) run in."""
    stores.around_migrate.append(function)
    return function


def design_change(op: str) -> Callable[[F], F]:
    """Registers a kind of change that designers make; the class is instantiated once (see kontor.design.changes)."""

    def register(kind: F) -> F:
        if op in stores.changes:
            msg = f"The design change {op} is declared twice."
            raise DeclarationError(msg)
        stores.changes[op] = kind()
        return kind

    return register


def teller(function: F) -> F:
    """Registers who tells others of a unit of work, in its transaction."""
    stores.tellers.append(function)
    return function


def entries(function: F) -> F:
    """Registers a source of the timeline: (actor, found, detail, limit) → `kontor.collab.timeline.Entry` rows."""
    stores.entries.append(function)
    return function


def pointing(one: Pointing) -> None:
    """Registers an object whose records are told on what they point at."""
    stores.pointing.append(one)


def on_merge(function: F) -> F:
    """Registers what else happens when records become one: (work, winner, loser), in the same transaction."""
    stores.merges.append(function)
    return function


def on_purge(function: F) -> F:
    """Registers what goes for good with an object's table: called with its key, in the same transaction."""
    stores.purges.append(function)
    return function


def answers(question: str) -> Callable[[F], F]:
    """Registers the room that answers a question of another one beside it."""

    def register(function: F) -> F:
        stores.ask[question] = function
        return function

    return register
