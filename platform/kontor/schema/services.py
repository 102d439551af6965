"""All that changes the schema, inside `changing()` or `run_change`; and the questions to ask before."""

from kontor.schema.changing import Change, changing, run_change
from kontor.schema.convert import cancel_convert, convert_field, unconvert_field
from kontor.schema.erasing import erase
from kontor.schema.questions import Fit, check_convert, duplicates, filled_count, row_count
from kontor.schema.services_checks import check_field, described_field
from kontor.schema.services_fields import (
    add_field,
    change_field,
    purge_field,
    restore_field,
    set_indexed,
    set_unique,
    trash_field,
)
from kontor.schema.services_links import add_links
from kontor.schema.services_objects import add_object, change_object, purge_object, restore_object, trash_object
from kontor.schema.services_overrides import is_overridden, override, override_all, reset
from kontor.schema.specs import FieldSpec, ObjectSpec

__all__ = [
    "Change",
    "FieldSpec",
    "Fit",
    "ObjectSpec",
    "add_field",
    "add_links",
    "add_object",
    "cancel_convert",
    "change_field",
    "change_object",
    "changing",
    "check_convert",
    "check_field",
    "convert_field",
    "described_field",
    "duplicates",
    "erase",
    "filled_count",
    "is_overridden",
    "override",
    "override_all",
    "purge_field",
    "purge_object",
    "reset",
    "restore_field",
    "restore_object",
    "row_count",
    "run_change",
    "set_indexed",
    "set_unique",
    "trash_field",
    "trash_object",
    "unconvert_field",
]
