"""Publications left to the worker: the answer that says so, and where they lead when they are made."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse

from kontor.design.publishing import Outcome
from kontor.web.links import design_url, import_url


def publishing_url(job_id: UUID) -> str:
    """The page that tells how far it is."""
    return f"/design/publishing/{job_id}"


def answer_left(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Leads to that page, in the way of whoever asked: a script, a part of a page, or the address bar."""
    url = publishing_url(job_id)
    if request.content_type == "application/json":
        return JsonResponse({"publishing": url}, status=202)
    if "HX-Request" in request.headers:
        answer = HttpResponse(status=204)
        answer.headers["HX-Redirect"] = url
        return answer
    return HttpResponseRedirect(url)


def leads_to(found: Outcome) -> str:
    """The page that shows what was published, or where to go on when it was refused."""
    made = next((str(one["key"]) for one in found.changes if one.get("op") == "add_object" and one.get("key")), "")
    if found.import_run:
        return (
            import_url(made, UUID(found.import_run))
            if found.publication
            else f"/design/new/spreadsheet/{found.import_run}"
        )
    if found.pack:
        return "/design/packs/"
    if made:
        return f"/design/o/{made}/" if found.publication else "/design/new"
    return _by_subject(found.subject)


def _by_subject(subject: str) -> str:
    kind, _colon, rest = subject.partition(":")
    if kind == "object" and rest:
        return f"/design/o/{rest}/"
    if kind == "form" and rest:
        key, _colon, name = rest.partition(":")
        return design_url(key, name)
    return "/design/"
