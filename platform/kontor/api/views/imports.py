"""Files brought in: upload, map, rehearse, run, stop, take back, and the refused rows as a file."""

import hashlib
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _
from rest_framework.request import Request

from kontor.api.base import ApiView, json_answer, record_id
from kontor.core.errors import BadInput
from kontor.records.export import FORMATS
from kontor.records.importing import services
from kontor.records.importing.error_file import error_file
from kontor.records.importing.limits import ENCODINGS
from kontor.records.importing.models import ImportedRow, ImportRun, ImportStatus
from kontor.records.importing.sheets import text_of
from kontor.records.importing.store import import_of, sheets_of

PAGE = 100
OUTCOMES = ("created", "updated", "unchanged", "refused", "kept")


def import_json(run: ImportRun) -> dict[str, Any]:
    """An import: its sheets, its mapping, how far it is and what became of its rows."""
    done, total = services.progress_of(run)
    said: dict[str, Any] = {
        "id": str(run.pk),
        "object": run.object,
        "file": run.file_name,
        "status": run.status,
        "sheets": [{"name": one["name"], "columns": one["headings"], "rows": one["count"]} for one in run.sheets],
        "mapping": run.mapping,
        "counts": run.counts,
        "report": run.report,
        "progress": {"done": done, "total": total},
    }
    if run.error:
        said["error"] = run.error
    if run.status == ImportStatus.ENCODING:
        said["encodings"] = ENCODINGS
    return said


def row_json(row: ImportedRow) -> dict[str, Any]:
    """A row of the report."""
    said: dict[str, Any] = {
        "line": row.line,
        "last_line": row.last_line,
        "outcome": row.outcome,
        "errors": row.problems,
    }
    if row.lines_apart:
        said["lines"] = row.lines_apart
    if row.record_id is not None:
        said["record"] = str(row.record_id)
    return said


class ImportsView(ApiView):
    """/imports."""

    @property
    def body(self) -> bytes:
        """What tells one upload from another: the file itself is larger than other bodies."""
        upload = self._upload()
        digest = hashlib.sha256()
        for part in upload.chunks():
            digest.update(part)
        upload.seek(0)
        return f"{self.request._request.POST.dict()}{digest.hexdigest()}".encode()

    def _upload(self) -> Any:
        upload = self.request._request.FILES.get("file")
        if upload is None:
            raise BadInput(_("Send multipart/form-data with “object” and “file”."), field="file")
        return upload

    def post(self, request: Request) -> HttpResponse:
        """Takes a file in; 201 with the import, whose status may ask for the encoding."""
        upload = self._upload()
        form = request._request.POST
        key = form.get("object", "")
        if not key:
            raise BadInput(_("%(name)s is missing.") % {"name": "object"}, field="object")
        settings = {name: form[name] for name in ("encoding", "delimiter") if name in form}
        run = services.start_import(actor=self.actor, object=key, upload=upload, settings=settings)
        return json_answer(import_json(run), 201)


class ImportView(ApiView):
    """/imports/{id}."""

    def get(self, request: Request, pk: str) -> HttpResponse:
        """The import; `?rows=refused&after=<line>` adds rows of the report."""
        run = import_of(self.actor, record_id(pk))
        said = import_json(run)
        wanted = request.query_params.get("rows")
        if wanted is not None:
            said["rows"] = [row_json(one) for one in self._rows(run, wanted, request.query_params.get("after", "0"))]
        if run.sheets and run.status in services.OPEN:
            said["samples"] = [[text_of(cell) for cell in row.cells] for row in sheets_of(run)[0].samples()]
        return json_answer(said)

    def _rows(self, run: ImportRun, wanted: str, after: str) -> list[ImportedRow]:
        if wanted not in OUTCOMES:
            raise BadInput(_("Choose one of: %(choices)s.") % {"choices": ", ".join(OUTCOMES)}, field="rows")
        if not (after.isascii() and after.isdecimal() and len(after) < 10):
            raise BadInput(_("A whole number is expected here."), field="after")
        if wanted == "kept":
            return services.not_undone(run)
        phase = "run" if run.counts else "rehearse"
        return services.rows_of(run, phase, wanted, int(after), PAGE)


class ImportMapView(ApiView):
    """/imports/{id}/map."""

    def get(self, request: Request, pk: str) -> HttpResponse:
        """The mapping to begin with: the last one for such headings, or a guess."""
        run = import_of(self.actor, record_id(pk))
        plan = services.suggested(self.actor, run, request.query_params.get("sheet", ""), self.clock)
        return json_answer({"mapping": plan.said()})

    def post(self, request: Request, pk: str) -> HttpResponse:
        """Decides on a mapping, or for a text on its encoding; answers the words whose meaning is to be said."""
        run = import_of(self.actor, record_id(pk))
        payload = self.payload()
        if {"encoding", "delimiter"} & set(payload):
            return json_answer(import_json(services.choose_encoding(actor=self.actor, run=run, settings=payload)))
        services.map_import(actor=self.actor, run=run, mapping=payload, clock=self.clock)
        words = services.unmatched_words(actor=self.actor, run=run, clock=self.clock)
        told = [
            {"field": one.path, "value": one.text, "rows": one.count, "several": one.several} for one in words[:500]
        ]
        return json_answer({**import_json(run), "unmatched": told})


class ImportStepView(ApiView):
    """/imports/{id}/rehearse, /run, /stop and /undo."""

    def post(self, request: Request, pk: str, step: str) -> HttpResponse:
        """Takes the step; 202 while a job is at it."""
        run = import_of(self.actor, record_id(pk))
        self.payload()
        if step == "rehearse":
            run = services.rehearse_import(actor=self.actor, run=run, clock=self.clock)
        elif step == "run":
            run = services.run_import(actor=self.actor, run=run)
        elif step == "stop":
            run = services.stop_import(actor=self.actor, run=run)
        else:
            run = services.undo_import(actor=self.actor, run=run)
        return json_answer(import_json(run), 202 if run.status in services.BUSY else 200)


class ImportErrorsView(ApiView):
    """/imports/{id}/errors."""

    def get(self, request: Request, pk: str) -> StreamingHttpResponse:
        """The refused rows with the reason, as a file of the same kind."""
        run = import_of(self.actor, record_id(pk))
        response = StreamingHttpResponse(error_file(run), content_type=FORMATS[run.kind])
        response.headers["Content-Disposition"] = f'attachment; filename="refused-{run.object}.{run.kind}"'
        response.headers["Cache-Control"] = "no-store"
        return response
