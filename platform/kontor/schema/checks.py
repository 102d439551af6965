"""Mistakes in declarations, told by `manage.py check`."""

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.db import models

from kontor.core.declare import Declare
from kontor.core.errors import DeclarationError
from kontor.core.models import Line
from kontor.schema.field_types import TYPES, type_of
from kontor.schema.registry import object_models

NAMING = ("searchable", "sensitive", "derived", "read_only", "hidden", "context", "search_through", "alike")


@register()
def declarations(**kwargs: Any) -> list[CheckMessage]:
    """Every declaration names what exists, once."""
    found: list[CheckMessage] = []
    seen: dict[str, Any] = {}
    for model in object_models():
        declare = model.declare
        if declare.key in seen:
            found.append(_error(model, f"The key {declare.key} is already that of {seen[declare.key].__name__}.", 1))
        seen[declare.key] = model
        found.extend(_check(model, declare))
    return found


def _error(model: Any, message: str, number: int) -> Error:
    return Error(message, obj=model, id=f"schema.E{number:03}")


def _check(model: Any, declare: Declare) -> Iterator[Error]:
    names = {field.name for field in model._meta.get_fields()} | set(declare.computed)
    if not declare.key.isidentifier() or declare.key != declare.key.lower():
        yield _error(model, f"{declare.key!r} is no key: small letters, digits and _ only.", 2)
    for part in NAMING:
        for name in getattr(declare, part):
            if name not in names:
                yield _error(model, f"{part} names {name}, which is no field.", 3)
    if declare.name_field and declare.name_field not in names:
        yield _error(model, f"name_field is {declare.name_field}, which is no field.", 3)
    yield from _check_computed(model, declare)
    yield from _check_columns(model)
    yield from _check_parent(model, declare)


def _check_computed(model: Any, declare: Declare) -> Iterator[Error]:
    for name, computed in declare.computed.items():
        if computed.type not in TYPES:
            yield _error(model, f"{name} is computed as {computed.type}, which is no field type.", 4)
        if (computed.expression is None) == (computed.load is None):
            yield _error(model, f"{name} needs either an expression or a load function.", 5)


def _check_columns(model: Any) -> Iterator[Error]:
    for column in model._meta.concrete_fields:
        if column.name in ("id",):
            continue
        try:
            type_of(column)
        except DeclarationError as error:
            yield _error(model, str(error), 6)


def _check_parent(model: Any, declare: Declare) -> Iterator[Error]:
    if not issubclass(model, Line):
        if declare.parent:
            yield _error(model, "Only lines have a parent.", 7)
        return
    column = next((field for field in model._meta.fields if field.name == declare.parent), None)
    if not isinstance(column, models.ForeignKey):
        yield _error(model, "A line declares its parent, a relation to the record it belongs to.", 8)
    elif not column.remote_field.related_name or column.remote_field.related_name.endswith("+"):
        yield _error(model, "The relation to the parent needs a related_name: it names the lines.", 9)
