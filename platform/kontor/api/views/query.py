"""Figures and files: /query and /export."""

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _
from rest_framework.request import Request

from kontor.api.base import ApiView, json_answer
from kontor.api.params import list_options
from kontor.core.errors import BadInput
from kontor.records.aggregates import aggregate
from kontor.records.export import FORMATS, export_records
from kontor.records.queries import position_of, readable_object
from kontor.schema.field_types import TYPES

NAMES = frozenset({"filter", "group_by", "aggregates", "sort", "limit", "search"})


class QueryView(ApiView):
    """/query/{object}."""

    unsafe_read = True

    def post(self, request: Request, key: str) -> HttpResponse:
        """Groups and figures, one row per group."""
        payload = self.payload()
        unknown = set(payload) - NAMES
        if unknown:
            raise BadInput(_("There is no such field."), field=sorted(unknown)[0])
        for name in ("group_by", "aggregates", "sort"):
            if name in payload and not _texts(payload[name]):
                raise BadInput(_("A list of names is expected here."), field=name)
        if isinstance(payload.get("limit", 1), bool) or not isinstance(payload.get("limit", 1), int):
            raise BadInput(_("%(name)s is a whole number.") % {"name": "limit"}, field="limit")
        if not isinstance(payload.get("search", ""), str):
            raise BadInput(_("Text is expected here."), field="search")
        rows = aggregate(actor=self.actor, object=key, clock=self.clock, **payload)
        return json_answer(
            {"results": [{name: self._shown(key, name, value) for name, value in row.items()} for row in rows]}
        )

    def _shown(self, key: str, name: str, value: object) -> object:
        figure, colon, path = name.partition(":")
        if name == "count" or figure in ("count", "count_distinct"):
            return value
        path = path if colon and figure in ("sum", "avg", "min", "max") else figure
        kind = position_of(self.actor, key, path).field.type
        if figure == "avg" and kind.key == "integer":
            kind = TYPES["decimal"]
        return kind.to_json(value)


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


class ExportView(ApiView):
    """/records/{object}/export."""

    def get(self, request: Request, key: str) -> StreamingHttpResponse:
        """What the caller sees of the list, as a file."""
        found = readable_object(self.actor, key)
        options = list_options(found, request.query_params)
        for name in ("cursor", "page_size", "count", "trashed"):
            options.pop(name, None)
        kind = request.query_params.get("format", "csv")
        content = export_records(actor=self.actor, object=key, format=kind, clock=self.clock, **options)
        response = StreamingHttpResponse(content, content_type=FORMATS[kind])
        response.headers["Content-Disposition"] = f'attachment; filename="{key}.{kind}"'
        response.headers["Cache-Control"] = "no-store"
        return response
