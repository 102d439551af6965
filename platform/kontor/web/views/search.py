"""Search over everything one may read."""

from django.http import HttpResponse

from kontor.records.queries import search_all
from kontor.schema.registry import object_of
from kontor.web.links import record_url
from kontor.web.render.icons import icon
from kontor.web.visit import Visit, page

LIMIT = 20


@page
def search(visit: Visit) -> HttpResponse:
    """What the words are found in: as a part of the search dialog, or as a page."""
    words = visit.request.GET.get("q", "").strip()[:200]
    picked = search_all(actor=visit.actor, search=words, limit=LIMIT) if words else []
    hits = [
        {
            "url": record_url(one.object, one.id),
            "icon": icon(object_of(one.object).icon),
            "kind": object_of(one.object).label,
            "label": one.label,
            "context": one.context,
        }
        for one in picked
    ]
    context = {"words": words, "hits": hits}
    if visit.by_htmx:
        return visit.show("fragments/found.html", context)
    return visit.page("search.html", context, here="search")
