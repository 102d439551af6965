"""How a view shows its records: one file per kind, each with what its template needs."""

from typing import Any

from kontor.layouts.models import Kind
from kontor.schema.descriptor import ObjectDescriptor
from kontor.web.kinds import board, calendar, gallery, table, timeline, tree
from kontor.web.kinds.reading import Look
from kontor.web.lists.chosen import Chosen
from kontor.web.lists.state import ListState

_BODIES = {
    Kind.LIST: table.table_of,
    Kind.BOARD: board.board_of,
    Kind.CALENDAR: calendar.calendar_of,
    Kind.GALLERY: gallery.gallery_of,
    Kind.TREE: tree.tree_of,
    Kind.TIMELINE: timeline.timeline_of,
}


def view_body(visit: Any, found: ObjectDescriptor, chosen: Chosen, state: ListState) -> Any:
    """What the open view shows, with the `template` that draws it; None for the shipped list."""
    if chosen.view is None:
        return None
    return _BODIES[Kind(chosen.kind)](Look(visit, found, chosen, state))
