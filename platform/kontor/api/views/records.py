"""Lists, single records, previews, bulk: the two paths over HTTP."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from rest_framework.request import Request

from kontor.api.base import ApiView, json_answer, record_id, take_version
from kontor.api.params import list_options
from kontor.api.problems import problem_of
from kontor.api.render import detail_json, page_json, saved_json, warnings_json
from kontor.core.errors import BadInput
from kontor.core.registry import stores
from kontor.core.transactions import atomic_retry
from kontor.records.duplicates import Alike, duplicates_of
from kontor.records.queries import get_record, list_records, readable_object
from kontor.records.services import RowInput, Saved, save_record, save_records, trash_record
from kontor.schema.descriptor import ObjectDescriptor
from kontor.schema.registry import object_of

MAX_BULK = 1000


class RecordsView(ApiView):
    """/records/{object}."""

    def get(self, request: Request, key: str) -> HttpResponse:
        """One page of the list."""
        found = readable_object(self.actor, key)
        options = list_options(found, request.query_params)
        return json_answer(page_json(list_records(actor=self.actor, object=key, clock=self.clock, **options)))

    def post(self, request: Request, key: str) -> HttpResponse:
        """Creates a record with its lines; names of actions with true or their inputs run in the same transaction."""
        values, then = split_actions(object_of(key), self.payload())
        saved = save_record(actor=self.actor, object=key, values=values, then=then, clock=self.clock, **self.trace)
        return json_answer(saved_json(self.actor, saved), 201)


class RecordView(ApiView):
    """/records/{object}/{id}."""

    def get(self, request: Request, key: str, pk: str) -> HttpResponse:
        """The record with its lines."""
        detail = get_record(actor=self.actor, object=key, id=record_id(pk), clock=self.clock)
        response = json_answer(detail_json(detail))
        response.headers["ETag"] = f'"{detail.version}"'
        return response

    def patch(self, request: Request, key: str, pk: str) -> HttpResponse:
        """Changes the fields given; lines with id are changed, without are added."""
        payload = self.payload()
        version = take_version(request, payload)
        saved = save_record(
            actor=self.actor,
            object=key,
            id=record_id(pk),
            version=version,
            values=payload,
            clock=self.clock,
            **self.trace,
        )
        return json_answer(saved_json(self.actor, saved))

    def delete(self, request: Request, key: str, pk: str) -> HttpResponse:
        """Puts the record into the trash."""
        version = take_version(request, self.payload())
        trash_record(actor=self.actor, object=key, id=record_id(pk), version=version, clock=self.clock, **self.trace)
        return HttpResponse(status=204)


class PreviewView(ApiView):
    """/records/{object}/preview and /records/{object}/{id}/preview."""

    unsafe_read = True

    def post(self, request: Request, key: str, pk: str | None = None) -> HttpResponse:
        """What a save would make of it: totals, warnings and problems; nothing is written."""
        payload = self.payload()
        payload.pop("version", None)
        saved = save_record(
            actor=self.actor,
            object=key,
            id=record_id(pk) if pk else None,
            values=payload,
            commit=False,
            clock=self.clock,
            **self.trace,
        )
        return json_answer(preview_json(self, saved))


def preview_json(view: ApiView, saved: Saved) -> dict[str, Any]:
    """The record as it would be, with warnings and problems apart."""
    record = saved_json(view.actor, saved)
    record.pop("warnings", None)
    problems = [
        {"field": one.field, "collection": one.collection, "line": one.line, "code": one.code, "message": one.message}
        for one in saved.problems
    ]
    warnings = [*warnings_json(saved.warnings), *map(_alike_json, duplicates_of(view.actor, saved))]
    return {"record": record, "warnings": warnings, "problems": problems}


def _alike_json(one: Alike) -> dict[str, Any]:
    """A possible duplicate, as a warning."""
    message = _("%(record)s may be the same: %(fields)s.") % {"record": one.label, "fields": ", ".join(one.reasons)}
    return {
        "code": "possible_duplicate",
        "message": message,
        "field": None,
        "line": None,
        "record": {"id": str(one.id), "label": one.label},
    }


def split_actions(
    found: ObjectDescriptor, payload: Mapping[str, Any]
) -> tuple[dict[str, Any], list[tuple[str, Mapping[str, Any]]]]:
    """A body's values, and the actions it asks for: `"post": true` or `"post": {inputs}`."""
    values = dict(payload)
    then: list[tuple[str, Mapping[str, Any]]] = []
    for name in payload:
        if name in found.fields or name in found.lines or f"{found.key}.{name}" not in stores.actions:
            continue
        wanted = values.pop(name)
        if wanted is True or isinstance(wanted, Mapping):
            then.append((name, {} if wanted is True else wanted))
        elif wanted is not False:
            raise BadInput(_("An action is asked for by true or by its inputs."), field=name)
    return values, then


class BulkView(ApiView):
    """/records/{object}/bulk."""

    def post(self, request: Request, key: str) -> HttpResponse:
        """Creates, updates and deletes up to 1,000 records: all or none, or each on its own with a report."""
        payload = self.payload()
        unknown = set(payload) - {"create", "update", "delete", "atomic"}
        if unknown:
            raise BadInput(_("There is no such field."), field=sorted(unknown)[0])
        create, update, delete = (_rows(payload, name) for name in ("create", "update", "delete"))
        if len(create) + len(update) + len(delete) > MAX_BULK:
            raise BadInput(_("At most %(limit)s records at once.") % {"limit": MAX_BULK}, field="create")
        rows = [RowInput(one) for one in create] + [_update_row(one, at) for at, one in enumerate(update)]
        atomic = payload.get("atomic", True) is not False
        if atomic:
            return json_answer(atomic_retry(lambda: self._run(key, rows, delete, atomic=True)))
        return json_answer(self._run(key, rows, delete, atomic=False))

    def _run(self, key: str, rows: list[RowInput], delete: list[dict[str, Any]], *, atomic: bool) -> dict[str, Any]:
        result = save_records(actor=self.actor, object=key, rows=rows, atomic=atomic, clock=self.clock, **self.trace)
        report: list[dict[str, Any]] = []
        for place in range(len(rows)):
            if place in result.saved:
                one = result.saved[place]
                report.append({"id": str(one.record.pk), "version": one.version, "status": 201 if one.created else 200})
            else:
                report.append(problem_of(result.refused[place])[1])
        for gone in delete:
            trash_record(
                actor=self.actor,
                object=key,
                id=record_id(str(gone.get("id"))),
                version=take_version(self.request, gone),
                clock=self.clock,
                **self.trace,
            )
            report.append({"id": str(gone["id"]), "status": 204})
        return {"results": report}


def _rows(payload: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    rows = payload.get(name, [])
    if not isinstance(rows, list) or not all(isinstance(one, dict) for one in rows):
        raise BadInput(_("A list of records is expected here."), field=name)
    return rows


def _update_row(one: dict[str, Any], at: int) -> RowInput:
    values = dict(one)
    identifier, version = values.pop("id", None), values.pop("version", None)
    if identifier is None or isinstance(version, bool) or not isinstance(version, int):
        raise BadInput(_("Each update names id and version."), field="update", line=at + 1)
    return RowInput(values, record_id(str(identifier)), version)
