"""What a person keeps at hand, and the records looked at last."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kontor.core.errors import BadInput
from kontor.layouts.personal import keep_at_hand
from kontor.layouts.places import note_visit
from kontor.web.shell import favourites_of
from kontor.web.visit import Visit, page


@page
def favourites(visit: Visit) -> HttpResponse:
    """The favourites as they stand in the sidebar; posted, one is put there or taken away."""
    if visit.request.method == "POST":
        sent = visit.request.POST
        keep_at_hand(
            actor=visit.actor,
            object=sent.get("object", ""),
            record_id=_id(sent.get("record", "")),
            query=sent.get("query", ""),
            label=sent.get("label", ""),
            keep=sent.get("keep") == "1",
        )
        visit.arranged_anew()
    here = visit.request.GET.get("here") or visit.request.POST.get("here", "")
    return visit.show("fragments/favourites.html", {"favourites": favourites_of(visit, here)})


@require_POST
@page
def visited(visit: Visit) -> HttpResponse:
    """Remembers that a record was looked at."""
    sent = visit.request.POST
    record_id = _id(sent.get("record", ""))
    if record_id is None:
        raise BadInput(_("This record does not exist."), field="record")
    note_visit(actor=visit.actor, object=sent.get("object", ""), record_id=record_id)
    return HttpResponse(status=204)


def _id(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise BadInput(_("This record does not exist."), field="record") from None
