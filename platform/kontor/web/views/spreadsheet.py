"""A new object out of a spreadsheet: the file, its columns as fields, then the import of its rows."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from kontor.core.errors import BadInput, NotFound, Refusal
from kontor.design.impact import impact_of
from kontor.design.rights import check_designer
from kontor.design.services import publish
from kontor.records.importing import services
from kontor.records.importing.guessing import guess_columns
from kontor.records.importing.store import import_of, sheets_of
from kontor.web.design.spreadsheet import changes_of, column_forms, type_choices
from kontor.web.links import import_url
from kontor.web.visit import Visit, page

BASE = "/design/new/spreadsheet"


@page
def upload(visit: Visit) -> HttpResponse:
    """Takes the file in."""
    check_designer(visit.actor)
    if visit.request.method != "POST":
        return visit.page("imports/new_file.html", {}, here="design")
    sent = visit.request.FILES.get("file")
    try:
        if sent is None:
            raise BadInput(_("Choose a file."), field="file")
        run = services.start_for_new_object(actor=visit.actor, upload=sent)
    except Refusal as refusal:
        return visit.page("imports/new_file.html", {"error": refusal.message}, here="design", status=refusal.status)
    return HttpResponseRedirect(f"{BASE}/{run.pk}")


@page
def columns(visit: Visit, run_id: UUID) -> HttpResponse:
    """The columns with their guessed types; sent back, the object is published and its import begins."""
    check_designer(visit.actor)
    run = import_of(visit.actor, run_id)
    if run.object:
        raise NotFound(_("There is no such import."))
    guessed = guess_columns(sheets_of(run)[0])
    form = visit.request.POST if visit.request.method == "POST" else None
    context: dict[str, Any] = {
        "run": run,
        "columns": column_forms(guessed, form),
        "types": type_choices(),
        "name": form.get("label.en", "") if form else run.file_name.rpartition(".")[0].replace("_", " ")[:80],
        "zh": form.get("label.zh", "") if form else "",
        "plural": form.get("plural.en", "") if form else "",
    }
    if form is None:
        return visit.page("imports/new_object.html", context, here="design")
    try:
        changes = changes_of(form, guessed)
        made = publish(visit.actor, changes, seen=impact_of(visit.actor, changes).digest, import_run=run.pk)
    except Refusal as refusal:
        return visit.page(
            "imports/new_object.html", {**context, "error": refusal.message}, here="design", status=refusal.status
        )
    return HttpResponseRedirect(import_url(str(made.changes[0]["key"]), run.pk))
