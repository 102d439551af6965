"""The schema in force in this process: follows what is stored, changing classes in place."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from types import EllipsisType
from typing import Any
from uuid import UUID

from django.apps import apps

from kontor.core.declare import Declare
from kontor.core.errors import NotFound
from kontor.core.models import WrittenByWork
from kontor.core.registry import stores
from kontor.schema import classes
from kontor.schema.descriptor import ObjectDescriptor, Schema
from kontor.schema.gate import WAIT, gate
from kontor.schema.merge import build_schema, declaration_for, declaration_of
from kontor.schema.specs import Definitions, MadeField
from kontor.schema.stored import read_definitions, read_token

RETRY_SECONDS = 1.0
NOTHING = Definitions()


class _Process:
    """What this process has made of the stored definitions."""

    def __init__(self) -> None:
        self.schema: Schema | None = None
        self.models: dict[str, Any] | None = None
        self.definitions = NOTHING
        self.made: dict[str, Any] = {}
        self.parked: dict[UUID, Any] = {}
        self.attached: dict[str, dict[str, MadeField]] = {}
        self.shipped: dict[Any, tuple[Declare, Declare]] = {}
        self.retry_at = 0.0


_process = _Process()
# a schema that is only looked at, by whoever checks changes before they are made
_planned: ContextVar[Schema | None] = ContextVar("planned", default=None)


def current() -> Schema:
    """The schema in force in this process; inside `planned`, the one that is looked at."""
    looked_at = _planned.get()
    if looked_at is not None:
        return looked_at
    if _process.schema is None:
        _process.schema = build_schema(object_models(), _process.definitions)
    return _process.schema


@contextmanager
def planned(schema: Schema) -> Iterator[None]:
    """Inside, this thread sees a schema that is only about to be made; nothing is read or written by it."""
    token = _planned.set(schema)
    try:
        yield
    finally:
        _planned.reset(token)


def forget() -> None:
    """Makes the next `current()` build anew, and everybody forget what they made of it."""
    _process.schema = _process.models = None
    for function in stores.schema_changed:
        function()


def object_of(key: str) -> ObjectDescriptor:
    """The object named `key`; NotFound when there is none."""
    found = current().get(key)
    if found is None:
        msg = "There is no such object."
        raise NotFound(msg)
    return found


def definitions() -> Definitions:
    """What is in force of what was made."""
    return _process.definitions


def object_models() -> list[Any]:
    """All concrete models that declare themselves, in the order of the installed apps."""
    return [model for model in apps.get_models() if issubclass(model, WrittenByWork) and hasattr(model, "declare")]


def shipped_models() -> dict[str, Any]:
    """The models of objects that code declares, by key."""
    if _process.models is None:
        _process.models = {
            model.declare.key: model for model in object_models() if model._meta.app_label != classes.LABEL
        }
    return _process.models


def ensure(wait: float = WAIT, *, known: UUID | EllipsisType | None = ...) -> bool:
    """Follows what is stored; whether the process is up to date. One statement when nothing has changed.

    `known` is the token of the database where it was read already. Waits at most `wait` seconds for those who work with
    the old classes; then they stay in force until the next call.
    """
    if (read_token() if known is ... else known) == _process.definitions.token:
        return True
    if gate.held or time.monotonic() < _process.retry_at:
        return False
    with gate.exclusive(wait) as won:
        if not won:
            _process.retry_at = time.monotonic() + RETRY_SECONDS
            return False
        if read_token() != _process.definitions.token:
            labels = {key: model._meta.label for key, model in shipped_models().items()}
            apply(read_definitions(labels))
    return True


def unload() -> None:
    """Takes everything made out of this process again; for tests."""
    with gate.exclusive() as _won:
        apply(NOTHING)


def apply(wanted: Definitions) -> None:
    """Makes this process hold exactly `wanted`; only to be called while nobody works with the classes."""
    with classes.OneCacheClear():
        _park_what_went(wanted)
        _make_what_came(wanted)
        _detach_what_went(wanted)
        _attach_what_came(wanted)
        _declare(wanted)
    _process.definitions = wanted
    forget()


def _wanted_fields(wanted: Definitions, key: str) -> dict[str, MadeField]:
    return {one.key: one for one in wanted.live_fields(key) if one.stored}


def _models() -> dict[str, Any]:
    return {**shipped_models(), **_process.made}


def _detach_what_went(wanted: Definitions) -> None:
    models = _models()
    for key, held in _process.attached.items():
        if key not in models:
            continue
        fields = _wanted_fields(wanted, key)
        for name, one in list(held.items()):
            if name not in fields or fields[name].shape != one.shape:
                classes.detach(models[key], name)
                del held[name]


def _park_what_went(wanted: Definitions) -> None:
    live = {one.id for one in wanted.live_objects()}
    for key, one in list(_process.definitions.objects.items()):
        if key in _process.made and one.id not in live:
            model = _process.made.pop(key)
            classes.park(model)
            _process.parked[one.id] = model


def _make_what_came(wanted: Definitions) -> None:
    """New classes, complete with their fields: class by class would take twenty times as long."""
    parents = {key: model._meta.label for key, model in shipped_models().items()}
    parents |= {one.key: f"{classes.LABEL}.{one.model_name}" for one in wanted.live_objects()}
    for one in wanted.live_objects():
        if one.key in _process.made:
            continue
        parked = _process.parked.pop(one.id, None)
        if parked is not None:
            classes.unpark(parked)
            _process.made[one.key] = parked
            continue
        fields = _wanted_fields(wanted, one.key)
        declare = declaration_for(one, wanted.live_fields(one.key))
        _process.made[one.key] = classes.make_class(one, declare, fields.values(), parents.get(one.parent, ""))
        _process.attached[one.key] = fields


def _attach_what_came(wanted: Definitions) -> None:
    for key, model in _models().items():
        fields = _wanted_fields(wanted, key)
        held = _process.attached.setdefault(key, {}) if fields else _process.attached.get(key, {})
        for name, one in fields.items():
            if name not in held:
                classes.attach(model, one)
            held[name] = one


def _declare(wanted: Definitions) -> None:
    """Gives every class the declaration it has with its made fields, and tells its history what to keep."""
    made = {one.key: one for one in wanted.live_objects()}
    for key, model in _models().items():
        fields = wanted.live_fields(key)
        if key in made:
            model.declare = declaration_for(made[key], fields)
        else:
            _redeclare(model, fields)
        if fields or _process.definitions.fields.get(key):
            classes.refresh_history(model)


def _redeclare(model: Any, fields: tuple[MadeField, ...]) -> None:
    shipped, merged = _process.shipped.get(model, (model.declare, model.declare))
    if model.declare is not merged:
        shipped = model.declare
    model.declare = declaration_of(shipped, fields)
    _process.shipped[model] = (shipped, model.declare)
