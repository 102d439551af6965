"""Tells what code declares from what was made at run time: migrations know the former only."""

import re
from typing import Any

from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.state import ProjectState

MADE_TABLE = re.compile(r"o_[0-9a-f]{10}(_history)?")
MADE_COLUMN = re.compile(r"x_[0-9a-f]{10}")


class ShippedAutodetector(MigrationAutodetector):
    """Django's, blind to made objects and fields, also in a process that has made classes of them."""

    def __init__(self, from_state: ProjectState, to_state: ProjectState, questioner: Any = None) -> None:
        super().__init__(from_state, shipped_only(to_state), questioner)


def shipped_only(state: ProjectState) -> ProjectState:
    """The state without what was made at run time."""
    kept = ProjectState(real_apps=state.real_apps)
    for key, model in state.models.items():
        if MADE_TABLE.fullmatch(str(model.options.get("db_table", ""))):
            continue
        model.fields = {name: field for name, field in model.fields.items() if not _made(field)}
        kept.models[key] = model
    return kept


def _made(field: Any) -> bool:
    return bool(MADE_COLUMN.fullmatch(str(field.db_column or "")))
