"""What a change means as two whole states: all columns before and all columns after."""

from typing import Any

from kontor.records.change import Change
from kontor.records.work import Work, named

State = dict[str, Any]


def states_of(work: Work, change: Change) -> tuple[State | None, State | None]:
    """The columns (relations as ids) before and after a change; None where the row did not or does not exist."""
    tracked = work.tracked[type(change.record), change.record.pk]
    if change.kind == "remove":
        return change.old, None
    after = named(change.record, tracked.reported or {})
    before = None if change.kind == "create" else {**after, **change.old}
    if change.kind == "trash":
        return before, None
    if change.kind == "restore":
        return None, after
    return before, after
