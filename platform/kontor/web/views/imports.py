"""Bringing a file into an object: the file, its columns, the check, the import, and back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kontor.core.errors import BadInput, NotFound, Refusal
from kontor.records.export import FORMATS
from kontor.records.importing import services
from kontor.records.importing.error_file import error_file
from kontor.records.importing.models import ImportRun, ImportStatus
from kontor.records.importing.store import import_of, imports_of, object_for_import
from kontor.schema.registry import object_of
from kontor.web.imports import page as shown
from kontor.web.imports.posted import posted_mapping, posted_words
from kontor.web.links import import_url, list_url
from kontor.web.visit import Visit, page

MAPPABLE = (ImportStatus.MAPPING, ImportStatus.MAPPED)


def _run(visit: Visit, key: str, run_id: UUID) -> ImportRun:
    run = import_of(visit.actor, run_id)
    if run.object != key:
        raise NotFound(_("There is no such import."))
    return run


@page
def upload(visit: Visit, key: str) -> HttpResponse:
    """Takes a file in; before that, where to choose one, and the imports of late."""
    found = object_for_import(visit.actor, key)
    context: dict[str, Any] = {"found": found, "steps": shown.steps_of(None), "runs": imports_of(visit.actor, key)}
    if visit.request.method != "POST":
        return visit.page("imports/upload.html", context, here=key)
    sent = visit.request.FILES.get("file")
    try:
        if sent is None:
            raise BadInput(_("Choose a file."), field="file")
        run = services.start_import(actor=visit.actor, object=key, upload=sent)
    except Refusal as refusal:
        context["error"] = refusal.message
        return visit.page("imports/upload.html", context, here=key, status=refusal.status)
    return HttpResponseRedirect(import_url(key, run.pk))


@page
def one(visit: Visit, key: str, run_id: UUID) -> HttpResponse:
    """An import, at whatever step it is."""
    run = _run(visit, key, run_id)
    return _show(visit, run)


def _show(visit: Visit, run: ImportRun, error: str = "", status: int = 200) -> HttpResponse:
    context = _context(visit, run)
    if error:
        context["error"] = error
    if visit.wants("import"):
        return visit.show("imports/body.html", context)
    return visit.page("imports/import.html", context, here=run.object, status=status)


def _context(visit: Visit, run: ImportRun) -> dict[str, Any]:
    found = object_of(run.object)
    done, total = services.progress_of(run)
    context: dict[str, Any] = {
        "run": run,
        "found": found,
        "steps": shown.steps_of(run),
        "base": import_url(run.object, run.pk),
        "list_url": list_url(run.object),
        "busy": run.status in services.BUSY,
        "done": done,
        "total": total or run.total,
        "error": run.error,
    }
    again = run.status == ImportStatus.REHEARSED and "edit" in visit.request.GET
    if run.status in MAPPABLE or again:
        context |= {"editing": True, "steps": _at_columns(), **shown.mapping_context(visit, run)}
    elif run.status == ImportStatus.ENCODING:
        context |= {"encodings": shown.encodings(run), "delimiters": shown.delimiters(run)}
    elif run.status == ImportStatus.REHEARSED:
        counts = run.report.get("rehearsed", {})
        context["figures"] = shown.figures(counts, will=True)
        context["refused"] = shown.refused_rows(run, found, "rehearse")
        context["coming"] = counts.get("created", 0) + counts.get("updated", 0)
    elif run.status in (ImportStatus.DONE, ImportStatus.STOPPED, ImportStatus.RUNNING, ImportStatus.UNDONE):
        context["figures"] = shown.figures(run.counts, will=False)
        context["refused"] = shown.refused_rows(run, found, "run") if run.status != ImportStatus.RUNNING else []
        context["kept"] = shown.kept_rows(run) if run.status == ImportStatus.UNDONE else []
    return context


def _at_columns() -> list[shown.Step]:
    return [shown.Step(one.label, "past" if at < 1 else "", at == 1) for at, one in enumerate(shown.steps_of(None))]


@require_POST
@page
def encoding(visit: Visit, key: str, run_id: UUID) -> HttpResponse:
    """Reads the file again as somebody says."""
    run = _run(visit, key, run_id)
    form = visit.request.POST
    settings = {"encoding": form.get("encoding", ""), "delimiter": form.get("delimiter", "").replace("\\t", "\t")}
    services.choose_encoding(actor=visit.actor, run=run, settings=settings)
    return HttpResponseRedirect(import_url(key, run.pk))


@require_POST
@page
def mapping(visit: Visit, key: str, run_id: UUID) -> HttpResponse:
    """Decides which column fills which field; words nobody knows are asked for, else the check begins."""
    run = _run(visit, key, run_id)
    try:
        services.map_import(actor=visit.actor, run=run, mapping=posted_mapping(run, visit.request.POST))
        return _words_or_check(visit, run)
    except Refusal as refusal:
        return _show(visit, run, refusal.message, refusal.status)


def _words_or_check(visit: Visit, run: ImportRun) -> HttpResponse:
    words = services.unmatched_words(actor=visit.actor, run=run, clock=visit.clock)
    if not words:
        services.rehearse_import(actor=visit.actor, run=run, clock=visit.clock)
        return HttpResponseRedirect(import_url(run.object, run.pk))
    plan = services.plan_of(visit.actor, run, visit.clock)
    rows = shown.word_rows(visit, plan, words)
    context = {**_context(visit, run), "words": rows, "more_words": len(words) - len(rows)}
    return visit.page("imports/words.html", context, here=run.object)


@require_POST
@page
def words(visit: Visit, key: str, run_id: UUID) -> HttpResponse:
    """Notes what words mean and begins the check; what was left open will be refused there."""
    run = _run(visit, key, run_id)
    said = {**run.mapping, "values": posted_words(visit.request.POST, run.mapping.get("values", {}))}
    try:
        services.map_import(actor=visit.actor, run=run, mapping=said)
        services.rehearse_import(actor=visit.actor, run=run, clock=visit.clock)
    except Refusal as refusal:
        return _show(visit, run, refusal.message, refusal.status)
    return HttpResponseRedirect(import_url(key, run.pk))


@require_POST
@page
def step(visit: Visit, key: str, run_id: UUID, name: str) -> HttpResponse:
    """Runs, stops or takes back."""
    run = _run(visit, key, run_id)
    steps = {"run": services.run_import, "stop": services.stop_import, "undo": services.undo_import}
    if name not in steps:
        raise NotFound(_("There is nothing here, or it is not yours to see."))
    try:
        steps[name](actor=visit.actor, run=run)
    except Refusal as refusal:
        messages.error(visit.request, refusal.message, extra_tags="bad")
    return HttpResponseRedirect(import_url(key, run.pk))


@page
def errors(visit: Visit, key: str, run_id: UUID) -> HttpResponseBase:
    """The refused rows as a file."""
    run = _run(visit, key, run_id)
    response = StreamingHttpResponse(error_file(run), content_type=FORMATS[run.kind])
    response.headers["Content-Disposition"] = f'attachment; filename="refused-{key}.{run.kind}"'
    return response
