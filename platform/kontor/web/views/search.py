"""Search over everything one may read, and the command palette."""

from django.http import HttpResponse

from kontor.web.palette import palette_of
from kontor.web.visit import Visit, page


@page
def search(visit: Visit) -> HttpResponse:
    """What the words find: in the palette with what can be done from where one is, or as a page."""
    query = visit.request.GET
    words = query.get("q", "").strip()[:200]
    here = query.get("here", "")[:500] if visit.by_htmx else ""
    context = {"words": words, "sections": palette_of(visit, words, here)}
    if visit.by_htmx:
        return visit.show("fragments/found.html", context)
    return visit.page("search.html", context, here="search")
