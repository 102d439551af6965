"""What a relation field can be set to, as one types."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from kontor.core.errors import NotFound
from kontor.layouts.places import visited_ids
from kontor.records.actions import find_action
from kontor.records.queries import Picked, pick_records
from kontor.schema.descriptor import FieldDescriptor, ObjectDescriptor
from kontor.schema.registry import object_of
from kontor.web.sight import seen
from kontor.web.views.lists import object_for
from kontor.web.views.quick import may_make
from kontor.web.visit import Visit, page

LIMIT = 20
LATELY = 4


@page
def pick(visit: Visit, key: str, path: str) -> HttpResponse:
    """The options of a relation: a field, `lines.field`, a filter path, or `action:input`."""
    found = object_for(visit, key)
    target, wanted = _target(visit, found, path)
    query = visit.request.GET
    words = query.get("q", "").strip()[:200]
    picked = pick_records(
        actor=visit.actor,
        object=target,
        search=words,
        limit=LIMIT,
        filter=_fitting(wanted, query),
        clock=visit.clock,
    )
    lately = [] if words else _lately(visit, target, _fitting(wanted, query))
    known = {one.id for one in lately}
    context = {
        "picked": [*lately, *(one for one in picked if one.id not in known)],
        "path": path.replace(".", "-").replace(":", "-"),
        "words": words,
        "make_url": f"/o/{target}/quick" if wanted is not None and may_make(visit.actor, object_of(target)) else "",
    }
    return visit.show("fragments/options.html", context)


def _lately(visit: Visit, target: str, fitting: list[dict[str, Any]]) -> list[Picked]:
    """What fits of the records looked at last: without words the likeliest to be meant."""
    ids = visited_ids(visit.actor, target, LATELY)
    if not ids:
        return []
    condition = {"field": "id", "op": "in", "value": [str(one) for one in ids]}
    found = pick_records(actor=visit.actor, object=target, limit=LATELY, filter={"and": [*fitting, condition]})
    return sorted(found, key=lambda one: ids.index(one.id))


def _target(visit: Visit, found: ObjectDescriptor, path: str) -> tuple[str, FieldDescriptor | None]:
    action, colon, name = path.partition(":")
    if colon:
        one = next((item for item in find_action(found.key, action).inputs if item.name == name), None)
        if one is not None and one.target:
            return one.target, None
    holder, _dot, inner = path.partition(".")
    lines = found.lines.get(holder)
    field = seen(visit.actor, lines, inner) if lines else seen(visit.actor, found, path)
    if field is None or not field.target:
        raise NotFound(_("There is nothing here, or it is not yours to see."))
    return field.target, field


def _fitting(field: FieldDescriptor | None, query: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Only what fits the other fields of the form, as the declaration of the field says."""
    if field is None:
        return []
    return [
        {"field": theirs, "op": "eq", "value": query[ours]}
        for theirs, ours in field.relation_filter.items()
        if query.get(ours)
    ]
