"""All that changes the schema, inside `changing()` or `run_change`; and the questions to ask before."""

from kontor.schema.changing import Change, changing, run_change
from kontor.schema.services_fields import (
    add_field,
    change_field,
    purge_field,
    restore_field,
    set_indexed,
    set_unique,
    trash_field,
)
from kontor.schema.services_objects import add_object, change_object, purge_object, restore_object, trash_object
from kontor.schema.services_overrides import override, reset
from kontor.schema.specs import FieldSpec, ObjectSpec

__all__ = [
    "Change",
    "FieldSpec",
    "ObjectSpec",
    "add_field",
    "add_object",
    "change_field",
    "change_object",
    "changing",
    "override",
    "purge_field",
    "purge_object",
    "reset",
    "restore_field",
    "restore_object",
    "run_change",
    "set_indexed",
    "set_unique",
    "trash_field",
    "trash_object",
]
