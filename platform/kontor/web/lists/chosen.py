"""Which of an object's views an address opens, and what that view shows."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from kontor.core.errors import BadInput
from kontor.layouts.models import Kind
from kontor.layouts.parts import ListLayout
from kontor.layouts.personal import AS_IT_COMES, Habit
from kontor.layouts.queries import list_layout
from kontor.layouts.views import View, default_view, views_of
from kontor.schema.descriptor import ObjectDescriptor
from kontor.web.lists.state import ListState
from kontor.web.sight import seen, seen_of

# the shipped list, where another view opens by itself
ALL = "all"


@dataclass(frozen=True, slots=True)
class Chosen:
    """The view of an address (None: the shipped list), all that could be opened, and the layout it amounts to."""

    view: View | None
    views: list[View]
    layout: ListLayout
    opens: View | None = None
    habit: Habit = AS_IT_COMES
    # whether the rows can be chosen
    ticks: bool = False

    @property
    def kind(self) -> str:
        """How the records are shown."""
        return self.view.kind if self.view else Kind.LIST

    @property
    def widths(self) -> Mapping[str, int]:
        """The widths of the view, and over them those its reader has drawn."""
        return {**self.body.get("widths", {}), **self.habit.widths}

    @property
    def body(self) -> Mapping[str, Any]:
        """What was decided about the view."""
        return self.view.body if self.view else {}


def chosen_of(visit: Any, found: ObjectDescriptor, state: ListState) -> Chosen:
    """The view an address opens; BadInput when it names none."""
    base = list_layout(visit.actor, found)
    if state.trashed:
        return Chosen(None, [], base)
    views = views_of(visit.actor, found)
    opens = default_view(visit.actor, views)
    view = opens if not state.view else next((one for one in views if one.name == state.view), None)
    if state.view in (ALL, *(one.key for one in base.presets)):
        view = None
    elif state.view and view is None:
        raise BadInput(_("There is no such view."), field="view")
    layout = layout_of(visit, found, view, base) if view else base
    if (view.kind if view else Kind.LIST) != Kind.LIST:
        return Chosen(view, views, layout, opens)
    habit = visit.personal.habit(found.key, view.name if view else "")
    columns = tuple(seen_of(visit.actor, found, habit.columns)) or layout.columns
    return Chosen(view, views, replace(layout, columns=columns), opens, habit)


def layout_of(visit: Any, found: ObjectDescriptor, view: View, base: ListLayout) -> ListLayout:
    """What of a view its reader may see, as a list shows it."""
    columns = tuple(seen_of(visit.actor, found, view.body.get("columns") or ())) or base.columns
    sort = tuple(one for one in view.body.get("sort", ()) if seen(visit.actor, found, one.removeprefix("-")))
    return ListLayout(columns, sort or base.sort, base.presets, base.new, view.body.get("filter") or None)


def whole_filter(chosen: Chosen, state: ListState) -> Mapping[str, Any] | None:
    """The filter of the chosen view and of the address together."""
    preset = None
    if chosen.view is None and state.view:
        preset = next((one.filter for one in chosen.layout.presets if one.key == state.view), None)
    both = [dict(one) for one in (preset, chosen.layout.filter, state.filter) if one]
    return {"and": both} if len(both) > 1 else (both[0] if both else None)
