"""One earlier version beside the present one."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from kontor.core.errors import NotFound
from kontor.records.timeline import FieldChange, history
from kontor.web.pages.happened import value_words
from kontor.web.views.lists import object_for
from kontor.web.visit import Visit, page


@page
def version(visit: Visit, key: str, record_id: UUID, number: int) -> HttpResponse:
    """What has changed since a version: field by field, then and now."""
    found = object_for(visit, key)
    rows = history(actor=visit.actor, object=key, id=record_id)
    then = next((row for row in rows if row.version == number), None)
    if then is None:
        raise NotFound(_("There is no such version."))
    merged: dict[tuple[str, str], tuple[FieldChange, FieldChange]] = {}
    for row in rows:
        if row is then:
            break
        for change in row.changes:
            place = (change.field, change.line)
            merged[place] = (change, merged[place][1] if place in merged else change)
    changes = [
        {
            "label": f"{new.label} ({_('line')})" if new.line else str(new.label),
            "then": value_words(visit, old, old.old),
            "now": value_words(visit, new, new.new),
        }
        for old, new in merged.values()
    ]
    return visit.show("fragments/version.html", {"found": found, "number": number, "changes": changes, "who": then})
